#include "catch.h"
#include "vm/engine_test_support.h"

namespace tiltc {
namespace {

using testing::Program;

TEST_CASE("a module has its globals in the order of the text, frozen") {
  Program program;
  CHECK(program.run("b = [1]\na = 2\nif False:\n    c = 3\n") == "");
  REQUIRE(program.module() != nullptr);
  const auto globals = program.module()->globals();
  REQUIRE(globals.size() == 2);
  CHECK(globals[0].first == "b");
  CHECK(globals[1].first == "a");
  CHECK(program.module()->key() == "main");
  CHECK(program.module()->global("a")->small_int() == 2);
  CHECK_FALSE(program.module()->global("c"));
}

TEST_CASE("globals freeze when a file ends, on error too") {
  Program program;
  program.loader().files["lib"] = "xs = [1]\ndef add():\n    xs.append(2)\n";
  CHECK(program.run("load(\"lib\", \"xs\", \"add\")\nadd()\n") ==
        "frozen at lib:3:14: cannot append to frozen list\n");
  program.run("xs = []\ndef add():\n    xs.append(1)\n1 // 0\n");
  CHECK_FALSE(program.diagnostics().empty());
}

TEST_CASE("a file is executed once, its errors are remembered") {
  Program program;
  program.loader().files["lib"] = "print(\"in lib\")\nanswer = 42\n";
  CHECK(program.run("load(\"lib\", \"answer\")\nload(\"lib\", again=\"answer\")\n"
                    "print(answer + again + include(\"lib\"))\n") == "in lib\n126\n");
  CHECK(program.loader().read_keys.size() == 1);

  program.loader().files["bad"] = "print(\"in bad\")\nx = 1 + \"a\"\n";
  const std::string failure = "unsupported-operands at bad:2:7: unknown binary op: int + string\n";
  CHECK(program.run("include(\"bad\")") == "in bad\n" + failure);
  CHECK(program.run("include(\"bad\")") == failure);
}

TEST_CASE("load errors") {
  const auto run = [](const std::string& lib, const std::string& text) {
    Program program;
    program.loader().files["lib"] = lib;
    return program.run(text);
  };
  CHECK(run("x = 1", "load(\"lib\", \"y\")") ==
        "name-not-found at main:1:13: name y not found in module lib\n");
  CHECK(run("load(\"main\", \"y\")", "load(\"lib\", \"y\")") ==
        "circular-load at lib:1:6: Circular load: main\n");
  CHECK(run("load(\"lib\", \"y\")", "load(\"lib\", \"y\")") ==
        "circular-load at lib:1:6: Circular load: lib\n");
  CHECK(run("", "load(\"lob\", \"y\")") == "no-file at main:1:6: there is no file lob\n");
  // What a file has loaded it does not hand on.
  CHECK(run("load(\"other\", \"y\")", "load(\"lib\", \"y\")").find("no-file at lib:1:6") == 0);
}

TEST_CASE("all syntax errors of a loaded file are told, with the way to it") {
  Program program;
  program.loader().files["lib"] = "x = = 1\ny = )\n";
  program.run("load(\"lib\", \"x\")");
  REQUIRE(program.diagnostics().all().size() == 2);
  const Diagnostic& first = program.diagnostics().all()[0];
  CHECK(location(first.primary.span) == "lib:1:5");
  REQUIRE(first.stack.size() == 1);
  CHECK(location(first.stack[0].span) == "main:1:1");
  CHECK(location(program.diagnostics().all()[1].primary.span) == "lib:2:5");
}

TEST_CASE("one traceback runs across files and natives") {
  Program program;
  program.loader().files["lib"] = "def apply(f):\n    return call(f, 1)\n";
  program.run("load(\"lib\", \"apply\")\ndef g(x):\n    return x + None\napply(g)\n");
  REQUIRE(program.diagnostics().all().size() == 1);
  std::string stack;
  for (const Frame& frame : program.diagnostics().all()[0].stack) {
    stack += frame.function + " " + location(frame.span) + "; ";
  }
  CHECK(stack == "<toplevel> main:4:6; apply lib:2:16; g main:3:14; ");
}

TEST_CASE("the executing file is not the file of the code") {
  Program program;
  program.loader().files["lib"] = "def f():\n    return where() + __file__\nprint(f())\n";
  CHECK(program.run("load(\"lib\", \"f\")\nprint(f())\nprint(__file__)\n") ==
        "lib lib/lib\nmain lib/lib\n/main\n");
}

TEST_CASE("quit ends the evaluation from anywhere without error") {
  Program program;
  program.loader().files["lib"] = "x = 1\ncall(quit)\nprint(\"not here\")\n";
  CHECK(program.run("a = 1\nprint(\"before\")\nload(\"lib\", \"x\")\nprint(\"nor here\")\n") ==
        "before\n");
  REQUIRE(program.module() != nullptr);
  CHECK(program.module()->global("a"));
  CHECK(program.run("print(\"next\")") == "next\n");
}

TEST_CASE("functions can be called after their file has run") {
  Program program;
  program.run("def add(a, b=2):\n    return a + b\n");
  const Value add = *program.module()->global("add");
  const Value forty = Value::small_int(40);
  Result<Value> sum = program.engine().call(add, {&forty, 1});
  REQUIRE(sum.ok());
  CHECK(sum->small_int() == 42);
  sum = program.engine().call(add, {});
  REQUIRE_FALSE(sum.ok());
  CHECK(sum.error().diagnostic().message == "add needs the argument `a`");
  sum = program.engine().call(forty, {});
  REQUIRE_FALSE(sum.ok());
  CHECK(sum.error().diagnostic().code == "not-callable");
}

}  // namespace
}  // namespace tiltc
