#!/usr/bin/env python3
"""Golden tests of the command line.

tests/golden/NAME holds the files of a project and `cmd`: one command line, with variables in front where it
needs some (`NO_COLOR=1 tiltc eval`). What came out stands beside it: `expected_stdout`, `expected_stderr`
(none when empty) and `expected_exit`. `--accept [NAME…]` writes these files anew; read the diff.

A case runs in a copy of its folder; the copy's path is shown as $DIR, the home folder as $HOME, and what differs from run to run as
<unique> and <seconds>. No engine can be reached.
"""

import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
TILTC = os.environ.get("TILTC") or str(FOLDER.parents[1] / "build/dev/tiltc")
EXPECTED = ("expected_stdout", "expected_stderr", "expected_exit")

# Places of sanitizer builds differ; their messages are never expected.
_CRASH = re.compile(r"Sanitizer|runtime error:|check failed|Assertion|terminate called|Segmentation")


def cases():
    return sorted(path.parent.name for path in FOLDER.glob("*/cmd"))


def normalize(text, root):
    text = text.replace(str(root), "$DIR").replace(str(root.parent), "$HOME")
    text = re.sub(r"tilt-build-\d+-[0-9a-z]+", "tilt-build-<unique>", text)
    return re.sub(r'\b\d+(\.\d+)? ?(ms|s)\b|(?<="seconds": )[\d.]+', "<seconds>", text)


def command_of(name):
    words = shlex.split((FOLDER / name / "cmd").read_text(), comments=True)
    variables = {}
    while "=" in words[0]:
        key, value = words.pop(0).split("=", 1)
        variables[key] = value
    if words[0] != "tiltc":
        raise ValueError(f"{name}/cmd does not call tiltc")
    return [TILTC, *words[1:]], variables


def play(name):
    """What the case's command answers: {file name: text}."""
    command, variables = command_of(name)
    with tempfile.TemporaryDirectory(prefix="tiltc-golden-") as folder:
        root = pathlib.Path(folder).resolve() / "project"
        shutil.copytree(FOLDER / name, root, ignore=shutil.ignore_patterns("cmd", *EXPECTED), symlinks=True)
        environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", "DOCKER_HOST": "unix:///no/engine",
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}, **variables}
        done = subprocess.run(command, cwd=root, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60, check=False)
    answers = {
        "expected_stdout": normalize(done.stdout.decode(errors="replace"), root),
        "expected_stderr": normalize(done.stderr.decode(errors="replace"), root),
        "expected_exit": f"{done.returncode}\n",
    }
    return answers


def expected(name):
    files = {file: FOLDER / name / file for file in EXPECTED}
    return {file: path.read_text() if path.exists() else "" for file, path in files.items()}


def differences(name):
    """A diff, empty when the case is as expected."""
    try:
        answers = play(name)
    except (subprocess.TimeoutExpired, ValueError, OSError) as problem:
        return f"{problem}\n"
    want = expected(name)
    text = ""
    for file in EXPECTED:
        text += "".join(difflib.unified_diff(
            want[file].splitlines(keepends=True), answers[file].splitlines(keepends=True),
            f"{name}/{file}", "what came out"))
    return text


def accept(name):
    answers = play(name)
    if _CRASH.search(answers["expected_stderr"]) or answers["expected_exit"].startswith("-"):
        raise SystemExit(f"{name}: a crash is not accepted:\n{answers['expected_stderr']}")
    for file, text in answers.items():
        path = FOLDER / name / file
        if text:
            path.write_text(text)
        else:
            path.unlink(missing_ok=True)


def main(arguments):
    if arguments[:1] == ["--accept"]:
        for name in arguments[1:] or cases():
            accept(name)
        return 0
    names = arguments or cases()
    if not names:
        print("golden: there is no case")
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = {name: diff for name, diff in zip(names, pool.map(differences, names)) if diff}
    for diff in failed.values():
        print(diff)
    for name in failed:
        print(f"failed: {name}")
    print(f"golden: {len(names) - len(failed)} of {len(names)} as expected"
          + ("" if not failed else "; scripts/accept-goldens writes what came out"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
