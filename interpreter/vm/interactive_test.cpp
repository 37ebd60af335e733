#include "tiltc/interactive.h"

#include "catch.h"
#include "tiltc/engine.h"

namespace tiltc {
namespace {

class Dialogue {
 public:
  Dialogue() : engine_(Engine::create({})) {}

  Result<std::optional<Value>> value(const std::string& piece) {
    diagnostics_ = Diagnostics();
    return engine_->execute_piece(std::make_shared<Source>("piece", piece), "piece", diagnostics_);
  }

  // The repr of the piece's value, "-" without one, or the first error's code.
  std::string run(const std::string& piece) {
    const Result<std::optional<Value>> result = value(piece);
    if (!result.ok()) {
      return diagnostics_.all().front().code;
    }
    return *result ? repr(**result) : "-";
  }

  Engine& engine() { return *engine_; }

 private:
  std::unique_ptr<Engine> engine_;
  Diagnostics diagnostics_;
};

TEST_CASE("pieces share names, and their values stay changeable") {
  Dialogue dialogue;
  CHECK(dialogue.run("x = []\ny = x") == "-");
  CHECK(dialogue.run("x.append(1); x") == "[1]");
  CHECK(dialogue.run("x += [2]\ny") == "[1, 2]");
  CHECK(dialogue.run("def f(): return x") == "-");
  CHECK(dialogue.run("f()") == "[1, 2]");
  CHECK(dialogue.run("None") == "None");
  CHECK(dialogue.run("") == "-");
}

TEST_CASE("an error ends its piece only, and what was bound before it stays") {
  Dialogue dialogue;
  CHECK(dialogue.run("a = 1\nb = a // 0") == "division-by-zero");
  CHECK(dialogue.run("a") == "1");
  CHECK(dialogue.run("b") == "undefined-name");
  CHECK(dialogue.run("(") == "unexpected-token");
  CHECK(dialogue.run("a + 1") == "2");
}

TEST_CASE("a cancellation between pieces does not count") {
  Dialogue dialogue;
  dialogue.engine().cancel();
  CHECK(dialogue.run("[i for i in range(10000)][-1]") == "9999");
}

TEST_CASE("functions are described as they were written") {
  Dialogue dialogue;
  dialogue.run("def f(a, b = 1, *args, c, d = [], **kw):\n    'doc'");
  const auto described = [&](const std::string& name) {
    const FunctionDescription result = describe_function(**dialogue.value(name));
    return result.name + result.parameters + result.doc;
  };
  CHECK(described("f") == "f(a, b = 1, *args, c, d = [], **kw)doc");
  CHECK(described("lambda *, a: 0") == "lambda(*, a)");
  CHECK(described("lambda x, *y: 0") == "lambda(x, *y)");
  CHECK(described("len") == "len");
  CHECK(described("''.strip") == "strip");
}

TEST_CASE("what is open at the end of a text goes on") {
  CHECK(continuation_of("x = 1\n") == Continuation::kNone);
  CHECK(continuation_of("f(\n") == Continuation::kOpen);
  CHECK(continuation_of("x = '''a\n") == Continuation::kOpen);
  CHECK(continuation_of("x = 'a\n") == Continuation::kNone);
  CHECK(continuation_of("x = 1 + \\\n") == Continuation::kOpen);
  CHECK(continuation_of("if x:\n") == Continuation::kBlock);
  CHECK(continuation_of("if x:\n  y\n") == Continuation::kBlock);
  CHECK(continuation_of("if x: y\n") == Continuation::kNone);
  CHECK(continuation_of("# c\n") == Continuation::kNone);
  CHECK(continuation_of("x = {1:\n2}\n") == Continuation::kNone);
  CHECK(continuation_of("$\n") == Continuation::kNone);
}

}  // namespace
}  // namespace tiltc
