"""helm(), kustomize() and local(inputs=…): side by side, never twice for the same, never stale."""

import json
import os
import time

import harness
import stand_ins

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata: {{x: '{x}'}}\n"


def chart(name, x="1"):
    return {f"{name}/Chart.yaml": f"name: {name}\nversion: 0.1.0\n",
            f"{name}/templates/all.yaml": CONFIG_MAP.format(name=name, x=x)}


def kustomization(name, x="1"):
    return {f"{name}/kustomization.yaml": "resources:\n- cm.yaml\n",
            f"{name}/cm.yaml": CONFIG_MAP.format(name=name, x=x)}


class Background(harness.Case):
    def setUp(self):
        super().setUp()
        stand_ins.only_standard_tools(self)
        stand_ins.install(self, helm=stand_ins.HELM, kustomize=stand_ins.KUSTOMIZE)

    def calls(self):
        return stand_ins.take_calls(self)

    def objects(self, root, *options, **more):
        """Names of the objects, in order."""
        report = self.expect(0, "eval", *options, cwd=root, **more).report
        return [o["name"] for r in report["resources"] for o in r["objects"]]

    def run_yaml(self, root, **more):
        return self.expect(0, "run", cwd=root, **more).out

    # --- what helm and kustomize are called with

    def test_helm_arguments(self):
        root = self.project({
            **chart("c"), "v1.yaml": "a: 1\n", "v2.yaml": "a: 2\n",
            "Tiltfile": "k8s_yaml(helm('c', name='shop', namespace='prod', values=['v1.yaml', 'v2.yaml'],\n"
                        "  set=['a=1', 'b=2'], kube_version='1.27', skip_crds=True))\n"
                        "k8s_yaml(helm('./c'), allow_duplicates=True)\n"})
        report = self.expect(0, "eval", cwd=root).report
        self.assertEqual(self.calls(), [
            f"helm template chart {root}/c --include-crds",
            f"helm template shop {root}/c --namespace prod --kube-version 1.27"
            f" --values {root}/v1.yaml --values {root}/v2.yaml --set a=1 --set b=2"])
        for path in ("c", "v1.yaml", "v2.yaml"):
            self.assertIn(str(root / path), report["config_files"])

    def test_helm_writes_the_namespace_where_there_is_none(self):
        root = self.project({
            "c/Chart.yaml": "name: c\n",
            "c/templates/all.yaml":
                "kind: ConfigMap\nmetadata:\n  name: a   # block\n---\nkind: ConfigMap\nmetadata: {name: b}\n---\n"
                "kind: ConfigMap\nmetadata:\n  namespace: own\n  name: c\n---\n"
                "kind: ConfigMap\nmetadata:\n  name: d\n  namespace:\n---\nkind: List\nitems:\n"
                "- kind: ConfigMap\n  metadata:\n    name: e\n",
            "Tiltfile": "print(str(helm('c', namespace='garnet')))\n"})
        out = self.expect(0, "eval", cwd=root).err
        found = [d for d in harness.load_yaml(out)]
        spaces = [i["metadata"]["namespace"] for d in found for i in d.get("items", [d])]
        self.assertEqual(spaces, ["garnet", "garnet", "own", "garnet", "garnet"])
        self.assertIn("  name: a   # block\n", out)

    def test_helm_drops_tests(self):
        root = self.project({
            "c/Chart.yaml": "name: c\n",
            "c/templates/all.yaml": CONFIG_MAP.format(name="kept", x=1)
            + "---\n# Source: c/templates/tests/t.yaml\n" + CONFIG_MAP.format(name="test", x=1)
            + "---\n# Source: c/templates/last.yaml\n" + CONFIG_MAP.format(name="last", x=1),
            "Tiltfile": "k8s_yaml(helm('c'))\n"})
        self.assertEqual(self.objects(root), ["kept", "last"])

    def test_helm_watches_local_subcharts(self):
        root = self.project({
            **chart("c"), **chart("sub"), **chart("subsub"),
            "c/Chart.yaml": "name: c\ndependencies:\n- {name: s, repository: 'file://../sub'}\n"
                            "- {name: r, repository: 'https://charts.example.com'}\n",
            "sub/requirements.yaml": "dependencies: [{name: t, repository: file://../subsub}]\n",
            "Tiltfile": "k8s_yaml(helm('c'))\n"})
        watched = self.expect(0, "eval", cwd=root).report["config_files"]
        self.assertTrue({str(root / "sub"), str(root / "subsub")} <= set(watched), watched)

    def test_kustomize_arguments(self):
        root = self.project({
            **kustomization("k"), "wrapper": stand_ins.KUSTOMIZE,
            "Tiltfile": "k8s_yaml(kustomize('k', flags=['--reorder', 'none']))\n"
                        "k8s_yaml(kustomize('k', kustomize_bin='./wrapper'), allow_duplicates=True)\n"})
        report = self.expect(0, "eval", cwd=root).report
        self.assertEqual(self.calls(), ["kustomize build --reorder none k", "wrapper build k"])
        for path in ("k/kustomization.yaml", "k/cm.yaml"):
            self.assertIn(str(root / path), report["config_files"])

    def test_kubectl_in_place_of_kustomize(self):
        os.rename(self.folder / "stand-ins/kustomize", self.folder / "stand-ins/kubectl")
        root = self.project({**kustomization("k"), "Tiltfile": "k8s_yaml(kustomize('k'))\n"})
        self.assertEqual(self.objects(root), ["k"])
        self.assertEqual(self.calls(), ["kubectl kustomize k"])

    def test_nothing_installed_says_what_to_install(self):
        for program in ("helm", "kustomize"):
            os.remove(self.folder / "stand-ins" / program)
        for call, word in (("helm('c')", "install Helm 3"), ("kustomize('k')", "`kustomize` or `kubectl`")):
            root = self.project({**chart("c"), **kustomization("k"), "Tiltfile": f"\nk8s_yaml({call})\n"})
            outcome = self.expect(3, "eval", cwd=root)
            self.assert_one_error(outcome, "Tiltfile:2:10", word, "program-missing")

    # --- errors

    def test_an_error_shows_the_line_and_stack_of_its_call(self):
        root = self.project({
            **chart("good"), **chart("bad"), "bad/fail": "",
            "lib.star": "def render(name):\n  return helm(name)\n",
            "Tiltfile": "load('lib.star', 'render')\na = render('good')\nb = render('bad')\n"
                        "print('later')\nk8s_yaml([a, b])\nlocal('echo never')\n"})
        outcome = self.expect(3, "eval", cwd=root)
        self.assert_one_error(outcome, "lib.star:2:10", "Tiltfile:3:11", "Error: cannot render chart")
        self.assertIn("later", outcome.err)
        self.assertNotIn("never", outcome.err)

    def test_a_failed_text_that_is_looked_at_ends_the_evaluation_there(self):
        for use in ("print(str(b) + 'seen')", "x = decode_yaml(b)['a']", "x = 1 if b else 2\nlocal('echo seen')",
                    "local('cat; echo seen', stdin=b)", "fail(str(b) + 'seen')"):
            with self.subTest(use=use):
                root = self.project({**chart("bad"), "bad/fail": "", "Tiltfile": f"b = helm('bad')\n{use}\n"})
                outcome = self.expect(3, "eval", cwd=root)
                self.assert_one_error(outcome, "Tiltfile:1:5", "helm-failed")
                self.assertNotIn("seen", outcome.err.replace("echo seen", ""))

    def test_a_failed_text_that_nobody_needs_is_an_error_all_the_same(self):
        root = self.project({**chart("bad"), "bad/fail": "", "Tiltfile": "helm('bad')\n"})
        self.assert_one_error(self.expect(3, "eval", cwd=root), "helm-failed")

    def test_kustomize_fails(self):
        root = self.project({**kustomization("k"), "k/fail": "", "Tiltfile": "\nk8s_yaml(kustomize('k'))\n"})
        self.assert_one_error(self.expect(3, "eval", cwd=root), "kustomize-failed", "Tiltfile:2:10", "accumulating")

    def test_an_empty_text_is_told_at_its_k8s_yaml(self):
        root = self.project({"Tiltfile": "b = local('true', inputs=[])\nk8s_yaml(b)\n"})
        self.assert_one_error(self.expect(3, "eval", cwd=root), "Tiltfile:2:10", "empty-yaml")

    def test_helm_2_is_too_old(self):
        root = self.project({**chart("bad"), "bad/fail": "", "Tiltfile": "helm('bad')\n"})
        outcome = self.expect(3, "eval", cwd=root, env={"HELM_VERSION": "Client: v2.16.1+gbbdfe5e"})
        self.assert_one_error(outcome, "helm-too-old", "install Helm 3")

    # --- order

    def test_logs_stand_in_the_order_of_the_calls(self):
        root = self.project({"Tiltfile": "a = local('sleep 0.3; echo one', inputs=[])\n"
                                         "b = local('echo two', inputs=[])\n"})
        outcome = self.expect(0, "eval", cwd=root)
        self.assertEqual(outcome.err.splitlines(), [
            "local: sleep 0.3; echo one", "local: echo two", " → one", " → two"])

    def test_they_end_before_any_other_effect(self):
        effects = {
            "local('cat f')": "made", "print(read_file('f'))": "made", "print(listdir('.'))": '/f"',
            "print(os.path.exists('f'))": "True", "load('f.star', 'x')": "loaded", "include('f.star')": "loaded"}
        for place, (effect, seen) in enumerate(effects.items()):
            with self.subTest(effect=effect):
                root = self.project({
                    "Tiltfile": "b = local(\"sleep 0.2; echo made > f; echo 'x = 1' > f.star;"
                                " echo \\\"print('loaded')\\\" >> f.star\", inputs=[])\n" + effect + "\n"})
                for name in ("f", "f.star"):
                    (root / name).unlink(missing_ok=True)
                outcome = self.expect(0, "eval", "--state-dir", f"state{place}", cwd=root)
                self.assertIn(seen, outcome.err.strip().splitlines()[-1])

    def test_they_overlap_up_to_jobs(self):
        names = [f"c{i}" for i in range(8)]
        files = {path: text for name in names for path, text in chart(name).items()}
        root = self.project({**files, "Tiltfile": f"[k8s_yaml(helm(n)) for n in {names}]\n"})
        slow = {"DELAY": "0.5"}
        four = self.tiltc("eval", "-j4", "--state-dir", "s4", cwd=root, env=slow)
        self.assertLess(four.seconds, 2.5)  # one after the other they take 4
        self.assertGreaterEqual(four.seconds, 1.0)
        self.assertEqual([o["name"] for r in four.report["resources"] for o in r["objects"]], names)
        one = self.tiltc("eval", "-j1", "--state-dir", "s1", cwd=root, env=slow)
        self.assertGreaterEqual(one.seconds, 4.0)

    def test_one_run_ends_what_it_started(self):
        root = self.project({"Tiltfile": "b = local('sleep 60', inputs=[])\nfail('now')\n"})
        outcome = self.expect(3, "eval", cwd=root)
        self.assertLess(outcome.seconds, 20)
        self.assert_one_error(outcome, "now")

    # --- never twice, never stale

    def all_kinds(self):
        return self.project({
            **chart("c"), **kustomization("k"), "v.yaml": "a: 1\n", "in/x": "1\n",
            "Tiltfile": "k8s_yaml(helm('c', values='v.yaml'))\nk8s_yaml(kustomize('k'))\n"
                        "print(local('echo local >> $CALLS; cat in/x', inputs=['in'], stdin='s'))\n"})

    ALL = ["helm template", "kustomize build", "local"]

    def kinds(self):
        return [" ".join(call.split()[:2]) for call in self.calls()]

    def test_what_is_unchanged_is_not_started(self):
        root = self.all_kinds()
        first = self.run_yaml(root)
        self.assertEqual(self.kinds(), self.ALL)
        self.assertEqual(self.run_yaml(root), first)
        self.assertEqual(self.kinds(), [])

    def test_touching_without_changing_starts_nothing(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        for path in ("c/Chart.yaml", "k/cm.yaml", "in/x"):
            os.utime(root / path)
        self.run_yaml(root)
        self.assertEqual(self.kinds(), [])

    def test_each_input_that_changes_makes_its_command_run(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        changes = {
            "c/templates/all.yaml": (CONFIG_MAP.format(name="c", x="new1"), "helm template", "new1"),
            "c/templates/more.yaml": ("---\n" + CONFIG_MAP.format(name="c2", x="new2"), "helm template", "new2"),
            "v.yaml": ("a: new3\n", "helm template", "new3"),
            "k/cm.yaml": (CONFIG_MAP.format(name="k", x="new4"), "kustomize build", "new4"),
            "k/kustomization.yaml": ("resources:\n- cm.yaml\n# new6\n", "kustomize build", "new6"),
            "in/x": ("new5\n", "local", "new5"),
            "in/deep/er": ("", "local", ""),
        }
        for path, (content, command, seen) in changes.items():
            with self.subTest(path=path):
                self.write(root / path, content)
                outcome = self.expect(0, "run", cwd=root)
                self.assertEqual(self.kinds(), [command])
                self.assertIn(seen, outcome.out + outcome.err)
                self.run_yaml(root)
                self.assertEqual(self.kinds(), [])
        for path, command in (("c/templates/more.yaml", "helm template"), ("in/deep/er", "local")):
            (root / path).unlink()
            self.run_yaml(root)
            self.assertEqual(self.kinds(), [command], path)

    def test_each_other_part_of_a_command_counts(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        tiltfile = root / "Tiltfile"
        text = tiltfile.read_text()
        for old, new, command in (
                ("values='v.yaml'", "values='v.yaml', set='a=1'", "helm template"),
                ("stdin='s'", "stdin='t'", "local"),
                ("stdin='s'", "stdin='s', env={'A': 'b'}", "local"),
                ("stdin='s'", "stdin='s', dir=os.getcwd() + '/.'", None),
                ("inputs=['in']", "inputs=['in', 'v.yaml']", "local")):
            with self.subTest(new=new):
                tiltfile.write_text(text.replace(old, new))
                self.run_yaml(root)
                self.assertEqual(self.kinds(), [command] if command else [])
                tiltfile.write_text(text)
                self.run_yaml(root)
                self.calls()

    def test_the_environment_counts(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        self.run_yaml(root, env={"NEW": "1"})
        self.assertEqual(self.kinds(), self.ALL)

    def test_another_program_counts(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        self.write(self.folder / "stand-ins/helm", stand_ins.HELM + "# another version\n")
        self.run_yaml(root)
        self.assertEqual(self.kinds(), ["helm template"])

    def test_what_was_started_ahead_is_not_taken_when_an_effect_changed_its_inputs(self):
        root = self.project({
            **chart("c"), "Tiltfile": "local('sleep 0.3; cp next c/templates/all.yaml')\nk8s_yaml(helm('c'))\n"})
        for x in ("first", "second", "third"):
            (root / "next").write_text(CONFIG_MAP.format(name="c", x=x))
            # Something else changed since the last run: helm is started ahead, and reads the old file.
            (root / "c/values.yaml").write_text(f"now: {x}\n")
            self.assertIn(f"x: '{x}'", self.run_yaml(root))

    def test_what_has_changed_is_started_ahead(self):
        root = self.project({**chart("c"), "Tiltfile": "local('sleep 1')\nk8s_yaml(helm('c'))\n"})
        slow = {"DELAY": "1"}
        self.run_yaml(root, env=slow)
        self.calls()
        (root / "c/values.yaml").write_text("a: 1\n")
        again = self.expect(0, "run", cwd=root, env=slow)
        self.assertLess(again.seconds, 1.8)  # one after the other they take 2
        self.assertEqual(self.kinds(), ["helm template"])

    def test_failures_are_not_kept(self):
        root = self.project({**chart("c"), "c/fail": "", "Tiltfile": "k8s_yaml(helm('c'))\n"})
        self.expect(3, "eval", cwd=root)
        self.expect(3, "eval", cwd=root)
        self.assertEqual(self.kinds(), ["helm template", "helm template", "helm version", "helm version"])

    def test_warnings_are_shown_again(self):
        root = self.project({**chart("c"), "c/warn": "", "Tiltfile": "k8s_yaml(helm('c'))\n"})
        for _ in range(2):
            self.assertIn(" → WARNING: from chart", self.expect(0, "eval", cwd=root).err)
        self.assertEqual(self.kinds(), ["helm template"])

    def test_what_may_read_elsewhere_always_runs(self):
        root = self.project({
            **kustomization("k"), "k/kustomization.yaml": "resources:\n- cm.yaml\n- https://example.com/x.yaml\n",
            **kustomization("l"),
            "Tiltfile": "k8s_yaml(kustomize('k'))\nk8s_yaml(kustomize('l', flags=['--enable-helm']))\n"})
        for _ in range(2):
            self.expect(0, "eval", cwd=root)
            self.assertEqual(len(self.kinds()), 2)

    def test_endless_trees_are_not_followed_for_ever(self):
        root = self.project({**chart("c"), "Tiltfile": "k8s_yaml(helm('c'))\n"})
        for name in ("a", "b"):
            (root / "c" / name).symlink_to(root / "c")
        for _ in range(2):
            self.assertLess(self.expect(0, "eval", cwd=root).seconds, 30)
            self.assertEqual(self.kinds(), ["helm template"])

    def test_a_plain_local_always_runs(self):
        root = self.project({"Tiltfile": "local('echo local >> $CALLS')\n"})
        for _ in range(2):
            self.expect(0, "eval", cwd=root)
            self.assertEqual(self.kinds(), ["local"])

    def test_the_state_may_be_deleted_or_damaged(self):
        root = self.all_kinds()
        self.run_yaml(root)
        self.calls()
        [journal] = (self.home / ".local/state/tiltc/commands").iterdir()
        self.assertEqual(journal.parent.stat().st_mode & 0o777, 0o700)
        journal.write_bytes(journal.read_bytes()[:-10])
        self.run_yaml(root)
        self.assertEqual(self.kinds(), self.ALL)
        journal.unlink()
        self.run_yaml(root)
        self.assertEqual(self.kinds(), self.ALL)

    def test_state_that_cannot_be_written_is_a_warning(self):
        root = self.project({**chart("c"), "file": "", "Tiltfile": "k8s_yaml(helm('c'))\n"})
        outcome = self.expect(0, "eval", "--state-dir", "file/x", cwd=root)
        self.assertIn("[journal-unwritable]", outcome.err)

    def test_without_a_home_nothing_is_kept(self):
        root = self.project({**chart("c"), "Tiltfile": "k8s_yaml(helm('c'))\n"})
        for _ in range(2):
            self.expect(0, "eval", cwd=root, env={"HOME": ""})
            self.assertEqual(self.kinds(), ["helm template"])

    def test_two_calls_of_the_same_command(self):
        root = self.project({**chart("c"), "Tiltfile": "a = helm('c')\nb = helm('c')\nprint(a == b)\n"})
        self.assertIn("True", self.expect(0, "eval", cwd=root).err)

    def test_the_real_programs(self):
        """Where they are installed."""
        import shutil
        if not shutil.which("helm") or not shutil.which("kustomize"):
            self.skipTest("helm and kustomize are not installed")
        self.variables["PATH"] = os.environ["PATH"]
        root = self.project({
            "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
            "c/templates/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n",
            **kustomization("k"), "Tiltfile": "k8s_yaml([helm('c', name='real'), kustomize('k')])\n"})
        self.assertEqual(self.objects(root), ["real", "k"])
