#!/usr/bin/env python3
"""bench/images.py [TILTC]: large YAML, many images and many services; one table.

Each row is a project that is made in a temporary folder: what it is, the processor time of our process (the least
of three runs), its peak memory, and the bound that it has to stay within. `kubectl kustomize`, where it is
installed, replaces the same image in the same YAML. Processor time is counted, not the clock: the machine may be
busy.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: d{i}
  labels: {{app: d{i}, tier: backend}}
spec:
  replicas: 2
  selector:
    matchLabels: {{app: d{i}}}
  template:
    metadata:
      labels: {{app: d{i}, tier: backend}}
    spec:
      containers:
      - name: main
        image: {image}   # of d{i}
        env:
        - {{name: A, value: "x{i}"}}
        ports:
        - containerPort: 8080
"""

ONE_IMAGE = "custom_build('example.com/api', 'true', deps=[], skips_local_docker=True)\nk8s_yaml('k.yaml')\n"
MANY_IMAGES = """\
for i in range({count}):
    custom_build('example.com/api%d' % i, 'true', deps=[], skips_local_docker=True)
k8s_yaml('k.yaml')
"""
LOOP = """\
YAML = '''{yaml}'''
for i in range(2000):
    if i % 2 == 0:
        docker_build('example.com/svc-%d' % i, {folder}, {dockerfile})
    else:
        custom_build('example.com/svc-%d' % i, 'make svc-%d' % i, deps=[{folder}])
    k8s_yaml({argument})
"""


def manifests(count, image_of):
    return "---\n".join(DEPLOYMENT.format(i=i, image=image_of(i)) for i in range(count))


def one_image(count):
    return {"Tiltfile": ONE_IMAGE,
            "k.yaml": manifests(count, lambda i: "example.com/api" if i == count // 2 else "nginx:1"),
            "kustomization.yaml": "resources: [k.yaml]\nimages: [{name: example.com/api, newTag: new}]\n"}


def many_images(count):
    return {"Tiltfile": MANY_IMAGES.format(count=count),
            "k.yaml": manifests(count, lambda i: f"example.com/api{i}")}


def loop():
    yaml = DEPLOYMENT.replace("{{", "{").replace("}}", "}").replace("{i}", "%d").replace(
        "{image}", "example.com/svc-%d")
    count = yaml.count("%d")
    return {"Tiltfile": LOOP.format(yaml=yaml, folder="'.'", dockerfile="dockerfile_contents='FROM scratch'",
                                    argument=f"blob(YAML % tuple([i] * {count}))")}


def folders():
    files = {"Tiltfile": LOOP.format(yaml="", folder="'svc-%d' % i", dockerfile="pull=False",
                                     argument="'svc-%d/deploy.yaml' % i")}
    for i in range(2000):
        files[f"svc-{i}/Dockerfile"] = "FROM scratch\nCOPY . .\n"
        files[f"svc-{i}/deploy.yaml"] = DEPLOYMENT.format(i=i, image=f"example.com/svc-{i}")
    return files


# What, the project, the command, the bound in seconds of processor time and in MB.
ROWS = [
    ("inject 1 image into 2,000 objects, 0.8 MB", lambda: one_image(2000), "run", 0.094, None),
    ("inject 1 image into 20,000 objects, 8 MB", lambda: one_image(20000), "run", 0.5, 64),
    ("1 image, 1 object", lambda: many_images(1), "run --dry-run", None, None),
    ("100 images, 100 objects", lambda: many_images(100), "run --dry-run", None, None),
    ("5,000 images, 5,000 objects", lambda: many_images(5000), "run --dry-run", None, None),
    ("eval of 2,000 services in a loop", loop, "eval", 0.06, None),
    ("eval of 2,000 services in 2,000 folders", folders, "eval", 0.12, None),
    ("eval of 100,000 Deployments, 42 MB", lambda: one_image(100000), "eval", None, 500),
]


def run(command, folder):
    """Seconds of processor time, seconds of the clock, megabytes."""
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env={**os.environ, "DOCKER_HOST": "unix:///no/engine"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise SystemExit(f"{' '.join(command)} failed in {folder}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(command, folder):
    results = [run(command, folder) for _ in range(3)]
    return min(seconds for seconds, _ in results), min(memory for _, memory in results)


def main(arguments):
    default = pathlib.Path(__file__).resolve().parents[1] / "build/release/tiltc"
    tiltc = str(pathlib.Path(arguments[0] if arguments else default).resolve())
    failed = False
    print(f"{'':44} {'cpu s':>7} {'bound':>6} {'MB':>6} {'bound':>6}  kubectl kustomize")
    for name, files, command, seconds_bound, memory_bound in ROWS:
        with tempfile.TemporaryDirectory(prefix="tiltc-bench-") as folder:
            for path, content in files().items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content)
            seconds, memory = best([tiltc, *command.split()], folder)
            peer = ""
            if pathlib.Path(folder, "kustomization.yaml").exists() and "2,000 objects" in name and \
                    shutil.which("kubectl"):
                theirs, _ = run(["kubectl", "kustomize", "."], folder)
                peer = f"{theirs:.2f} s, {theirs / seconds:.0f} times"
            failed |= seconds > (seconds_bound or seconds) or memory > (memory_bound or memory)
            print(f"{name:44} {seconds:7.3f} {seconds_bound or '':>6} {memory:6.0f} {memory_bound or '':>6}  {peer}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
