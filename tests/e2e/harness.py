"""Running tiltc as a user does: a project in a folder, a command, what came out.

Each test has a home, a TMPDIR and a mark of its own in the environment. When a test ends, nothing that bears
the mark may still run and TMPDIR must be empty: every test checks that tiltc leaves nothing behind.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import uuid

import yaml

import engines

TILTC = os.environ.get("TILTC") or str(pathlib.Path(__file__).parents[2] / "build/dev/tiltc")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SANITIZED = bool(os.environ.get("TILTC_SANITIZE"))

TEMPORARY_TAG = r"tilt-build-\d+-[0-9a-z]+"
CONTENT_TAG = r"tilt-[0-9a-f]{16}"

# A file of this content is a copy of the machine's static busybox.
BUSYBOX = object()

# How the tests' own custom_build commands build an image with the engine that they were given.
BUILD = "DOCKER_BUILDKIT=0 docker build -q -t \"$EXPECTED_REF\" {context} >/dev/null"

DOCKERFILE = "FROM scratch\nCOPY f /f\nLABEL project={name}\n"

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
      - name: main
        image: {image}
"""


def deployment(image, name="api"):
    return DEPLOYMENT.format(name=name, image=image)


def images_of(text):
    """Every container image in a YAML text, in order."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "image" and isinstance(value, str):
                    found.append(value)
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for document in load_yaml(text):
        walk(document)
    return found


def load_yaml(text):
    """The documents of a text, all scalars as strings."""
    return [d for d in yaml.load_all(text, Loader=yaml.BaseLoader) if d]


def flatten(node, path=""):
    """{"spec.containers.0.image": "…"} of a document."""
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    else:
        return {path: node}
    flat = {}
    for key, value in items:
        flat.update(flatten(value, f"{path}.{key}" if path else str(key)))
    return flat


@dataclasses.dataclass
class Outcome:
    code: int
    out: str
    err: str
    seconds: float

    @property
    def report(self):
        return json.loads(self.out)

    def image(self, ref):
        """What --json says of one image."""
        [found] = [i for i in self.report["images"] if i["ref"] == ref]
        return found

    def __str__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def marked_processes(mark):
    """Processes whose environment bears the mark: {pid: command line}. Zombies do not count."""
    found = {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = pathlib.Path(entry.path, "environ").read_bytes()
            command = pathlib.Path(entry.path, "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in environment and command:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tiltc-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.home = self.folder / "home"
        self.tmp = self.folder / "tmp"
        self.runtime = self.folder / "runtime"
        for folder in (self.home, self.tmp, self.runtime):
            folder.mkdir(mode=0o700)
        self.mark = f"tiltc-test-{uuid.uuid4()}"
        self.variables = {}

    def tearDown(self):
        left = self.processes_after(3)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(left, {}, "still running after the test")
        self.assertEqual(sorted(os.listdir(self.tmp)), [], "left in TMPDIR")

    def processes_after(self, seconds):
        """What tiltc started and is still there after that time, or {} as soon as nothing is."""
        deadline = time.monotonic() + seconds
        while (left := marked_processes(self.mark)) and time.monotonic() < deadline:
            time.sleep(0.02)
        return left

    def project(self, files, name="project"):
        """Writes files below a new folder; "#!" files become executable."""
        root = self.folder / name
        for path, content in files.items():
            self.write(root / path, content)
        return root

    def write(self, path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is BUSYBOX:
            shutil.copy("/bin/busybox", path)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content)
            if content.startswith("#!"):
                path.chmod(0o755)

    def image_project(self, tiltfile, image="example.com/team/api", **more):
        """A project with one Deployment of `image`, `build.sh` and the context `api`."""
        return self.project({
            "Tiltfile": tiltfile,
            "k.yaml": deployment(image),
            "build.sh": "#!/bin/sh\nset -e\n" + BUILD.format(context="api") + "\n",
            "api/Dockerfile": DOCKERFILE.format(name=self.id()),
            "api/f": "content\n",
            **more,
        })

    def environment(self, engine=None, **more):
        """A clean one: nothing of the caller's but PATH, so that a test means the same everywhere."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.tmp),
            "XDG_RUNTIME_DIR": str(self.runtime), "LANG": "C.UTF-8", "TILTC_TEST_MARK": self.mark,
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
            **({"DOCKER_HOST": engine.host} if engine else {}),
            **self.variables, **more,
        }

    def start(self, *arguments, cwd, engine=None, env=None, **options):
        return subprocess.Popen([TILTC, *map(str, arguments)], cwd=cwd,
                                stdin=options.pop("stdin", subprocess.DEVNULL),
                                stdout=options.pop("stdout", subprocess.PIPE),
                                stderr=options.pop("stderr", subprocess.PIPE),
                                env=self.environment(engine, **(env or {})), **options)

    def tiltc(self, *arguments, cwd, engine=None, env=None, timeout=120, stdin=""):
        begin = time.monotonic()
        process = self.start(*arguments, cwd=cwd, engine=engine, env=env, stdin=subprocess.PIPE)
        try:
            out, err = process.communicate(stdin.encode(), timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail(f"tiltc {arguments} did not end in {timeout} s\n{out.decode()}\n{err.decode()}")
        return Outcome(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"),
                       time.monotonic() - begin)

    def expect(self, code, *arguments, **options):
        """Runs tiltc and checks its exit code; a crash is never what was expected."""
        outcome = self.tiltc(*arguments, **options)
        self.assertEqual(outcome.code, code, f"tiltc {arguments}: {outcome}")
        return outcome

    def assert_one_error(self, outcome, *words):
        """Exactly one `error:` in stderr, and the words stand there."""
        errors = re.findall(r"^error: .*$", outcome.err, re.MULTILINE)
        self.assertEqual(len(errors), 1, str(outcome))
        for word in words:
            self.assertIn(word, outcome.err)

    def assert_matches(self, pattern, text):
        self.assertRegex(text, rf"\A{pattern}\Z")

    def assert_no_temporary_tag(self, engine):
        self.assertEqual([t for t in engine.tags() if re.search(TEMPORARY_TAG, t)], [])


def for_each_engine(test):
    """The test with each engine in turn, as a subtest; the engine is its argument."""

    def run(self):
        for name in ("docker", "podman"):
            with self.subTest(engine=name):
                test(self, engines.engine(name))

    run.__name__ = test.__name__
    run.__doc__ = test.__doc__
    return run
