#!/usr/bin/env python3
"""Fails for each diagnostic code of the sources that no test mentions.

A code is a literal in `error("…")` or `warning("…")`; a test mentions it in expected output (`[code]`), in a unit
test or in a script. tests/diagnostics_uncovered.txt excuses codes, each with its reason (`code: reason`); an excuse
that is not needed fails, too.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOMS = ("interpreter", "builtins", "runtime", "cli")
EXCUSES = ROOT / "tests/diagnostics_uncovered.txt"
CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MADE = re.compile(rf'\b(?:error|warning|mistake|fault|diagnostic)\(\s*(?:[\w:.]+,\s*)?"({CODE})"\s*[,)]')
# A code chosen by a condition: error(x ? "one-code" : "other-code", …).
CHOSEN = re.compile(rf'\b(?:error|warning)\(\s*[^"();]*\?\s*"({CODE})"\s*:\s*"({CODE})"')


def is_test(path):
    return path.name.endswith(("_test.cpp", "_fuzzer.cpp")) or "tests" in path.parts or "testing" in path.parts


def sources():
    return [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in (".cpp", ".h", ".def")]


def codes():
    """{code: first file that makes it}"""
    found = {}
    for path in sources():
        if is_test(path.relative_to(ROOT)):
            continue
        text = path.read_text()
        for match in [*MADE.finditer(text), *CHOSEN.finditer(text)]:
            for code in match.groups():
                found.setdefault(code, path.relative_to(ROOT))
    return found


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
    made, tested, excused = codes(), tested_words(), excuses()
    problems = [f"{path}: [{code}] has no test" for code, path in sorted(made.items())
                if code not in tested and code not in excused]
    problems += [f"tests/diagnostics_uncovered.txt: {code} needs no excuse" for code in sorted(excused)
                 if code in tested or code not in made]
    for problem in problems:
        print(problem)
    print(f"{len(made)} diagnostics, {len([c for c in made if c in tested])} with a test, {len(excused)} excused")
    return 1 if problems or not made else 0


if __name__ == "__main__":
    sys.exit(main())
