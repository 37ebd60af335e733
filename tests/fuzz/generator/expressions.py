"""Expressions of a wanted type, made from the templates of grammar.txt."""

import pathlib
import re

from .literals import LITERALS

ARITY = {"list": 1, "tuple": 1, "set": 1, "fn": 1, "dict": 2, "pair": 2, "map": 2}
_SCALARS = [("int",), ("float",), ("bool",), ("str",), ("bytes",), ("none",)]
# What is not among them names a literal that a template needs in a place of its own.
_REAL = {*ARITY, *(kind[0] for kind in _SCALARS), "range"}
_HOLE = re.compile(r"<([^<>=;]+?)(?:; ([^<>]*))?>")
_FRESH = re.compile(r"\$[a-z]")


def parse_type(text):
    """'dict str (list int)' as ('dict', ('str',), ('list', ('int',))). Parentheses only help readers."""
    words = text.replace("(", " ").replace(")", " ").split()

    def take():
        head = words.pop(0)
        return (head, *(take() for _ in range(ARITY.get(head, 0))))
    return take()


def _is_variable(kind):
    return len(kind) == 1 and kind[0].isupper()


class Template:
    """TYPE | EXPRESSION, cut into texts and holes (type, {fresh name: type})."""

    def __init__(self, line):
        kind, _, body = line.partition(" | ")
        self.kind = parse_type(kind)
        self.parts = []
        end = 0
        for match in _HOLE.finditer(body):
            known = dict(pair.split(":") for pair in (match[2] or "").split(", ") if pair)
            self.parts.append(body[end:match.start()])
            self.parts.append((parse_type(match[1]), {name: parse_type(kind) for name, kind in known.items()}))
            end = match.end()
        self.parts.append(body[end:])
        self.fresh = sorted(set(_FRESH.findall(body)))


def _read_templates():
    lines = (pathlib.Path(__file__).parent / "grammar.txt").read_text().splitlines()
    return [Template(line) for line in lines if line and not line.startswith("#")]


TEMPLATES = _read_templates()
_BY_HEAD = {}
for _template in TEMPLATES:
    _BY_HEAD.setdefault("*" if _is_variable(_template.kind) else _template.kind[0], []).append(_template)


class Types:
    """Random types, and the substitution of type variables."""

    def __init__(self, random):
        self.random = random

    def any(self, depth=2):
        head = self.random.choice(["list", "list", "tuple", "dict", "set", "pair", "range", "scalar", "scalar", "scalar"])
        if head == "scalar" or depth == 0:
            return self.random.choice(_SCALARS)
        if head == "range":
            return ("range",)
        if head == "set":
            return ("set", self.hashable(depth - 1))
        if head == "dict":
            return ("dict", self.hashable(depth - 1), self.any(depth - 1))
        return (head, *(self.any(depth - 1) for _ in range(ARITY[head])))

    def hashable(self, depth=1):
        if depth > 0 and self.random.random() < 0.2:
            return self.random.choice([("tuple", self.hashable(0)), ("pair", self.hashable(0), self.hashable(0))])
        return self.random.choice(_SCALARS)

    def ordered(self, depth=1):
        if depth > 0 and self.random.random() < 0.2:
            return (self.random.choice(["list", "tuple"]), self.ordered(0))
        return self.random.choice([("int",), ("float",), ("str",), ("bytes",), ("bool",)])

    def variable(self, name):
        if name == "K":
            return self.hashable()
        return self.ordered() if name in "OP" else self.any()

    def fits(self, name, kind):
        if name == "K":
            return kind[0] not in ("list", "dict", "set", "fn", "map", "range") and all(
                self.fits("K", part) for part in kind[1:])
        if name in "OP":
            return kind[0] in ("int", "float", "str", "bytes", "bool", "list", "tuple") and all(
                self.fits("O", part) for part in kind[1:])
        return True

    def match(self, pattern, kind, bound):
        """Binds the variables of a template's type so that it is `kind`; False when it cannot be."""
        if _is_variable(pattern):
            if not self.fits(pattern[0], kind):
                return False
            return bound.setdefault(pattern[0], kind) == kind
        return pattern[0] == kind[0] and all(self.match(p, k, bound) for p, k in zip(pattern[1:], kind[1:]))

    def substitute(self, pattern, bound):
        if _is_variable(pattern):
            if pattern[0] not in bound:
                bound[pattern[0]] = self.variable(pattern[0])
            return bound[pattern[0]]
        return (pattern[0], *(self.substitute(part, bound) for part in pattern[1:]))


class Expressions:
    """Makes expressions. `variables` are the names in scope with their types, innermost last; `wrong` is the
    share of holes that are filled with a type of no regard to what is wanted."""

    def __init__(self, random):
        self.random = random
        self.types = Types(random)
        self.variables = []
        self.wrong = 0.0
        self.count = 0

    def fresh(self, prefix="v"):
        self.count += 1
        return f"{prefix}{self.count}"

    def make(self, kind, depth):
        if kind == ("any",):
            kind = self.types.any()
        elif kind[0] not in _REAL:
            return self._leaf(kind)
        elif self.wrong and self.random.random() < self.wrong:
            if self.random.random() < 0.5:
                return self.odd(depth)
            kind = self.types.any()
        if self.random.random() < 0.4:
            names = [name for name, known in self.variables if known == kind]
            if names:
                return self.random.choice(names)
        if depth <= 0 or (kind[0] in LITERALS and self.random.random() < 0.2):
            return self._leaf(kind)
        return self._compound(kind, depth)

    def odd(self, depth):
        return self._from(self.random.choice(_BY_HEAD["odd"]), {}, depth)

    def _compound(self, kind, depth):
        choices = _BY_HEAD[kind[0]] if self.random.random() < 0.7 else _BY_HEAD["*"]
        for _ in range(20):
            template = self.random.choice(choices)
            bound = {}
            if self.types.match(template.kind, kind, bound):
                return self._from(template, bound, depth)
        return self._leaf(kind)

    def _from(self, template, bound, depth):
        names = {mark: self.fresh() for mark in template.fresh}
        text = []
        for part in template.parts:
            if isinstance(part, str):
                text.append(part)
                continue
            pattern, known = part
            scope = len(self.variables)
            for mark, kind in known.items():
                self.variables.append((names[mark], self.types.substitute(kind, bound)))
            text.append(self.make(self.types.substitute(pattern, bound), depth - 1))
            del self.variables[scope:]
        return _FRESH.sub(lambda match: names.get(match[0], match[0]), "".join(text))

    def _leaf(self, kind):
        head = kind[0]
        if head in LITERALS:
            return LITERALS[head](self.random)
        if head == "pair":
            return f"({self._leaf(kind[1])}, {self._leaf(kind[2])})"
        if head == "fn":
            return f"(lambda: {self._leaf(kind[1])})"
        if head == "map":
            return f"(lambda {self.fresh()}: {self._leaf(kind[2])})"
        if head == "dict":
            keys = {self._leaf(kind[1]) for _ in range(self.random.randrange(3))}
            return "{%s}" % ", ".join(f"{key}: {self._leaf(kind[2])}" for key in sorted(keys))
        parts = ", ".join(self._leaf(kind[1]) for _ in range(self.random.choice([0, 1, 1, 2, 2, 3])))
        if head == "tuple":
            return f"({parts},)" if parts else "()"
        return f"[{parts}]" if head == "list" else f"set([{parts}])"
