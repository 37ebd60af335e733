#!/usr/bin/env python3
"""Fails for each diagnostic code of the sources that no test shows.

A code is a literal in `error("…")` or `warning("…")`. What a Tiltfile or a command line can cause must be shown by a
golden (`[code]` in expected output) or by an entry of tests/diagnostics or tests/compatibility; what needs engines, processes or the
embedding API, by any test that mentions it. tests/diagnostics_uncovered.txt excuses codes, each with its reason
(`code: reason`); an excuse that is not needed fails, too.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOMS = ("interpreter", "builtins", "testkit", "runtime", "cli")
# Rooms whose mistakes come from engines, registries, processes and disks, not from texts alone.
WORLDLY = ("runtime/images/", "runtime/exec/", "runtime/base/", "runtime/report/", "runtime/state/",
           "runtime/extensions/")
# What helm, kustomize and Compose answer: their stand-ins are played by tests/e2e.
OF_PROGRAMS = ("builtins/helm.cpp", "builtins/kustomize.cpp", "builtins/docker_compose.cpp", "builtins/compose_config.cpp",
               "runtime/kubernetes/compose_images.cpp")
# Of the language, but for embedders only, or of limits that a unit test reaches sooner.
EMBEDDING = {"cancelled", "failed", "memory-limit", "no-loader", "program-too-large", "recursion", "step-limit", "stopped"}
# Made while images are built, or after it, which goldens and the table do without.
OF_BUILDS = {"bad-ignore-pattern", "no-container-for-command"}
EXCUSES = ROOT / "tests/diagnostics_uncovered.txt"
CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MADE = re.compile(rf'\b(?:error|warning|mistake|fault|diagnostic)\(\s*(?:[\w:.]+,\s*)?"({CODE})"\s*[,)]')
# A code chosen by a condition: error(x ? "one-code" : "other-code", …).
LISTED = re.compile(rf'\bWarningInfo\{{"({CODE})"')
CHOSEN = re.compile(rf'\b(?:error|warning)\(\s*[^"();]*\?\s*"({CODE})"\s*:\s*"({CODE})"')


def is_test(path):
    return path.name.endswith(("_test.cpp", "_test_support.h", "_fuzzer.cpp")) or "tests" in path.parts or "testing" in path.parts


def sources():
    return [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in (".cpp", ".h", ".def")]


def codes():
    """{code: first file that makes it}"""
    found = {}
    for path in sources():
        if is_test(path.relative_to(ROOT)):
            continue
        text = path.read_text()
        for match in [*MADE.finditer(text), *CHOSEN.finditer(text), *LISTED.finditer(text)]:
            for code in match.groups():
                found.setdefault(code, path.relative_to(ROOT))
    return found


def shown_codes():
    """The codes in expected outputs and in the tables of mistakes and of behaviours."""
    goldens = [path.read_text(errors="replace") for path in (ROOT / "tests/golden").rglob("expected_std*")]
    tables = [path.read_text() for folder in ("diagnostics", "compatibility") for path in (ROOT / "tests" / folder).glob("*.txt")]
    return set(re.findall(rf"\[({CODE})\]$", "\n".join(goldens), re.MULTILINE)) | set(
        re.findall(rf"^(?:===|error|warning) ({CODE})", "\n".join(tables), re.MULTILINE))


def undocumented_warnings():
    """Warnings of `tiltc check` that the table of docs/errors.md does not have."""
    listed = {match[1] for path in sources() for match in LISTED.finditer(path.read_text())}
    return sorted(listed - set(re.findall(rf"^\| `({CODE})` \|", (ROOT / "docs/errors.md").read_text(), re.MULTILINE)))


def is_covered(code, path, shown, mentioned):
    worldly = path.as_posix().startswith(WORLDLY + OF_PROGRAMS) or code in EMBEDDING | OF_BUILDS
    return code in shown or (worldly and code in mentioned)


def tested_words():
    """Every word of every test that could be a code."""
    texts = [path.read_text() for path in sources() if is_test(path.relative_to(ROOT))]
    scripts = [path for room in ROOMS for path in (ROOT / room).rglob("*")
               if path.is_file() and "tests" in path.parts and path.suffix not in (".cpp", ".h")]
    scripts += [path for path in (ROOT / "tests").rglob("*") if path.is_file() and path != EXCUSES
                and path != pathlib.Path(__file__).resolve() and "__pycache__" not in path.parts]
    texts += [path.read_text(errors="replace") for path in scripts]
    text = "\n".join(texts)
    compound = {word for word in re.findall(CODE, text) if "-" in word}
    # A code of one word may stand in any sentence: it counts in quotes or brackets only.
    return compound | set(re.findall(rf'["\'\[`]({CODE})["\'\]`]', text))


def excuses():
    lines = EXCUSES.read_text().splitlines() if EXCUSES.exists() else []
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def main():
    made, excused, shown, mentioned = codes(), excuses(), shown_codes(), tested_words()
    tested = {code for code, path in made.items() if is_covered(code, path, shown, mentioned)}
    problems = [f"{path}: [{code}] is shown by no test" for code, path in sorted(made.items())
                if code not in tested and code not in excused]
    problems += [f"tests/diagnostics_uncovered.txt: {code} needs no excuse" for code in sorted(excused)
                 if code in tested or code not in made]
    problems += [f"docs/errors.md: the warning {code} is missing" for code in undocumented_warnings()]
    for problem in problems:
        print(problem)
    print(f"{len(made)} diagnostics, {len(tested)} with a test, {len(excused)} excused")
    return 1 if problems or not made else 0


if __name__ == "__main__":
    sys.exit(main())
