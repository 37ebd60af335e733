#!/usr/bin/env python3
"""docs/compatibility.md: which test shows each of the 353 behaviours of Tilt that tiltc follows or leaves.

    report.py            fails when the page is stale, when a case is shown nowhere, or when a named test is not there
    report.py --write    writes the page
"""

import pathlib
import re
import sys

import run

ROOT = run.FOLDER.parents[1]
PAGE = ROOT / "docs/compatibility.md"
COUNT = 353
LINE = re.compile(r"^(\d{3})(?:-(\d{3}))? ([^|]+) \| (.+)$")
TEXT = """# Compatibility with Tilt

{count} behaviours of Tilt's Tiltfile API and commands (images and injection apart), and the test that shows each:
{shown} are as in Tilt, {differs} differ on purpose, {missing} belong to commands or servers that tiltc does not have. A
file is one of [tests/compatibility](../tests/compatibility) unless its path says otherwise; `run.py NUMBER` there plays
a case. tests/compatibility/projects are whole projects with what Tilt made of them. Made by
`tests/compatibility/report.py --write`.

| case | what it is about | shown by |
|---|---|---|
"""


def rows_of_tables(cases):
    """{number: (titles, where)}"""
    rows = {}
    for case in cases:
        for number in case.ids:
            titles, files = rows.setdefault(number, ([], []))
            titles.append(case.title)
            file = case.place.split(":")[0]
            if file not in files:
                files.append(file)
    return {number: ("; ".join(titles), ", ".join(files)) for number, (titles, files) in rows.items()}


def rows_elsewhere(problems):
    rows = {}
    for line in (run.FOLDER / "elsewhere.list").read_text().splitlines():
        if line.startswith("#"):
            continue
        match = LINE.match(line)
        if not match:
            raise SystemExit(f"elsewhere.list: {line}")
        first, last, title, where = match.groups()
        if not where.startswith(("differs: ", "not offered: ")):
            problems += [f"{where} is not there: case {first}" for path in [where.split("::")[0]]
                         if not (ROOT / path).exists()]
        for number in range(int(first), int(last or first) + 1):
            rows[number] = (title, where)
    return rows


def page(problems):
    rows = rows_of_tables(run.read_cases())
    for number, row in rows_elsewhere(problems).items():
        if number in rows:
            problems.append(f"case {number:03} stands in elsewhere.list and in {rows[number][1]}")
        rows[number] = row
    problems += [f"case {number:03} is shown nowhere" for number in range(1, COUNT + 1) if number not in rows]
    problems += [f"there is no case {number:03}" for number in rows if not 1 <= number <= COUNT]
    differs = sum(where.startswith("differs: ") for _, where in rows.values())
    missing = sum(where.startswith("not offered: ") for _, where in rows.values())
    text = TEXT.format(count=COUNT, shown=len(rows) - differs - missing, differs=differs, missing=missing)
    for number in sorted(rows):
        title, where = (part.replace("|", "\\|") for part in rows[number])
        text += f"| {number:03} | {title} | {where} |\n"
    return text


def main(arguments):
    problems = []
    text = page(problems)
    if arguments == ["--write"]:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        problems.append("docs/compatibility.md is stale: tests/compatibility/report.py --write")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
