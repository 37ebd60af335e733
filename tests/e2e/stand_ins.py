"""Stand-ins for programs that a machine may lack: they note how they were called, and answer."""

import pathlib

# Notes a line a start in $CALLS, waits, fails when the chart has a file called fail, and prints what the chart or
# kustomization holds, so that the answer depends on the inputs.
HELM = """#!/bin/sh
echo "helm $*" >> "$CALLS"
[ "$1" = version ] && { echo "${HELM_VERSION:-v3.15.2+g1a500d5}"; exit 0; }
name=$2
chart=$3
sleep "${DELAY:-0}"
[ -e "$chart/fail" ] && { echo "Error: cannot render $name" >&2; exit 1; }
[ -e "$chart/warn" ] && echo "WARNING: from $name" >&2
printf -- '---\\n# Source: %s/templates/all.yaml\\n' "$name"
cat "$chart"/templates/*.yaml
while [ $# -gt 0 ]; do
  [ "$1" = --values ] && sed 's/^/# /' "$2"
  [ "$1" = --set ] && echo "# set $2"
  shift
done
exit 0
"""

KUSTOMIZE = """#!/bin/sh
echo "${0##*/} $*" >> "$CALLS"
sleep "${DELAY:-0}"
build() {
  grep '^#' "$1/kustomization.yaml"
  for resource in $(sed -n 's/^- //p' "$1/kustomization.yaml"); do
    case $resource in *://*) continue ;; esac
    if [ -d "$1/$resource" ]; then build "$1/$resource"; else echo ---; cat "$1/$resource"; fi
  done
}
for last in "$@"; do :; done
[ -e "$last/fail" ] && { echo "Error: accumulating resources" >&2; exit 1; }
build "$last"
exit 0
"""

# Renders a chart's own values as far as the samples need it.
RENDERING_HELM = """#!/usr/bin/python3
import os, pathlib, re, sys, yaml
words = sys.argv[1:]
open(os.environ["CALLS"], "a").write("helm " + " ".join(words) + "\\n")
chart = pathlib.Path(words[2])
values = {}
files = [chart / "values.yaml"] + [pathlib.Path(words[i + 1]) for i, w in enumerate(words) if w == "--values"]
for file in files:
    values.update(yaml.safe_load(file.read_text()) or {})
names = {".Chart.Name": yaml.safe_load((chart / "Chart.yaml").read_text())["name"],
         **{".Values." + key: value for key, value in values.items()}}
for template in sorted((chart / "templates").glob("*.yaml")):
    print("---\\n# Source:", template)
    print(re.sub(r"{{ (\\S+) }}", lambda found: str(names[found[1]]), template.read_text()))
"""

# `docker compose` that notes its calls and merges the given files as far as these tests need it.
MERGE = """
import os, sys, yaml
arguments = sys.argv[1:]
if arguments[:2] == ["version", "--short"]:
    print(os.environ.get("COMPOSE_VERSION", "2.20.2"))
    sys.exit()
open(os.environ["CALLS"], "a").write(" ".join(arguments) + "\\n")
values = lambda flag: [arguments[i + 1] for i, word in enumerate(arguments) if word == flag]
profiles = values("--profile") + os.environ.get("COMPOSE_PROFILES", "").split(",")
services = {}
for file in values("--file"):
    for name, service in (yaml.safe_load(open(file)).get("services") or {}).items():
        services.setdefault(name, {}).update(service or {})
if any("explode" in service for service in services.values()):
    sys.exit("services.a Additional property explode is not allowed")
kept = {n: s for n, s in services.items() if not s.get("profiles") or set(s["profiles"]) & set(profiles)}
print(yaml.safe_dump({"name": values("--project-name")[0], "services": kept}, sort_keys=False))
"""


def compose(case):
    """The text of a program that is both `docker compose` and `docker-compose`."""
    case.write(case.folder / "merge.py", MERGE)
    return f"#!/bin/sh\n[ \"$1\" = compose ] && shift\nexec /usr/bin/python3 {case.folder}/merge.py \"$@\"\n"


def install(case, **programs):
    """Puts programs in front of the case's PATH and gives them a file of $CALLS."""
    folder = case.folder / "stand-ins"
    folder.mkdir(exist_ok=True)
    for name, text in programs.items():
        case.write(folder / name, text)
    case.call_log = case.folder / "calls"
    case.variables.setdefault("PATH", case.environment()["PATH"])
    if not case.variables["PATH"].startswith(str(folder)):
        case.variables["PATH"] = f"{folder}:{case.variables['PATH']}"
    case.variables["CALLS"] = str(case.call_log)


def take_calls(case):
    """How the stand-ins were called since the last time, sorted: they run side by side."""
    if not case.call_log.exists():
        return []
    lines = sorted(case.call_log.read_text().splitlines())
    case.call_log.unlink()
    return lines


def only_standard_tools(case):
    """A PATH without helm, kustomize, kubectl and compose, whatever the machine has."""
    folder = case.folder / "tools"
    folder.mkdir(exist_ok=True)
    for tool in ("sh", "cat", "cp", "sed", "sleep", "grep", "git"):
        found = next((pathlib.Path(place, tool) for place in ("/usr/bin", "/bin")
                      if pathlib.Path(place, tool).exists()), None)
        if found and not (folder / tool).exists():
            (folder / tool).symlink_to(found)
    case.variables["PATH"] = str(folder)
