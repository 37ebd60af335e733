"""What is pushed, where to, with whose credentials, and what is said when it cannot be."""

import base64
import json

import engines
import harness
from harness import for_each_engine


class Push(harness.Case):
    def one_image(self, image, registry=None, name="project", **more):
        default = f"default_registry('{registry}')\n" if registry else ""
        root = self.project({
            "Tiltfile": f"{default}k8s_yaml('k.yaml')\ndocker_build('{image}', 'api')\n",
            "k.yaml": harness.deployment(image),
            "api/Dockerfile": harness.DOCKERFILE.format(name=self.id() + image),
            "api/f": "content\n",
            **more,
        }, name)
        return root

    def credentials(self, content, folder=None):
        folder = folder or self.home / ".docker"
        self.write(folder / "config.json", json.dumps(content))

    def helper(self, name, script):
        """A credential helper on PATH that notes how it was called."""
        folder = self.folder / "bin"
        self.write(folder / f"docker-credential-{name}",
                   f"#!/bin/sh\nread host\necho \"$1 $host\" >> {self.folder}/helper-calls\n{script}\n")
        self.variables["PATH"] = f"{folder}:{self.environment()['PATH']}"

    # Modes.

    @for_each_engine
    def test_auto_pushes_to_a_host_written_in_the_name(self, engine):
        registry = engines.registry()
        image = f"{registry.address}/auto-{engine.name}/x"
        outcome = self.expect(0, "run", "--json", cwd=self.one_image(image), engine=engine)
        made = outcome.image(image)
        self.assertEqual(registry.image_id(made["local_ref"]), engine.image_id(made["local_ref"]))
        self.assertEqual(harness.images_of(outcome.report["yaml"]), [made["local_ref"]])

    @for_each_engine
    def test_auto_never_pushes_to_docker_hub(self, engine):
        outcome = self.expect(0, "run", cwd=self.one_image("hub-less"), engine=engine)
        self.assertEqual(outcome.err.count("not pushed"), 1, outcome)
        self.assert_matches(rf"hub-less:{harness.CONTENT_TAG}", harness.images_of(outcome.out)[0])

    def test_never(self):
        registry = engines.registry()
        image = f"{registry.address}/never"
        outcome = self.expect(0, "run", "--push=never", cwd=self.one_image(image), engine=engines.docker())
        self.assertEqual([t for t in registry.tags() if t.startswith(image + ":")], [])
        self.assert_matches(rf"{image}:{harness.CONTENT_TAG}", harness.images_of(outcome.out)[0])

    def test_always_and_never_in_a_dry_run(self):
        root = self.one_image("hub-less")
        always = self.expect(0, "run", "--dry-run", "--push=always", cwd=root, engine=engines.docker())
        never = self.expect(0, "run", "--dry-run", "--push=never", cwd=root, engine=engines.docker())
        self.assertIn("push hub-less", always.out)
        self.assertNotIn("push hub-less", never.out)

    def test_until_build_pushes_nothing_and_prints_no_yaml(self):
        registry = engines.registry()
        image = f"{registry.address}/until-build"
        root = self.one_image(image)
        outcome = self.expect(0, "run", "--until=build", cwd=root, engine=engines.docker())
        self.assertNotIn("kind:", outcome.out)
        self.assertEqual([t for t in registry.tags() if t.startswith(image + ":")], [])
        self.assertEqual(len([t for t in engines.docker().tags() if t.startswith(image + ":tilt-")]), 1)

    def test_until_push_prints_no_yaml(self):
        registry = engines.registry()
        image = f"{registry.address}/until-push"
        outcome = self.expect(0, "run", "--until=push", cwd=self.one_image(image), engine=engines.docker())
        self.assertNotIn("kind:", outcome.out)
        self.assertEqual(len([t for t in registry.tags() if t.startswith(image + ":")]), 1)

    # Credentials.

    @for_each_engine
    def test_credentials_of_the_docker_config(self, engine):
        registry = engines.private_registry()
        pair = base64.b64encode(f"{engines.USER}:{engines.PASSWORD}".encode()).decode()
        self.credentials({"auths": {registry.address: {"auth": pair}}})
        image = f"{registry.address}/config-{engine.name}"
        outcome = self.expect(0, "run", "--json", cwd=self.one_image(image, name=engine.name), engine=engine)
        self.assertIsNotNone(registry.image_id(outcome.image(image)["local_ref"]))
        self.assert_no_secrets(outcome, pair)

    def test_credentials_below_docker_config(self):
        registry = engines.private_registry()
        pair = base64.b64encode(f"{engines.USER}:{engines.PASSWORD}".encode()).decode()
        self.credentials({"auths": {f"http://{registry.address}": {"auth": pair}}}, self.folder / "elsewhere")
        self.expect(0, "run", cwd=self.one_image(f"{registry.address}/elsewhere"), engine=engines.docker(),
                    env={"DOCKER_CONFIG": str(self.folder / "elsewhere")})

    @for_each_engine
    def test_credential_helper_of_a_registry(self, engine):
        registry = engines.private_registry()
        self.credentials({"credHelpers": {registry.address: "fake"}})
        self.helper("fake", "echo '" + json.dumps({
            "ServerURL": registry.address, "Username": engines.USER, "Secret": engines.PASSWORD}) + "'")
        image = f"{registry.address}/helper-{engine.name}"
        outcome = self.expect(0, "run", "--json", cwd=self.one_image(image, name=engine.name), engine=engine)
        self.assertIsNotNone(registry.image_id(outcome.image(image)["local_ref"]))
        self.assertIn(f"get {registry.address}", (self.folder / "helper-calls").read_text())
        self.assert_no_secrets(outcome)

    def test_credential_store(self):
        registry = engines.private_registry()
        self.credentials({"credsStore": "all", "auths": {registry.address: {}}})
        self.helper("all", "echo '" + json.dumps({
            "ServerURL": registry.address, "Username": engines.USER, "Secret": engines.PASSWORD}) + "'")
        self.expect(0, "run", cwd=self.one_image(f"{registry.address}/store"), engine=engines.docker())

    def test_helper_that_knows_nothing_means_no_credentials(self):
        registry = engines.registry()
        self.credentials({"credsStore": "empty"})
        self.helper("empty", "echo 'credentials not found in native keychain'; exit 1")
        self.expect(0, "run", cwd=self.one_image(f"{registry.address}/open"), engine=engines.docker())

    def test_helper_that_is_missing(self):
        registry = engines.private_registry()
        self.credentials({"credHelpers": {registry.address: "gone"}})
        outcome = self.expect(1, "run", cwd=self.one_image(f"{registry.address}/x"), engine=engines.docker())
        self.assert_one_error(outcome, "docker-credential-gone", registry.address)

    def test_helper_that_fails(self):
        registry = engines.private_registry()
        self.credentials({"credHelpers": {registry.address: "bad"}})
        self.helper("bad", "echo 'the keyring is locked' >&2; exit 3")
        outcome = self.expect(1, "run", cwd=self.one_image(f"{registry.address}/x"), engine=engines.docker())
        self.assert_one_error(outcome, "[credential-helper-failed]", "docker-credential-bad",
                              "exit status 3", registry.address)

    def test_helper_that_answers_nonsense(self):
        registry = engines.private_registry()
        self.credentials({"credHelpers": {registry.address: "odd"}})
        self.helper("odd", "echo '<html>'")
        outcome = self.expect(1, "run", cwd=self.one_image(f"{registry.address}/x"), engine=engines.docker())
        self.assert_one_error(outcome, "docker-credential-odd")

    @for_each_engine
    def test_no_credentials(self, engine):
        registry = engines.private_registry()
        root = self.one_image(f"{registry.address}/nobody", name=engine.name)
        outcome = self.expect(1, "run", cwd=root, engine=engine)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, registry.address)

    def test_wrong_password(self):
        registry = engines.private_registry()
        pair = base64.b64encode(b"alice:battery staple").decode()
        self.credentials({"auths": {registry.address: {"auth": pair}}})
        outcome = self.expect(1, "run", cwd=self.one_image(f"{registry.address}/x"), engine=engines.docker())
        self.assert_one_error(outcome, registry.address)
        self.assertNotIn("battery staple", outcome.err)
        self.assertNotIn(pair, outcome.err)

    def test_broken_docker_config(self):
        self.write(self.home / ".docker/config.json", '{"auths": ')
        registry = engines.registry()
        outcome = self.tiltc("run", cwd=self.one_image(f"{registry.address}/y"), engine=engines.docker())
        self.assertIn(outcome.code, (1, 3))
        self.assert_one_error(outcome, "config.json")

    def assert_no_secrets(self, outcome, *secrets):
        for secret in (engines.PASSWORD, *secrets):
            self.assertNotIn(secret, outcome.out)
            self.assertNotIn(secret, outcome.err)

    # Registries that fail.

    @for_each_engine
    def test_registry_that_is_not_there(self, engine):
        address = f"localhost:{engines.free_port()}"
        root = self.one_image("x", address, name=engine.name)
        outcome = self.expect(1, "run", cwd=root, engine=engine)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, address)

    @for_each_engine
    def test_registry_that_answers_nonsense(self, engine):
        registry = engines.FaultyRegistry("nonsense")
        self.addCleanup(registry.close)
        outcome = self.expect(1, "run", cwd=self.one_image("x", registry.address, name=engine.name), engine=engine)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, registry.address)

    def test_registry_with_an_internal_error(self):
        registry = engines.FaultyRegistry("errors")
        self.addCleanup(registry.close)
        outcome = self.expect(1, "run", cwd=self.one_image("x", registry.address), engine=engines.podman())
        self.assert_one_error(outcome, registry.address, "500")

    def test_registry_that_dies_while_it_is_pushed_to(self):
        registry = engines.FaultyRegistry("dies")
        self.addCleanup(registry.close)
        outcome = self.expect(1, "run", cwd=self.one_image("x", registry.address), engine=engines.podman())
        self.assert_one_error(outcome, registry.address)
        self.assertTrue(any(r.startswith("PATCH") for r in registry.requests), registry.requests)
