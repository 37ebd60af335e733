"""Docker repeats a failed upload for 50 seconds before it gives up: a file of its own, run beside others."""

import engines
import harness


class DockerRetries(harness.Case):
    def test_registries_that_fail_in_the_middle(self):
        errors, dies = engines.FaultyRegistry("errors"), engines.FaultyRegistry("dies")
        self.addCleanup(errors.close)
        self.addCleanup(dies.close)
        images = [f"{errors.address}/a", f"{dies.address}/b"]
        root = self.project({
            "Tiltfile": "k8s_yaml(['a.yaml', 'b.yaml'])\n" + "".join(
                f"docker_build('{image}', '.', dockerfile='Dockerfile')\n" for image in images),
            "Dockerfile": harness.DOCKERFILE.format(name="retries"),
            "f": "content\n",
            "a.yaml": harness.deployment(images[0], "a"),
            "b.yaml": harness.deployment(images[1], "b"),
        })
        outcome = self.expect(1, "run", "--keep-going", cwd=root, engine=engines.docker(), timeout=180)
        self.assertEqual(outcome.out, "")
        for registry in (errors, dies):
            self.assertRegex(outcome.err, rf"(?m)^error: .*{registry.address}", outcome)
        self.assertIn("500", outcome.err)
