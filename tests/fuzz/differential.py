#!/usr/bin/env python3
"""Runs random programs on tiltc and on starlark-go and prints where they differ.

    differential.py [--seconds N] [--seed N] [--kind values|syntax] [--strict] [--tiltc BINARY] [--peer BINARY]

`values`: programs that mostly are well-typed; what they print, how they end and the lines of the call stack
must agree. `syntax`: the same with tokens changed; both must accept or reject, and then agree as well.
Exit status 1 when something differs. README.md says how the two binaries are built.
"""

import argparse
import pathlib
import random
import re
import sys
import time

from generator.programs import Program
from generator.tokens import mutate
from runners import Runner
from shrink import shrink

_DO_NOT_FIT = re.compile(r"function \S+ (accepts|missing|got) ")
_REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def difference(ours, theirs):
    """What differs between two answers, in a word; None when nothing does."""
    if ours.outcome in ("crash", "hang"):
        return ours.outcome
    if "limit" in (ours.outcome, theirs.outcome) or theirs.outcome in ("crash", "hang"):
        return None
    if ours.outcome != theirs.outcome:
        return f"outcome: {ours.outcome}, not {theirs.outcome}"
    if ours.output != theirs.output:
        return "output"
    if ours.lines != _stack(theirs) and not _deep(ours.lines, theirs.lines):
        return f"lines: {ours.lines}, not {theirs.lines}"
    return None


def _stack(theirs):
    """The call stack's lines. starlark-go counts a function whose arguments do not fit as entered."""
    return theirs.lines[:-1] if _DO_NOT_FIT.match(theirs.message) else theirs.lines


def _deep(ours, theirs):
    """Long call stacks are shortened by tiltc."""
    return len(theirs) > 60 and ours[-1] == theirs[-1]


class Comparison:
    def __init__(self, options):
        flags = ["--strict"] if options.strict else []
        self.ours = Runner([options.tiltc, *flags])
        self.theirs = Runner([options.peer, *flags])
        self.outcomes = {}

    def difference(self, program):
        theirs = self.theirs.run(program)
        self.outcomes[theirs.outcome] = self.outcomes.get(theirs.outcome, 0) + 1
        return difference(self.ours.run(program), theirs)

    def report(self, seed, program):
        print(f"--- seed {seed}: {self.difference(program)}\n{program.rstrip()}")
        for name, runner in (("tiltc", self.ours), ("peer", self.theirs)):
            answer = runner.run(program)
            print(f"> {name}: {answer.outcome} {answer.lines} {answer.message.strip()}\n{answer.output!r}")
        sys.stdout.flush()

    def close(self):
        self.ours.close()
        self.theirs.close()


def program_of(seed, kind):
    text = Program(seed).text()
    return mutate(text, random.Random(seed)) if kind == "syntax" else text


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="the first; by default another one every time")
    parser.add_argument("--count", type=int, help="of programs, instead of seconds")
    parser.add_argument("--kind", choices=["values", "syntax"], default="values")
    parser.add_argument("--strict", action="store_true", help="without the dialect's extensions")
    parser.add_argument("--most", type=int, default=20, help="differences before it stops")
    parser.add_argument("--tiltc", default=str(_REPOSITORY / "build/release/tests/fuzz/starlark_batch"))
    parser.add_argument("--peer", default="starlark_peer")
    return parser.parse_args()


def main():
    options = parse_arguments()
    comparison = Comparison(options)
    first = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9) * 1000
    seed, found = first, 0
    end = time.monotonic() + options.seconds
    while (seed - first < options.count) if options.count else (time.monotonic() < end):
        program = program_of(seed, options.kind)
        what = comparison.difference(program)
        if what is not None:
            same = what.split(":")[0]
            comparison.report(seed, shrink(program, lambda text: (comparison.difference(text) or "").startswith(same)))
            found += 1
            if found >= options.most:
                break
        seed += 1
    comparison.close()
    print(f"{seed - first} programs from seed {first}, {found} differences; outcomes of the peer: {comparison.outcomes}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
