"""tiltc fmt writes files, and only what it should."""

import os

import harness


class Fmt(harness.Case):
    def test_formats_in_place(self):
        root = self.project({"Tiltfile": "x=1\n", "lib/a.star": "y = 'z'\n", "good.star": "x = 1\n"})
        os.chmod(root / "lib/a.star", 0o640)
        before = os.stat(root / "good.star")
        outcome = self.expect(0, "fmt", "Tiltfile", "lib/a.star", "good.star", cwd=root)
        self.assertEqual("", outcome.out)
        self.assertEqual("x = 1\n", (root / "Tiltfile").read_text())
        self.assertEqual('y = "z"\n', (root / "lib/a.star").read_text())
        self.assertEqual(0o640, os.stat(root / "lib/a.star").st_mode & 0o777)
        self.assertEqual(before.st_mtime_ns, os.stat(root / "good.star").st_mtime_ns)
        self.assertEqual(["Tiltfile", "good.star", "lib"], sorted(os.listdir(root)))

    def test_the_tiltfile_is_the_default(self):
        root = self.project({"Tiltfile": "x=1\n"})
        self.expect(0, "fmt", cwd=root)
        self.assertEqual("x = 1\n", (root / "Tiltfile").read_text())

    def test_mistakes_leave_the_file_and_do_not_keep_from_the_others(self):
        root = self.project({"Tiltfile": "x=(1\n", "other.star": "y=1\n"})
        outcome = self.expect(3, "fmt", "Tiltfile", "other.star", cwd=root)
        self.assertIn("Tiltfile:1:5", outcome.err)
        self.assertEqual("x=(1\n", (root / "Tiltfile").read_text())
        self.assertEqual("y = 1\n", (root / "other.star").read_text())

    def test_check_and_diff_write_nothing(self):
        root = self.project({"Tiltfile": "x=1\n"})
        for options in (["--check"], ["--diff"], ["--check", "--diff"]):
            outcome = self.expect(1 if "--check" in options else 0, "fmt", *options, cwd=root)
            self.assertEqual("--diff" in options, "+x = 1" in outcome.out)
        self.assertEqual("x=1\n", (root / "Tiltfile").read_text())

    def test_standard_input(self):
        outcome = self.expect(0, "fmt", "-", cwd=self.folder, stdin="x=1")
        self.assertEqual("x = 1\n", outcome.out)
