"""Each mode of custom_build, and their combinations, on each engine: which ref the command was given, what
the engine and the registry hold afterwards, what stands in the YAML."""

import engines
import harness
from harness import CONTENT_TAG, TEMPORARY_TAG, for_each_engine

CONFIGURED = "example.com/team/api"

# Builds whatever ref it was given, or $REF, and notes what it was given.
SCRIPT = """#!/bin/sh
set -e
echo "${EXPECTED_REF-none} ${EXPECTED_IMAGE-none} ${EXPECTED_TAG-none} ${REGISTRY_HOST-none}" > given
DOCKER_BUILDKIT=0 docker build -q -t "${REF:-$EXPECTED_REF}" api >/dev/null
[ -z "$OUTPUT" ] || echo "  $REF" > "$OUTPUT"
"""


class Modes(harness.Case):
    def play(self, engine, arguments, registry=True, env="", options=()):
        """One run. Returns the report, what the command was given, and the local and cluster names."""
        name = self.id().rsplit(".", 1)[-1].replace("_", "-")
        self.registry = engines.registry()
        self.configured = f"{CONFIGURED}-{name}-{engine.name}"
        host = self.registry.address
        self.local = (f"{host}/" + self.configured.replace("/", "_")) if registry else self.configured
        self.cluster = self.local.replace(host, "cluster.local:5000")
        default = f"default_registry('{host}', host_from_cluster='cluster.local:5000')" if registry else ""
        root = self.image_project(
            f"{default}\nk8s_yaml('k.yaml')\n"
            f"custom_build('{self.configured}', './build.sh', deps=['api'], env={{{env}}}, {arguments})\n",
            image=self.configured,
            **{"build.sh": SCRIPT, "api/Dockerfile": harness.DOCKERFILE.format(name=self.configured)})
        outcome = self.expect(0, "run", "--json", *options, cwd=root, engine=engine)
        self.given = dict(zip(("ref", "image", "tag", "registry"), (root / "given").read_text().split()))
        self.assert_no_temporary_tag_of_ours(engine)
        return outcome.image(self.configured), harness.images_of(outcome.report["yaml"])[0]

    def assert_no_temporary_tag_of_ours(self, engine):
        left = [t for t in engine.tags() if t.startswith(self.local + ":tilt-build-")]
        self.assertEqual(left, [])

    def assert_pushed(self, reference, image):
        self.assertEqual(self.registry.image_id(reference), image["image_id"].removeprefix("sha256:"))

    def assert_not_pushed(self):
        self.assertEqual([t for t in self.registry.tags() if self.local in t], [])

    def assert_content_tag(self, engine, image, injected):
        """The image has exactly one tag of ours, made of its ID, and the YAML names it."""
        self.assert_matches(rf"{self.local}:{CONTENT_TAG}", image["local_ref"])
        tag = image["local_ref"].rsplit(":", 1)[1]
        self.assertEqual(injected, f"{self.cluster}:{tag}")
        self.assertEqual(image["cluster_ref"], injected)
        identity = engine.image_id(image["local_ref"])
        self.assertEqual(tag, "tilt-" + identity[:16])
        self.assertEqual(image["image_id"].removeprefix("sha256:"), identity)

    @for_each_engine
    def test_default(self, engine):
        image, injected = self.play(engine, "")
        self.assert_matches(rf"{self.local}:{TEMPORARY_TAG}", self.given["ref"])
        self.assertEqual(self.given["registry"], self.registry.address)
        self.assert_content_tag(engine, image, injected)
        self.assert_pushed(image["local_ref"], image)

    @for_each_engine
    def test_default_without_registry(self, engine):
        image, injected = self.play(engine, "", registry=False, options=["--push=never"])
        self.assert_matches(rf"{self.local}:{TEMPORARY_TAG}", self.given["ref"])
        self.assertEqual(self.given["registry"], "none")
        self.assert_content_tag(engine, image, injected)

    @for_each_engine
    def test_tag(self, engine):
        image, injected = self.play(engine, "tag='dev'")
        self.assertEqual(self.given["ref"], self.configured + ":dev")
        self.assert_content_tag(engine, image, injected)
        self.assert_pushed(image["local_ref"], image)
        self.assertIn(self.configured + ":dev", engine.tags(), "a user's own tag stays")

    @for_each_engine
    def test_disable_push(self, engine):
        image, injected = self.play(engine, "disable_push=True")
        self.assert_matches(rf"{self.local}:{TEMPORARY_TAG}", self.given["ref"])
        self.assert_content_tag(engine, image, injected)
        self.assert_not_pushed()

    @for_each_engine
    def test_tag_and_disable_push(self, engine):
        image, injected = self.play(engine, "tag='dev', disable_push=True")
        self.assertEqual(self.given["ref"], self.configured + ":dev")
        self.assert_content_tag(engine, image, injected)
        self.assert_not_pushed()

    @for_each_engine
    def test_skips_local_docker(self, engine):
        image, injected = self.play(engine, "skips_local_docker=True", env="'REF': 'unrelated:x'")
        self.assert_matches(rf"{self.local}:{TEMPORARY_TAG}", self.given["ref"])
        self.assertEqual(injected, f"{self.cluster}:{self.given['tag']}")
        self.assertEqual(image["local_ref"], self.given["ref"])
        self.assert_not_pushed()

    @for_each_engine
    def test_tag_and_skips_local_docker(self, engine):
        _, injected = self.play(engine, "tag='dev', skips_local_docker=True", env="'REF': 'unrelated:x'")
        self.assertEqual(self.given["ref"], self.configured + ":dev")
        self.assertEqual(self.given["registry"], "none")
        self.assertEqual(injected, self.configured + ":dev")
        self.assert_not_pushed()

    @for_each_engine
    def test_outputs_image_ref_to(self, engine):
        reference = f"{engines.registry().address}/mine-{engine.name}:content"
        image, injected = self.play(engine, "outputs_image_ref_to='ref.txt'",
                                    env=f"'REF': '{reference}', 'OUTPUT': 'ref.txt'")
        self.assertEqual(self.given["ref"], "none")
        self.assertEqual(injected, reference.replace(self.registry.address, "cluster.local:5000"))
        self.assert_pushed(reference, image)
        self.assertIn(reference, engine.tags())

    @for_each_engine
    def test_outputs_image_ref_to_and_disable_push(self, engine):
        reference = f"{engines.registry().address}/kept-{engine.name}:content"
        _, injected = self.play(engine, "outputs_image_ref_to='ref.txt', disable_push=True",
                                env=f"'REF': '{reference}', 'OUTPUT': 'ref.txt'")
        self.assertEqual(injected, reference.replace(self.registry.address, "cluster.local:5000"))
        self.assertNotIn(reference, self.registry.tags())

    @for_each_engine
    def test_outputs_image_ref_to_and_skips_local_docker(self, engine):
        _, injected = self.play(engine, "outputs_image_ref_to='ref.txt', skips_local_docker=True",
                                env="'REF': 'elsewhere.example/x:y', 'OUTPUT': 'ref.txt'")
        self.assertEqual(injected, "elsewhere.example/x:y")

    @for_each_engine
    def test_single_name(self, engine):
        registry = engines.registry()
        name = f"{CONFIGURED}-single-{engine.name}"
        root = self.image_project(
            f"default_registry('{registry.address}', single_name='team/dev')\nk8s_yaml('k.yaml')\n"
            f"custom_build('{name}', './build.sh && echo $EXPECTED_TAG > given', deps=['api'])\n", image=name)
        outcome = self.expect(0, "run", cwd=root, engine=engine)
        [injected] = harness.images_of(outcome.out)
        prefix = name.rsplit("/", 1)[1]
        self.assert_matches(rf"{registry.address}/team/dev:{prefix}-{CONTENT_TAG}", injected)
        self.assert_matches(rf"{prefix}-{TEMPORARY_TAG}\n", (root / "given").read_text())
        self.assertIsNotNone(registry.image_id(injected))

    @for_each_engine
    def test_image_deps(self, engine):
        registry = engines.registry()
        root = self.image_project(
            f"default_registry('{registry.address}', host_from_cluster='cluster.local:5000')\n"
            "k8s_yaml('k.yaml')\n"
            "custom_build('dep/main', './main.sh', deps=['api'], image_deps=['dep/base'])\n"
            "docker_build('dep/base', 'api')\n",
            image="dep/main",
            **{"main.sh": "#!/bin/sh\nset -e\necho $TILT_IMAGE_0 $TILT_IMAGE_MAP_0 > given\n"
                          "printf \"FROM $TILT_IMAGE_0\\nLABEL top=1\\n\" > api/Top\n"
                          "DOCKER_BUILDKIT=0 docker build -q -f api/Top -t $EXPECTED_REF api\n"})
        outcome = self.expect(0, "run", "--json", cwd=root, engine=engine)
        base = outcome.image("dep/base")
        self.assertEqual((root / "given").read_text().split(), [base["local_ref"], "dep_base"])
        self.assertIsNone(registry.image_id(base["local_ref"]), "a base image needs no push")
        self.assertIsNotNone(registry.image_id(outcome.image("dep/main")["local_ref"]))

    def fails(self, arguments, script, *words, engine=None):
        root = self.image_project(f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', {script!r}, deps=[], "
                                  f"{arguments})\n")
        outcome = self.expect(1, "run", "--push=never", cwd=root, engine=engine or engines.docker())
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, "Tiltfile:2:", *words)
        return outcome

    def test_command_fails(self):
        outcome = self.fails("", "echo the reason; exit 7", CONFIGURED, "7", "the reason")
        self.assertNotIn("skips_local_docker", outcome.err)

    def test_command_builds_nothing(self):
        for engine in (engines.docker(), engines.podman()):
            self.fails("", "true", CONFIGURED, "EXPECTED_REF", "skips_local_docker", engine=engine)

    def test_command_builds_another_tag(self):
        self.fails("tag='dev'", "true", CONFIGURED + ":dev")

    def test_command_is_not_there(self):
        root = self.image_project(f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', ['./nowhere'], deps=[])\n")
        outcome = self.expect(1, "run", cwd=root, engine=engines.docker())
        self.assert_one_error(outcome, "nowhere")

    def test_output_file_is_missing(self):
        self.fails("outputs_image_ref_to='ref.txt'", "true", "ref.txt")

    def test_output_file_of_an_earlier_run_is_not_taken(self):
        root = self.image_project(
            f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', 'true', deps=[], "
            "outputs_image_ref_to='ref.txt')\n", **{"ref.txt": "old:one\n"})
        outcome = self.expect(1, "run", "--push=never", cwd=root, engine=engines.docker())
        self.assert_one_error(outcome, "ref.txt")

    def test_output_file_is_malformed(self):
        self.fails("outputs_image_ref_to='ref.txt'", "echo No:T:A:REF > ref.txt", "ref.txt", "No:T:A:REF")

    def test_output_file_without_tag(self):
        self.fails("outputs_image_ref_to='ref.txt'", "echo untagged > ref.txt", "ref.txt", "untagged")

    def test_output_file_names_a_missing_image(self):
        self.fails("outputs_image_ref_to='ref.txt'", "echo not/there:x > ref.txt", "not/there:x")

    def test_two_builds_within_one_second_have_two_temporary_tags(self):
        root = self.image_project(
            f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', 'echo $EXPECTED_TAG >> tags', deps=[], "
            "skips_local_docker=True)\n")
        for _ in range(5):
            self.expect(0, "run", cwd=root)
        tags = (root / "tags").read_text().split()
        self.assertEqual(len(set(tags)), 5, tags)

    def test_runs_in_its_directory_with_its_environment(self):
        root = self.image_project(
            f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', 'pwd > where; echo $MINE $EXPECTED_TAG > what', "
            "deps=[], skips_local_docker=True, dir='api', env={'MINE': 'a b', 'EXPECTED_TAG': 'no'})\n")
        self.expect(0, "run", cwd=root)
        self.assertEqual((root / "api/where").read_text().strip(), str(root / "api"))
        self.assert_matches(rf"a b {TEMPORARY_TAG}\n", (root / "api/what").read_text())

    def test_needs_no_engine_when_all_images_skip_it(self):
        root = self.image_project(
            f"k8s_yaml('k.yaml')\ncustom_build('{CONFIGURED}', 'true', deps=[], skips_local_docker=True)\n")
        outcome = self.expect(0, "run", cwd=root, env={"DOCKER_HOST": "unix:///nowhere/at/all.sock"})
        self.assert_matches(rf"{CONFIGURED}:{TEMPORARY_TAG}", harness.images_of(outcome.out)[0])
