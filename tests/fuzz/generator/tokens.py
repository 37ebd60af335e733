"""Programs with tokens deleted, doubled, swapped and replaced: most of them are mistakes of syntax."""

import re

_TOKEN = re.compile(r"""
    [ \t]*\#[^\n]*                            # a comment
  | r?b?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | [A-Za-z_\u0080-\U0010ffff][\w]*
  | \.?[0-9][\w.]*
  | //=|<<=|>>=|\*\*|//|<<|>>|[-+*/%&|^=!<>]=
  | \n[ ]*
  | [ \t]+
  | .
""", re.VERBOSE | re.DOTALL)

_ALIENS = """( ) [ ] { } , : ; . = == != + - * ** / // % & | ^ ~ << >> += -= *= /= //= %= &= |= ^= <<= >>= < > <= >= -> @ ! ? $ ` \\ \\\n
 and or not in if else elif for while def return break continue pass lambda load None True False as assert async await class del
 except finally from global import is nonlocal raise try with yield _ x 0 1 07 0x 0b1 0o8 1e 1.e5 1..2 .5 1_0 1a "" '' "a b'c' r"\\q"
 "\\q" "\\x80" b"\\x80" "\\u12" "\\ud800" "\\400" b"\\400" \"\"\" ''' " ' é # \t\ufeff \r \u00a0 **x *x x=1 "a""".split(" ")
_LINES = ["pass", "break", "continue", "return 1", "if True: pass", "for q in []: pass", "while False: pass", "else:", "elif 1:", "x += 1",
          'load("m", "a")', 'load("m", a="b")', 'load("m")', "load(x, 'a')", 'load("m", "_a")', 'load("m", "a", "a")', "def g(a, a): pass",
          "def g(a=1, b): pass", "def g(*a, *b): pass", "def g(**k, a): pass", "def g(*): pass", "def g(*, **k): pass",
          "def g(*, a): pass", "f(a=1, a=2)", "f(*a, b)", "f(**k, *a)", "f(**k, b)", "f(a=1, b)", "f(*a, b=1)", "f(*a, *b)", "x, y += 1, 2",
          "1 = x", "f() = 1", "(x) = 1", "[] = []", "() = ()", "x = y = 1", "a, = 1,", "a, b", "x = 1,", "x = *a", "lambda: 1", "lambda a, a: 1",
          "lambda *, a: a", "lambda a=1, b: a", "1 < 2 < 3", "1 == 2 == 3", "not 1 in []", "- not 1", "not not 1", "x if 1", "[x for x in 1, 2]",
          "[x for x in lambda: 1]", "[x for x in 1 if 2 else 3]", "[x for x in y if lambda: 1]", "{1: 2, **x}", "{1, 2}", "{**x}", "[*x]", "(*x,)",
          "x[1, 2]", "x[1:2, 3]", "x[::]", "x[:]", "x[]", "x[1:2:3:4]", "x.1", "x.if", "f(x for x in y)", "f((x) = 1)", "f('a'=1)", "print(x)(y)",
          "for x, in y: pass", "for x in 1, 2: pass", "for x.y in z: pass", "for f() in z: pass", "for (x, y), z in []: pass",
          "if x: pass; pass", "if x: if y: pass", "if x:\n    pass\n  pass", "def g(): return\n", "def g():\n\treturn 1", "x = (1,\n2)",
          "x = \\\n1", "'a' 'b'", "x = 'a\\\nb'", "pass pass", "x y", ";", "pass;", "pass;;", "0777", "00", "1 if 2 else 3 if 4 else 5",
          "a.b += 1", "a[1] += 1", "(a, b) += 1", "[a] = [1]", "a.b, c[1] = 1, 2", "_x = 1", "len = 1", "def len(): pass", "def g():\n    g = 1",
          "def g():\n    print(zz)\n    zz = 1", "print(zz); zz = 1", "def g():\n    load('m', 'a')", "if 1:\n    load('m', 'a')",
          "return", "x = yy", "x = [yy for yy in yy]", "[q for q in q for q in q]", "def g(a=a): pass", "def g():\n    def g2(): nonlocal_x\n"]


def mutate(text, random):
    """The program, changed at one to four places."""
    if random.random() < 0.15:
        return _with_line(text, random)
    tokens = _TOKEN.findall(text)
    for _ in range(random.randrange(1, 5)):
        if not tokens:
            break
        at = random.randrange(len(tokens))
        action = random.randrange(6)
        if action == 0:
            del tokens[at]
        elif action == 1:
            tokens.insert(at, tokens[at])
        elif action == 2:
            other = random.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif action == 3:
            tokens[at] = random.choice(_ALIENS)
        elif action == 4:
            tokens.insert(at, random.choice(_ALIENS))
        else:
            tokens[at] = random.choice(tokens)
    return "".join(tokens)


def _with_line(text, random):
    lines = text.split("\n")
    at = random.randrange(len(lines))
    indent = re.match(" *", lines[at])[0]
    added = random.choice(_LINES).split("\n")
    lines[at:at] = [indent + line for line in added]
    return "\n".join(lines)
