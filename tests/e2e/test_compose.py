"""docker_compose() and dc_resource(): what Compose is asked, and the resources that its services become."""

import harness
import stand_ins

FILE = """\
services:
  web:
    image: example.com/web
    depends_on: [db]
    ports: ['8080:80', '127.0.0.1:8443:443/tcp', '9000-9010:9000-9010', '53:53/udp']
  db:
    build: ./db
    env_file: db.env
"""


class Compose(harness.Case):
    def setUp(self):
        super().setUp()
        stand_ins.only_standard_tools(self)
        self.compose = stand_ins.compose(self)
        stand_ins.install(self, docker=self.compose)

    def evaluate(self, tiltfile, files=None, code=0, **more):
        self.root = self.project({"compose.yaml": FILE, "Tiltfile": tiltfile, **(files or {})})
        return self.expect(code, "eval", cwd=self.root, **more)

    def resources(self, tiltfile, files=None, **more):
        report = self.evaluate(tiltfile, files, **more).report
        return {r["name"]: r for r in report["resources"]}

    def test_services_are_resources_dependencies_first(self):
        outcome = self.evaluate("docker_compose('compose.yaml')\nlocal_resource('after', 'true')\nk8s_yaml('k.yaml')\n",
                                {"k.yaml": harness.deployment("example.com/x")})
        found = outcome.report["resources"]
        self.assertEqual([(r["name"], r["type"]) for r in found],
                         [("api", "k8s"), ("db", "compose"), ("web", "compose"), ("after", "local")])
        web = found[2]
        self.assertEqual(web["deps"], ["db"])
        self.assertEqual([link["url"] for link in web["links"]], ["http://localhost:8080/", "http://localhost:8443/"])
        self.assertEqual(web["compose"]["image"], "example.com/web")
        self.assertTrue(found[1]["compose"]["has_build"])
        self.assertEqual(web["span"], {"file": "Tiltfile", "line": 1, "column": 1})

    def test_what_compose_is_asked(self):
        self.evaluate("docker_compose('sub/c.yaml', env_file='e.env', profiles=['a', 'b'], wait=True)\n",
                      {"sub/c.yaml": "services: {x: {image: x}}\n", "e.env": ""})
        root = self.root
        self.assertEqual(stand_ins.take_calls(self), [
            f"--project-name sub --project-directory {root}/sub --env-file {root}/e.env --profile a --profile b"
            f" --file {root}/sub/c.yaml config"])

    def test_files_are_watched(self):
        watched = self.evaluate("docker_compose('compose.yaml')\n").report["config_files"]
        for path in ("compose.yaml", ".env", "db.env"):
            self.assertIn(str(self.root / path), watched)

    def test_project_names(self):
        for arguments, files, variables, name in (
                ("'compose.yaml'", {}, {}, "project"),
                ("'My_App.v2/c.yaml'", {"My_App.v2/c.yaml": "services: {x: {image: x}}\n"}, {}, "my_appv2"),
                ("'n.yaml'", {"n.yaml": "name: named\nservices: {x: {image: x}}\n"}, {}, "named"),
                ("'n.yaml'", {"n.yaml": "name: named\nservices: {x: {image: x}}\n"},
                 {"COMPOSE_PROJECT_NAME": "variable"}, "variable"),
                ("'compose.yaml', project_name='given'", {}, {"COMPOSE_PROJECT_NAME": "variable"}, "given"),
                ("blob('services: {x: {image: x}}')", {}, {}, "project")):
            with self.subTest(arguments=arguments, variables=variables):
                found = self.resources(f"docker_compose({arguments})\n", files, env=variables)
                self.assertEqual({r["compose"]["project"] for r in found.values()}, {name})

    def test_several_files_and_blobs_are_one_project(self):
        found = self.resources(
            "docker_compose(['compose.yaml', blob('services: {web: {image: other}}')])\n"
            "dc_resource('web', labels='kept')\n"
            "docker_compose(encode_yaml({'services': {'third': {'image': 'x'}}}))\n")
        self.assertEqual(sorted(found), ["db", "third", "web"])
        self.assertEqual(found["web"]["compose"]["image"], "other")
        self.assertEqual(found["web"]["labels"], ["kept"])
        self.assertEqual(found["web"]["compose"]["directory"], str(self.root))
        self.assertEqual(len(found["web"]["compose"]["files"]), 3)

    def test_profiles(self):
        files = {"compose.yaml": "services: {x: {image: x, profiles: [p]}, y: {image: y}}\n"}
        self.assertIn("x", self.resources("docker_compose('compose.yaml', profiles='p')\n", files))
        self.assertIn("x", self.resources("docker_compose('compose.yaml')\n", files, env={"COMPOSE_PROFILES": "p"}))
        outcome = self.evaluate("docker_compose('compose.yaml')\ndc_resource('x')\n", files, code=3)
        self.assert_one_error(outcome, "unknown-service", "Tiltfile:2:13")

    def test_dc_resource(self):
        found = self.resources(
            "docker_compose('compose.yaml')\n"
            "dc_resource('web', trigger_mode=TRIGGER_MODE_MANUAL, resource_deps=['db', 'first'], infer_links=False,\n"
            "  links=['http://a'], labels=['l'], auto_init=False)\n"
            "dc_resource('db', new_name='database')\n"
            "dc_resource('database', labels='m')\n"
            "local_resource('first', 'true')\n")
        web = found["web"]
        self.assertEqual(web["deps"], ["database", "first"])
        self.assertEqual(web["trigger_mode"], "manual")
        self.assertFalse(web["auto_init"])
        self.assertEqual([link["url"] for link in web["links"]], ["http://a"])
        self.assertEqual(found["database"]["labels"], ["m"])

    def test_built_images_run_in_services(self):
        found = self.resources(
            "docker_compose('compose.yaml')\n"
            "custom_build('example.com/web', 'x', deps=[])\ncustom_build('project-db', 'x', deps=[])\n"
            "custom_build('third', 'x', deps=[])\ndocker_compose('more.yaml')\ndc_resource('cache', image='third')\n",
            {"more.yaml": "services: {cache: {image: redis}}\n"})
        self.assertEqual({n: [i["ref"] for i in r["images"]] for n, r in found.items()},
                         {"web": ["example.com/web"], "db": ["project-db"], "cache": ["third"]})

    def test_names_must_not_clash(self):
        for other in ("local_resource('db', 'true')", "k8s_yaml('k.yaml')",
                      "docker_compose('compose.yaml', project_name='second')"):
            with self.subTest(other=other):
                outcome = self.evaluate(f"docker_compose('compose.yaml')\n{other}\n",
                                        {"k.yaml": harness.deployment("x", name="db")}, code=3)
                self.assert_one_error(outcome, "two resources are called `db`", "docker_compose('compose.yaml')\n")

    def test_two_projects(self):
        files = {"c/compose.yaml": "services: {x: {image: x}}\n", "d/compose.yaml": "services: {x: {image: x}}\n"}
        both = "docker_compose('c/compose.yaml')\ndocker_compose('d/compose.yaml')\n"
        self.assert_one_error(self.evaluate(both + "dc_resource('x', new_name='y')\n", files, code=3), "ambiguous-service")
        found = self.resources(both + "dc_resource('x', project_name='d', new_name='y')\n", files)
        self.assertEqual({n: r["compose"]["project"] for n, r in found.items()}, {"x": "c", "y": "d"})

    def test_mistakes(self):
        for tiltfile, code in (
                ("docker_compose(None)", "empty-compose"), ("docker_compose([])", "empty-compose"),
                ("docker_compose(True)", "wrong-type"), ("docker_compose('none.yaml')", "unreadable-file"),
                ("docker_compose(blob('services: {a: {explode: 1}}'))", "compose-failed"),
                ("docker_compose('compose.yaml')\ndc_resource('wbe')", "did you mean `web`"),
                ("dc_resource('web')", "no docker_compose()"),
                ("docker_compose('compose.yaml')\ndc_resource('web', image='A B')", "bad-reference"),
                ("docker_compose('compose.yaml')\ndefault_registry('r.example.com')", "compose-with-registry"),
                ("docker_compose('compose.yaml')\ncustom_build('example.com/web', 'x', deps=[], entrypoint='a')",
                 "compose-with-entrypoint")):
            with self.subTest(tiltfile=tiltfile):
                self.assert_one_error(self.evaluate(tiltfile + "\n", code=3), code, "Tiltfile:")

    def test_versions(self):
        for version, code, word in (("v1.28.0", 3, "compose-too-old"), ("2.0.0-rc.3", 0, "old-compose"),
                                    ("1.29.2", 0, "old-compose"), ("2.2.0", 0, ""), ("v2.40.0", 0, "")):
            with self.subTest(version=version):
                err = self.evaluate("docker_compose('compose.yaml')\n", code=code, env={"COMPOSE_VERSION": version}).err
                self.assertIn(word, err)
                self.assertEqual(err == "", word == "")

    def test_docker_compose_in_place_of_the_plugin(self):
        stand_ins.install(self, docker="#!/bin/sh\necho \"docker: 'compose' is not a docker command.\" >&2\nexit 1\n",
                          **{"docker-compose": self.compose})
        self.assertIn("web", self.resources("docker_compose('compose.yaml')\n"))

    def test_nothing_installed_says_what_to_install(self):
        (self.folder / "stand-ins/docker").unlink()
        self.assert_one_error(self.evaluate("docker_compose('compose.yaml')\n", code=3), "program-missing", "install it")

    def test_run_says_that_it_starts_no_services(self):
        root = self.project({"compose.yaml": FILE, "Tiltfile": "docker_compose('compose.yaml')\n"})
        self.assertIn("docker compose", self.expect(0, "run", cwd=root).err)
