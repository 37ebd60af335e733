#!/usr/bin/env python3
"""Keeps docs/conformance.md: which section of the language's specification is tested by how many chunks.

In the scripts of tests/language a line `# spec: SECTION` at the head of a chunk names the section that this chunk and
those after it are about. Fails when a section has no test, when too few tests expect an error, or when the
table does not say what the files do; `--write` writes it anew.
"""

import collections
import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
SCRIPTS = REPOSITORY / "tests/language"
FOLDERS = ("names", "run", "syntax")  # what else there is goes beyond the specification
PAGE = REPOSITORY / "docs/conformance.md"
BEGIN = "<!-- the table: tests/conformance.py --write -->"

# Chapters and sections of bazelbuild/starlark's spec.md, in its order; what Tilt's dialect adds is at the end.
CHAPTERS = {
    "Lexical elements": ["Lexical elements", "String literals", "Bytes literals"],
    "Data types": ["None", "Booleans", "Integers", "Floating-point numbers", "Strings", "Bytes", "Lists", "Tuples",
                   "Dictionaries", "Sets", "Functions", "Built-in functions"],
    "Names": ["Name binding and variables"],
    "Value concepts": ["Identity and mutation", "Freezing a value", "Hashing", "Collection types"],
    "Expressions": ["Expressions", "Identifiers", "Literals", "Parenthesized expressions", "Dictionary expressions",
                    "List expressions", "Unary operators", "Binary operators", "`or` and `and`", "Comparisons",
                    "Arithmetic operations", "Membership tests", "String interpolation", "Conditional expressions",
                    "Comprehensions", "Function and method calls", "Dot expressions", "Index expressions",
                    "Slice expressions", "Lambda expressions"],
    "Statements": ["Pass statements", "Assignments", "Augmented assignments", "Function definitions",
                   "Return statements", "Expression statements", "If statements", "For loops", "Break and continue",
                   "Load statements"],
    "Module execution": ["Module execution"],
    "Built-in functions": [
        "abs", "any", "all", "bool", "bytes", "dict", "dir", "enumerate", "fail", "float", "getattr", "hasattr", "hash",
        "int", "len", "list", "max", "min", "print", "range", "repr", "reversed", "set", "sorted", "str", "tuple", "type",
        "zip"],
    "Built-in methods": [
        "bytes·elems", "dict·clear", "dict·get", "dict·items", "dict·keys", "dict·pop", "dict·popitem", "dict·setdefault",
        "dict·update", "dict·values", "list·append", "list·clear", "list·extend", "list·index", "list·insert", "list·pop",
        "list·remove", "set·add", "set·clear", "set·difference", "set·discard", "set·intersection", "set·issubset",
        "set·issuperset", "set·pop", "set·remove", "set·symmetric_difference", "set·union", "set·update",
        "string·capitalize", "string·count", "string·elems", "string·endswith", "string·find", "string·format",
        "string·index", "string·isalnum", "string·isalpha", "string·isdigit", "string·islower", "string·isspace",
        "string·istitle", "string·isupper", "string·join", "string·lower", "string·lstrip", "string·partition",
        "string·removeprefix", "string·removesuffix", "string·replace", "string·rfind", "string·rindex",
        "string·rpartition", "string·rsplit", "string·rstrip", "string·split", "string·splitlines", "string·startswith",
        "string·strip", "string·title", "string·upper"],
    "Dialects": ["While statements", "Recursion", "chr", "ord", "string·codepoints", "string·elem_ords",
                 "string·codepoint_ords", "Structs and modules", "Strict dialect"],
}


class Section:
    def __init__(self):
        self.tests = self.failing = 0
        self.files = set()


def expects_error(chunk):
    return any('### "' in line or "assert.fails(" in line for line in chunk)


def read_sections():
    """{section: Section}, and the chunks that come before any heading."""
    sections = collections.defaultdict(Section)
    homeless = []
    for path in sorted(path for folder in FOLDERS for path in (SCRIPTS / folder).glob("*.star")):
        name = None
        for chunk in re.split(r"(?m)^---\n", path.read_text()):
            lines = chunk.split("\n")
            name = next((line.removeprefix("# spec: ") for line in lines if line.startswith("# spec: ")), name)
            if name is None:
                homeless.append(str(path.relative_to(REPOSITORY)))
                continue
            sections[name].tests += 1
            sections[name].failing += expects_error(lines)
            sections[name].files.add(f"{path.parent.name}/{path.stem}")
    return sections, homeless


def table(sections):
    lines = ["| section | tests | of which expect errors | files in tests/language |", "|---|---|---|---|"]
    for chapter, names in CHAPTERS.items():
        lines.append(f"| **{chapter}** | {sum(sections[name].tests for name in names)} | "
                     f"{sum(sections[name].failing for name in names)} | |")
        lines += [f"| {name} | {sections[name].tests} | {sections[name].failing} | {', '.join(sorted(sections[name].files))} |"
                  for name in names if name != chapter]
    tests, failing = (sum(getattr(section, what) for section in sections.values()) for what in ("tests", "failing"))
    return "\n".join([*lines, f"| **all** | {tests} | {failing} | |"]) + "\n"


def problems(sections, homeless, page):
    known = [name for names in CHAPTERS.values() for name in names]
    found = [f"{path} has chunks before its first `# spec:` line" for path in homeless]
    found += [f"`# spec: {name}` names no section of tests/conformance.py" for name in sections if name not in known]
    found += [f"section {name} has no test" for name in known if sections[name].tests == 0]
    tests, failing = (sum(getattr(section, what) for section in sections.values()) for what in ("tests", "failing"))
    if failing * 3 < tests:
        found.append(f"of {tests} tests only {failing} expect an error: less than a third")
    if not found and page.partition(BEGIN)[2].strip() != table(sections).strip():
        found.append("the table of docs/conformance.md is stale: run tests/conformance.py --write")
    return found


def main():
    sections, homeless = read_sections()
    page = PAGE.read_text()
    if sys.argv[1:] == ["--write"]:
        page = page.partition(BEGIN)[0] + BEGIN + "\n\n" + table(sections)
        PAGE.write_text(page)
    found = problems(sections, homeless, page)
    print("\n".join(found) or "conformance: every section is tested, and the table is right")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
