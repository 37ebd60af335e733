#!/usr/bin/env python3
"""Writes the benchmark inputs that are too large to keep.

usage: generate.py FOLDER

genconfig.star     20,000 dict displays in 200 lists: parse, compile and build
parse.star         5 MB of ordinary configuration code, to be parsed
compile.star       the same, to be compiled
load500/main.star  500 small modules, each loaded once and called once; CPython's twin beside it as *.py
empty.star         nothing
"""
import sys
from pathlib import Path

RECORD = (
    '    {{"name": "svc-{i}", "image": "registry.example/proj/svc-{i}:v{tag}", "replicas": {replicas},'
    ' "ports": [80, 443, {port}], "labels": {{"app": "svc-{i}", "tier": "{tier}"}}, "enabled": {enabled},'
    ' "weight": {weight:.2f}}},\n'
)

UNIT = '''
# Unit {i}: what service group {i} needs.
def make_unit_{i}(name, image, ports = [], env = None, replicas = {n}, **options):
    """Makes the manifest of one service of group {i}."""
    labels = {{"app": name, "group": "g{i}", "tier": "web" if replicas > 2 else "batch"}}
    variables = [{{"name": k, "value": str(v)}} for k, v in sorted((env or {{}}).items()) if v != None]
    if not ports:
        ports = [80 + {i} % 7, 443]
    elif len(ports) > 10:
        fail("too many ports for %s: %d" % (name, len(ports)))
    else:
        ports = [p for p in ports if p > 0 and p < 65536]
    spec = {{
        "replicas": replicas,
        "selector": {{"matchLabels": labels}},
        "containers": [{{"name": name, "image": image, "ports": ports, "env": variables}}],
    }}
    for key in options:
        if key in spec and options[key] != spec[key]:
            spec[key] = options[key]
    total = (len(ports) * 3 + {i}) // 2 - (replicas << 1) | 0x{i:x}
    return dict(kind = "Deployment", name = name, spec = spec, weight = total * 1.5e-3)

GROUP_{i} = [
    make_unit_{i}("svc-{i}-a", image = "registry.example/proj/{i}", ports = [8080, 9090], env = {{"A": 1, "B": "two"}}),
    make_unit_{i}("svc-{i}-b", image = 'registry.example/proj/b-{i}', replicas = 3, extra = lambda x: x + {i}),
]
'''

MODULE = '''VERSION_{i} = "1.{i}"
DEFAULTS_{i} = {{"image": "img-{i}", "ports": [80, {port}], "env": {{"A": "{i}"}}}}

def setup_{i}(name, ports = None, **options):
    d = dict(DEFAULTS_{i})
    d.update(options)
    d["name"] = name
    if ports:
        d["ports"] = ports + DEFAULTS_{i}["ports"]
    return d

def describe_{i}(d):
    return "%s -> %s" % (d["name"], d["image"])
'''


def genconfig() -> str:
    lines = []
    for i in range(20_000):
        if i % 100 == 0:
            lines.append(f"PART_{i // 100} = [\n")
        lines.append(RECORD.format(i=i, tag=i % 50, replicas=i % 9, port=8000 + i % 700,
                                   tier=("web", "db", "cache")[i % 3], enabled=i % 2 == 0, weight=i % 100 / 4))
        if i % 100 == 99:
            lines.append("]\n")
    return "".join(lines) + 'print("genconfig", len(PART_199), PART_7[3]["name"])\n'


def units(size: int) -> str:
    parts, written = [], 0
    while written < size:
        parts.append(UNIT.format(i=len(parts), n=len(parts) % 5))
        written += len(parts[-1])
    return "".join(parts)


def load500(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    uses = [f'    t += len(describe_{i}(setup_{i}("svc{i}", [1], tag = "v")))\n' for i in range(500)]
    body = "def total():\n    t = 0\n" + "".join(uses) + '    return t\n\nprint("load500", total())\n'
    for i in range(500):
        text = MODULE.format(i=i, port=8000 + i)
        (folder / f"m{i:03}.star").write_text(text)
        (folder / f"m{i:03}.py").write_text(text)
    loads = [f'load("m{i:03}.star", "setup_{i}", "describe_{i}")\n' for i in range(500)]
    imports = [f"from m{i:03} import setup_{i}, describe_{i}\n" for i in range(500)]
    (folder / "main.star").write_text("".join(loads) + body)
    (folder / "main.py").write_text("".join(imports) + body)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "genconfig.star").write_text(genconfig())
    (folder / "parse.star").write_text(units(5_000_000))
    (folder / "compile.star").write_text(units(5_000_000))
    (folder / "empty.star").write_text("")
    load500(folder / "load500")


main()
