#!/usr/bin/env python3
"""Writes the benchmark inputs that are too large to keep.

usage: generate.py FOLDER

configuration.star  10,000 nested dict displays of constants, one statement each hundred
definitions.star    4 MB of defs that nobody calls: lexer, parser, resolver and compiler
"""
import sys
from pathlib import Path

RECORD = (
    '    {{"id": {i}, "name": "unit-{i}", "image": "registry.example/unit:{tag}", "ports": [80, {port}],\n'
    '     "labels": {{"app": "unit-{i}", "tier": "{tier}"}}, "limits": {{"cpu": {cpu}, "enabled": True}}}},\n'
)

DEFINITION = '''
def unit_{i}(name, image, ports = [], env = None, replicas = {n}, **options):
    """What unit {i} needs."""
    labels = {{"app": name, "group": "{i}", "size": "big" if replicas > 3 else "small"}}
    variables = [k + "=" + str(v) for k, v in sorted((env or {{}}).items()) if v != None]
    if not ports:
        ports = [{i} % 1000 + 8000]
    elif len(ports) > 4:
        fail("too many ports for %s" % name)
    for option in options:
        labels[option] = options[option]
    return (labels, variables, image.replace(":", "-"), [p + 1 for p in ports], replicas * 2)
'''


def configuration() -> str:
    lines = []
    for i in range(10_000):
        if i % 100 == 0:
            lines.append(f"UNITS_{i // 100} = [\n")
        lines.append(RECORD.format(i=i, tag=i % 37, port=8000 + i % 900, tier="ab"[i % 2], cpu=i % 16 / 4))
        if i % 100 == 99:
            lines.append("]\n")
    return "".join(lines) + 'print("configuration", len(UNITS_99), UNITS_3[5]["name"])\n'


def definitions() -> str:
    units = "".join(DEFINITION.format(i=i, n=i % 7) for i in range(5_000))
    return units + 'print("definitions")\n'


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
(folder / "configuration.star").write_text(configuration())
(folder / "definitions.star").write_text(definitions())
