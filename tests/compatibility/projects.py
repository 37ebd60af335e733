#!/usr/bin/env python3
"""Whole projects whose evaluation under Tilt is known: projects/NAME/project, and in case.json what Tilt made of it.

`error` is the line that Tilt found at fault, null where it named none; else `resources` are what was registered, in
order, and `enabled`, `default_registry`, `api_objects` and `config_files` the rest. `words` are for the Tiltfile, `env`
are variables. What differs on purpose stands in DIFFERENCES.
"""

import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import json_schema

FOLDER = pathlib.Path(__file__).resolve().parent / "projects"
TILTC = os.environ.get("TILTC") or str(FOLDER.parents[2] / "build/dev/tiltc")

# project: {fact: why it is not compared}
DIFFERENCES = {
    "api-objects": {"api_objects": "repositories of extensions are no objects of `tiltc eval`"},
}


def facts_of(resource):
    """One resource of `tiltc eval` as case.json has it."""
    facts = {key: resource[key] for key in ("name", "type", "deps", "trigger_mode", "auto_init")}
    facts["labels"] = sorted(resource["labels"])
    facts["links"] = [link["url"] for link in resource["links"]]
    facts["images"] = [image["ref"] for image in resource["images"]]
    if resource["type"] == "local":
        local = resource["local"]
        facts.update(command=local["command"], serve_command=local["serve_command"],
                     allow_parallel=local["allow_parallel"])
        return facts
    facts["ports"] = [[port["local_port"], port["container_port"]] for port in resource["ports"]]
    facts["pod_readiness"] = resource["pod_readiness"]
    if resource["type"] == "k8s_custom":
        custom = resource["custom_deploy"]
        facts.update(apply=custom["apply"]["command"], delete=custom["delete"]["command"])
    else:
        facts["objects"] = [[thing["kind"], thing["name"]] for thing in resource["objects"]]
    return facts


def registry_of(registry):
    if registry is None:
        return None
    names = {"host": "host", "host_from_cluster": "hostFromContainerRuntime", "single_name": "singleName"}
    return {names[key]: value for key, value in registry.items() if value}


def run(name, case):
    with tempfile.TemporaryDirectory(prefix="tiltc-project-") as folder:
        root = pathlib.Path(os.path.realpath(folder), "project")
        shutil.copytree(FOLDER / name / "project", root)
        variables = {key: value.replace("$DIR", str(root)).replace("$PATH", os.environ["PATH"])
                     for key, value in case.get("env", {}).items()}
        done = subprocess.run(
            [TILTC, "eval", "--error-format=json", "-f", "Tiltfile", "--", *case.get("words", [])], cwd=root,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
            env={"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": "unix:///no/engine", **variables})
    return done.returncode, done.stdout.decode().replace(str(root) + "/", ""), done.stderr.decode()


def places_of(err):
    """The lines of the Tiltfiles that an error names: where it is, where else, and the calls that led there."""
    places = set()
    for line in err.splitlines():
        if line.startswith('{"severity":"error"'):
            diagnostic = json.loads(line)
            for at in [diagnostic.get("primary") or {}, *diagnostic.get("secondary", []), *diagnostic.get("stack", [])]:
                if "file" in at:
                    places.add(f"{at['file']}:{at['line']}")
    return places


def problem_with(name):
    case = json.loads((FOLDER / name / "case.json").read_text())
    code, out, err = run(name, case)
    if "error" in case:
        if code != 3:
            return f"exit code {code}, not 3\n{err}"
        wanted = case["error"]
        found = places_of(err)
        return "" if wanted is None or wanted in found else f"not at {wanted} but {sorted(found)}\n{err}"
    if code != 0:
        return f"exit code {code}\n{err}"
    answer = json.loads(out)
    if wrong := json_schema.problems(answer):
        return "\n".join(["not as docs/eval-json.schema.json says:", *wrong, ""])
    found = {
        "resources": [facts_of(resource) for resource in answer["resources"]],
        "enabled": [resource["name"] for resource in answer["resources"] if resource["enabled"]],
        "default_registry": registry_of(answer["default_registry"]),
        "api_objects": sorted(thing["name"] for thing in answer["api_objects"]),
        "config_files": answer["config_files"],
    }
    problems = [f"{fact}: {json.dumps(found[fact])}\n  not {json.dumps(case.get(fact))}\n"
                for fact in found if found[fact] != case.get(fact) and fact not in DIFFERENCES.get(name, {})]
    return "".join(problems)


def main(arguments):
    names = arguments or sorted(path.name for path in FOLDER.iterdir())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = {name: problem for name, problem in zip(names, pool.map(problem_with, names)) if problem}
    for name, problem in problems.items():
        print(f"{name}: {problem}")
    print(f"projects: {len(names) - len(problems)} of {len(names)} as expected")
    return 1 if problems or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
