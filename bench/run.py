#!/usr/bin/env python3
"""Runs every program of this folder, and the generated ones, with tiltc and with those peers that are
installed: `starlark-go` or `starlark` (starlark-go's command), `starlark-rust` (starlark-rust's), and python3.

usage: run.py [--tiltc FILE] [--runs N] [--only NAME,...] [--markdown]

The engines take turns within each round, so that a busy machine is busy for all of them; only ratios of one
run mean anything. The table has processor seconds (user and system), the least and the median of N (7) runs,
peak memory in MB, and how many times tiltc's median the peers' medians are, with their geometric mean.
"""
import argparse
import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent

# What CPython calls the names that Starlark programs find predeclared.
PYTHON_PRELUDE = """
import json as _json, sys, types
sys.setrecursionlimit(100000)
struct = lambda **fields: types.SimpleNamespace(**fields)
json = types.SimpleNamespace(encode=lambda v: _json.dumps(v, separators=(",", ":")), decode=_json.loads)
path = sys.argv[1]
exec(compile(open(path).read(), path, "exec"))
"""
PYTHON_LOAD = "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, '.'); import main"
PYTHON_COMPILE = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"


@dataclass
class Samples:
    seconds: list = field(default_factory=list)
    megabytes: float = 0.0

    @property
    def median(self):
        return statistics.median(self.seconds)


def become_reaper():
    """Orphans of our children become our own children: see measure()."""
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def measure(command):
    """Processor seconds and peak megabytes of one run; None when it fails.

    The kernel counts a process's peak from the memory of the one that started it, which would be this
    interpreter's 10 MB. So a shell starts the command and ends; only then the command may go on, as our child.
    """
    gate, opener = os.pipe()
    script = f'{{ read -r _ <&{gate}; exec "$@"; }} >/dev/null 2>&1 & echo $!'
    launcher = subprocess.run(["sh", "-c", script, "sh", *command], stdout=subprocess.PIPE, check=True,
                              pass_fds=[gate], cwd=Path(command[-1]).parent)
    os.write(opener, b"\n")
    _, status, usage = os.wait4(int(launcher.stdout), 0)
    os.close(gate)
    os.close(opener)
    if status != 0:
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def peers():
    """Name -> function from a program to the command that runs it, or None."""
    python = [sys.executable, "-IS"]
    found = {"python3": lambda p: [*python, "-c", PYTHON_LOAD, str(p)] if p.stem == "main"
             else [*python, "-c", PYTHON_COMPILE if p.stem == "compile" else PYTHON_PRELUDE, str(p)]}
    go = shutil.which("starlark-go") or shutil.which("starlark")
    if go:
        found["starlark-go"] = lambda p: None if p.stem in ("parse", "compile") else [go, "-recursion", str(p)]
    rust = shutil.which("starlark-rust")
    if rust:
        found["starlark-rust"] = lambda p: None if p.stem in ("parse", "compile") else [rust, str(p)]
    return found


def tiltc_command(tiltc, program):
    phase = [f"--phase={program.stem}"] if program.stem in ("parse", "compile") else []
    return [str(tiltc), *phase, str(program)]


def run(paths, engines, runs):
    """{program: {engine: Samples}}; an engine that fails a program is left out there."""
    results = {}
    for program in paths:
        row = {name: Samples() for name, command in engines.items() if command(program)}
        for _ in range(runs):
            for name in list(row):
                sample = measure(engines[name](program))
                if sample is None:
                    del row[name]
                    continue
                row[name].seconds.append(sample[0])
                row[name].megabytes = max(row[name].megabytes, sample[1])
        if "tiltc" not in row:
            print(f"({label(program)}: fails)", end=" ", file=sys.stderr)
            continue
        results[program] = row
        print(program.stem, end=" ", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return results


def label(program):
    return program.parent.name if program.stem == "main" else program.stem


def rows(results, names):
    """The table's cells; a peer's have its ratio to tiltc last."""
    yield ["program", *names]
    ratios = {name: [] for name in names}
    for program, row in results.items():
        cells = [label(program)]
        for name in names:
            if name not in row:
                cells.append("–")
                continue
            its = row[name]
            ratio = its.median / max(row["tiltc"].median, 0.0005)
            ratios[name].append(ratio)
            text = f"{min(its.seconds):.3f} {its.median:.3f} {its.megabytes:.0f}"
            cells.append(text if name == "tiltc" else f"{text} {ratio:.1f}x")
        yield cells
    yield ["geometric mean", *(f"{statistics.geometric_mean(ratios[n]):.2f}x" if ratios[n] else "–" for n in names)]


def print_table(table, markdown):
    table = list(table)
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    for number, row in enumerate(table):
        cells = [cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells))
        if markdown and number == 0:
            print("|" + "|".join("---" for _ in row) + "|")


def programs(folder, only):
    """The paths of the programs kept here, and of the generated ones, which `folder` is filled with."""
    subprocess.run([sys.executable, "-IS", str(HERE / "generate.py"), folder], check=True)
    names = ["empty.star", "genconfig.star", "parse.star", "compile.star", "load500/main.star"]
    every = sorted(HERE.glob("*.star")) + [Path(folder) / name for name in names]
    return [program for program in every if not only or label(program) in only.split(",")]


def add_common_options(parser):
    parser.add_argument("--tiltc", default=HERE.parent / "build/release/bench/starlark_run")
    parser.add_argument("--only", default="", metavar="NAME,...")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_options(parser)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    become_reaper()
    engines = {"tiltc": lambda program: tiltc_command(options.tiltc, program), **peers()}
    with tempfile.TemporaryDirectory() as folder:
        results = run(programs(folder, options.only), engines, options.runs)
    print("cells: seconds least, median; peak MB; times tiltc's median")
    print_table(rows(results, list(engines)), options.markdown)


if __name__ == "__main__":
    main()
