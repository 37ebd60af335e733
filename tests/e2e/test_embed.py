"""What `cmake --install` installs works where it is, and embeds as samples/embed shows."""

import os
import pathlib
import subprocess

import harness

BUILD = pathlib.Path(harness.TILTC).parent
SAMPLE = harness.REPOSITORY / "samples/embed"


class Embed(harness.Case):
    def command(self, code, *words, **options):
        done = subprocess.run([str(word) for word in words], env={**self.environment(), **options.pop("env", {})},
                              capture_output=True, text=True, timeout=600, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def test_install_build_and_run(self):
        prefix = self.folder / "prefix"
        self.command(0, "cmake", "--install", BUILD, "--prefix", prefix)
        for file in ("bin/tiltc", "share/man/man1/tiltc.1", "share/bash-completion/completions/tiltc",
                     "share/zsh/site-functions/_tiltc", "share/fish/vendor_completions.d/tiltc.fish"):
            self.assertGreater((prefix / file).stat().st_size, 500, file)
        self.assertIn("tiltc", self.command(0, prefix / "bin/tiltc", "version").stdout)
        flags = f"-fsanitize={os.environ['TILTC_SANITIZE']}" if harness.SANITIZED else ""
        self.command(0, "cmake", "-S", SAMPLE, "-B", self.folder / "fleet", f"-DCMAKE_PREFIX_PATH={prefix}",
                     f"-DCMAKE_CXX_FLAGS=-Wall -Wextra {flags}")
        self.command(0, "cmake", "--build", self.folder / "fleet")
        self.use(self.folder / "fleet/fleet")

    def use(self, fleet):
        done = self.command(0, fleet, "fleet.star", cwd=SAMPLE)
        self.assertEqual("web-0:8000 from fleet.star:2:5\nweb-1:8001 from fleet.star:2:5\n"
                         "database:80 from fleet.star:4:1\n", done.stdout)
        for program, words in {
            "server('a', prot = 1)": ["unknown-parameter", "f.star:1:13", "did you mean `port`"],
            "server('a', port = 'x')": ["f.star:1:20", "int"],
            "server('a', port = 0)": ["bad-port", "f.star:1:20"],
            "while True: pass": ["step-limit", "f.star:1:"],
            "def f(): f()\nf()": ["stack-overflow"],
            "x = ['x' * 1000000 for i in range(1000)]": ["memory-limit"],
        }.items():
            with self.subTest(program):
                (self.folder / "f.star").write_text(program)
                err = self.command(1, fleet, "f.star", cwd=self.folder).stderr
                for word in words:
                    self.assertIn(word, err)
