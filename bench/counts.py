#!/usr/bin/env python3
"""Counts the instructions that tiltc executes for every program of the benchmark, by callgrind, and compares
them with those kept in counts.txt: unlike seconds they do not depend on the machine's mood.

usage: counts.py [--tiltc FILE] [--only NAME,...] [--update]

Fails when a program takes over 2 % more instructions than are kept. --update keeps the new counts. The counts
hold for the release preset and one compiler (the file's first line says which); with another, compare two runs.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import run

KEPT = run.HERE / "counts.txt"
TOLERANCE = 0.02


def count(command, folder):
    output = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    collected = re.search(r"Collected : (\d+)", output.stderr)
    return int(collected[1]) if output.returncode == 0 and collected else None


def kept_counts():
    if not KEPT.exists():
        return {}
    lines = [line.split() for line in KEPT.read_text().splitlines() if not line.startswith("#")]
    return {name: int(number) for name, number in lines}


def keep(counts):
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    lines = [f"# instructions by callgrind; {compiler}"]
    lines += [f"{name:16} {number:>14}" for name, number in counts.items()]
    KEPT.write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    run.add_common_options(parser)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    kept = kept_counts()
    counts, worse = dict(kept) if options.only else {}, []
    with tempfile.TemporaryDirectory() as folder:
        for program in run.programs(folder, options.only):
            name = run.label(program)
            number = count(run.tiltc_command(options.tiltc, program), program.parent)
            if number is None:
                print(f"{name:16} fails", flush=True)
                continue
            counts[name] = number
            change = counts[name] / kept[name] - 1 if name in kept else 0.0
            note = f"{change:+8.1%}" if name in kept else "not kept"
            print(f"{name:16} {counts[name]:>14,} {note}", flush=True)
            if change > TOLERANCE:
                worse.append(name)
            if options.update:
                keep(counts)  # after each: all of them take minutes
    if worse and not options.update:
        sys.exit(f"more instructions than kept in {KEPT.name}: {', '.join(worse)}")


if __name__ == "__main__":
    main()
