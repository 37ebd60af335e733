#!/usr/bin/env python3
"""A table of mistakes: each makes exactly the diagnostic that it says, at the line that it says.

Every *.txt beside this file holds cases:

    === code FILE:LINE              the diagnostic's code and the place of its caret; FILE:LINE may be missing
    (the Tiltfile)
    --- path                        further files of the project, if any; `cmd` is the command line
    (content)

`code*` is a warning. Each case runs `tiltc eval`, or its `cmd`, in a folder with the Deployment k.yaml (one container `main` of image
`api`) and a Dockerfile. The words of diagnostics are judged by tests/golden and by unit tests.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
TILTC = os.environ.get("TILTC") or str(FOLDER.parents[1] / "build/dev/tiltc")
HEAD = re.compile(r"^=== ([a-z0-9-]+)(\*?)(?: (.+):(\d+))?$")
COMMON = {
    "k.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n"
              "      containers:\n      - {name: main, image: api}\n",
    "Dockerfile": "FROM scratch\n",
}


class Case:
    def __init__(self, place, head):
        self.place = place
        self.code, self.warns, self.file, self.line = head.groups()
        self.files = {"Tiltfile": ""}
        self._current = "Tiltfile"

    def add(self, line):
        if line.startswith("--- "):
            self._current = line[4:].strip()
            self.files[self._current] = ""
        else:
            self.files[self._current] += line

    def play(self):
        """What is wrong with the answer, or nothing."""
        command = self.files.pop("cmd", "eval").split()
        with tempfile.TemporaryDirectory(prefix="tiltc-mistake-") as folder:
            for path, content in {**COMMON, **self.files}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content.replace("\\xff", "\udcff"), errors="surrogateescape")
            done = subprocess.run(
                [TILTC, *command, "--error-format=json"], cwd=folder, stdin=subprocess.DEVNULL, timeout=60,
                capture_output=True, check=False, env={**os.environ, "HOME": folder, "DOCKER_HOST": "unix:///no/engine"})
        err = done.stderr.decode(errors="replace")
        found = [json.loads(line) for line in err.splitlines() if line.startswith('{"severity"')]
        if done.returncode not in ((0,) if self.warns else (1, 3)):
            return f"exit code {done.returncode}\n{err}"
        said = [(d["code"], self._place(d)) for d in found]
        wanted = (self.code, f"{self.file}:{self.line}" if self.file else None)
        if not any(c == wanted[0] and wanted[1] in (None, p) for c, p in said):
            return f"not [{wanted[0]}] at {wanted[1]} but {said}\n{err}"
        return ""

    @staticmethod
    def _place(diagnostic):
        primary = diagnostic.get("primary") or {}
        return f"{primary['file']}:{primary['line']}" if "line" in primary else ""


def read_cases(path):
    cases = []
    for number, line in enumerate(path.read_text().splitlines(keepends=True), 1):
        if head := HEAD.match(line.rstrip("\n")):
            cases.append(Case(f"{path.name}:{number}", head))
        elif line.startswith("==="):
            raise SystemExit(f"{path.name}:{number}: not a case's head: {line}")
        elif cases:
            cases[-1].add(line)
    return cases


def main():
    cases = [case for path in sorted(FOLDER.glob("*.txt")) for case in read_cases(path)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [(c, p) for c, p in zip(cases, pool.map(Case.play, cases)) if p]
    for case, problem in problems:
        print(f"{case.place}: [{case.code}]: {problem}")
    print(f"diagnostics: {len(cases) - len(problems)} of {len(cases)} as expected")
    return 1 if problems or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
