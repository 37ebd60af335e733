"""The YAML that comes out: only what must change has changed, byte for byte, every time the same."""

import difflib

import engines
import harness
from harness import for_each_engine

# As odd as YAML of people gets, and still YAML.
ODD = """\
# A comment before anything.

%YAML 1.1
---
# api: the front door   \t
apiVersion: apps/v1
kind:   Deployment
metadata: {name: api,   labels: {app: api}}   # flow
spec:
    selector:
        matchLabels: {"app": 'api'}
    template:
        metadata:
            labels:   {app: api}
        spec:
            initContainers:
              - {image: "odd/api", name: init}   # quoted
            containers:
            -   name: main
                # the image
                image:    odd/api:v1      # two   spaces
                env:
                - name: SCRIPT
                  value: |
                      image: odd/api
                      # no comment
                - {name: NOTE, value: none}
            - name: sidecar
              image: &proxy 'odd/proxy'
            - name: second
              image: *proxy
            - name: folded
              image: >-
                odd/api

            - image: unrelated/image:1
              name: other
...
---
---
kind: CronJob
apiVersion: batch/v1
metadata:
  name: nightly
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers: [ { name: job, image: odd/proxy:old } ]
--- # a ConfigMap
apiVersion: v1
kind: ConfigMap
metadata: {name: cm}
data:
  image: odd/api
  "text": "line\\n  ünïcödé \\u263a"
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: pod}
  spec:
    containers:
    - {name: c, image: docker.io/odd/api}
# the end, without a line break"""

TILTFILE = """\
k8s_yaml('odd.yaml')
for name in ['api', 'proxy']:
    custom_build('odd/' + name, 'true', deps=[], tag='new', skips_local_docker=True)
"""


class Yaml(harness.Case):
    def inject(self, text, **more):
        root = self.project({"Tiltfile": TILTFILE, "odd.yaml": text, **more})
        return self.expect(0, "run", cwd=root).out

    def changed_lines(self, before, after):
        lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
        return [line for line in lines if line[0] in "+-"]

    def check_odd(self, text):
        output = self.inject(text)
        changed = self.changed_lines(text, output)
        self.assertEqual(len(changed), 2 * 6, "".join(changed))
        for line in changed:
            self.assertRegex(line, r"odd/(api|proxy)", line)
        return output

    def test_only_image_lines_change(self):
        output = self.check_odd(ODD)
        for kept in ('{image: "odd/api:new", name: init}   # quoted',
                     "image:    odd/api:new      # two   spaces", "image: unrelated/image:1",
                     "containers: [ { name: job, image: odd/proxy:new } ]", "  image: odd/api\n  \"text\""):
            self.assertIn(kept, output)

    def test_the_data_is_the_same_but_for_the_images(self):
        before, after = harness.load_yaml(ODD), harness.load_yaml(self.inject(ODD))
        self.assertEqual(len(before), len(after))
        for old, new in zip(before, after):
            old, new = harness.flatten(old), harness.flatten(new)
            self.assertEqual(old.keys(), new.keys())
            for path, value in old.items():
                is_image = path.endswith(".image") and "odd/" in value and not path.startswith("data")
                expected = "odd/" + value.split("odd/")[1].split(":")[0] + ":new" if is_image else value
                self.assertEqual(new[path], expected, path)

    def test_windows_line_ends(self):
        output = self.check_odd(ODD.replace("\n", "\r\n"))
        self.assertEqual(output.count("\n"), output.count("\r\n"))

    def test_byte_order_mark(self):
        text = "\ufeff" + harness.deployment("odd/api")
        self.assertEqual(self.inject(text), text.replace("odd/api", "odd/api:new"))

    def test_alias_elsewhere_keeps_its_value(self):
        shared = harness.deployment("&ref odd/api") + "        env:\n        - {name: KEEP, value: *ref}\n"
        [document] = harness.load_yaml(self.inject(shared))
        container = document["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual((container["image"], container["env"][0]["value"]), ("odd/api:new", "odd/api"))

    def test_documents_come_in_the_order_of_the_input(self):
        names = ["zeta", "alpha", "mid"]
        root = self.project({
            "Tiltfile": "k8s_yaml(['zeta.yaml', 'alpha.yaml'])\nk8s_yaml(blob(str(read_file('mid.yaml'))))\n"
                        "custom_build('odd/api', 'true', deps=[], tag='new', skips_local_docker=True)\n",
            **{f"{name}.yaml": harness.deployment("odd/api", name) for name in names},
        })
        output = self.expect(0, "run", cwd=root).out
        self.assertEqual([d["metadata"]["name"] for d in harness.load_yaml(output)], names)
        self.assertEqual(harness.images_of(output), ["odd/api:new"] * 3)

    def test_yaml_without_images_passes_unchanged(self):
        text = "# alone\nkind:  ConfigMap\napiVersion: v1\nmetadata: {name: x}\n"
        root = self.project({"Tiltfile": "k8s_yaml('k.yaml')\n", "k.yaml": text})
        self.assertEqual(self.expect(0, "run", cwd=root).out, text)

    def test_output_file(self):
        root = self.project({"Tiltfile": TILTFILE, "odd.yaml": ODD})
        outcome = self.expect(0, "run", "--output", "out.yaml", cwd=root)
        self.assertEqual(outcome.out, "")
        self.assertEqual(self.expect(0, "run", "--output", "-", cwd=root).out, (root / "out.yaml").read_text())
        self.assertEqual(sorted(p.name for p in root.iterdir()), ["Tiltfile", "odd.yaml", "out.yaml"])

    def test_output_file_that_cannot_be_written(self):
        root = self.project({"Tiltfile": TILTFILE, "odd.yaml": ODD})
        outcome = self.expect(1, "run", "--output", "no/such/folder/out.yaml", cwd=root)
        self.assert_one_error(outcome, "no/such/folder")

    def test_output_file_of_a_failed_run_stays_as_it_was(self):
        root = self.project({"Tiltfile": TILTFILE.replace("'true'", "'false'"), "odd.yaml": ODD,
                             "out.yaml": "old\n"})
        self.expect(1, "run", "--output", "out.yaml", cwd=root)
        self.assertEqual((root / "out.yaml").read_text(), "old\n")
        self.assertEqual(sorted(p.name for p in root.iterdir()), ["Tiltfile", "odd.yaml", "out.yaml"])

    @for_each_engine
    def test_two_runs_give_the_same_bytes(self, engine):
        registry = engines.registry()
        root = self.image_project(
            f"default_registry('{registry.address}')\nk8s_yaml(['k.yaml', 'w.yaml'])\n"
            "custom_build('example.com/team/api', './build.sh', deps=['api'])\n"
            "docker_build('example.com/team/web', 'web')\n",
            **{"web/Dockerfile": "FROM example.com/team/api\nCOPY w /w\n", "web/w": "w\n",
               "w.yaml": harness.deployment("example.com/team/web", "web")}) \
            if engine.name == "docker" else self.folder / "project"
        runs = {self.expect(0, "run", cwd=root, engine=engine).out for _ in range(2)}
        self.assertEqual(len(runs), 1, runs)
