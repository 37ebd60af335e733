"""Each parameter of docker_build, judged by the image that the engine holds afterwards."""

import engines
import harness
from harness import for_each_engine

PLAIN = "FROM scratch\nCOPY . /\n"


class DockerBuild(harness.Case):
    def build(self, engine, arguments, files=None, dockerfile=PLAIN, code=0, env=None, prelude=""):
        """Builds image `img/TEST` of the context `ctx`. Returns its reference; the outcome when it fails."""
        name = "img/" + self.id().rsplit(".", 1)[-1].removeprefix("test_")
        files = {"f": "content\n"} if files is None else files
        root = self.project({
            "Tiltfile": f"{prelude}k8s_yaml('k.yaml')\ndocker_build('{name}', 'ctx', {arguments})\n",
            "k.yaml": harness.deployment(name),
            **({"ctx/Dockerfile": dockerfile} if dockerfile else {}),
            **{f"ctx/{path}": content for path, content in files.items()},
        }, name=f"project-{engine.name}")
        outcome = self.expect(code, "run", "--push=never", cwd=root, engine=engine, env=env)
        if code:
            return outcome
        [injected] = harness.images_of(outcome.out)
        self.assertEqual(injected.rsplit("-", 1)[1], engine.image_id(injected)[:16])
        self.assert_no_temporary_tag(engine)
        return injected

    def paths(self, engine, reference):
        """What of the context came into the image."""
        return sorted(p for p in engine.files(reference) if not p.endswith("Dockerfile"))

    def config(self, engine, reference):
        return engine.inspect(reference)["Config"]

    @for_each_engine
    def test_plain(self, engine):
        built = self.build(engine, "", {"a/b": "1", "with space": "2", "ünï": "3"})
        self.assertEqual(self.paths(engine, built), ["a/b", "with space", "ünï"])

    @for_each_engine
    def test_content_and_modes_of_files(self, engine):
        built = self.build(engine, "", {"run.sh": "#!/bin/sh\n", "data": bytes(range(256)) * 1000})
        self.assertEqual(engine.files(built)["data"], bytes(range(256)) * 1000)

    @for_each_engine
    def test_build_args(self, engine):
        built = self.build(engine, "build_args={'A': 'one', 'B': 'with space', 'INHERITED': ''}",
                           dockerfile="FROM scratch\nARG A\nARG B\nARG INHERITED\nCOPY f /f\n"
                                      'LABEL a="$A" b="$B" c="$INHERITED"\n',
                           env={"INHERITED": "from the environment"})
        labels = self.config(engine, built)["Labels"]
        self.assertEqual((labels["a"], labels["b"]), ("one", "with space"))
        self.assertEqual(labels["c"], "from the environment")

    @for_each_engine
    def test_dockerfile(self, engine):
        built = self.build(engine, "dockerfile='ctx/other.docker'", dockerfile=None,
                           files={"f": "1", "other.docker": "FROM scratch\nCOPY f /from-other\n"})
        self.assertEqual(self.paths(engine, built), ["from-other"])

    @for_each_engine
    def test_dockerfile_outside_of_the_context(self, engine):
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\ndocker_build('img/outside', 'ctx', dockerfile='D')\n",
            "k.yaml": harness.deployment("img/outside"), "D": "FROM scratch\nCOPY f /outside\n", "ctx/f": "1",
        }, name=engine.name)
        outcome = self.expect(0, "run", cwd=root, engine=engine)
        self.assertEqual(self.paths(engine, harness.images_of(outcome.out)[0]), ["outside"])
        self.assertEqual([p.name for p in (root / "ctx").iterdir()], ["f"])

    @for_each_engine
    def test_dockerfile_contents(self, engine):
        built = self.build(engine, r"dockerfile_contents='FROM scratch\nCOPY f /inline\n'", dockerfile=None)
        self.assertEqual(self.paths(engine, built), ["inline"])

    @for_each_engine
    def test_target(self, engine):
        built = self.build(engine, "target='first'",
                           dockerfile="FROM scratch AS first\nCOPY f /first\nFROM scratch\nCOPY f /second\n")
        self.assertEqual(self.paths(engine, built), ["first"])

    @for_each_engine
    def test_ignore_only_and_dockerignore(self, engine):
        files = {p: "x" for p in ("a.txt", "b.md", "keep/c", "keep/d.md", "drop/e", "other")}
        built = self.build(engine, "ignore=['*.md', 'drop']", {**files, ".dockerignore": "# no\nother\n"})
        self.assertEqual([p for p in self.paths(engine, built) if p != ".dockerignore"],
                         ["a.txt", "keep/c", "keep/d.md"])

    @for_each_engine
    def test_only(self, engine):
        files = {p: "x" for p in ("a", "b", "keep/c", "drop/e")}
        built = self.build(engine, "only=['a', 'keep']", files)
        self.assertEqual(self.paths(engine, built), ["a", "keep/c"])

    @for_each_engine
    def test_dockerignore_of_the_dockerfile_goes_first(self, engine):
        built = self.build(engine, "", {"a": "1", "b": "2", ".dockerignore": "a\n",
                                        "Dockerfile.dockerignore": "b\n.dockerignore\n*.dockerignore\n"})
        self.assertEqual(self.paths(engine, built), ["a"])

    @for_each_engine
    def test_entrypoint_and_container_args(self, engine):
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\ndocker_build('img/entry', '.', entrypoint='/serve  --port 80',"
                        " container_args=['a: b', ''])\n",
            "Dockerfile": "FROM scratch\nCOPY k.yaml /\n",
            "k.yaml": harness.deployment("img/entry"),
        }, name=engine.name)
        [document] = harness.load_yaml(self.expect(0, "run", cwd=root, engine=engine).out)
        container = document["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["command"], ["sh", "-c", "/serve  --port 80"])
        self.assertEqual(container["args"], ["a: b", ""])

    @for_each_engine
    def test_match_in_env_vars(self, engine):
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\ndocker_build('img/env', '.', match_in_env_vars=True)\n",
            "Dockerfile": "FROM scratch\nCOPY k.yaml /\n",
            "k.yaml": harness.deployment("other") + "        env:\n        - {name: A, value: img/env}\n",
        }, name=engine.name)
        outcome = self.expect(0, "run", cwd=root, engine=engine)
        self.assertRegex(outcome.out, rf"value: img/env:{harness.CONTENT_TAG}\}}")

    @for_each_engine
    def test_extra_tag(self, engine):
        built = self.build(engine, "extra_tag=['img/extra:one', 'img/extra:two']")
        for extra in ("img/extra:one", "img/extra:two"):
            self.assertEqual(engine.image_id(extra), engine.image_id(built))

    @for_each_engine
    def test_pull_and_platform(self, engine):
        built = self.build(engine, "pull=True, platform='linux/amd64'")
        self.assertEqual(engine.inspect(built)["Architecture"], "amd64")

    @for_each_engine
    def test_run_network_and_extra_hosts(self, engine):
        built = self.build(
            engine, "network='none', extra_hosts=['somewhere:10.1.2.3']", {"busybox": harness.BUSYBOX},
            dockerfile="FROM scratch\nCOPY busybox /bin/busybox\n"
                       'RUN ["/bin/busybox", "sh", "-c", "/bin/busybox cat /etc/hosts > /hosts"]\n')
        self.assertIn(b"somewhere", engine.files(built)["hosts"])

    def test_cache_from(self):
        self.build(engines.docker(), "cache_from=['img/nowhere:x']")

    def test_secret(self):
        engine = engines.docker()
        built = self.build(
            engine, "network='none', secret='id=token,src=token.txt'", {"busybox": harness.BUSYBOX},
            dockerfile="# syntax-free\nFROM scratch\nCOPY busybox /bin/busybox\n"
                       "SHELL [\"/bin/busybox\", \"sh\", \"-c\"]\n"
                       "RUN --mount=type=secret,id=token /bin/busybox wc -c < /run/secrets/token > /size\n",
            prelude="local('printf hunter22 > token.txt')\n",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})  # Debian's client has BuildKit built in
        self.assertEqual(engine.files(built)["size"].strip(), b"8")

    @for_each_engine
    def test_base_images(self, engine):
        """A base built from a Dockerfile, and one that COPY --from names through an ARG."""
        files = {
            "Tiltfile": "k8s_yaml('k.yaml')\n"
                        "docker_build('chain/top', 'top', build_args={'TOOLS': 'chain/tools'})\n"
                        "docker_build('chain/base', 'base')\ndocker_build('chain/tools', 'tools')\n",
            "k.yaml": harness.deployment("chain/top"),
            "base/Dockerfile": "FROM scratch\nCOPY b /from-base\n", "base/b": "1",
            "tools/Dockerfile": "FROM scratch\nCOPY t /from-tools\n", "tools/t": "2",
            "top/Dockerfile": "ARG TOOLS=unknown\nFROM ${TOOLS} AS tools\nFROM chain/base:v1\n"
                              "COPY --from=tools /from-tools /copied\nCOPY Dockerfile /own\n",
        }
        root = self.project(files, name=engine.name)
        outcome = self.expect(0, "run", "--json", cwd=root, engine=engine)
        top = harness.images_of(outcome.report["yaml"])[0]
        self.assertEqual(sorted(engine.files(top)), ["copied", "from-base", "own"])
        self.assertEqual((root / "top/Dockerfile").read_text(), files["top/Dockerfile"])

    @for_each_engine
    def test_symbolic_links_stay_links(self, engine):
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\ndocker_build('img/links', 'ctx')\n",
            "k.yaml": harness.deployment("img/links"),
            "ctx/Dockerfile": "FROM scratch\nCOPY d /d\n", "ctx/d/real": "1",
        }, name=engine.name)
        (root / "ctx/d/link").symlink_to("real")
        (root / "ctx/d/dangling").symlink_to("/nowhere")
        outcome = self.expect(0, "run", cwd=root, engine=engine)
        self.assertEqual(sorted(engine.files(harness.images_of(outcome.out)[0])), ["d/real"])

    # Failures.

    @for_each_engine
    def test_missing_context(self, engine):
        root = self.project({
            "Tiltfile": "k8s_yaml('k.yaml')\n"
                        r"docker_build('img/x', 'nowhere', dockerfile_contents='FROM scratch\n')" "\n",
            "k.yaml": harness.deployment("img/x"),
        }, name=engine.name)
        outcome = self.expect(1, "run", cwd=root, engine=engine)
        self.assert_one_error(outcome, "nowhere")

    @for_each_engine
    def test_failing_instruction(self, engine):
        outcome = self.build(engine, "", dockerfile="FROM scratch\nCOPY missing.txt /\n", code=1)
        self.assertEqual(outcome.out, "")
        self.assert_one_error(outcome, "img/failing_instruction", "missing.txt", "Tiltfile:2:")

    @for_each_engine
    def test_unknown_instruction(self, engine):
        outcome = self.build(engine, "", dockerfile="FROM scratch\nCOPPY f /\n", code=1)
        self.assert_one_error(outcome, "img/unknown_instruction")
        self.assertIn("COPPY", outcome.err.upper())

    def test_secret_whose_file_is_missing(self):
        outcome = self.build(engines.docker(), "secret='id=token,src=nowhere.txt'", code=1)
        self.assert_one_error(outcome, "nowhere.txt")

    def test_secret_without_id(self):
        outcome = self.build(engines.podman(), "secret='src=token.txt'", code=1)
        self.assert_one_error(outcome, "[build-secret-unreadable]", "src=token.txt")

    def test_pattern_that_makes_no_sense(self):
        outcome = self.build(engines.docker(), "ignore='['", code=1)
        self.assert_one_error(outcome, "[bad-ignore-pattern]", "Tiltfile:2:")

    def test_secret_for_a_builder_without_buildkit(self):
        outcome = self.build(engines.docker(), "secret='id=token,env=TOKEN'", code=1,
                             env={"TOKEN": "x", "DOCKER_BUILDKIT": "0"})
        self.assert_one_error(outcome, "[build-needs-buildkit]", "Tiltfile:2:")

    def test_no_place_for_temporary_files(self):
        outcome = self.build(engines.docker(), "", code=1, env={"TMPDIR": "/nowhere/at/all"})
        self.assert_one_error(outcome, "[no-private-directory]", "/nowhere/at/all")

    def test_secret_value_is_never_shown(self):
        outcome = self.build(
            engines.docker(), "network='none', secret='id=token,env=TOKEN'", {"busybox": harness.BUSYBOX},
            dockerfile="FROM scratch\nCOPY busybox /bin/busybox\nRUN [\"/bin/busybox\", \"false\"]\n", code=1,
            env={"TOKEN": "hunter22hunter22", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.assertNotIn("hunter22", outcome.err)
