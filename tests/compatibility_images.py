#!/usr/bin/env python3
"""Checks docs/compatibility-images.md: every case is there, and what it says to be shown by stands where it says.

A row is `| 042 | what | FILE "WORDS" |`, and FILE, or a file below that folder, holds the words; or
`differs: why`, `not offered: why`, `elsewhere: where`.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/compatibility-images.md"
CASES = 169
ROW = re.compile(r"^\| (\d{3}) \| (.+?) \| (.+) \|$")
SHOWN = re.compile(r'^(\S+) "(.+)"$')
EXCUSED = ("differs: ", "not offered: ", "elsewhere: ")


def texts_of(path):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file.name + "\n" + file.read_text(errors="replace") for file in files if file.is_file()]


def fault_of(shown):
    """What is wrong with the last column, or nothing."""
    if shown.startswith(EXCUSED):
        return ""
    match = SHOWN.match(shown)
    if not match:
        return "names no test and no reason"
    path, words = ROOT / match.group(1), match.group(2).replace('\\"', '"')
    if not path.exists():
        return f"{match.group(1)} is not there"
    return "" if any(words in text for text in texts_of(path)) else f"{match.group(1)} does not hold: {words}"


def main():
    rows = [ROW.match(line) for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    rows = [row for row in rows if row]
    faults = [f"{row.group(1)}: {fault}" for row in rows if (fault := fault_of(row.group(3)))]
    numbers = [int(row.group(1)) for row in rows]
    if numbers != list(range(1, CASES + 1)):
        faults.append(f"the cases are not 1 to {CASES}, each once")
    print("\n".join(faults) or f"compatibility: {len(rows)} cases stand where they say")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
