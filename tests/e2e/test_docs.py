"""What README.md, docs/ and the samples' READMEs show is true.

A fenced block is run when its info string says `runnable`:

```tiltfile runnable         is evaluated, in an empty folder
```console runnable          each line `$ tiltc …` is run in a copy of the repository's samples and docs; lines
                             after it are its standard output, `…` alone on a line stands for any lines

```tiltfile mistake          is evaluated, and what it answers on standard error is the `text` block behind it;
                             with `check` instead of `mistake`, it is what `tiltc check` answers

Other `tiltfile` blocks are checked for syntax and names.
"""

import re
import shlex
import shutil
import subprocess

import engines
import harness

FENCE = re.compile(r"^```(tiltfile|console)\b([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


MISTAKE = re.compile(r"^```tiltfile (mistake|check)\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages():
    root = harness.REPOSITORY
    return sorted([root / "README.md", *(root / "docs").rglob("*.md"), *(root / "samples").rglob("*.md")])


def blocks(kind):
    for page in pages():
        text = page.read_text()
        for match in FENCE.finditer(text):
            if match[1] == kind:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{page.relative_to(harness.REPOSITORY)}:{line}", match[2].split(), match[3]


class Docs(harness.Case):
    def test_the_reference_is_what_the_tables_say(self):
        outcome = self.expect(0, "help", "--markdown", cwd=harness.REPOSITORY)
        self.assertEqual((harness.REPOSITORY / "docs/reference/builtins.md").read_text(), outcome.out, "run scripts/accept-goldens")

    def test_extending_compiles(self):
        text = (harness.REPOSITORY / "docs/extending.md").read_text()
        code = re.search(r"^```cpp builtins/image_ref\.cpp\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[1]
        (self.folder / "image_ref.cpp").write_text(code)
        rooms = ("builtins", "builtins/include", "interpreter/include", "runtime/base/include",
                 "runtime/graph/include", "runtime/formats/include", "runtime/state/include", "runtime/extensions/include")
        done = subprocess.run(["c++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                               *(f"-I{harness.REPOSITORY / room}" for room in rooms), str(self.folder / "image_ref.cpp")],
                              capture_output=True, text=True)
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_readme_has_the_two_commands(self):
        lines = (harness.REPOSITORY / "README.md").read_text().splitlines()
        for command in ("./scripts/demo", "./scripts/test"):
            self.assertIn(command, [line.strip() for line in lines])

    def test_tiltfiles(self):
        for number, (place, info, text) in enumerate(blocks("tiltfile")):
            runnable = "runnable" in info
            if "mistake" in info or "check" in info:
                continue
            with self.subTest(place):
                root = self.project({"Tiltfile": text}, name=f"block-{number}")
                self.expect(0, "eval" if runnable else "check", "Tiltfile", cwd=root)

    def test_mistakes(self):
        number = 0
        for page in pages():
            for kind, tiltfile, answer in MISTAKE.findall(page.read_text()):
                number += 1
                root = self.project({"Tiltfile": tiltfile}, name=f"mistake-{number}")
                with self.subTest(f"{page.name}, mistake {number}"):
                    outcome = self.expect(3 if kind == "mistake" else 0, "eval" if kind == "mistake" else "check",
                                          "Tiltfile", cwd=root)
                    self.assertEqual(answer, outcome.err)
        self.assertGreaterEqual(number, 10, "the gallery of docs/errors.md")

    def test_consoles(self):
        root = self.folder / "repository"
        for folder in ("samples", "docs"):
            shutil.copytree(harness.REPOSITORY / folder, root / folder)
        for place, info, text in blocks("console"):
            if "runnable" in info:
                with self.subTest(place):
                    self.play(text, root)

    def play(self, text, root):
        for entry in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            words = shlex.split(command)
            self.assertEqual(words.pop(0), "tiltc", command)
            outcome = self.expect(0, *words, cwd=root, engine=engines.docker())
            if output.strip():
                pattern = "".join("(?s:.*?)" if line.strip() in ("…", "...") else self.line_pattern(line)
                                  for line in output.splitlines(keepends=True))
                self.assert_matches(pattern, outcome.out)

    @staticmethod
    def line_pattern(line):
        """The line itself; digits of tags differ from run to run."""
        return re.sub(r"tilt-[0-9a-f]{16}", harness.CONTENT_TAG, re.escape(line).replace(r"\-", "-"))

    def test_links_lead_somewhere(self):
        for page in pages():
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
                if "://" not in target:
                    self.assertTrue((page.parent / target).exists(), f"{page}: {target}")
