"""load('ext://…'): from git repositories and folders, pinned, locked, offline."""

import json
import shutil
import subprocess

import harness

URL = "https://ext.example.com/team/extensions"
DEFAULT = "https://github.com/tilt-dev/tilt-extensions"
REPO = f"v1alpha1.extension_repo(name='default', url='{URL}')\n"


class Extensions(harness.Case):
    def setUp(self):
        super().setUp()
        self.origin = self.folder / "origin"
        self.origin.mkdir()
        self.git("init", "-q", "-b", "main", ".")
        # git asks the local repository in place of the URL: nothing here reaches a network.
        for place, url in enumerate((URL, DEFAULT)):
            self.variables[f"GIT_CONFIG_KEY_{place}"] = f"url.file://{self.origin}.insteadOf"
            self.variables[f"GIT_CONFIG_VALUE_{place}"] = url
        self.variables["GIT_CONFIG_COUNT"] = "2"
        self.commit(**{"hello/Tiltfile": "def hello():\n  print('hello 1')\n"})
        self.data = self.home / ".local/share/tiltc/tilt_modules/ext.example.com/team/extensions"

    def git(self, *arguments, cwd=None):
        done = subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments], cwd=cwd or self.origin,
            check=True, capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": str(self.home)})
        return done.stdout.decode().strip()

    def commit(self, **files):
        for path, content in files.items():
            self.write(self.origin / path, content)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def hello(self, version):
        return self.commit(**{"hello/Tiltfile": f"def hello():\n  print('hello {version}')\n"})

    def load(self, repo=REPO, name="ext://hello", more="hello()\n", symbol="hello"):
        return self.project({"Tiltfile": repo + f"load('{name}', '{symbol}')\n{more}"})

    def cut_off(self):
        """From now on a fetch fails."""
        shutil.move(self.origin, self.folder / "gone")

    def says(self, root, words, *options):
        outcome = self.expect(0, "eval", *options, cwd=root)
        self.assertIn(words, outcome.err)

    def fails(self, root, *words, options=(), command="eval"):
        outcome = self.expect(3, *command.split(), *options, cwd=root)
        self.assert_one_error(outcome, *words)
        return outcome

    # --- where they come from

    def test_a_copy_is_fetched_once_and_shared(self):
        self.says(self.load(), "hello 1")
        self.cut_off()
        self.says(self.load(), "hello 1")
        other = self.project({"Tiltfile": REPO + "load('ext://hello', 'hello')\nhello()\n"}, name="other")
        self.says(other, "hello 1", "--offline")

    def test_the_default_repository(self):
        self.says(self.load(repo=""), "hello 1")
        self.assertTrue((self.home / ".local/share/tiltc/tilt_modules/github.com/tilt-dev/tilt-extensions").is_dir())

    def test_xdg_data_home(self):
        self.variables["XDG_DATA_HOME"] = str(self.folder / "data")
        self.says(self.load(), "hello 1")
        self.assertTrue((self.folder / "data/tiltc/tilt_modules").is_dir())

    def test_a_folder(self):
        root = self.load(repo=f"v1alpha1.extension_repo(name='default', url='file://{self.origin}')\n")
        self.says(root, "hello 1", "--offline")
        self.hello(2)
        self.says(root, "hello 2", "--offline")
        self.fails(self.load(repo="v1alpha1.extension_repo(name='default', url='file:///no/where')\n"),
                   "Tiltfile:2:6", "there is no folder /no/where", "extension-repo-missing")

    def test_tilts_own_clone_is_used(self):
        clone = self.home / ".local/share/tilt-dev/tilt_modules/ext.example.com/team/extensions"
        clone.parent.mkdir(parents=True)
        self.git("clone", "-q", str(self.origin), str(clone), cwd=self.folder)
        commit = self.git("rev-parse", "HEAD")
        self.cut_off()
        self.says(self.load(), "hello 1", "--offline")
        pinned = f"v1alpha1.extension_repo(name='default', url='{URL}', ref='{{}}')\n"
        self.says(self.load(repo=pinned.format(commit)), "hello 1", "--offline")
        self.fails(self.load(repo=pinned.format("v9")), "no copy of v9", options=["--offline"])

    def test_cwd_and_file_are_the_extensions(self):
        self.commit(**{"where/Tiltfile": "here = os.getcwd()\ndef where():\n"
                                         "  print('%s|%s|%s' % (here, os.getcwd(), __file__))\n"})
        root = self.load(name="ext://where", symbol="where", more="where()\n")
        [line] = [l for l in self.expect(0, "eval", cwd=root).err.splitlines() if "|" in l]
        here, now, file = line.split("|")
        self.assertRegex(here, r"/tilt_modules/ext\.example\.com/team/extensions/[0-9a-f]{40}/where$")
        self.assertEqual((now, file), (str(root), here + "/Tiltfile"))

    def test_extensions_load_others_and_files_beside_them(self):
        self.commit(**{"outer/Tiltfile": "load('ext://hello', 'hello')\nload('./lib.star', 'x')\n"
                                         "def outer():\n  hello()\n  print(x)\n",
                       "outer/lib.star": "x = 'beside'\n"})
        self.says(self.load(name="ext://outer", symbol="outer", more="outer()\n"), "hello 1\nbeside")

    # --- names

    def test_load_host_git_subpath_and_registered_names(self):
        self.commit(**{"sub/inner/Tiltfile": "x = 'in sub'\n", "a/b/Tiltfile": "x = 'a/b'\n"})
        repo = (f"v1alpha1.extension_repo(name='mine', url='{URL}', load_host='mine', git_subpath='sub')\n"
                f"v1alpha1.extension_repo('all', url='{URL}')\n"
                "v1alpha1.extension('nested_real', repo_name='all', repo_path='a/b')\n" + REPO)
        for name, seen in (("ext://mine/inner", "in sub"), ("ext://nested/real", "a/b"), ("ext://a/b", "a/b")):
            with self.subTest(name=name):
                self.says(self.load(repo=repo, name=name, symbol="x", more="print(x)\n"), seen)

    def test_a_registered_extension_that_nobody_loads_runs_after_the_tiltfile(self):
        self.commit(**{"own/Tiltfile": "print('own')\nlocal_resource('from-ext', 'true')\n"})
        root = self.project({"Tiltfile": REPO + "v1alpha1.extension('own', repo_name='default', repo_path='own')\n"
                                                "print('main')\n"})
        outcome = self.expect(0, "eval", cwd=root)
        self.assertIn("main\nown\n", outcome.err)
        self.assertEqual([r["name"] for r in outcome.report["resources"]], ["from-ext"])

    def test_the_same_repository_in_two_files(self):
        again = REPO + "v1alpha1.extension('hello', repo_name='default', repo_path='hello')\n"
        root = self.project({
            "Tiltfile": "include('a.tf')\ninclude('b.tf')\n",
            "a.tf": again + "load('ext://hello', 'hello')\nhello()\n",
            "b.tf": again + "load('ext://hello', 'hello')\nhello()\n"})
        self.assertEqual(self.expect(0, "eval", cwd=root).err.count("hello 1"), 2)
        (root / "b.tf").write_text(again.replace(URL, "https://elsewhere.example.com/x"))
        self.fails(root, "duplicate-object", "a.tf:1:", "b.tf:1:")

    # --- pins

    def test_pinned_refs(self):
        first = self.git("rev-parse", "HEAD")
        self.git("tag", "v1")
        self.git("branch", "stable")
        self.hello(2)
        for ref, version in (("v1", 1), ("stable", 1), (first, 1), (first[:10], 1), ("main", 2), ("HEAD", 2), ("", 2)):
            with self.subTest(ref=ref):
                root = self.load(repo=f"v1alpha1.extension_repo(name='default', url='{URL}', ref='{ref}')\n")
                self.says(root, f"hello {version}")
                self.says(root, f"hello {version}", "--offline")

    def test_a_missing_ref(self):
        root = self.load(repo=f"v1alpha1.extension_repo(name='default', url='{URL}', ref='nope')\n")
        outcome = self.fails(root, "can't fetch nope of " + URL, "extension-fetch-failed")
        self.assertIn("registered here", outcome.err)
        self.assertEqual([p for p in self.data.iterdir() if p.name != "refs"], [])

    def test_a_copy_stays_until_it_is_fetched_anew(self):
        root = self.load()
        self.says(root, "hello 1")
        self.hello(2)
        self.says(root, "hello 1")
        self.expect(0, "ext", "fetch", cwd=root)
        self.says(root, "hello 2")
        self.assertFalse((root / "tiltc.lock").exists())

    # --- the lock

    def test_lock(self):
        root = self.load()
        first = self.git("rev-parse", "HEAD")
        self.assertIn(f"{first} HEAD {URL}", self.expect(0, "ext", "lock", cwd=root).out)
        lock = json.loads((root / "tiltc.lock").read_text())
        self.assertEqual(lock, {"version": 1, "repositories": [{
            "url": URL, "ref": "", "commit": first, "tree": self.git("rev-parse", "HEAD^{tree}")}]})
        self.hello(2)
        self.expect(0, "ext", "fetch", cwd=root)
        self.says(root, "hello 1")  # whatever else was fetched
        shutil.rmtree(self.home / ".local")
        self.says(root, "hello 1")  # fetched by its commit
        self.expect(0, "ext", "lock", cwd=root)
        self.says(root, "hello 2")

    def test_a_copy_that_was_changed_is_refused(self):
        root = self.load()
        commit = self.git("rev-parse", "HEAD")
        self.expect(0, "ext", "lock", cwd=root)
        (self.data / commit / "hello/Tiltfile").write_text("def hello(): print('evil')\n")
        self.fails(root, "its files were changed", "extension-differs-from-lock")
        self.git("checkout", "-q", ".", cwd=self.data / commit)
        (self.data / commit / "hello/more").write_text("")
        self.fails(root, "its files were changed")

    def test_a_lock_that_says_something_else(self):
        root = self.load()
        self.expect(0, "ext", "lock", cwd=root)
        path = root / "tiltc.lock"
        lock = json.loads(path.read_text())
        wrong = json.loads(path.read_text())
        wrong["repositories"][0]["tree"] = "0" * 40
        path.write_text(json.dumps(wrong))
        self.fails(root, "the lock has the tree")
        for text, word in (("{", "bad-lock-file"), ('{"version": 2}', "version"),
                           ('{"version": 1, "repositories": [{"url": "x"}]}', "lacks"),
                           ('{"version": 1, "repositories": []}', "[extension-not-locked]")):
            path.write_text(text)
            self.fails(root, word, "tiltc ext lock")
        path.write_text(json.dumps(lock))
        self.says(root, "hello 1")

    # --- what can go wrong

    def test_offline_without_a_copy(self):
        self.fails(self.load(), "no copy of the default branch", "extension-offline", options=["--offline"])
        self.assertFalse(self.data.exists())

    def test_unreachable(self):
        self.cut_off()
        self.fails(self.load(), "Tiltfile:2:6", "can't fetch", "git says")
        self.assertEqual([p.name for p in self.data.iterdir()], ["refs"])

    def test_without_git(self):
        self.variables["PATH"] = str(self.tmp)
        self.fails(self.load(), "there is no program `git`")

    def test_no_such_extension(self):
        self.fails(self.load(name="ext://nope/bar"), "loading extension nope_bar", "extension-missing")

    def test_nothing_leads_out_of_the_repository(self):
        self.write(self.folder / "outside/Tiltfile", "hello = 1\n")
        (self.origin / "link").symlink_to(self.folder / "outside")
        self.commit()
        for name in ("ext://../../outside", "ext://link"):
            with self.subTest(name=name):
                self.fails(self.load(name=name), "extension-outside-repo")
        for call in (f"v1alpha1.extension_repo('r', url='{URL}', git_subpath='../..')",
                     "v1alpha1.extension('e', repo_name='r', repo_path='../x')",
                     "v1alpha1.extension('e', repo_name='r', repo_path='/etc')"):
            with self.subTest(call=call):
                self.fails(self.project({"Tiltfile": call + "\n"}), "extension-outside-repo", "Tiltfile:1:")

    def test_bad_urls_and_refs(self):
        for arguments, code in (
                ("url='git@example.com:x/y'", "bad-extension-url"), ("url='ftp://example.com/x'", "bad-extension-url"), ("url=''", "bad-extension-url"),
                ("url='file:///x', ref='v1'", "useless-argument"),
                ("url='file:///x', git_subpath='a'", "useless-argument"),
                ("url='file://x'", "bad-extension-url"),
                ("url='https://user:secret@example.com/x'", "bad-extension-url"),
                ("url='https://example.com/../../x'", "bad-extension-url"),
                ("url='https:///x'", "bad-extension-url"), ("url='https://example.com'", "bad-extension-url"),
                ("url='https://example.com/--upload-pack=x'", "bad-extension-url"),
                (f"url='{URL}', ref='--upload-pack=touch x'", "bad-extension-ref"),
                (f"url='{URL}', ref='a..b'", "bad-extension-ref"), (f"url='{URL}', ref='+a:b'", "bad-extension-ref"),
                (f"url='{URL}', ref='a b'", "bad-extension-ref")):
            with self.subTest(arguments=arguments):
                outcome = self.fails(self.load(repo=f"v1alpha1.extension_repo(name='default', {arguments})\n"), code)
                self.assertNotIn("secret", outcome.err.split("-->")[0])

    def test_the_environment_of_a_hook_does_not_mislead_git(self):
        self.variables["GIT_DIR"] = str(self.origin / ".git")
        self.variables["GIT_INDEX_FILE"] = str(self.folder / "index")
        self.says(self.load(), "hello 1")
        self.assertEqual(self.git("status", "--porcelain"), "")
        self.assertFalse((self.folder / "index").exists())
