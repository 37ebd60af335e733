"""Checks values against the part of JSON Schema that docs/eval-json.schema.json uses."""

import json
import pathlib

EVAL = json.loads((pathlib.Path(__file__).resolve().parents[2] / "docs/eval-json.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}


def problems(value, schema=None, place="$", root=None):
    """What of the value the schema forbids, a line each."""
    schema, root = (EVAL if schema is None else schema), root or schema or EVAL
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], place, root)
    if "anyOf" in schema:
        tried = [problems(value, one, place, root) for one in schema["anyOf"]]
        return [] if any(not found for found in tried) else min(tried, key=len)
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is none of {schema['enum']}"]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{place}: {value!r} is no {kind}"]
    if kind == "array":
        return [p for i, element in enumerate(value) for p in problems(element, schema["items"], f"{place}[{i}]", root)]
    return object_problems(value, schema, place, root) if kind == "object" else []


def object_problems(value, schema, place, root):
    known = schema.get("properties", {})
    found = [f"{place}: lacks {key}" for key in schema.get("required", []) if key not in value]
    for key, member in value.items():
        more = known.get(key, schema.get("additionalProperties", True))
        if more is False:
            found.append(f"{place}: has {key}, which the schema does not")
        elif more is not True:
            found += problems(member, more, f"{place}.{key}", root)
    return found
