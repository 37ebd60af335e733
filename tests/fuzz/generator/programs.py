"""Whole programs: statements around the expressions of expressions.py."""

from random import Random

from .expressions import Expressions

_INDENT = "    "
# Small enough that nothing grows without end: loops nest twice and go round a few times.
_DEPTH, _LOOPS, _STATEMENTS = 3, 2, 7


class Function:
    """A function that the program can call: its parameters in order, as (kind, name, type)."""

    def __init__(self, name, parameters, result):
        self.name, self.parameters, self.result = name, parameters, result


class Program:
    def __init__(self, seed):
        self.random = Random(seed)
        self.expressions = Expressions(self.random)
        self.lines = []
        self.functions = []
        self.indent = 0
        self.loops = 0
        self.function_depth = 0
        self.results = []

    def text(self):
        for _ in range(self.random.randrange(2, _STATEMENTS)):
            self.statement()
        self.attempts(self.random.randrange(6))
        if self.random.random() < 0.5:
            self.expressions.wrong = 0.15
            for _ in range(self.random.randrange(1, 5)):
                self.statement()
        return "\n".join(self.lines) + "\n"

    # --- pieces

    def line(self, text):
        self.lines.append(_INDENT * self.indent + text)

    def expression(self, kind, depth=_DEPTH):
        return self.expressions.make(kind, self.random.randrange(1, depth + 1))

    def type(self):
        return self.expressions.types.any()

    def variable(self, *heads):
        """A known (name, type) whose type begins with one of the words, or None."""
        known = [(name, kind) for name, kind in self.expressions.variables if not heads or kind[0] in heads]
        return self.random.choice(known) if known else None

    def bind(self, name, kind):
        variables = self.expressions.variables
        variables[:] = [(other, known) for other, known in variables if other != name]
        variables.append((name, kind))

    def block(self, *body):
        """An indented block. Names bound in it are forgotten after it: it may not run."""
        known = len(self.expressions.variables)
        before = list(self.expressions.variables)
        self.indent += 1
        for write in body:
            write()
        for _ in range(self.random.randrange(1, 4)):
            self.statement()
        self.indent -= 1
        self.expressions.variables[:] = before[:known]

    # --- statements

    def statement(self):
        choices = [self.assignment] * 4 + [self.show] * 3 + [self.change] * 3 + [self.augmented] * 2 + [self.unpacking]
        if self.indent < 3:
            choices += [self.condition, self.condition, self.definition, self.call, self.call]
            if self.loops < _LOOPS:
                choices += [self.for_loop, self.for_loop, self.while_loop]
        if self.loops > 0 and self.indent > 0:
            choices += [self.jump]
        if self.function_depth > 0 and self.indent > 1:
            choices += [self.early_return]
        self.random.choice(choices)()

    def assignment(self):
        known = self.variable()
        if known and self.random.random() < 0.3:
            name, kind = known
        else:
            name, kind = self.expressions.fresh("x"), self.type()
        self.line(f"{name} = {self.expression(kind)}")
        self.bind(name, kind)

    def unpacking(self):
        kinds = [self.type() for _ in range(self.random.randrange(1, 4))]
        names = [self.expressions.fresh("x") for _ in kinds]
        values = [self.expression(kind, 2) for kind in kinds]
        if self.expressions.wrong and self.random.random() < 0.2:
            values.append("1")
        target, source = self.random.choice([("({},)", "({},)"), ("({},)", "[{}]"), ("[{}]", "({},)")])
        self.line(f"{target.format(', '.join(names))} = {source.format(', '.join(values))}")
        for name, kind in zip(names, kinds):
            self.bind(name, kind)

    def augmented(self):
        known = self.variable("int", "float", "str", "bytes", "list", "tuple", "dict", "set")
        if not known:
            return self.assignment()
        name, kind = known
        operators = {"int": ["+=", "-=", "*=", "//=", "%=", "&=", "|=", "^="], "float": ["+=", "-=", "*=", "/=", "//=", "%="],
                     "dict": ["|="], "set": ["|=", "&=", "-=", "^="]}.get(kind[0], ["+="])
        self.line(f"{self.place(name, kind)} {self.random.choice(operators)} {self.expression(kind, 2)}")

    def place(self, name, kind):
        """The variable, or an element of the same type in a list or dict of another one."""
        holders = [(other, held) for other, held in self.expressions.variables
                   if held in (("list", kind), *((("dict", key, kind)) for key in (("int",), ("str",))))]
        if not holders or self.random.random() < 0.5:
            return name
        other, held = self.random.choice(holders)
        return f"{other}[{self.expression(held[1], 1) if held[0] == 'dict' else self.random.randrange(-1, 2)}]"

    def change(self):
        known = self.variable("list", "dict", "set")
        if not known:
            return self.show()
        name, kind = known
        random = self.random
        if kind[0] == "set":
            return self.line(f"{name}.{random.choice(['add', 'discard', 'add', 'remove'])}({self.expression(kind[1], 2)})")
        if kind[0] == "dict":
            return self.line(f"{name}[{self.expression(kind[1], 2)}] = {self.expression(kind[2], 2)}")
        value = self.expression(kind[1], 2)
        return self.line(random.choice([
            f"{name}.append({value})", f"{name}.insert({random.randrange(-3, 4)}, {value})", f"{name}.extend([{value}])",
            f"{name}[{random.randrange(-2, 3)}] = {value}" if random.random() < 0.3 else f"{name}.append({value})"]))

    def show(self):
        known = self.variable()
        if known and self.random.random() < 0.5:
            return self.line(f"print({self.random.choice(['', '', 'repr', 'type', 'bool'])}({known[0]}))")
        return self.line(f"print({self.expression(self.type())})")

    def attempts(self, count):
        """Expressions that may fail, each told by itself."""
        for _ in range(count):
            self.expressions.wrong = 0.1
            body = self.expressions.odd(2) if self.random.random() < 0.5 else self.expression(self.type())
            self.line(f"print(attempt(lambda: {body}))")
        self.expressions.wrong = 0.0

    def condition(self):
        self.line(f"if {self.expression(('bool',))}:")
        self.block()
        while self.random.random() < 0.3:
            self.line(f"elif {self.expression(self.type(), 2)}:")
            self.block()
        if self.random.random() < 0.4:
            self.line("else:")
            self.block()

    def for_loop(self):
        head = self.random.choice(["list", "tuple", "dict", "set", "range"])
        kind = {"dict": ("dict", self.expressions.types.hashable(), self.type()), "range": ("range",),
                "set": ("set", self.expressions.types.hashable())}.get(head) or (head, self.type())
        known = self.variable(head)
        source, kind = (known[0], known[1]) if known and self.random.random() < 0.5 else (self.expression(kind, 2), kind)
        if head == "range" and not known:
            source = f"range({self.random.randrange(4)})"
        name = self.expressions.fresh("i")
        before = list(self.expressions.variables)
        # Never round more than a few times, whatever is iterated.
        counter = self.expressions.fresh("n")
        self.line(f"{counter} = 0")
        self.line(f"for {name} in {source}:")
        self.bind(name, kind[1] if len(kind) > 1 else ("int",))
        self.loops += 1
        self.block(lambda: self.line(f"{counter} += 1"), lambda: self.line(f"if {counter} > 4: break"))
        self.loops -= 1
        self.expressions.variables[:] = before

    def while_loop(self):
        counter = self.expressions.fresh("n")
        self.line(f"{counter} = 0")
        self.line(f"while {counter} < {self.random.randrange(4)} and {self.expression(('bool',), 2)}:")
        self.loops += 1
        self.block(lambda: self.line(f"{counter} += 1"))
        self.loops -= 1

    def jump(self):
        self.line(f"if {self.expression(('bool',), 2)}: {self.random.choice(['break', 'continue'])}")

    # --- functions

    def definition(self):
        function = Function(self.expressions.fresh("f"), self.parameters(), self.type())
        shown = [self.parameter(kind, name, of) for kind, name, of in function.parameters]
        self.line(f"def {function.name}({', '.join(shown)}):")
        before = list(self.expressions.variables)
        loops, self.loops = self.loops, 0
        for kind, name, of in function.parameters:
            if kind != "bare":
                self.bind(name, {"args": ("tuple", of), "kwargs": ("dict", ("str",), of)}.get(kind, of))
        self.function_depth += 1
        self.results.append(function.result)
        self.block()
        self.indent += 1
        if self.random.random() < 0.9:
            self.line(f"return {self.expression(function.result)}")
        self.indent -= 1
        self.results.pop()
        self.function_depth -= 1
        self.loops = loops
        self.expressions.variables[:] = before
        self.functions = [known for known in self.functions if known.name != function.name]
        if self.indent == 0:
            self.functions.append(function)

    def early_return(self):
        self.line(f"if {self.expression(('bool',), 2)}: return {self.expression(self.results[-1], 2)}")

    def parameters(self):
        random = self.random
        kinds = ["plain"] * random.randrange(3) + ["default"] * random.randrange(3)
        after = ["named"] * random.randrange(1, 3) if random.random() < 0.3 else []
        if after or random.random() < 0.3:
            kinds.append("args" if not after or random.random() < 0.5 else "bare")
        random.shuffle(after)
        kinds += [random.choice(["named", "named_default"]) for _ in after]
        if random.random() < 0.2:
            kinds.append("kwargs")
        return [(kind, self.expressions.fresh("p"), self.type()) for kind in kinds]

    def parameter(self, kind, name, of):
        if kind in ("default", "named_default"):
            return f"{name}={self.expression(of, 1)}"
        return {"args": f"*{name}", "bare": "*", "kwargs": f"**{name}"}.get(kind, name)

    def call(self):
        if not self.functions:
            return self.definition()
        function = self.random.choice(self.functions)
        text = f"{function.name}({', '.join(self.arguments(function))})"
        if self.expressions.wrong == 0.0 and self.random.random() < 0.5:
            return self.line(f"print(attempt(lambda: {text}))")
        if self.random.random() < 0.5:
            return self.line(f"print({text})")
        name = self.expressions.fresh("x")
        self.line(f"{name} = {text}")
        return self.bind(name, function.result)

    def arguments(self, function):
        """Arguments that mostly fit: positional, then named, then starred."""
        random = self.random
        positional, named, more, keywords = [], [], [], []
        for kind, name, of in function.parameters:
            optional = kind in ("default", "named_default")
            if kind == "bare" or random.random() < (0.5 if optional else 0.04):
                continue
            if kind == "args":
                more += [self.expression(of, 1) for _ in range(random.randrange(3))]
            elif kind == "kwargs":
                keywords.append((random.choice(["k", "z", name]), self.expression(of, 1)))
            elif kind in ("plain", "default") and not named and random.random() < 0.7:
                positional.append(self.expression(of, 2))
            else:
                named.append((name, self.expression(of, 2)))
        if random.random() < 0.05:
            positional.append("1")
        if random.random() < 0.05:
            named.append(("surplus", "1"))
        return self.spelled(positional, named, more, keywords)

    def spelled(self, positional, named, more, keywords):
        """As `a, b, c=1, *[d], **{"e": 2}`; some of what could be said plainly goes behind stars."""
        random = self.random
        while positional and random.random() < 0.15:
            more.insert(0, positional.pop())
        while named and random.random() < 0.15:
            keywords.append(named.pop())
        words = positional + [f"{name}={value}" for name, value in named]
        if more or random.random() < 0.05:
            words.append(f"*[{', '.join(more)}]" if random.random() < 0.7 else f"*({''.join(word + ', ' for word in more)})")
        if keywords or random.random() < 0.05:
            words.append("**{%s}" % ", ".join(f'"{name}": {value}' for name, value in keywords))
        return words
