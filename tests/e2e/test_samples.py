"""Every sample, on every engine."""

import os
import pathlib
import shutil

import engines
import harness
import stand_ins
from harness import CONTENT_TAG, TEMPORARY_TAG, for_each_engine

SAMPLES = harness.REPOSITORY / "samples"


class Samples(harness.Case):
    def copy(self, name, engine):
        """A copy to run in, so that the repository's stays as it is."""
        root = self.folder / engine.name / name
        shutil.copytree(SAMPLES / name, root)
        return root

    def test_each_sample_has_a_readme_and_a_test(self):
        names = [entry.name for entry in os.scandir(SAMPLES) if entry.is_dir()]
        self.assertGreaterEqual(len(names), 4)
        for name in names:
            self.assertTrue((SAMPLES / name / "README.md").exists(), name)
            story = pathlib.Path(__file__).with_name(f"test_{name}.py")
            self.assertTrue(hasattr(self, f"test_{name}") or story.exists(), name)
            self.assertIn(f"]({name}/README.md)", (SAMPLES / "README.md").read_text())

    @for_each_engine
    def test_shop(self, engine):
        root = self.copy("shop", engine)
        first = self.expect(0, "run", "Tiltfile", cwd=root, engine=engine)
        images = harness.images_of(first.out)
        self.assertEqual(len(images), 3)
        for image, name in zip(images, ("web", "web", "catalog")):
            self.assert_matches(rf"shop/{name}:{CONTENT_TAG}", image)
        self.assertIn(b"bread", engine.files(images[2])["srv/catalog.json"])
        self.assertNotIn("srv/site/summer.draft.html", engine.files(images[0]))
        self.assertIn("etc/passwd", engine.files(images[0]))
        self.check_comments(root, first.out)
        self.assertEqual(first.out, self.expect(0, "run", "Tiltfile", cwd=root, engine=engine).out)
        self.assert_no_temporary_tag(engine)

    def check_comments(self, root, output):
        """Every line of the YAML is still there but the three that name an image."""
        lines = [line for name in ("web", "catalog")
                 for line in (root / f"deploy/{name}.yaml").read_text().splitlines()]
        gone = [line for line in lines if line not in output.splitlines()]
        self.assertEqual(len(gone), 3, gone)
        self.assertTrue(all("image:" in line for line in gone), gone)

    @for_each_engine
    def test_shop_with_a_mistake_in_the_prices(self, engine):
        root = self.copy("shop", engine)
        (root / "catalog/products.csv").write_text("apple,free\n")
        outcome = self.expect(1, "run", "Tiltfile", cwd=root, engine=engine)
        self.assert_one_error(outcome, "check-prices", "apple,free")

    @for_each_engine
    def test_buildah(self, engine):
        registry = engines.registry()
        root = self.copy("buildah", engine)
        self.variables = engines.embedded_storage()
        before = engine.tags()
        outcome = self.expect(0, "run", cwd=root, engine=engine, env={"REGISTRY": registry.address})
        [image] = harness.images_of(outcome.out)
        self.assert_matches(rf"{registry.address}/greeter:{TEMPORARY_TAG}", image)
        self.assertIsNotNone(registry.image_id(image))
        self.assertEqual(engine.tags(), before)

    @for_each_engine
    def test_hard_coded_tag(self, engine):
        root = self.copy("hard_coded_tag", engine)
        outcome = self.expect(0, "run", "--push=never", cwd=root, engine=engine)
        [image] = harness.images_of(outcome.out)
        self.assert_matches(rf"example.com/clock:{CONTENT_TAG}", image)
        self.assertEqual(engine.image_id(image), engine.image_id("example.com/clock:dev"))

    @for_each_engine
    def test_output_file(self, engine):
        root = self.copy("output_file", engine)
        outcome = self.expect(0, "run", cwd=root, engine=engine)
        [image] = harness.images_of(outcome.out)
        self.assertEqual(image, (root / "image-ref.txt").read_text().strip())
        self.assertIsNotNone(engine.image_id(image))

    # --- projects that need more than an engine: their tools are played, and nothing is built

    def project_of(self, name, **programs):
        root = self.folder / name
        shutil.copytree(SAMPLES / name, root)
        stand_ins.install(self, **programs)
        return root

    def resources_of(self, root, *options):
        report = self.expect(0, "eval", *options, cwd=root).report
        self.assertEqual(report["warnings"], [])
        return {resource["name"]: resource for resource in report["resources"]}

    def plan_of(self, root):
        return self.expect(0, "run", "--dry-run", "--push=never", cwd=root).out

    def test_go_ko(self):
        root = self.project_of("go_ko")
        found = self.resources_of(root)
        self.assertEqual(list(found), ["api", "worker", "generate"])
        self.assertEqual([image["ref"] for image in found["worker"]["images"]], ["example.com/team/worker"])
        self.assertEqual(found["api"]["deps"], ["generate"])
        self.assertIn("ko build --local --tags=dev ./cmd/api", self.plan_of(root))

    @for_each_engine
    def test_go_ko_builds(self, engine):
        ko = ('#!/bin/sh\nname=ko.local/$(basename "$4")\nprintf "FROM scratch\\nLABEL from=$name\\n" |'
              ' DOCKER_BUILDKIT=0 docker build -q -t "$name" - >/dev/null\necho "$name"\n')
        stand_ins.install(self, ko=ko, go="#!/bin/sh\nexit 0\n")
        root = self.copy("go_ko", engine)
        outcome = self.expect(0, "run", "--push=never", cwd=root, engine=engine)
        for image, name in zip(harness.images_of(outcome.out), ("api", "worker")):
            self.assert_matches(rf"example.com/team/{name}:{CONTENT_TAG}", image)

    def test_java_jib(self):
        root = self.project_of("java_jib")
        found = self.resources_of(root)
        self.assertEqual(list(found), ["orders", "orders-compile"])
        orders = found["orders"]
        self.assertEqual([o["kind"] for o in orders["objects"]], ["ConfigMap", "Service", "Deployment"])
        [image] = orders["images"]
        self.assertEqual([step["step"] for step in image["live_update"]], ["fall_back_on", "sync", "run"])
        self.assertIn('jibDockerBuild --image "$EXPECTED_REF"', self.plan_of(root))

    def test_helm_umbrella(self):
        root = self.project_of("helm_umbrella", helm=stand_ins.RENDERING_HELM)
        found = self.resources_of(root)
        self.assertEqual(len(found), 12)
        self.assertEqual(found["orders"]["deps"], ["basket", "billing", "inventory"])
        self.assertEqual(len(stand_ins.take_calls(self)), 12)
        for resource in found.values():
            self.assertEqual({o["namespace"] for o in resource["objects"]}, {"shop"})
        deployments = [d for d in harness.load_yaml(self.expect(0, "run", cwd=root).out) if d["kind"] == "Deployment"]
        self.assertEqual({d["metadata"]["name"]: d["spec"]["replicas"] for d in deployments}["gateway"], "2")
        self.assertEqual(stand_ins.take_calls(self), [])
        (root / "umbrella/charts/email/values.yaml").write_text("image: x\nreplicas: 1\nport: 1\n")
        self.resources_of(root)
        [call] = stand_ins.take_calls(self)
        self.assertIn("charts/email", call)

    def test_python_compose(self):
        root = self.project_of("python_compose", docker=stand_ins.compose(self))
        found = self.resources_of(root)
        self.assertEqual(list(found), ["database", "queue", "api", "worker", "migrate", "tests"])
        self.assertEqual(found["api"]["deps"], ["database", "queue", "migrate"])
        self.assertEqual([image["ref"] for image in found["api"]["images"]], ["notes/base", "notes/api"])
        self.assertEqual({link["url"] for link in found["api"]["links"]},
                         {"http://localhost:8000/docs", "http://localhost:8000/"})
        self.assertIn("its services are not started", self.expect(0, "run", "--dry-run", cwd=root).err)

    def test_cluster_api_provider(self):
        root = self.project_of("cluster_api_provider", kustomize=stand_ins.KUSTOMIZE)
        found = self.resources_of(root)
        self.assertEqual(list(found), ["capx_controller", "manager", "apply-large", "apply-small", "uncategorized"])
        self.assertEqual(found["capx_controller"]["port_forwards"], ["30000:30000"])
        self.assertEqual([o["kind"] for o in found["uncategorized"]["objects"]], ["Secret"])
        settings = root / "tilt-settings.json"
        settings.write_text('{"kustomize_substitutions": {"EXP_REGION": "eu"}}')
        self.assert_one_error(self.expect(3, "eval", cwd=root), "lacks: EXP_CREDENTIALS")

    def test_cluster_api_provider_changes_the_yaml(self):
        root = self.project_of("cluster_api_provider", kustomize=stand_ins.KUSTOMIZE)
        (root / "Tiltfile").write_text((root / "Tiltfile").read_text().replace("build_manager()\n", "")
                                       .replace('resource_deps=["manager"],', ""))
        (root / "templates").rename(root / "unused")
        documents = harness.load_yaml(self.expect(0, "run", cwd=root).out)
        [deployment] = [d for d in documents if d["kind"] == "Deployment"]
        [container] = deployment["spec"]["template"]["spec"]["containers"]
        self.assertEqual(container["args"],
                         ["--leader-elect", "--region=eu-north", "--v=4", "--profiler-address=:30000"])
