"""Whole projects whose outcome under Tilt is known: refs given to commands, refs pushed, refs injected.

scenarios/NAME/project is the project, scenarios/NAME/expected.json the facts. In both, @PORT@ is the
registry's port and @CLOSED@ one where nothing listens; @TEMPORARY@ and @CONTENT@ stand for tags whose form
is known and whose digits are not. The build commands write what they were given into $GIVEN.
"""

import json
import pathlib
import re
import shutil

import engines
import harness

FOLDER = pathlib.Path(__file__).parent / "scenarios"


def placeholder_pattern(text):
    pattern = re.escape(text)
    pattern = pattern.replace("@TEMPORARY@", harness.TEMPORARY_TAG)
    return pattern.replace("@CONTENT@", harness.CONTENT_TAG)


class Scenarios(harness.Case):
    def setUp(self):
        super().setUp()
        self.registry = engines.Registry()  # of its own: what it holds afterwards is compared
        self.addCleanup(self.registry.daemon.stop)
        self.ports = {"@PORT@": str(self.registry.port), "@CLOSED@": str(engines.free_port())}
        self.given = self.folder / "given"
        self.given.mkdir()

    def with_ports(self, text):
        for name, port in self.ports.items():
            text = text.replace(name, port)
        return text

    def copy(self, name):
        root = self.folder / "project"
        shutil.copytree(FOLDER / name / "project", root)
        for file in root.rglob("*"):
            if file.is_file():
                file.write_text(self.with_ports(file.read_text()))
        shutil.copy("/bin/busybox", root / "api/busybox")
        return root

    def play(self, name):
        expected = json.loads(self.with_ports((FOLDER / name / "expected.json").read_text()))
        root = self.copy(name)
        original = {p.name: p.read_text() for p in root.glob("*.yaml")}
        outcome = self.expect(expected["exit_code"], "run", "Tiltfile", cwd=root, engine=engines.docker(),
                              env={"GIVEN": str(self.given)})
        self.check_given(expected["given"])
        self.check_pushed(expected)
        if expected["exit_code"] == 0:
            self.check_injected(expected["injected"], self.input_order(root, original), outcome.out)
        return outcome

    def input_order(self, root, original):
        names = re.findall(r"'(\w+\.yaml)'", (root / "Tiltfile").read_text())
        return "\n---\n".join(original[name] for name in names)

    def check_given(self, expected):
        def ordered(variables):
            return sorted(variables, key=lambda v: sorted(v.items()))

        found = []
        for file in self.given.iterdir():
            found.append(dict(line.split("=", 1) for line in file.read_text().splitlines()))
        self.assertEqual(len(found), len(expected), found)
        for have, want in zip(ordered(found), ordered(expected)):
            self.assertEqual(have.keys(), want.keys())
            for key, pattern in want.items():
                self.assert_matches(placeholder_pattern(pattern), have[key])

    def check_pushed(self, expected):
        want = expected["pushed"] + expected.get("pushed_by_command", [])
        have = sorted(self.registry.tags())
        self.assertEqual(len(have), len(want), have)
        for reference, pattern in zip(have, sorted(want)):
            self.assert_matches(placeholder_pattern(pattern), reference)
            if re.search(harness.CONTENT_TAG + "$", reference):
                self.assertTrue(self.registry.image_id(reference).startswith(reference[-16:]))

    def check_injected(self, expected, original, output):
        before, after = harness.load_yaml(original), harness.load_yaml(output)
        self.assertEqual(len(before), len(after))
        changed = {}
        for old, new in zip(before, after):
            name = f"{old['kind']}/{old['metadata']['name']} "
            old, new = harness.flatten(old), harness.flatten(new)
            self.assertEqual(set(old) - set(new), set())
            changed.update({name + path: new[path] for path in new if old.get(path) != new[path]})
        self.assertEqual(sorted(changed), sorted(expected))
        for path, pattern in expected.items():
            self.assert_matches(placeholder_pattern(pattern), changed[path])


def add_test(name, check=lambda case, outcome: None):
    def test(self):
        check(self, self.play(name))

    setattr(Scenarios, "test_" + name.replace("-", "_"), test)


CHECKS = {
    "build-fails": lambda case, outcome: case.assert_one_error(outcome, "example.com/team/api", "7", "failing"),
    "push-fails": lambda case, outcome: case.assert_one_error(
        outcome, f"localhost:{case.ports['@CLOSED@']}"),
    "many-resources-order": lambda case, outcome: case.assertLess(
        outcome.err.index("pre-running"), outcome.err.index("build.sh")),
}

for scenario in sorted(FOLDER.iterdir()):
    add_test(scenario.name, CHECKS.get(scenario.name, lambda case, outcome: None))
