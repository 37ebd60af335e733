#include <cstddef>
#include <cstdint>
#include <string>

#include "tiltc/engine.h"
#include "values/heap_impl.h"

// Runs programs that nobody would write, within tight limits. The first byte says how the rest
// becomes one: even, it is the text; odd, each byte chooses a rule of a small grammar, which makes
// programs that mostly resolve and so reach the virtual machine.
namespace {

using namespace tiltc;

class Generator {
 public:
  Generator(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}

  std::string program() {
    out_ = "a = 1\nb = \"x\"\nc = [1, 2]\nd = {\"k\": 1}\ne = (1, \"y\")\n";
    while (data_ != end_) {
      statement(0);
    }
    return std::move(out_);
  }

 private:
  std::uint8_t next() { return data_ == end_ ? std::uint8_t{0} : *data_++; }
  std::string name() { return std::string(1, static_cast<char>('a' + next() % 7)); }

  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') + text + "\n";
  }

  void block(int indent) {
    if (indent > 4) {
      return line(indent, "pass");
    }
    for (int i = next() % 3; i >= 0; --i) {
      statement(indent);
    }
  }

  void statement(int indent) {
    switch (next() % 14) {
      case 0:
        line(indent, "if " + expression(2) + ":");
        block(indent + 1);
        line(indent, "else:");
        return block(indent + 1);
      case 1:
        line(indent, "for " + target() + " in " + expression(2) + ":");
        ++loops_;
        block(indent + 1);
        --loops_;
        return;
      case 2:
        line(indent, "while " + expression(2) + ":");
        ++loops_;
        block(indent + 1);
        --loops_;
        return;
      case 3:
        return definition(indent);
      case 4:
        return line(indent, functions_ > 0 ? "return " + expression(2) : "g = " + expression(1));
      case 5:
        return line(indent, loops_ > 0 ? "break" : "pass");
      case 6:
        return line(indent, loops_ > 0 ? "continue" : "pass");
      case 7:
        return line(indent, name() + "[" + expression(1) + "] = " + expression(2));
      case 8:
        return line(indent,
                    name() + pick({" += ", " -= ", " *= ", " |= ", " %= "}) + expression(2));
      case 9:
        return line(indent, target() + " = " + expression(2));
      default:
        return line(indent, name() + " = " + expression(3));
    }
  }

  void definition(int indent) {
    const int loops = loops_;
    loops_ = 0;
    ++functions_;
    line(indent,
         "def " + name() + pick({"(p)", "(p, q=1)", "(*p)", "(**p)", "(p, *, q)", "()"}) + ":");
    block(indent + 1);
    --functions_;
    loops_ = loops;
  }

  std::string target() { return next() % 4 == 0 ? name() + ", " + name() : name(); }

  std::string pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + next() % choices.size());
  }

  std::string expression(int depth) {
    if (depth <= 0) {
      return pick({"a", "b", "c", "d", "e", "f", "g", "0", "1", "-7", "3.5", "\"s\"", "None",
                   "True", "[]", "{}", "9999999999999"});
    }
    const auto sub = [&] { return expression(depth - 1); };
    switch (next() % 16) {
      case 0:
        return "[" + sub() + " for " + name() + " in " + sub() + " if " + sub() + "]";
      case 1:
        return "{" + sub() + ": " + sub() + "}";
      case 2:
        return name() + "(" + sub() + ", q=" + sub() + ")";
      case 3:
        return name() + "(*" + sub() + ", **" + sub() + ")";
      case 4:
        return pick({"len", "str", "list", "sorted", "dict", "range", "tuple", "repr", "zip", "set",
                     "enumerate", "max", "hash", "reversed", "type", "int"}) +
               "(" + sub() + ")";
      case 5:
        return sub() + pick({".append", ".items", ".keys", ".upper", ".split", ".get", ".pop"}) +
               "(" + sub() + ")";
      case 6:
        return "(" + sub() + " if " + sub() + " else " + sub() + ")";
      case 7:
        return "(lambda p=" + sub() + ": " + sub() + ")";
      case 8:
        return "(" + sub() + pick({" and ", " or "}) + sub() + ")";
      case 9:
        return "(" + sub() + pick({" < ", " == ", " != ", " in ", " not in ", " >= "}) + sub() +
               ")";
      case 10:
        return sub() + "[" + sub() + "]";
      case 11:
        return sub() + "[" + sub() + ":" + sub() + "]";
      case 12:
        return "[" + sub() + ", " + sub() + "]";
      case 13:
        return name() + "(" + sub() + ")";
      default:
        return "(" + sub() +
               pick({" + ", " - ", " * ", " % ", " // ", " | ", " & ", " / ", " << "}) + sub() +
               ")";
    }
  }

  const std::uint8_t* data_;
  const std::uint8_t* end_;
  std::string out_;
  int loops_ = 0;
  int functions_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string text = data[0] % 2 == 0
                               ? std::string(reinterpret_cast<const char*>(data + 1), size - 1)
                               : Generator(data + 1, size - 1).program();
  Engine::Options options;
  options.limits.depth = 100;
  options.limits.steps = 3000;
  options.limits.memory_bytes = 64 << 20;
  const auto engine = Engine::create(std::move(options));
  if (data[0] % 8 == 3) {
    values::impl(engine->heap()).set_stress(true);
  }
  Diagnostics diagnostics;
  const auto result = engine->execute(std::make_shared<Source>("fuzz", text), "fuzz", diagnostics);
  static_cast<void>(result);
  return 0;
}
