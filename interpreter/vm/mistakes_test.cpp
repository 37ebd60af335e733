#include "catch.h"
#include "vm/engine_test_support.h"

namespace tiltc {
namespace {

using testing::Program;

struct Mistake {
  std::string text;
  std::string code;
  std::string place;
  std::string message;
  std::string label = "";
};

void check(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.text);
    Program program;
    program.run(mistake.text);
    REQUIRE(program.diagnostics().all().size() == 1);
    const Diagnostic& found = program.diagnostics().all()[0];
    CHECK(found.code == mistake.code);
    CHECK(location(found.primary.span) == "main:" + mistake.place);
    CHECK(found.message == mistake.message);
    CHECK(found.primary.text == mistake.label);
  }
}

TEST_CASE("calls that do not fit the function") {
  const std::string f = "def f(alpha, beta=1):\n    return alpha\n";
  const std::string g = "def g(first, *, only, other=2):\n    return first\n";
  check({
      {f + "f(1, 2, 3)", "too-many-arguments", "3:9", "f takes 2 positional arguments, not 3"},
      {f + "f(1, 2, *[3, 4])", "too-many-arguments", "3:9",
       "f takes 2 positional arguments, not 4"},
      {"def h():\n    pass\nh(0)", "too-many-arguments", "3:3",
       "h takes 0 positional arguments, not 1"},
      {f + "f()", "missing-argument", "3:2", "f needs the argument `alpha`"},
      {f + "f(beta=2)", "missing-argument", "3:2", "f needs the argument `alpha`"},
      {g + "g()", "missing-argument", "3:2", "g needs the arguments `first`, `only`"},
      {g + "g(1, other=3)", "missing-argument", "3:2", "g needs the argument `only`"},
      {f + "f(1, bata=2)", "unknown-parameter", "3:6", "f has no parameter `bata`",
       "did you mean `beta`?"},
      {f + "f(1, **{\"zzzzz\": 2})", "unknown-parameter", "3:6", "f has no parameter `zzzzz`"},
      {f + "f(1, alpha=2)", "duplicate-argument", "3:6", "f gets the argument `alpha` twice"},
      {f + "f(alpha=1, **{\"alpha\": 2})", "duplicate-argument", "3:2",
       "the argument `alpha` is given twice"},
      {f + "f(*1)", "bad-star-argument", "3:2", "argument after * must be iterable, not int"},
      {f + "f(**[])", "bad-star-argument", "3:2", "argument after ** must be a dict, not list"},
      {f + "f(**{1: 2})", "bad-star-argument", "3:2", "keywords of ** must be strings, not int"},
      {"x = 1\nx()", "not-callable", "2:2", "a value of type int is called"},
      {"\"\".join.x()", "no-such-attribute", "1:8",
       "builtin_function_or_method has no .x field or method"},
  });
}

TEST_CASE("variables without a value") {
  const std::string wants = " referenced before assignment";
  check({
      {"def f(c):\n    if c:\n        x = 1\n    return x\nf(False)", "unbound-variable", "4:12",
       "local variable x" + wants},
      {"def f():\n    for x in []:\n        pass\n    return x\nf()", "unbound-variable", "4:12",
       "local variable x" + wants},
      {"def f():\n    x += 1\nf()", "unbound-variable", "2:5", "local variable x" + wants},
      {"def f():\n    g = lambda: x\n    g()\n    x = 1\nf()", "unbound-variable", "2:17",
       "local variable x" + wants},
      {"def f():\n    return later\nf()\nlater = 1", "unbound-variable", "2:12",
       "global variable later" + wants},
  });
}

TEST_CASE("statements that fail") {
  check({
      {"{\"a\": 1, \"b\": 2, \"a\": 3}", "duplicate-key", "1:21",
       "duplicate key \"a\" in this dict"},
      {"x = [1]\nfor y in x:\n    x.append(y)", "changed-during-iteration", "3:13",
       "cannot append to list during iteration"},
      {"for x in range(\"a\"):\n    pass", "wrong-type", "1:15", "range() takes ints, not string"},
      {"for x in range(1, 2, 0):\n    pass", "bad-value", "1:15",
       "the step of range() must not be 0"},
      {"for x in range(1 << 63):\n    pass", "bad-value", "1:15",
       "a number of range() is too large"},
      {"load(\"main\", \"x\")", "circular-load", "1:6", "Circular load: main"},
  });
}

// The labels of the only diagnostic, as "LINE:COLUMN TEXT".
std::vector<std::string> labels(const std::string& text) {
  Program program;
  program.run(text);
  REQUIRE(program.diagnostics().all().size() == 1);
  std::vector<std::string> found;
  for (const Label& label : program.diagnostics().all()[0].secondary) {
    found.push_back(location(label.span).substr(5) + " " + label.text);
  }
  return found;
}

using Labels = std::vector<std::string>;

TEST_CASE("an operation that fails shows its operands") {
  CHECK(labels("x = 80\ny = \"port \" + x") ==
        Labels{"2:5 a string", "2:15 an int: 80", "1:1 `x` is assigned here"});
  CHECK(labels("y = None < [1, 2]") == Labels{"1:5 None", "1:12 a list of 2 elements"});
  CHECK(labels("y = -\"abc\"") == Labels{"1:6 a string"});
  CHECK(labels("x = [1]\nx[3]") == Labels{"2:1 a list of 1 element", "1:1 `x` is assigned here"});
  CHECK(labels("x = None\nx.foo") == Labels{"2:1 None", "1:1 `x` is assigned here"});
  CHECK(labels("def f(x):\n    return x.foo\nf({1: 2})") == Labels{"2:12 a dict of 1 key"});
  CHECK(labels("for i in 3:\n    pass") == Labels{"1:10 an int"});
  CHECK(labels("[i for i in len]") == Labels{"1:13 the builtin function len"});
  CHECK(labels("sorted(5)") == Labels{"1:8 an int"});
  CHECK(labels("a, b = (1, 2, 3)") == Labels{"1:8 a tuple of 3 elements"});
  CHECK(labels("x = 5\nx()") == Labels{"2:1 an int: 5", "1:1 `x` is assigned here"});
  CHECK(labels("x = []\nx += 5") == Labels{"2:1 a list of 0 elements", "2:6 an int"});
}

TEST_CASE("None that a function without return gave") {
  CHECK(labels("def f():\n    pass\nx = f()\nx.foo") ==
        Labels{"4:1 None", "3:1 `x` is assigned here", "1:5 `f` has no `return` with a value"});
  CHECK(labels("def f():\n    def g(): return 1\n    return\n\nf().foo") ==
        Labels{"5:1 None", "1:5 `f` has no `return` with a value"});
  CHECK(labels("def f(): return None\nf().foo") == Labels{"2:1 None"});
}

TEST_CASE("a list that changes under a loop: which loop") {
  CHECK(labels("x = [1]\nfor y in x:\n    x.append(y)") ==
        Labels{"3:5 a list of 1 element", "2:10 this loop goes over it"});
}

TEST_CASE("operands that are not in the text are not shown") {
  CHECK(labels("sorted([1, \"a\"])").empty());
  CHECK(labels("for a, b in [[1]]:\n    pass").empty());
}

TEST_CASE("help with what was meant") {
  const auto first = [](const std::string& text) {
    Program program;
    program.run(text);
    return program.diagnostics().all().at(0);
  };
  CHECK(first("d = {\"a\": 1}\nd.a").help == "it is a key: write x[\"a\"]");
  CHECK(first("sorted([1, \"a\"])").notes ==
        std::vector<std::string>{"compared were a string: \"a\" and an int: 1"});
  CHECK(labels("x = 5\n\"%s %s\" % x") ==
        Labels{"2:1 a string", "2:11 an int: 5", "1:1 `x` is assigned here"});
  CHECK(labels("def f(a):\n    pass\nf()") == Labels{"1:1 f is defined here"});
}

TEST_CASE("long values are shortened") {
  CHECK(labels("x = \"" + std::string(100, 'y') + "\"\nx + 1")[0] == "2:1 a string of 100 bytes");
  CHECK(labels("x = 1 << 500\nx + \"\"")[0] == "2:1 an int");
  CHECK(labels("def f(): pass\nf + 1")[0] == "2:1 the function f");
}

TEST_CASE("a frozen value: where it comes from") {
  Program program;
  program.loader().files["lib"] = "xs = [1]";
  program.run("load(\"lib\", \"xs\")\ndef f():\n    xs.append(2)\nf()");
  const Diagnostic& found = program.diagnostics().all()[0];
  CHECK(found.code == "frozen");
  REQUIRE(found.secondary.size() == 2);
  CHECK(found.secondary[0].text == "a list of 1 element");
  CHECK(location(found.secondary[1].span) == "main:1:13");
  CHECK(found.secondary[1].text == "`xs` is loaded here");
}

TEST_CASE("an unbound variable: where it gets its value, and whose it is") {
  CHECK(labels("def f():\n    return later\nf()\nlater = 1") ==
        Labels{"4:1 `later` is assigned here"});
  Program program;
  program.run("x = 1\ndef f():\n    print(x)\n    x = 2\nf()");
  const Diagnostic& found = program.diagnostics().all()[0];
  CHECK(found.code == "unbound-variable");
  CHECK(found.notes == std::vector<std::string>{
                           "a name that a function assigns is its own there, not the file's"});
}

TEST_CASE("a function that fails lets go of the lists it iterates over") {
  Program program;
  program.run("def f(xs):\n    for x in xs:\n        [1 // 0 for y in xs]\n");
  const Value f = *program.module()->global("f");
  const Value one = Value::small_int(1);
  const Root list(program.engine().heap(), program.engine().heap().list({&one, 1}));
  const Value argument = list.get();
  CHECK_FALSE(program.engine().call(f, {&argument, 1}).ok());
  CHECK(list.get().object()->extra == 0);
}

TEST_CASE("arguments reach their parameters") {
  const std::string f = "def f(a, b=2, *c, d, e=5, **g):\n    return (a, b, c, d, e, g)\n";
  Program program;
  CHECK(program.run(f + "print(f(1, d=4))") == "(1, 2, (), 4, 5, {})\n");
  CHECK(program.run(f + "print(f(1, 9, 8, d=4, *[7], **{\"h\": 0, \"e\": 6}))") ==
        "(1, 9, (8, 7), 4, 6, {\"h\": 0})\n");
  CHECK(program.run(f + "print(f(d=1, z=2, a=3))") == "(3, 2, (), 1, 5, {\"z\": 2})\n");
  // One call site, functions with different parameters.
  CHECK(program.run("def p(x, y=1): return (x, y)\ndef q(y, x): return (x, y)\n"
                    "print([h(x=1, y=2) for h in [p, q, p, dict]])") ==
        "[(1, 2), (1, 2), (1, 2), {\"x\": 1, \"y\": 2}]\n");
}

TEST_CASE("a display makes a new value each time") {
  Program program;
  CHECK(
      program.run("def f():\n    return [1, {\"a\": [2]}]\nf()[1][\"a\"].append(3)\nprint(f())") ==
      "[1, {\"a\": [2]}]\n");
  CHECK(program.run("for i in range(2):\n    x = [1]\n    x.append(2)\n    print(x)") ==
        "[1, 2]\n[1, 2]\n");
  CHECK(program.run("xs = [[1] for i in range(2)]\nxs[0].append(2)\nprint(xs)") ==
        "[[1, 2], [1]]\n");
  CHECK(program.run("i = 0\nwhile [0, i][1] < 2:\n    i += 1\n    x = {1: 2}\n    x[i + 5] = 0\n"
                    "    print(x)") == "{1: 2, 6: 0}\n{1: 2, 7: 0}\n");
  CHECK(program.run("x = [1]\ny = [1]\nx.append(2)\nprint(x, y)") == "[1, 2] [1]\n");
}

TEST_CASE("programs of absurd size are refused, not compiled wrong") {
  std::string text = "def f(x):\n    return f(";
  for (int i = 0; i < 66000; ++i) {
    text += "x,";
  }
  Program program;
  program.run(text + "x)\n");
  REQUIRE(program.diagnostics().all().size() == 1);
  CHECK(program.diagnostics().all()[0].code == "program-too-large");
}

TEST_CASE("large functions and displays") {
  std::string many = "def f():\n";
  std::string sum = "    return v0";
  std::string list = "def g(x):\n    return [";
  for (int i = 0; i < 1000; ++i) {
    many += "    v" + std::to_string(i) + " = " + std::to_string(i) + "\n";
    list += "x + " + std::to_string(i) + ", ";
  }
  for (int i = 1; i < 300; ++i) {
    sum += " + v" + std::to_string(i);
  }
  Program program;
  CHECK(program.run(many + sum + "\n" + list + "]\nprint(f(), len(g(1)), g(1)[999])\n") ==
        "44850 1000 1000\n");
}

TEST_CASE("a dialect without a loader cannot load") {
  const auto engine = Engine::create({});
  Diagnostics diagnostics;
  const auto source = std::make_shared<Source>("main", "load(\"x\", \"y\")");
  CHECK_FALSE(engine->execute(source, "main", diagnostics).ok());
  CHECK(diagnostics.all()[0].code == "no-loader");
}

TEST_CASE("codes of limits") {
  // The messages are in limits_test.cpp; here the words that people filter by.
  Dialect strict;
  strict.recursion = false;
  Program program({}, strict);
  program.run("def f():\n    f()\nf()");
  CHECK(program.diagnostics().all()[0].code == "recursion");
}

}  // namespace
}  // namespace tiltc
