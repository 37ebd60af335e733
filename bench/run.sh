#!/usr/bin/env bash
# bench/run.sh [STARLARK_RUN]: runs every bench/*.star, and the generated ones, with our interpreter and with
# those peers that are installed (python3, starlark-go's `starlark`). One table: processor seconds (user and
# system), the best of RUNS (3), and how many times slower or faster than ours the peers are.
set -euo pipefail

here=$(realpath "$(dirname "$0")")
ours=$(realpath "${1:-"$here/../build/release/bench/starlark_run"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/generate.py" "$folder"

python3 -IS - "$ours" "$(command -v starlark || true)" "$here" "$folder" "${RUNS:-3}" <<'PYTHON'
import os, subprocess, sys
from pathlib import Path

ours, starlark, here, folder, runs = sys.argv[1:]
peers = {"tiltc": [ours], "python3": [sys.executable, "-IS"]}
if starlark:
    peers["starlark-go"] = [starlark, "-recursion"]


def seconds(command):
    before = os.times()
    done = subprocess.run(command, capture_output=True)
    after = os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()[:500]}")
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


print(f"{'program':16}" + "".join(f"{name:>24}" for name in peers))
for program in sorted(Path(here).glob("*.star")) + sorted(Path(folder).glob("*.star")):
    best = {name: min(seconds(command + [str(program)]) for _ in range(int(runs)))
            for name, command in peers.items()}
    row = f"{program.stem:16}"
    for name, time in best.items():
        ratio = "" if name == "tiltc" else f" ({time / max(best['tiltc'], 0.001):5.1f}x)"
        row += f"{time:>{24 - len(ratio)}.3f}{ratio}"
    print(row)
PYTHON
