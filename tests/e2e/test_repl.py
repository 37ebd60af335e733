"""tiltc repl and tiltc eval -e."""

import os
import pty
import select
import signal
import time

import harness


class Repl(harness.Case):
    def talk(self, text, code=0, **options):
        return self.expect(code, "repl", cwd=self.folder, stdin=text, **options)

    def test_values_are_printed_and_kept(self):
        outcome = self.talk("x = [1]\nx.append(2)\nx\n_[1] + 40\n_\nNone\nprint('p')\n")
        self.assertEqual("[1, 2]\n42\n42\np\n", outcome.out)
        self.assertEqual("", outcome.err)

    def test_several_lines(self):
        outcome = self.talk("def f(a,\n      b):\n    return a + b\n\nf(1,\n  2)\n"
                            "if f(0, 1):\n    'yes'\nelse:\n    'no'\nfor i in [1]:\n    print(i)\n'last'")
        self.assertEqual('3\n1\n"last"\n', outcome.out)

    def test_mistakes_do_not_end_it(self):
        outcome = self.talk("1 // 0\nx = (\n)\ny y\nlocal_resource()\n'on'\n", code=3)
        self.assertEqual('"on"\n', outcome.out)
        self.assertEqual(3, outcome.err.count("error: "))

    def test_it_knows_what_a_tiltfile_knows(self):
        (self.folder / "f.txt").write_text("text")
        outcome = self.talk("read_file('f.txt')\nstr(local('echo hi', quiet=True, echo_off=True))\nos.path.basename('/a/b')\n")
        self.assertEqual('text\n"hi\\n"\n"b"\n', outcome.out)

    def test_help(self):
        outcome = self.talk("help(os.getcwd)\nhelp('local_resorce')\ndef f(a, b=1):\n  'Adds.'\n\nhelp(f)\nhelp(1)\nhelp(len)\n")
        for text in ("os.getcwd()", "did you mean local_resource", "f(a, b = 1)\n\nAdds.", "a value of type int",
                     "len belongs to the language"):
            self.assertIn(text, outcome.out)

    def test_a_file_first(self):
        root = self.project({"Tiltfile": "load('lib.star', 'y')\nx = y + 1\n", "lib.star": "y = 41\n"})
        self.assertEqual("42\n", self.expect(0, "repl", "Tiltfile", cwd=root, stdin="x").out)

    def test_exit_ends_it(self):
        self.assertEqual("1\n", self.talk("1\nexit()\n2\n").out)

    def test_expression(self):
        def evaluate(code, *words):
            return self.expect(code, "eval", "-e", *words, cwd=self.folder)

        self.assertEqual("[2, 3]\n", evaluate(0, "[x + 1 for x in [1, 2]]").out)
        self.assertEqual("None\n", evaluate(0, "print(1)").out)
        self.assertEqual("", evaluate(0, "x = 1").out)
        self.assertEqual("3\n", evaluate(0, "x = 1\nx + 2").out)
        self.assertIn("<expression>:1:3", evaluate(3, "1 // 0").err)
        (self.folder / "Tiltfile").write_text("def f(): return [7]\nx = 1\n")
        self.assertEqual("[7]\n", evaluate(0, "f()", "Tiltfile").out)
        self.assertIn("undefined", evaluate(3, "f()").err)

    def test_a_profile(self):
        root = self.project({"Tiltfile": "def f():\n    return local('sleep 0.1', quiet=True)\nf()\nf()\n"})
        self.expect(0, "eval", "--profile", "out.folded", cwd=root)
        weights = dict(line.rsplit(" ", 1) for line in (root / "out.folded").read_text().splitlines())
        self.assertGreater(int(weights["Tiltfile;f (Tiltfile:1);local"]), 200_000)
        (root / "Tiltfile").write_text("def f():\n    local('sleep 0.01', quiet=True)\n    fail('x')\nf()\n")
        self.expect(3, "eval", "--profile", "failed.folded", cwd=root)
        self.assertIn("Tiltfile;f (Tiltfile:1);local ", (root / "failed.folded").read_text())
        (root / "Tiltfile").write_text("x = 1\n")
        self.assert_one_error(self.expect(3, "eval", "--profile", "no/dir/p", cwd=root), "no/dir/p")


class Terminal(harness.Case):
    """The same on a terminal: editing, completion, history, Ctrl-C."""

    def setUp(self):
        super().setUp()
        self.main, child = pty.openpty()
        self.addCleanup(os.close, self.main)
        self.process = self.start("repl", cwd=self.folder, stdin=child, stdout=child, stderr=child,
                                  env={"TERM": "xterm", "XDG_STATE_HOME": str(self.folder / "state")},
                                  start_new_session=True, preexec_fn=lambda: self.take_terminal(child))
        os.close(child)
        self.seen = ""
        self.wait_for(">>> ")

    @staticmethod
    def take_terminal(descriptor):
        import fcntl
        import termios
        fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)

    def type(self, text):
        os.write(self.main, text.encode())

    def wait_for(self, text, seconds=30):
        """Waits until `text` is on the screen behind what was waited for before."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.main], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, f"{text!r} did not come: {self.seen!r}")
            self.seen += os.read(self.main, 4096).decode(errors="replace")
        self.seen = self.seen[self.seen.index(text) + len(text):]

    def finish(self):
        self.type("\x04")
        self.assertEqual(0, self.process.wait(30))

    def test_editing_completion_and_history(self):
        self.type("os.path.basen\t('/a/b')\n")
        self.wait_for('"b"')
        self.wait_for(">>> ")
        self.type("docker_\t")
        self.wait_for("build")
        self.type("\x151 + 1\n")
        self.wait_for("2\r\n")
        self.wait_for(">>> ")
        self.finish()
        history = self.folder / "state/tiltc/repl_history"
        self.assertIn("basename", history.read_text())
        self.assertEqual(0o600, history.stat().st_mode & 0o777)

    def test_interrupt_drops_the_line(self):
        self.type("x = (1,")
        self.type("\x03")
        self.wait_for("^C")
        self.wait_for(">>> ")
        self.type("40 + 2\n")
        self.wait_for("42")
        self.wait_for(">>> ")
        self.finish()

    def test_interrupt_ends_an_evaluation(self):
        self.type("while True: pass\n")
        time.sleep(1)
        self.type("\x03")
        self.wait_for("cancelled")
        self.wait_for(">>> ")
        self.type("local('sleep 100')\n")
        time.sleep(1)
        self.type("\x03")
        self.wait_for("error")
        self.wait_for(">>> ")
        self.type("40 + 2\n")
        self.wait_for("42")
        self.wait_for(">>> ")
        self.finish()

    def tearDown(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        super().tearDown()
