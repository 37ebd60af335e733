"""Without any engine: Podman's service is started for the run, used, and stopped."""

import os
import shutil
import subprocess

import engines
import harness

# What a machine may have running; hidden from these tests by empty folders, in a mount namespace.
SOCKETS = ("/run/docker.sock", "/run/podman", f"/run/user/{os.getuid()}/podman")


class Embedded(harness.Case):
    def setUp(self):
        super().setUp()
        self.variables = engines.embedded_storage()

    def start_hidden(self, root, *arguments):
        """Starts tiltc where no engine of the machine can be seen."""
        hide = [f"mount -t tmpfs none {p}" if os.path.isdir(p) else f"mount --bind /dev/null {p}"
                for p in SOCKETS if os.path.exists(p)]
        command = [harness.TILTC, *arguments]
        if hide:  # each program of the chain executes the next, so the process stays one
            command = ["unshare", "-m", "sh", "-c", " && ".join([*hide, 'exec "$@"']), "sh", *command]
        return subprocess.Popen(command, cwd=root, env=self.environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_hidden(self, root, *arguments):
        process = self.start_hidden(root, *arguments)
        out, err = process.communicate(timeout=120)
        return harness.Outcome(process.returncode, out, err, 0)

    def podman(self, *arguments):
        done = subprocess.run(["podman", *arguments], env=self.environment(), capture_output=True, text=True,
                              check=True)
        return done.stdout

    def test_docker_build_and_custom_build(self):
        root = self.image_project(
            "k8s_yaml(['k.yaml', 'w.yaml'])\n"
            "custom_build('example.com/team/api', './build.sh', deps=['api'])\n"
            "docker_build('example.com/web', 'api')\n",
            **{"w.yaml": harness.deployment("example.com/web", "web")})
        outcome = self.run_hidden(root, "run", "--push=never")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.processes_after(2), {})
        self.assertEqual(os.listdir(self.tmp), [])
        images = harness.images_of(outcome.out)
        stored = self.podman("images", "--format", "{{.Repository}}:{{.Tag}}").split()
        self.assertEqual(sorted(images), sorted(stored))

    def test_push(self):
        registry = engines.registry()
        root = self.image_project(
            f"default_registry('{registry.address}')\nk8s_yaml('k.yaml')\n"
            "docker_build('example.com/team/api', 'api')\n")
        outcome = self.run_hidden(root, "run")
        self.assertEqual(outcome.code, 0, outcome)
        self.assertIsNotNone(registry.image_id(harness.images_of(outcome.out)[0]))

    def test_killed(self):
        root = self.image_project(
            "k8s_yaml('k.yaml')\n"
            "custom_build('example.com/team/api', './build.sh; touch started; sleep 300', deps=['api'])\n")
        process = self.start_hidden(root, "run", "--push=never")
        while not (root / "started").exists():
            self.assertIsNone(process.poll(), "ended too early")
        process.kill()
        process.communicate()
        self.assertEqual(self.processes_after(2), {})

    def test_without_podman(self):
        root = self.image_project("k8s_yaml('k.yaml')\ndocker_build('example.com/team/api', 'api')\n")
        tools = self.folder / "bin"
        tools.mkdir()
        for name in ("sh", "cat"):
            (tools / name).symlink_to(shutil.which(name))
        for program in ("mount", "unshare"):
            (tools / program).symlink_to(shutil.which(program))
        self.variables["PATH"] = str(tools)
        outcome = self.run_hidden(root, "run")
        self.assertEqual(outcome.code, 1, outcome)
        self.assert_one_error(outcome, "podman")
