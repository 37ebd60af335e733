#!/usr/bin/env python3
"""What Tilt does, case by case: tables of small Tiltfiles and what their evaluation must show.

Every *.txt beside this file holds cases:

    === 125 a workload gets another name        the numbers of the cases (`123, 124`), and what they are about
    (the Tiltfile)
    --- cmd                                     the command line, when it is not `eval`
    --- env                                     variables, KEY=VALUE a line
    --- path                                    further files of the project
    --- expect                                  what must come out, a line each:

    resources.api.labels = ["a"]    a value of the JSON of `tiltc eval`. In a list, a word is the name of an element
                                    and `*` all elements
    error CODE Tiltfile:2:5         a diagnostic and its place; the column may be left out, and the place
    warning CODE Tiltfile:2         the same; warnings that are not named are none of the case's business
    says TEXT                       stands in some diagnostic
    log TEXT                        a line on standard error; `log ~TEXT` a part of one, `log !TEXT` of none
    exit 3                          the exit code; 0, or 3 where an error is expected

Every project also has lib.star, k.yaml (the Deployment `api` with the image `api`) and a Dockerfile. `$DIR` is the
project's folder. The numbers are those of docs/compatibility.md, which report.py makes of the tables.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import json_schema

FOLDER = pathlib.Path(__file__).resolve().parent
TILTC = os.environ.get("TILTC") or str(FOLDER.parents[1] / "build/dev/tiltc")
HEAD = re.compile(r"^=== ((?:\d{3})(?:, \d{3})*) (\S.*)$")
PLACE = re.compile(r"^(error|warning) (\S+)(?: (\S+?):(\d+)(?::(\d+))?)?$")
COMMON = {
    "k.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n"
              "    metadata: {labels: {app: api}}\n    spec:\n"
              "      containers:\n      - {name: main, image: api}\n",
    "Dockerfile": "FROM scratch\n",
    "lib.star": (FOLDER / "lib.star").read_text(),
}


class Case:
    def __init__(self, file, number, head):
        self.place = f"{file.name}:{number}"
        self.ids = [int(word) for word in head.group(1).split(", ")]
        self.title = head.group(2)
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
        files = dict(self.files)
        command = shlex.split(files.pop("cmd", "eval"))
        variables = dict(line.split("=", 1) for line in files.pop("env", "").splitlines())
        expected = [line for line in files.pop("expect", "").splitlines() if line.strip()]
        with tempfile.TemporaryDirectory(prefix="tiltc-case-") as folder:
            folder = os.path.realpath(folder)
            for path, content in {**COMMON, **files}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content.replace("$DIR", folder))
            # Options stand before the `--` after which words belong to the Tiltfile.
            command.insert(1, "--error-format=json")
            done = subprocess.run(
                [TILTC, *command], cwd=folder, stdin=subprocess.DEVNULL, timeout=60, capture_output=True,
                check=False, env={
                    "PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8",
                    "DOCKER_HOST": "unix:///no/engine",
                    **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
                    **{k: v.replace("$DIR", folder) for k, v in variables.items()}})
        return Answer(done, folder).problem_with([line.replace("$DIR", folder) for line in expected])


class Answer:
    def __init__(self, done, folder):
        self.code = done.returncode
        self.folder = folder
        self.err = done.stderr.decode(errors="replace")
        lines = self.err.splitlines()
        self.diagnostics = [json.loads(line) for line in lines if line.startswith('{"severity"')]
        self.log = [line for line in lines if not line.startswith('{"severity"')]
        try:
            self.json = json.loads(done.stdout)
        except ValueError:
            self.json = None

    def problem_with(self, expected):
        wants_error = any(line.startswith("error ") for line in expected)
        codes = [int(line[5:]) for line in expected if line.startswith("exit ")]
        want = codes[0] if codes else (3 if wants_error else 0)
        if self.code != want:
            return f"exit code {self.code}, not {want}\n{self.err}"
        if not wants_error and any(d["severity"] == "error" for d in self.diagnostics):
            return f"an error\n{self.err}"
        if self.json is not None and (wrong := json_schema.problems(self.json)):
            return "not as docs/eval-json.schema.json says:\n" + "\n".join(wrong) + "\n"
        for line in expected:
            if not line.startswith("exit ") and not self.holds(line):
                return f"not so: {line}\n{self.found_instead(line)}{self.err}"
        return ""

    def holds(self, line):
        if place := PLACE.match(line):
            return any(self.is_at(d, place.groups()) for d in self.diagnostics)
        word, _, text = line.partition(" ")
        if word == "says":
            said = [[d["message"], d.get("help") or "", (d.get("primary") or {}).get("text", ""), *d.get("notes", []),
                     *(s.get("text", "") for s in d.get("secondary", []))] for d in self.diagnostics]
            return any(text in part for parts in said for part in parts)
        if word == "log":
            if text[:1] in ("~", "!"):
                return any(text[1:] in one for one in self.log) == (text[0] == "~")
            return text in self.log
        path, equals, value = line.partition(" = ")
        if not equals:
            raise SystemExit(f"not an expectation: {line}")
        return self.value(path) == json.loads(value)

    @staticmethod
    def is_at(diagnostic, wanted):
        severity, code, file, line, column = wanted
        at = diagnostic.get("primary") or {}
        return (diagnostic["severity"], diagnostic["code"]) == (severity, code) and (
            not file or (at.get("file"), at.get("line")) == (file, int(line))) and (
            not column or at.get("column") == int(column))

    def value(self, path):
        return self.step(self.json, path.split("."))

    def step(self, value, words):
        if not words:
            return value
        word, rest = words[0], words[1:]
        if word == "*":
            return [self.step(element, rest) for element in value]
        if isinstance(value, list):
            if word.isdigit():
                return self.step(value[int(word)], rest)
            return next((self.step(e, rest) for e in value if e.get("name", e.get("ref")) == word), None)
        return self.step(value.get(word), rest) if isinstance(value, dict) else None

    def found_instead(self, line):
        path, equals, _ = line.partition(" = ")
        return f"but {json.dumps(self.value(path))}\n" if equals and self.json is not None else ""


def read_cases():
    cases = []
    for path in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(path.read_text().splitlines(keepends=True), 1):
            if head := HEAD.match(line.rstrip("\n")):
                cases.append(Case(path, number, head))
            elif line.startswith("==="):
                raise SystemExit(f"{path.name}:{number}: not a case's head: {line}")
            elif cases:
                cases[-1].add(line)
    return cases


def main(arguments):
    chosen = [case for case in read_cases()
              if not arguments or case.place in arguments or any(f"{i:03}" in arguments for i in case.ids)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [(c, p) for c, p in zip(chosen, pool.map(Case.play, chosen)) if p]
    for case, problem in problems:
        print(f"{case.place}: {case.title}: {problem}")
    print(f"compatibility: {len(chosen) - len(problems)} of {len(chosen)} as expected")
    return 1 if problems or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
