#!/usr/bin/env python3
"""Programs that would like to crash tiltc, take the machine's memory, or never end.

Each must give a right answer or the error that is said here, within bounds of time and memory. `--markdown` prints
what each does and what it took, for docs/limits.md; names as arguments run some only.
"""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TILTC = os.environ.get("TILTC") or str(ROOT / "build/dev/tiltc")
SANITIZED = bool(os.environ.get("TILTC_SANITIZE"))
MOST_SECONDS = 180.0  # of the processor, of a debug build; docs/limits.md has the figures of a release
MOST_MEGABYTES = 2000  # the longest string has 1 GiB, and is built in a buffer that doubles
N = 100_000

SHARED = "x = [1]\nfor i in range(60):\n    x = [x, x]\n"
TWICE_SHARED = "def make():\n    x = [1]\n    for i in range(60):\n        x = [x, x]\n    return x\nx, y = make(), make()\n"
DEEP = "x = []\nfor i in range(1000000):\n    x = [x]\n"
CYCLE = "x = []\nx.append(x)\n"
FOREVER = "--timeout=100ms"

# name, program, what comes out: "prints TEXT", or the code of the error; then options.
CASES = [
    ("repeat a string", '"a" * 1000000000000', "too-large"),
    ("repeat a list", "[0] * 1000000000", "memory-limit"),
    ("repeat a tuple", "(0,) * 1000000000", "memory-limit"),
    ("repeat a string to 1 GB", 'x = "a" * 1073741823', "prints "),
    ("length of a huge range", "print(len(range(1000000000000000000)))", "prints 1000000000000000000"),
    ("list of a huge range", "list(range(1000000000000000000))", "memory-limit"),
    ("shift far", "1 << 1000000000", "bad-shift"),
    ("square an int for ever", "x = 3\nwhile True:\n    x *= x", "int-too-large"),
    ("print an int of a million bits", "x = 3\nfor i in range(19):\n    x *= x\nprint(len(str(x)))", "prints 250149"),
    ("read an int of 300,000 digits", 'print(int("7" * 300000) % 1000)', "prints 777"),
    ("nested parentheses", "(" * N + "1" + ")" * N, "nesting-too-deep"),
    ("nested brackets", "[" * N + "]" * N, "nesting-too-deep"),
    ("nested dicts", "{1:" * N + "1" + "}" * N, "nesting-too-deep"),
    ("nested calls", "len(" * N + ")" * N, "nesting-too-deep"),
    ("brackets that nobody closes", "[" * N, "nesting-too-deep"),
    ("nested not", "print(" + "not " * N + "1)", "nesting-too-deep"),
    ("nested minus", "print(" + "-" * N + "1)", "nesting-too-deep"),
    ("nested conditionals", "print(" + "1 if 0 else " * N + "2)", "nesting-too-deep"),
    ("nested lambdas", "lambda: " * N + "1", "nesting-too-deep"),
    ("nested if statements", "".join("\t" * i + "if 1:\n" for i in range(2000)) + "\t" * 2000 + "pass\n", "nesting-too-deep"),
    ("100,000 times elif", "if 0:\n    pass\n" + "elif 0:\n    pass\n" * N, "nesting-too-deep"),
    ("a chain of 100,000 attributes", "x = 1\nx" + ".a" * N, "nesting-too-deep"),
    ("a sum of 100,000 terms", "print(" + "1 + " * N + "1)", "nesting-too-deep"),
    ("10 MB of elements on one line", "x = [" + "1," * 5_000_000 + "]\nprint(len(x))", "prints 5000000"),
    ("10 MB of string on one line", 'x = "' + "a" * 10_000_000 + '"\nprint(len(x))', "prints 10000000"),
    ("10 MB of name", "a" * 10_000_000, "undefined-name"),
    ("10 MB of comment", "#" * 10_000_000, "prints "),
    ("10 MB of blanks and no break", " " * 10_000_000, "prints "),
    ("10 MB of one bad character", "$" * 10_000_000, "invalid-character"),
    ("print a million levels", DEEP + "print(len(str(x)))", "prints 2000002"),
    ("compare a million levels", DEEP + "y = []\nfor i in range(1000000):\n    y = [y]\nx == y", "nested-too-deep"),
    ("sort a million levels", DEEP + "y = []\nfor i in range(1000000):\n    y = [y]\nsorted([x, y])", "nested-too-deep"),
    ("hash a million levels", "x = ()\nfor i in range(1000000):\n    x = (x,)\n{x: 1}", "nested-too-deep"),
    ("freeze a million levels", DEEP + "freeze(x)", "prints "),
    ("encode a million levels", DEEP + "print(len(json.encode(x)))", "prints 2000002"),
    ("decode a million levels", 'x = json.decode("[" * 1000000 + "]" * 1000000)', "prints "),
    ("decode a million levels left open", 'json.decode("[" * 1000000)', "bad-call"),
    ("indent 100,000 levels", 'json.indent("[" * 100000 + "]" * 100000)', "bad-call"),
    ("a list in itself, printed", CYCLE + 'print(x, [x], {1: x})', "prints [[...]] [[[...]]] {1: [[...]]}"),
    ("a dict in itself, printed", "x = {}\nx[1] = x\nprint(x)", "prints {1: {...}}"),
    ("a list in itself, compared", CYCLE + "y = []\ny.append(y)\nprint(x == x)\nx == y", "nested-too-deep"),
    ("a list in itself, encoded", CYCLE + "json.encode(x)", "bad-call"),
    ("a list in itself, hashed", CYCLE + "{(x,): 1}", "unhashable"),
    ("a list in itself, added to itself", "x = [1]\nx += x\nx.extend(x)\nprint(len(x))", "prints 4"),
    ("2^60 parts, printed", SHARED + "str(x)", "too-large"),
    ("2^60 parts, encoded", SHARED + "json.encode(x)", "bad-call"),
    ("2^60 parts, compared", TWICE_SHARED + "x == y", "time-limit", FOREVER),
    ("2^60 parts, hashed", "x = (1,)\nfor i in range(60):\n    x = (x, x)\n{x: 1}", "too-large"),
    ("2^60 parts, sorted", TWICE_SHARED + "sorted([x, y])", "time-limit", FOREVER),
    ("2^60 parts, asserted", TWICE_SHARED + "assert.eq(x, y)", "time-limit", FOREVER),
    ("find in a text that nearly matches everywhere", 'x = "a" * 4000000\nprint(x.find("a" * 2000000 + "b"), x.rfind("b" + "a" * 2000000), ("a" * 2000000 + "b") in x)', "prints -1 -1 False"),
    ("replace that grows", '("a" * 100000000).replace("a", "b" * 100000000)', "too-large"),
    ("join that grows", '("a" * 1000000).join(["b"] * 1000000)', "bad-call"),
    ("format that grows", 'x = "%s%s"\nfor i in range(60):\n    x = x % (x, x) if i == 0 else x + x', "too-large"),
    ("a loop without end", "while True:\n    pass", "time-limit", FOREVER),
    ("a loop without end, by steps", "while True:\n    pass", "step-limit", "--max-steps=1000000"),
    ("a comprehension without end", "[0 for i in range(1000000000000) if i < 0]", "time-limit", FOREVER),
    ("a list without end", "x = []\nwhile True:\n    x.append([])", "memory-limit", "--max-memory=64M"),
    ("a string without end", 'x = "a"\nwhile True:\n    x += x', "memory-limit", "--max-memory=64M"),
    ("garbage without end", "while True:\n    x = [0] * 1000", "time-limit", FOREVER),
    ("recursion without end", "def f():\n    return f()\nf()", "stack-overflow"),
    ("recursion through a builtin", "def f(x):\n    return sorted([1, 2], key = f)\nf(1)", "nesting-too-deep"),
    ("recursion, 50 deep at most", "def f():\n    f()\nf()", "stack-overflow", "--max-depth=50"),
    ("sort for long", "x = list(range(3000000))\nwhile True:\n    sorted(x, key = lambda a: -a)", "time-limit", "--timeout=500ms"),
    ("min of a huge range", "min(range(1000000000000))", "time-limit", FOREVER),
    ("any of a huge range", "all(range(1, 1000000000000))", "time-limit", FOREVER),
    ("element of a long list", "x = [0] * 20000000\nwhile True:\n    1 in x", "time-limit", "--timeout=500ms"),
    ("split a long string", 'x = "a " * 10000000\nwhile True:\n    x.split()', "time-limit", "--timeout=500ms"),
    ("print a long list", "x = [[0]] * 5000000\nwhile True:\n    str(x)", "time-limit", "--timeout=500ms"),
    ("encode a long list", "x = [[0]] * 5000000\nwhile True:\n    json.encode(x)", "time-limit", "--timeout=500ms"),
    ("200,000 keys that differ in high bits only", "x = {i * 4294967296: i for i in range(200000)}\nprint(len(x))", "prints 200000"),
    ("a limit is no error to catch", "def f():\n    while True:\n        pass\nassert.fails(f, '')", "step-limit", "--max-steps=100000"),
]


def run(program, options):
    """The exit code, what was printed, the first error or None, seconds of the processor, megabytes."""
    with tempfile.TemporaryDirectory(prefix="tiltc-hostile-") as folder:
        file = pathlib.Path(folder, "hostile.star")
        file.write_text(program)
        out, err = pathlib.Path(folder, "out"), pathlib.Path(folder, "err")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen([TILTC, "test", "--error-format=json", *options, str(file)], stdout=stdout,
                                       stderr=stderr, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        lines = err.read_text(errors="replace").splitlines()
    found = [json.loads(line) for line in lines if line.startswith('{"severity"')]
    printed = "\n".join(line for line in lines if not line.startswith('{"severity"'))
    code = os.waitstatus_to_exitcode(status)
    errors = [each for each in found if each["severity"] == "error"]
    return code, printed, errors[0] if errors else None, seconds, usage.ru_maxrss / 1024


def judge(case):
    name, program, wanted, *options = case
    code, printed, problem, seconds, megabytes = run(program, options)
    wrong = []
    if code < 0 or code > 3:
        wrong.append(f"ended with {code}: {printed[-300:]}")
    got = problem["code"] if problem else "prints " + printed
    if got != wanted:
        wrong.append(f"got {got[:300]!r}, want {wanted!r}")
    if problem and "primary" not in problem:
        wrong.append("the error has no place")
    if seconds > MOST_SECONDS:
        wrong.append(f"took {seconds:.1f} s")
    if megabytes > MOST_MEGABYTES and not SANITIZED:
        wrong.append(f"took {megabytes:.0f} MB")
    message = problem["message"] if problem else (printed or "right, prints nothing")
    return wrong, message, seconds, megabytes


def main():
    markdown = "--markdown" in sys.argv
    names = [word for word in sys.argv[1:] if not word.startswith("--")]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    failures = 0
    if markdown:
        print("| program | answer | CPU seconds | MB |\n|---|---|---|---|")
    for case in CASES:
        if names and case[0] not in names:
            continue
        wrong, message, seconds, megabytes = judge(case)
        failures += bool(wrong)
        option = f" (`{case[3]}`)" if len(case) > 3 else ""
        short = re.sub(r"\s+", " ", message)
        short = (short if len(short) <= 90 else short[:87] + "...").replace("|", "\\|")
        if markdown:
            print(f"| {case[0]}{option} | {short} | {seconds:.2f} | {megabytes:.0f} |", flush=True)
        for problem in wrong:
            print(f"FAIL {case[0]}: {problem}", file=sys.stderr, flush=True)
    if not markdown:
        print(f"{len(names) or len(CASES)} programs, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
