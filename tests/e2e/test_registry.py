"""What registries are asked: before a push, to verify and to pin images; lock files; registries that fail."""

import json

import engines
import harness

TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def asks(method, path):
    """Whether it is tiltc that asks: engines ask for blobs only."""
    return method == "HEAD" and "/manifests/" in path


class Asked(harness.Case):
    def proxy(self, breaks=lambda method, path, number: None):
        proxy = engines.RegistryProxy(engines.registry(), breaks)
        self.addCleanup(proxy.close)
        return proxy

    def built_image(self, address, name, **more):
        image = f"{address}/{self.id().lower().replace('_', '-')}/{name}"
        root = self.project({
            "Tiltfile": f"k8s_yaml('k.yaml')\ndocker_build('{image}', 'api')\n",
            "k.yaml": harness.deployment(image),
            "api/Dockerfile": harness.DOCKERFILE.format(name=self.id()),
            "api/f": "content\n", **more})
        return image, root

    def pushed(self, root, *options, **more):
        return self.expect(0, "run", *options, cwd=root, engine=engines.docker(), **more)

    def test_what_is_there_is_not_pushed_again(self):
        proxy = self.proxy()
        image, root = self.built_image(proxy.address, "x")
        self.assertIn("pushed", self.pushed(root, "--json").image(image)["actions"])
        proxy.requests.clear()
        made = self.pushed(root, "--json").image(image)
        self.assertIn("was in the registry already", made["actions"])
        self.assertEqual(sorted(r.split()[0] for r in proxy.requests), ["GET", "HEAD"])

    def test_twenty_images_that_are_there_cost_twenty_questions(self):
        proxy = self.proxy()
        images = [f"{proxy.address}/twenty/i{i}" for i in range(20)]
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\nupdate_settings(max_parallel_updates=20)\n" +
                        "".join(f"docker_build('{i}', 'api', build_args={{'N': '{i}'}})\n" for i in images),
            "k.yaml": "---\n".join(harness.deployment(i, f"d{n}") for n, i in enumerate(images)),
            "api/Dockerfile": harness.DOCKERFILE.format(name=self.id()) + "ARG N\nLABEL n=$N\n",
            "api/f": "content\n"})
        self.pushed(root)
        proxy.requests.clear()
        outcome = self.pushed(root, "--json")
        self.assertEqual(proxy.count("HEAD"), 20)
        self.assertEqual(proxy.count("GET"), 1)
        self.assertEqual(len(proxy.requests), 21)
        self.assertEqual({i["actions"][-1] for i in outcome.report["images"]}, {"was in the registry already"})

    def test_pinned_images_are_named_by_digest(self):
        image, root = self.built_image(engines.registry().address, "pinned")
        outcome = self.pushed(root, "--pin=digest", "--json")
        made = outcome.image(image)
        self.assertEqual(made["cluster_ref"], f"{image}@{made['digest']}")
        self.assertEqual(harness.images_of(outcome.report["yaml"]), [made["cluster_ref"]])
        name, tag = made["local_ref"].removeprefix(engines.registry().address + "/").split(":")
        self.assertEqual(engines.registry().request(f"/v2/{name}/manifests/{made['digest']}")[0], 200, tag)

    def own_push(self, command):
        """An image whose command has to push it; nothing of tiltc's does."""
        image = f"{engines.registry().address}/{self.id().lower().replace('_', '-')}"
        root = self.project({
            "Tiltfile": f"k8s_yaml('k.yaml')\ncustom_build('{image}', {command!r}, deps=['api'], "
                        "skips_local_docker=True)\n",
            "k.yaml": harness.deployment(image), "api/Dockerfile": harness.DOCKERFILE.format(name=self.id()),
            "api/f": "content\n"})
        return image, root

    def test_an_image_that_nobody_pushed_is_an_error(self):
        image, root = self.own_push("true")
        self.expect(0, "run", cwd=root)
        outcome = self.expect(1, "run", "--verify-images", cwd=root)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, image, "[image-missing]", "Tiltfile:2")

    def test_an_image_that_its_command_pushed_is_verified(self):
        image, root = self.own_push(harness.BUILD.format(context="api") + " && docker push -q $EXPECTED_REF")
        outcome = self.pushed(root, "--verify-images", "--json")
        self.assertRegex(outcome.image(image)["digest"], r"^sha256:[0-9a-f]{64}$")

    # Lock files.

    def test_a_lock_file_makes_the_same_yaml_without_an_engine(self):
        image, root = self.built_image(engines.registry().address, "locked")
        built = self.pushed(root, "--pin=digest", "--lock-output", "images.lock")
        locked = self.expect(0, "run", "--lock", "images.lock", cwd=root, env={"DOCKER_HOST": "unix:///no/engine"})
        self.assertEqual(locked.out, built.out)
        [entry] = json.loads((root / "images.lock").read_text())["images"]
        self.assertEqual(entry["ref"], image)
        self.assertEqual(entry["reference"], f"{image}@{entry['digest']}")
        self.assertRegex(entry["inputs_key"], r"^[0-9a-f]{64}$")

    def inputs_key(self, root):
        self.pushed(root, "--push=never", "--lock-output", "images.lock")
        return json.loads((root / "images.lock").read_text())["images"][0]["inputs_key"]

    def test_keys_change_with_what_the_build_may_see(self):
        _, root = self.built_image(engines.registry().address, "keys", **{"api/.dockerignore": "ignored\n"})
        first = self.inputs_key(root)
        (root / "api/ignored").write_text("x")
        (root / "api/f").touch()
        self.assertEqual(self.inputs_key(root), first)
        (root / "api/f").write_text("other content\n")
        second = self.inputs_key(root)
        self.assertNotEqual(second, first)
        (root / "api/f").chmod(0o755)
        self.assertNotEqual(self.inputs_key(root), second)

    # Registries that fail in passing are asked again.

    def verified_through(self, breaks):
        proxy = self.proxy(breaks)
        image, root = self.built_image(proxy.address, "x")
        made = self.pushed(root, "--verify-images", "--json").image(image)
        self.assertRegex(made["digest"], r"^sha256:[0-9a-f]{64}$")
        return proxy

    def test_too_many_requests(self):
        self.verified_through(lambda method, path, number: TOO_MANY if asks(method, path) and number == 1 else None)

    def test_errors_that_pass(self):
        self.verified_through(lambda method, path, number: BROKEN if asks(method, path) and number < 3 else None)

    def test_connections_that_are_reset(self):
        self.verified_through(lambda method, path, number: "reset" if asks(method, path) and number == 1 else None)

    def test_a_push_that_is_reset_in_the_middle_of_a_blob(self):
        left = ["reset"]
        self.verified_through(lambda method, path, number: left.pop() if method == "PATCH" and left else None)
        self.assertEqual(left, [])

    def test_a_registry_that_stays_broken_is_one_error(self):
        proxy = self.proxy(lambda method, path, number: BROKEN if asks(method, path) else None)
        image, root = self.built_image(proxy.address, "x")
        outcome = self.expect(1, "run", "--verify-images", "-o", "out.yaml", cwd=root, engine=engines.docker())
        self.assertFalse((root / "out.yaml").exists())
        self.assert_one_error(outcome, image)

    def test_a_wrong_digest_goes_nowhere(self):
        evil = (b"HTTP/1.1 200 OK\r\nDocker-Content-Digest: sha256:0}, evil: {x\r\n"
                b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        proxy = self.proxy(lambda method, path, number: evil if asks(method, path) else None)
        image, root = self.built_image(proxy.address, "x")
        outcome = self.expect(1, "run", "--pin=digest", cwd=root, engine=engines.docker())
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, image)
