"""Every sample, on every engine."""

import os
import shutil

import engines
import harness
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
            self.assertTrue(hasattr(self, f"test_{name}"), name)
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
