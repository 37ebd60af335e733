#!/usr/bin/env python3
"""How long an evaluation with twenty slow commands takes: ten helm() and ten kustomize(), half a second each.

usage: commands.py [TILTC]

Prints a line a number of jobs: the first evaluation, beside the time that the commands alone must take, then one
with nothing changed and one with one chart changed; the best of three, in milliseconds.
"""
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

CALLS, SECONDS = 20, 0.5
PROGRAM = f"#!/bin/sh\nsleep {SECONDS}\necho 'apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}'\n"


def make_project(root):
    for name in ("helm", "kustomize"):
        program = root / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(PROGRAM)
        program.chmod(0o755)
    lines = []
    for i in range(CALLS // 2):
        (root / f"chart{i}/templates").mkdir(parents=True)
        (root / f"chart{i}/Chart.yaml").write_text(f"name: chart{i}\nversion: 1.0.0\n")
        for part in range(10):
            (root / f"chart{i}/templates/{part}.yaml").write_text(f"# {part}\n" * 200)
        (root / f"overlay{i}").mkdir()
        (root / f"overlay{i}/kustomization.yaml").write_text("resources: [a.yaml]\n")
        (root / f"overlay{i}/a.yaml").write_text("# a\n" * 200)
        lines += [f"helm('chart{i}')", f"kustomize('overlay{i}')"]
    (root / "Tiltfile").write_text(f"k8s_yaml([{', '.join(lines)}], allow_duplicates=True)\n")


def evaluate(tiltc, root, jobs):
    environment = {**os.environ, "PATH": f"{root}/bin:{os.environ['PATH']}"}
    begin = time.perf_counter()
    subprocess.run([tiltc, "eval", f"-j{jobs}", "--state-dir", root / "state"], cwd=root, env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000


def measure(tiltc, root, jobs):
    first, second, changed = [], [], []
    for attempt in range(3):
        shutil.rmtree(root / "state", ignore_errors=True)
        first.append(evaluate(tiltc, root, jobs))
        second.append(evaluate(tiltc, root, jobs))
        (root / "chart0/values.yaml").write_text(f"attempt: {jobs} {attempt}\n")
        changed.append(evaluate(tiltc, root, jobs))
    return min(first), min(second), min(changed)


def main():
    tiltc = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/tiltc")
    print(f"{'jobs':>5} {'commands alone':>15} {'first':>8} {'unchanged':>10} {'one changed':>12}")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        make_project(root)
        for jobs in (1, 4, 10, 20):
            alone = math.ceil(CALLS / jobs) * SECONDS * 1000
            first, second, changed = measure(tiltc, root, jobs)
            print(f"{jobs:>5} {alone:>15.0f} {first:>8.0f} {second:>10.1f} {changed:>12.0f}")


if __name__ == "__main__":
    main()
