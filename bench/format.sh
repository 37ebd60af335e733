#!/usr/bin/env bash
# bench/format.sh [TILTC]: how long `tiltc fmt` takes for 5 MB of definitions, start of the process included.
# Prints the best of 7 runs and the peak memory; fails above half a second.
set -euo pipefail

here=$(realpath "$(dirname "$0")")
tiltc=$(realpath "${1:-"$here/../build/release/tiltc"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/generate.py" "$folder"

python3 -IS - "$tiltc" "$folder/parse.star" <<'PYTHON'
import os, resource, subprocess, sys, time

tiltc, program = sys.argv[1:]
text = open(program, "rb").read()
text = text[:text.rfind(b"\ndef ")]
text = (text * (5_000_000 // len(text) + 1))[:5_000_000]
text = text[:text.rfind(b"\ndef ")]


def seconds():
    begin = time.perf_counter()
    subprocess.run([tiltc, "fmt", "-"], input=text, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


best = min(seconds() for _ in range(7))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"tiltc fmt: {len(text) / 1e6:.1f} MB in {best:.3f} s, peak {peak:.0f} MB")
sys.exit(best > 0.5)
PYTHON
