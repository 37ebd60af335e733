"""The other things that `run` does: local commands, dry runs, JSON, arguments; and the secrets it keeps."""

import hashlib
import re

import engines
import harness
from harness import for_each_engine

REMOTE = "custom_build('example.com/team/api', {}, deps=[], skips_local_docker=True)\n"


class LocalResources(harness.Case):
    def order(self, tiltfile, *options, code=0):
        """Which of the commands ran, in order."""
        root = self.image_project("k8s_yaml('k.yaml')\n" + REMOTE.format("'echo image >> order'") + tiltfile,
                                  order="")
        self.outcome = self.expect(code, "run", *options, cwd=root)
        return (root / "order").read_text().split()

    def test_they_run_in_dependency_order_before_the_images(self):
        self.assertEqual(self.order(
            "local_resource('last', 'echo last >> order', resource_deps=['middle'])\n"
            "local_resource('middle', 'echo middle >> order', resource_deps=['first'])\n"
            "local_resource('first', 'echo first >> order')\n"), ["first", "middle", "last", "image"])

    def test_no_local(self):
        self.assertEqual(self.order("local_resource('l', 'echo l >> order')\n", "--no-local"), ["image"])

    def test_serve_cmd_is_not_run(self):
        self.assertEqual(self.order("local_resource('s', serve_cmd='echo served >> order')\n"), ["image"])

    def test_a_failing_command_stops_the_run(self):
        ran = self.order("local_resource('bad', 'echo the words; echo bad >> order; exit 4')\n", code=1)
        self.assertEqual(ran, ["bad"])
        self.assertEqual(self.outcome.out, "")
        self.assert_one_error(self.outcome, "bad", "4", "the words")

    def test_what_depends_on_a_failing_command_does_not_run(self):
        ran = self.order("local_resource('bad', 'exit 4')\n"
                         "local_resource('next', 'echo next >> order', resource_deps=['bad'])\n",
                         "--keep-going", code=1)
        self.assertNotIn("next", ran)

    def test_environment_and_directory(self):
        root = self.image_project(
            "local_resource('l', 'echo $MINE > out', dir='api', env={'MINE': 'a b'})\n")
        self.expect(0, "run", cwd=root)
        self.assertEqual((root / "api/out").read_text(), "a b\n")

    def test_output_of_commands_is_not_on_standard_output(self):
        self.order("local_resource('l', 'echo loud; echo louder >&2')\n")
        self.assertNotIn("loud", self.outcome.out)
        self.assertIn("louder", self.outcome.err)


class DryRun(harness.Case):
    def tree(self, root):
        return {str(p): p.read_bytes() for p in root.rglob("*") if p.is_file()}

    @for_each_engine
    def test_it_tells_all_and_does_nothing(self, engine):
        registry = engines.Registry()
        self.addCleanup(registry.daemon.stop)
        root = self.image_project(
            f"default_registry('{registry.address}')\nk8s_yaml('k.yaml')\n"
            "local_resource('prepare', 'touch prepared')\n"
            "custom_build('example.com/team/api', './build.sh', deps=['api'], env={'MINE': 'yes'})\n"
            "docker_build('example.com/base', 'api')\n") if engine.name == "docker" \
            else self.folder / "project"
        if engine.name == "podman":
            text = (root / "Tiltfile").read_text()
            (root / "Tiltfile").write_text(re.sub(r"localhost:\d+", registry.address, text))
        tags, before = engine.tags(), self.tree(root)
        outcome = self.expect(0, "run", "--dry-run", cwd=root, engine=engine)
        said = outcome.out
        for words in ("touch prepared", "./build.sh", "MINE=yes", "EXPECTED_REF=", "REGISTRY_HOST=",
                      f"{registry.address}/example.com_team_api", "k.yaml"):
            self.assertIn(words, said)
        self.assertLess(said.index("touch prepared"), said.index("./build.sh"))
        self.assertEqual((engine.tags(), self.tree(root), registry.tags()), (tags, before, set()))

    def test_it_needs_no_engine(self):
        root = self.image_project("k8s_yaml('k.yaml')\ndocker_build('example.com/team/api', 'api')\n")
        self.expect(0, "run", "--dry-run", cwd=root, env={"DOCKER_HOST": "unix:///nowhere.sock"})


class Json(harness.Case):
    def test_report(self):
        root = self.image_project(
            "k8s_yaml('k.yaml')\nlocal_resource('l', 'true')\n" + REMOTE.format("'echo noise'"))
        outcome = self.expect(0, "run", "--json", cwd=root)
        report = outcome.report
        self.assertEqual(report["version"], 1)
        self.assertIs(report["succeeded"], True)
        image = outcome.image("example.com/team/api")
        self.assertEqual(image["status"], "done")
        self.assertEqual(harness.images_of(report["yaml"]), [image["cluster_ref"]])
        self.assertTrue(image["actions"])
        self.assertGreaterEqual(image["seconds"], 0)
        self.assertEqual([r["name"] for r in report["local_resources"]], ["l"])
        self.assertEqual([(r["name"], r["images"]) for r in report["resources"] if r["images"]],
                         [("api", ["example.com/team/api"])])

    def test_yaml_goes_to_the_file_when_there_is_one(self):
        root = self.image_project("k8s_yaml('k.yaml')\n" + REMOTE.format("'true'"))
        outcome = self.expect(0, "run", "--json", "--output=o.yaml", cwd=root)
        self.assertNotIn("yaml", outcome.report)
        self.assertEqual(harness.images_of((root / "o.yaml").read_text()),
                         [outcome.image("example.com/team/api")["cluster_ref"]])

    @for_each_engine
    def test_the_engine_holds_what_the_report_says(self, engine):
        """No more, no less: neither a temporary tag nor an image that the report does not name."""
        engine.clean()
        root = self.image_project(
            "k8s_yaml('k.yaml')\ncustom_build('example.com/team/api', './build.sh', deps=['api'])\n"
            "docker_build('example.com/unused-base', 'api')\n"
            "docker_build('example.com/web', 'web')\nk8s_yaml('w.yaml')\n",
            **{"web/Dockerfile": "FROM example.com/unused-base\nCOPY w /w\n", "web/w": "w",
               "w.yaml": harness.deployment("example.com/web", "web")}) if engine.name == "docker" \
            else self.folder / "project"
        outcome = self.expect(0, "run", "--json", "--push=never", cwd=root, engine=engine)
        reported = {image["local_ref"] for image in outcome.report["images"]}
        self.assertEqual(engine.tags(), reported)
        for image in outcome.report["images"]:
            self.assertEqual(engine.image_id(image["local_ref"]), image["image_id"].removeprefix("sha256:"))


class Commands(harness.Case):
    def test_commands_get_docker_host_when_the_engine_is_not_the_one_they_would_find(self):
        engine = engines.docker()
        self.write(self.home / ".docker/config.json", '{"currentContext": "mine"}')
        digest = hashlib.sha256(b"mine").hexdigest()  # that is how the client names the folder
        self.write(self.home / f".docker/contexts/meta/{digest}/meta.json",
                   '{"Name": "mine", "Endpoints": {"docker": {"Host": "%s"}}}' % engine.host)
        root = self.image_project(
            "k8s_yaml('k.yaml')\ncustom_build('example.com/team/api', './build.sh', deps=['api'])\n")
        self.expect(0, "run", "--push=never", cwd=root)

    def test_tiltfile_from_another_folder(self):
        root = self.image_project("k8s_yaml('k.yaml')\n" + REMOTE.format("'pwd > where'"))
        for arguments in (["project/Tiltfile"], ["-f", "project/Tiltfile"]):
            self.expect(0, "run", *arguments, cwd=self.folder)
            self.assertEqual((root / "where").read_text().strip(), str(root))

    def test_parallel_builds_stay_within_the_budget(self):
        images = [f"x/i{n}" for n in range(6)]
        script = "n=$(ls running | wc -l); echo $n >> seen; touch running/$$; sleep 0.3; rm running/$$"
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\n" + "".join(
                f"custom_build('{i}', {script!r}, deps=[], skips_local_docker=True)\n" for i in images),
            "k.yaml": "---\n".join(harness.deployment(i, i[2:]) for i in images), "running/.keep": "",
        })
        for option, most in (("--jobs=2", 2), ("--jobs=1", 1), ("--jobs=6", 6)):
            (root / "seen").write_text("")
            self.expect(0, "run", option, cwd=root)
            seen = [int(n) + 1 for n in (root / "seen").read_text().split()]
            self.assertEqual(len(seen), 6)
            self.assertLessEqual(max(seen), most)
        self.assertGreater(max(seen), 1, "nothing ran side by side")

    def test_secrets_of_the_environment_are_not_printed(self):
        root = self.image_project("k8s_yaml('k.yaml')\n" + REMOTE.format("'exit 1'"))
        outcome = self.expect(1, "run", cwd=root, env={"API_TOKEN": "s3cr3t-value", "PASSWORD": "s3cr3t-too"})
        self.assertNotIn("s3cr3t", outcome.err)

    def test_no_escape_sequences_without_a_terminal(self):
        root = self.image_project("k8s_yaml('k.yaml')\n" + REMOTE.format("'exit 1'"))
        outcome = self.expect(1, "run", cwd=root)
        self.assertNotIn("\033", outcome.err + outcome.out)
