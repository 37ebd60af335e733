#!/usr/bin/env bash
# bench/startup.sh [TILTC]: how long `tiltc version` and `tiltc eval` of an empty Tiltfile take, and their peak
# memory. Prints the median and the 95th percentile of 100 runs; fails above 10 ms (median) or 20 MB.
set -euo pipefail

tiltc=$(realpath "${1:-"$(dirname "$0")/../build/release/tiltc"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
touch "$folder/Tiltfile"
cd "$folder"

python3 -IS - "$tiltc" <<'PYTHON'
import os, sys, time

tiltc, runs, failed = sys.argv[1], 100, False


def measure(arguments):
    """Milliseconds and peak memory in MB of one run."""
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawn(tiltc, [tiltc, *arguments], os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    os.close(null)
    if status:
        raise SystemExit(f"tiltc {' '.join(arguments)} failed")
    # The kernel counts from the memory of the parent, this interpreter (10 MB): an upper bound.
    return seconds * 1000, usage.ru_maxrss / 1024


for arguments in (["version"], ["eval", "Tiltfile"]):
    results = [measure(arguments) for _ in range(runs + 10)][10:]
    times = sorted(result[0] for result in results)
    peak = max(result[1] for result in results)
    median, high = times[runs // 2], times[runs * 95 // 100]
    print(f"tiltc {' '.join(arguments):14} median {median:5.2f} ms   95 % {high:5.2f} ms   peak at most {peak:.1f} MB")
    failed = failed or median > 10 or peak > 20
sys.exit(failed)
PYTHON
