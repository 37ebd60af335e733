"""When something fails, dies, hangs or is interrupted: what is said, what is left, what goes on."""

import os
import pathlib
import resource
import signal
import socket
import subprocess
import threading
import time
import unittest

import engines
import harness

TOP = "k8s_yaml('k.yaml')\n"
REMOTE = "custom_build('example.com/team/api', {}, deps=[], skips_local_docker=True)\n"


def remote(command):
    """A Tiltfile of one image that needs no engine."""
    return TOP + REMOTE.format(repr(command))


class EngineProxy:
    """A unix socket that leads to an engine until it is cut: to its clients, the engine dies."""

    def __init__(self, engine, folder):
        self.path = folder / "proxy.sock"
        self._engine = engine
        self._open = []
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(self.path))
        self._server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self._engine.socket)
            self._open += [client, upstream]
            for source, target in ((client, upstream), (upstream, client)):
                threading.Thread(target=self._copy, args=(source, target), daemon=True).start()

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        self.path.unlink()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()


class Faults(harness.Case):
    def wait_for(self, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, "waited in vain")
            time.sleep(0.02)

    # Builds that fail.

    def three_images(self, *options):
        """`a` fails, `b` is built from `a`, `c` stands alone."""
        root = self.project({
            "Tiltfile": "k8s_yaml(['b.yaml', 'c.yaml'])\n"
                        "custom_build('x/a', 'echo words of a; exit 3', deps=[], skips_local_docker=True)\n"
                        "custom_build('x/b', 'touch built-b', deps=[], image_deps=['x/a'], "
                        "skips_local_docker=True)\n"
                        "custom_build('x/c', 'touch built-c', deps=[], skips_local_docker=True)\n",
            "b.yaml": harness.deployment("x/b", "b"), "c.yaml": harness.deployment("x/c", "c"),
        })
        outcome = self.expect(1, "run", *options, cwd=root)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, "x/a", "words of a")
        return sorted(p.name for p in root.glob("built-*"))

    def test_a_failing_build_starts_nothing_new(self):
        self.assertEqual(self.three_images("--jobs=1"), [])

    def test_keep_going(self):
        self.assertEqual(self.three_images("--jobs=1", "--keep-going"), ["built-c"])

    def test_two_failures_are_both_told(self):
        root = self.project({
            "Tiltfile": "k8s_yaml(['b.yaml', 'c.yaml'])\n"
                        "custom_build('x/b', 'echo words of b; exit 3', deps=[], skips_local_docker=True)\n"
                        "custom_build('x/c', 'echo words of c; exit 4', deps=[], skips_local_docker=True)\n",
            "b.yaml": harness.deployment("x/b", "b"), "c.yaml": harness.deployment("x/c", "c"),
        })
        outcome = self.expect(1, "run", "--keep-going", cwd=root)
        for words in ("words of b", "words of c", "x/b", "x/c"):
            self.assertIn(words, outcome.err)

    def test_own_output_of_a_failed_build_comes_last(self):
        root = self.image_project(remote("for i in 1 2 3; do echo line $i; echo error $i >&2; done; exit 9"))
        outcome = self.expect(1, "run", cwd=root)
        tail = outcome.err[outcome.err.index("--- output of example.com/team/api"):]
        for word in ("line 1", "line 3", "error 1", "error 3", "error: ", "exit status 9"):
            self.assertIn(word, tail)

    def test_a_failure_in_json(self):
        root = self.image_project(remote("exit 9"))
        outcome = self.expect(1, "run", "--json", cwd=root)
        self.assertIs(outcome.report["succeeded"], False)
        self.assertEqual(outcome.image("example.com/team/api")["status"], "failed")

    # Engines.

    def engine_fails(self, host, *words):
        root = self.image_project(TOP + "docker_build('example.com/team/api', 'api')\n")
        outcome = self.expect(1, "run", "--push=never", cwd=root, env={"DOCKER_HOST": host}, timeout=90)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, *words)

    def test_engine_that_is_not_there(self):
        self.engine_fails("unix:///nowhere/docker.sock", "/nowhere/docker.sock")

    def test_engine_that_refuses(self):
        port = engines.free_port()
        self.engine_fails(f"tcp://127.0.0.1:{port}", f"127.0.0.1:{port}")

    def test_engine_that_answers_nonsense(self):
        faulty = engines.FaultyRegistry("nonsense")
        self.addCleanup(faulty.close)
        self.engine_fails(f"tcp://127.0.0.1:{faulty.port}", f"127.0.0.1:{faulty.port}")

    def test_engine_that_fails(self):
        faulty = engines.FaultyRegistry("errors")
        self.addCleanup(faulty.close)
        self.engine_fails(f"tcp://127.0.0.1:{faulty.port}", f"127.0.0.1:{faulty.port}", "[engine-answer-unreadable]")

    def test_docker_host_that_makes_no_sense(self):
        self.engine_fails("carrier-pigeon://coop", "carrier-pigeon://coop")

    def test_engine_that_dies_during_a_build(self):
        engine = engines.docker()
        proxy = EngineProxy(engine, self.folder)
        root = self.image_project(
            TOP + "docker_build('example.com/team/api', 'api', network='none')\n",
            **{"api/busybox": harness.BUSYBOX, "api/Dockerfile":
               "FROM scratch\nCOPY busybox /bin/busybox\nRUN [\"/bin/busybox\", \"sleep\", \"61\"]\n"})
        process = self.start("run", "--push=never", cwd=root, env={"DOCKER_HOST": f"unix://{proxy.path}"})
        self.wait_for(lambda: _is_running("sleep\x0061"))
        proxy.cut()
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertRegex(err.decode(), r"(?m)^error: ")
        self.assertIn("example.com/team/api", err.decode())

    def test_engine_that_dies_before_the_image_is_looked_up(self):
        proxy = EngineProxy(engines.docker(), self.folder)
        root = self.image_project(
            TOP + "custom_build('example.com/team/api', './build.sh && touch built && sleep 1', deps=[])\n")
        process = self.start("run", "--push=never", cwd=root, env={"DOCKER_HOST": f"unix://{proxy.path}"})
        self.wait_for((root / "built").exists)
        proxy.cut()
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn(str(proxy.path), err.decode())

    # Signals. The build starts children of its own; one of them ignores the polite signal.

    STUBBORN = "(trap '' TERM INT HUP; sleep 300) & sleep 300 & touch started; wait"

    def interrupted(self, number, tiltfile, wait_for="started"):
        root = self.image_project(tiltfile, **{"out.yaml": "old\n"})
        before = sorted(p.name for p in root.iterdir())
        process = self.start("run", "--push=never", "--output", "out.yaml", cwd=root, engine=engines.docker())
        self.wait_for((root / wait_for).exists)
        process.send_signal(number)
        begin = time.monotonic()
        out, err = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual(out, b"")
        self.assertEqual((root / "out.yaml").read_text(), "old\n")
        left = self.processes_after(0 if number != signal.SIGKILL else 2)
        self.assertEqual(left, {})
        after = sorted(p.name for p in root.iterdir())
        self.assertEqual([name for name in after if name not in (*before, wait_for, "asked")], [])
        return process.returncode, err.decode(), root

    def test_interrupt(self):
        code, err, _ = self.interrupted(signal.SIGINT, remote(self.STUBBORN))
        self.assertEqual(code, 130, err)

    def test_terminate(self):
        code, err, _ = self.interrupted(signal.SIGTERM, remote(self.STUBBORN))
        self.assertEqual(code, 143, err)

    def test_children_are_asked_before_they_are_killed(self):
        code, err, root = self.interrupted(
            signal.SIGTERM, remote("trap 'echo yes > asked; exit' TERM; touch started; sleep 300 & wait"))
        self.assertEqual(code, 143, err)
        self.assertEqual((root / "asked").read_text(), "yes\n")

    def test_interrupt_during_evaluation(self):
        code, err, _ = self.interrupted(signal.SIGINT, "local('touch started; sleep 300')\n" + TOP)
        self.assertEqual(code, 130, err)

    def test_interrupt_of_an_endless_loop(self):
        code, err, _ = self.interrupted(signal.SIGINT, "local('touch started')\nwhile True:\n    pass\n")
        self.assertEqual(code, 130, err)

    def test_interrupt_of_a_local_resource(self):
        code, err, _ = self.interrupted(
            signal.SIGINT, f"local_resource('slow', {self.STUBBORN!r})\n" + remote("true"))
        self.assertEqual(code, 130, err)

    def test_kill_during_a_custom_build(self):
        code, _, root = self.interrupted(signal.SIGKILL, remote(self.STUBBORN))
        self.assertEqual(code, -9)
        (root / "Tiltfile").write_text(remote("true"))
        outcome = self.expect(0, "run", cwd=root)
        self.assertIn("kind: Deployment", outcome.out)

    def test_kill_during_a_docker_build(self):
        root = self.image_project(
            TOP + "docker_build('example.com/team/api', 'api', network='none')\n",
            **{"api/busybox": harness.BUSYBOX, "api/Dockerfile":
               "FROM scratch\nCOPY busybox /bin/busybox\nARG SECONDS=62\n"
               "RUN [\"/bin/busybox\", \"sh\", \"-c\", \"/bin/busybox sleep $SECONDS\"]\n"})
        before = sorted(p.name for p in root.rglob("*"))
        process = self.start("run", "--push=never", cwd=root, engine=engines.docker())
        self.wait_for(lambda: _is_running("sleep\x0062"))
        process.kill()
        process.communicate()
        self.assertEqual(self.processes_after(2), {})
        self.wait_for(lambda: not _is_running("sleep\x0062"), 10)
        self.assertEqual(sorted(p.name for p in root.rglob("*")), before)
        (root / "Tiltfile").write_text(
            TOP + "docker_build('example.com/team/api', 'api', network='none', build_args={'SECONDS': '0'})\n")
        self.expect(0, "run", "--push=never", cwd=root, engine=engines.docker())

    def test_a_daemon_left_by_a_build_does_not_hold_the_run_up(self):
        root = self.image_project(remote("sleep 300 & true"))
        outcome = self.expect(0, "run", cwd=root, timeout=30)
        self.assertLess(outcome.seconds, 10)

    # Output.

    def run_measured(self, root, **options):
        """Exit code and peak memory in MiB."""
        process = self.start("run", cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage.ru_maxrss / 1024

    @unittest.skipIf(harness.SANITIZED, "sanitizers have memory of their own")
    def test_memory_stays_bounded(self):
        """Output of several times the bound, as one line, as many lines, as noise, and of a build that fails."""
        for command in ("head -c 150000000 /dev/zero", "yes | head -c 20000000",
                        "head -c 20000000 /dev/urandom", "head -c 100000000 /dev/zero; exit 5"):
            with self.subTest(command):
                root = self.image_project(remote(command))
                code, peak = self.run_measured(root)
                self.assertEqual(code, 1 if "exit" in command else 0)
                self.assertLess(peak, 50)

    def test_binary_output_does_not_break_lines_or_terminals(self):
        root = self.image_project(remote(r"printf 'a\033[2Jb\000c\377d\r\n'; exit 1"))
        outcome = self.expect(1, "run", cwd=root)
        self.assertNotIn("\033[2J", outcome.err)
        self.assertNotIn("\000", outcome.err)

    def test_closed_standard_output(self):
        big = "".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\n---\n" for i in range(20000))
        root = self.project({"Tiltfile": "k8s_yaml('k.yaml')\n", "k.yaml": big})
        process = self.start("run", cwd=root)
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
        process.stderr.close()
        self.assertIn(process.wait(30), (0, 1, -signal.SIGPIPE, 141))
        self.assertNotIn("error", err)

    def test_full_disk(self):
        root = self.image_project(remote("true"))
        with open("/dev/full", "wb") as full:
            process = self.start("run", cwd=root, stdout=full)
            _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, err)
        self.assertRegex(err.decode(), r"(?m)^error: ")

    def test_closed_standard_streams(self):
        root = self.image_project(remote("true"))
        script = f'"{harness.TILTC}" run <&- >&- 2>&-'
        done = subprocess.run(["sh", "-c", script], cwd=root, env=self.environment(), check=False, timeout=30)
        self.assertIn(done.returncode, (0, 1))

    def test_few_file_descriptors(self):
        root = self.image_project(remote("true"))
        process = self.start(
            "run", cwd=root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, err)


def _is_running(words):
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if words.encode() in (entry / "cmdline").read_bytes():
                return True
        except OSError:
            continue
    return False
