#include <chrono>
#include <thread>

#include "catch.h"
#include "values/heap_impl.h"
#include "vm/engine_test_support.h"

namespace tiltc {
namespace {

using testing::Program;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("recursion ends at the depth limit, not in a crash") {
  const std::string runaway = "def f(n):\n    return f(n + 1)\nf(0)\n";
  Program program;
  CHECK(program.run(runaway) == "stack-overflow at main:2:13: Starlark stack overflow\n");
  CHECK(program.diagnostics().all()[0].stack.size() < 100);

  Limits limits;
  limits.depth = 10;
  Program small(limits);
  CHECK(small.run("def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f(8))\nf(9)\n") ==
        "8\nstack-overflow at main:2:34: Starlark stack overflow\n");
}

TEST_CASE("deep recursion within the limit works") {
  Program program;
  CHECK(program.run("def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f(90000))\n") ==
        "90000\n");
}

TEST_CASE("functions with very many variables overflow the stack politely") {
  std::string text = "def f(n):\n";
  for (int i = 0; i < 3000; ++i) {
    text += "    v" + std::to_string(i) + " = n\n";
  }
  text += "    return f(v0 + 1) + v2999\n";
  Program program;
  CHECK(has(program.run(text + "f(0)\n"), "Starlark stack overflow"));
}

TEST_CASE("natives and Starlark calling each other nest within bounds") {
  Program program;
  CHECK(has(program.run("def f(n):\n    return call(f, n + 1)\nf(0)\n"),
            "nesting-too-deep at main:2:16"));
  for (int i = 0; i < 200; ++i) {
    program.loader().files["f" + std::to_string(i)] =
        "load(\"f" + std::to_string(i + 1) + "\", \"x\")\n";
  }
  CHECK(has(program.run("load(\"f0\", \"x\")"), "nesting-too-deep at f"));
}

TEST_CASE("without recursion a function may not call itself, nor through others") {
  Dialect dialect;
  dialect.recursion = false;
  Program program({}, dialect);
  CHECK(program.run("def f(n):\n    return n and g(n - 1)\ndef g(n):\n    return f(n)\nf(1)\n") ==
        "recursion at main:4:13: function f calls itself\n");
  CHECK(program.run("def f(n):\n    return n\nprint(f(1), f(2))\n") == "1 2\n");
}

TEST_CASE("steps are limited") {
  Limits limits;
  limits.steps = 5000;
  Program program(limits);
  CHECK(has(program.run("while True:\n    pass\n"), "step-limit at main:1:"));
  CHECK(has(program.run("[x for x in range(1000000)]\n"), "step-limit at main:1:"));
  CHECK(has(program.run("def f():\n    pass\nfor i in range(2600):\n    f()\n"), "step-limit"));
  // Each evaluation has its own.
  CHECK(program.run("def f():\n    pass\nfor i in range(2400):\n    f()\n") == "");
}

TEST_CASE("live memory is limited") {
  Limits limits;
  limits.memory_bytes = 32 << 20;
  Program program(limits);
  CHECK(has(program.run("xs = []\nwhile True:\n    xs.append([1, 2, 3])\n"), "memory"));
  Program garbage(limits);
  CHECK(garbage.run("def f():\n    for i in range(1000000):\n        x = [i, i, i]\nf()\n") == "");
}

TEST_CASE("another thread can cancel") {
  Program program;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    program.engine().cancel();
  });
  CHECK(program.run("while True:\n    pass\n") ==
        "cancelled at main:1:7: the evaluation was cancelled\n");
  other.join();
}

TEST_CASE("an engine can be used again after every limit and after cancel") {
  Limits limits;
  limits.steps = 20'000;
  limits.memory_bytes = 24 << 20;
  limits.depth = 50;
  limits.wall_time = std::chrono::milliseconds(200);
  Program program(limits);
  for (const char* text : {"while True:\n    pass\n", "def f():\n    f()\nf()\n",
                           "x = []\nx.extend(range(9000000))\n", "min(range(1 << 60))\n"}) {
    program.run(text);
    REQUIRE(program.diagnostics().has_errors());
    CHECK(is_limit(program.diagnostics().all()[0]));
    CHECK(program.run("print(sorted([3, 1, 2]))\n") == "[1, 2, 3]\n");
  }
  program.engine().cancel();
  CHECK(has(program.run("for i in range(5000):\n    pass\n"), "cancelled"));
  program.engine().resume();
  CHECK(program.run("for i in range(5000):\n    pass\nprint(i)\n") == "4999\n");
}

TEST_CASE("time is limited to within ten milliseconds, in natives too") {
  for (const char* text :
       {"while True:\n    pass\n", "[i for i in range(1 << 60) if i < 0]\n",
        "max(range(1 << 60))\n",
        "x = list(range(300000))\nwhile True:\n    sorted(x, key = lambda v: -v)\n",
        "x = 'ab' * 2000000\nwhile True:\n    x.replace('a', 'cc')\n",
        "x = ['ab'] * 300000\nwhile True:\n    ','.join(x)\n",
        "x = [0] * 1000000\nwhile True:\n    1 in x\n",
        "x = [[0]] * 200000\nwhile True:\n    str(x)\n"}) {
    Limits limits;
    limits.wall_time = std::chrono::milliseconds(300);
    Program program(limits);
    const auto start = std::chrono::steady_clock::now();
    CHECK(has(program.run(text), "time-limit at main:"));
    // Debug builds and busy machines need more than the ten milliseconds of a release.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  }
}

TEST_CASE("a program computes the same when every allocation collects") {
  const std::string text = R"(
def make(n):
    total = {}
    def add(key, *rest, **named):
        total[key] = [key + "!", rest, named, {str(i): [i] for i in range(n)}]
        return total
    for i in range(5):
        add("k%d" % i, i, float(i), last=[str(i)] * 2, **{"x": (i, "y")})
    return sorted(total.items(), key=lambda kv: kv[0], reverse=True)
print(make(3))
print([a + b for a, b in zip("a b c".split(), ["x", "y", "z"])])
)";
  Program calm;
  const std::string expected = calm.run(text);
  CHECK(has(expected, "\"k4!\""));
  Program stressed;
  values::impl(stressed.engine().heap()).set_stress(true);
  CHECK(stressed.run(text) == expected);
}

}  // namespace
}  // namespace tiltc
