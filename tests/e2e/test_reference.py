"""Completion scripts, the manual page and the stub file say what the tables say."""

import ast
import re
import shutil
import subprocess

import harness


class Reference(harness.Case):
    def page(self, *words):
        return self.expect(0, *words, cwd=self.folder).out

    def builtins(self):
        lines = self.page("help").split("\n\n", 1)[1].splitlines()
        return [line.split()[0] for line in lines]

    def commands(self):
        return re.findall(r"^  (\w+)  ", self.page("--help").split("Subcommands:")[1], re.MULTILINE)

    def complete(self, *words):
        """What bash offers for the last word."""
        (self.folder / "tiltc.bash").write_text(self.page("completion", "bash"))
        script = 'source tiltc.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tiltc; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-c", script, "bash", *words], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual("", done.stderr)
        return done.stdout.split()

    def test_bash_completes_commands_options_values_and_builtins(self):
        self.assertEqual(["run"], self.complete("tiltc", "ru"))
        self.assertEqual(self.commands(), [word for word in self.complete("tiltc", "") if word[0] != "-"])
        self.assertEqual(["--until"], self.complete("tiltc", "run", "--unt"))
        self.assertEqual(["build"], self.complete("tiltc", "run", "--until", "b"))
        self.assertEqual(["push"], self.complete("tiltc", "run", "--until", "=", "p"))
        self.assertEqual(["build", "push", "inject"], self.complete("tiltc", "run", "--until", "="))
        self.assertEqual(["os.path.basename"], self.complete("tiltc", "help", "os.path.b"))
        self.assertEqual(["bash", "zsh", "fish"], self.complete("tiltc", "completion", ""))
        self.assertEqual([], self.complete("tiltc", "nonsense", ""))
        (self.folder / "Tiltfile").touch()
        self.assertEqual(["Tiltfile"], self.complete("tiltc", "eval", "Til"))
        self.assertEqual(["Tiltfile"], self.complete("tiltc", "eval", "-f", "Til"))

    def test_every_command_and_option_is_completed_and_in_the_manual(self):
        pages = {shell: self.page("completion", shell) for shell in ("bash", "zsh", "fish")}
        manual = self.page("help", "--man").replace("\\-", "-")
        for command in self.commands():
            options = re.findall(r"--([a-z-]+)", self.page(command, "--help").split("Options:")[1])
            for option in set(options) - {"help"}:
                with self.subTest(command=command, option=option):
                    self.assertIn(f"--{option}", pages["bash"])
                    self.assertIn(f"--{option}", pages["zsh"])
                    self.assertIn(f" -l {option}", pages["fish"])
                    self.assertIn(f"--{option}", manual)
        for builtin in self.builtins():
            for name, page in {**pages, "manual": manual}.items():
                self.assertIn(builtin, page, name)

    def test_shells_take_the_scripts(self):
        for shell, flag in (("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")):
            if shutil.which(shell):
                script = self.folder / shell
                script.write_text(self.page("completion", shell))
                done = subprocess.run([shell, flag, str(script)], capture_output=True, text=True)
                self.assertEqual((0, ""), (done.returncode, done.stderr), shell)

    def test_the_manual_is_good_roff(self):
        page = self.page("help", "--man")
        self.assertTrue(page.startswith(".TH TILTC 1 "))
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True, text=True)
            self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_the_stub_file_knows_every_builtin(self):
        tree = ast.parse(self.page("help", "--stubs"))
        names = set()

        def visit(body, prefix):
            for node in body:
                if isinstance(node, ast.ClassDef):
                    visit(node.body, f"{prefix}{node.name}.")
                elif isinstance(node, ast.FunctionDef):
                    names.add(prefix + node.name)
                elif isinstance(node, ast.AnnAssign):
                    names.add(prefix + node.target.id)

        visit(tree.body, "")
        self.assertEqual(set(), set(self.builtins()) - names)
        build = next(node for node in tree.body if getattr(node, "name", "") == "docker_build")
        types = {argument.arg: ast.unparse(argument.annotation) for argument in build.args.args}
        self.assertEqual("str", types["ref"])
        self.assertEqual("list[LiveUpdateStep]", {**types, **{
            argument.arg: ast.unparse(argument.annotation) for argument in build.args.kwonlyargs}}["live_update"])

    def test_a_shell_that_is_not_known(self):
        self.assertIn("bash", self.expect(2, "completion", "csh", cwd=self.folder).err)
        self.expect(2, "help", "--man", "--stubs", cwd=self.folder)
