#include "syntax/parse.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "catch.h"
#include "syntax/call_site.h"

namespace tiltc::syntax {
namespace {

// The tree as an S-expression, short enough to be written in a test.
class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  std::string node(NodeId id) const {
    if (id == kNoNode) {
      return "-";
    }
    const Node& n = tree_[id];
    const std::string body = expression(n);
    return body.empty() ? statement(n) : body;
  }

  std::string list(std::string head, std::uint32_t first, std::uint32_t count) const {
    for (const NodeId id : tree_.list(first, count)) {
      head += " " + node(id);
    }
    return "(" + head + ")";
  }

 private:
  std::string a(const Node& n) const { return node(NodeId{n.a}); }
  std::string b(const Node& n) const { return node(NodeId{n.b}); }
  std::string c(const Node& n) const { return node(NodeId{n.c}); }
  std::string name(std::uint32_t symbol) const { return std::string(tree_.name(SymbolId{symbol})); }

  std::string expression(const Node& n) const {
    switch (n.kind) {
      case NodeKind::kName:
        return name(n.a);
      case NodeKind::kInt:
        return std::string(tree_.ints[n.a]);
      case NodeKind::kFloat:
        return fmt::format("{}f", tree_.floats[n.a]);
      case NodeKind::kString:
        return fmt::format("'{}'", tree_.strings[n.a]);
      case NodeKind::kBytes:
        return fmt::format("b'{}'", tree_.strings[n.a]);
      case NodeKind::kTuple:
        return list("tuple", n.a, n.b);
      case NodeKind::kList:
        return list("list", n.a, n.b);
      case NodeKind::kDict:
        return list("dict", n.a, n.b);
      case NodeKind::kDictEntry:
        return a(n) + ":" + b(n);
      case NodeKind::kUnary:
      case NodeKind::kBinary:
        return operation(n);
      case NodeKind::kConditional:
        return fmt::format("(if {} {} {})", a(n), b(n), c(n));
      case NodeKind::kLambda:
        return function(n.a, "lambda");
      default:
        return suffix(n);
    }
  }

  std::string operation(const Node& n) const {
    static const char* const kSigns[] = {"?",  "+",      "-",   "*",  "/",   "//", "%",  "&", "|",
                                         "^",  "<<",     ">>",  "==", "!=",  "<",  "<=", ">", ">=",
                                         "in", "not-in", "and", "or", "not", "+",  "-",  "~"};
    const std::string sign = kSigns[static_cast<std::size_t>(n.op)];
    return n.kind == NodeKind::kUnary ? fmt::format("({} {})", sign, a(n))
                                      : fmt::format("({} {} {})", sign, a(n), b(n));
  }

  std::string suffix(const Node& n) const {
    switch (n.kind) {
      case NodeKind::kCall:
        return list("call " + a(n), n.b, n.c);
      case NodeKind::kNamedArgument:
        return name(n.a) + "=" + b(n);
      case NodeKind::kStarArgument:
        return "*" + a(n);
      case NodeKind::kStarStarArgument:
        return "**" + a(n);
      case NodeKind::kIndex:
        return fmt::format("(index {} {})", a(n), b(n));
      case NodeKind::kSlice:
        return list("slice " + a(n), n.b, 3);
      case NodeKind::kAttribute:
        return fmt::format("(. {} {})", a(n), name(n.b));
      case NodeKind::kListComprehension:
      case NodeKind::kDictComprehension:
        return list("each " + a(n), n.b, n.c);
      case NodeKind::kForClause:
        return fmt::format("for {} in {}", a(n), b(n));
      case NodeKind::kIfClause:
        return "if " + a(n);
      default:
        return "";
    }
  }

  std::string statement(const Node& n) const {
    switch (n.kind) {
      case NodeKind::kExpressionStatement:
        return a(n);
      case NodeKind::kAssign:
        return fmt::format("(= {} {})", a(n), b(n));
      case NodeKind::kAugmentedAssign:
        return fmt::format("(set {})", operation(n));
      case NodeKind::kIf:
        return fmt::format("(if {} {} {})", a(n), b(n), c(n));
      case NodeKind::kFor:
        return fmt::format("(for {} {} {})", a(n), b(n), c(n));
      case NodeKind::kWhile:
        return fmt::format("(while {} {})", a(n), b(n));
      case NodeKind::kDef:
        return function(n.a, "def " + std::string(tree_.name(tree_.functions[n.a].name)));
      case NodeKind::kReturn:
        return "(return " + a(n) + ")";
      case NodeKind::kBlock: {
        const std::string inner = list("", n.a, n.b);
        return "{" + (n.b > 0 ? inner.substr(2, inner.size() - 3) : "") + "}";
      }
      case NodeKind::kLoad:
        return load(tree_.loads[n.a]);
      default:
        return word(n.kind);
    }
  }

  static std::string word(NodeKind kind) {
    switch (kind) {
      case NodeKind::kPass:
        return "pass";
      case NodeKind::kBreak:
        return "break";
      case NodeKind::kContinue:
        return "continue";
      default:
        return "error";
    }
  }

  std::string load(const Load& load) const {
    std::string out = "(load " + load.module;
    for (const LoadedName& one : load.names) {
      out += fmt::format(" {}={}", tree_.name(one.local), one.original);
    }
    return out + ")";
  }

  std::string function(std::uint32_t index, const std::string& head) const {
    static const char* const kPrefixes[] = {"", "*", "**", "*"};
    const Function& f = tree_.functions[index];
    std::string out = "(" + head + " [";
    for (const Parameter& p : f.parameters) {
      out += out.back() == '[' ? "" : " ";
      out += kPrefixes[static_cast<std::size_t>(p.kind)];
      out += p.kind == ParameterKind::kBareStar ? "" : tree_.name(p.name);
      out += p.default_value == kNoNode ? "" : "=" + node(p.default_value);
    }
    return out + "] " + node(f.body) + ")";
  }

  const Tree& tree_;
};

std::string dump(const std::string& text) {
  Diagnostics diagnostics;
  const Tree tree = parse(std::make_shared<Source>("t", text), diagnostics);
  if (!diagnostics.empty()) {
    return diagnostics.all().front().message;
  }
  const std::string block = Printer(tree).node(tree.functions[0].body);
  return block.substr(1, block.size() - 2);
}

struct Golden {
  const char* text;
  const char* tree;
};

TEST_CASE("expressions parse by precedence and associativity") {
  const Golden golden[] = {
      {"a + b * c", "(+ a (* b c))"},
      {"a - b - c", "(- (- a b) c)"},
      {"(a - b) - (c)", "(- (- a b) c)"},
      {"a or b and not c == d", "(or a (and b (not (== c d))))"},
      {"not not a", "(not (not a))"},
      {"a not in b", "(not-in a b)"},
      {"not a in b", "(not (in a b))"},
      {"a | b ^ c & d << e + f * -g", "(| a (^ b (& c (<< d (+ e (* f (- g)))))))"},
      {"a % b // c / d", "(/ (// (% a b) c) d)"},
      {"-a.b(c)[d]", "(- (index (call (. a b) c) d))"},
      {"- -~+a", "(- (- (~ (+ a))))"},
      {"a if b else c if d else e", "(if b a (if d c e))"},
      {"lambda: 1", "(lambda [] 1)"},
      {"lambda a, b=1, *c, **d: a if b else c", "(lambda [a b=1 *c **d] (if b a c))"},
      {"a < b and c != d", "(and (< a b) (!= c d))"},
      {"x[1]", "(index x 1)"},
      {"x[1, 2]", "(index x (tuple 1 2))"},
      {"x[:]", "(slice x - - -)"},
      {"x[1:]", "(slice x 1 - -)"},
      {"x[:2:]", "(slice x - 2 -)"},
      {"x[::3]", "(slice x - - 3)"},
      {"x[1, 2:]", "(slice x (tuple 1 2) - -)"},
      {"()", "(tuple)"},
      {"(a)", "a"},
      {"(a,)", "(tuple a)"},
      {"a, b", "(tuple a b)"},
      {"[]", "(list)"},
      {"[a, b,]", "(list a b)"},
      {"{}", "(dict)"},
      {"{a: 1, 'b': 2,}", "(dict a:1 'b':2)"},
      {"[x for x in y]", "(each x for x in y)"},
      {"[x for x, (y, z) in a if b if c for d in e]",
       "(each x for (tuple x (tuple y z)) in a if b if c for d in e)"},
      {"{k: v for k, v in a}", "(each k:v for (tuple k v) in a)"},
      {"[a for a in b if lambda: c]", "(each a for a in b if (lambda [] c))"},
      {"f(a, b=c, *d, **e)", "(call f a b=c *d **e)"},
      {"f(a,)(b)", "(call (call f a) b)"},
  };
  for (const Golden& one : golden) {
    INFO(one.text);
    CHECK(dump(one.text) == one.tree);
  }
}

TEST_CASE("statements parse") {
  const Golden golden[] = {
      {"", ""},
      {"\n  # only a comment\n\t\n", ""},
      {"\xEF\xBB\xBFx", "x"},
      {"a = b", "(= a b)"},
      {"a, b.c, d[0] = e", "(= (tuple a (. b c) (index d 0)) e)"},
      {"[a, (b, c)] = d", "(= (list a (tuple b c)) d)"},
      {"a //= 2; b <<= 1;", "(set (// a 2)) (set (<< b 1))"},
      {"if a: b; c\nd", "(if a {b c} -) d"},
      {"if a:\n  b\nelif c:\n  d\nelse:\n  e", "(if a {b} (if c {d} {e}))"},
      {"for a, b in c, d:\n  break\n  continue", "(for (tuple a b) (tuple c d) {break continue})"},
      {"while a: pass", "(while a {pass})"},
      {"def f(a, *, b=1, **c):\n  return\n  return a, b",
       "(def f [a * b=1 **c] {(return -) (return (tuple a b))})"},
      {"def f(*args, a,): pass", "(def f [*args a] {pass})"},
      {"load('m', 'a', b='c',)", "(load m a=a b=c)"},
      {"if a:\n\tb\n        c", "(if a {b c} -)"},
      {"f(\n\n  # why\n  a,\n)", "(call f a)"},
      {"a = \\\n  b", "(= a b)"},
      {"a\r\nif b:\r\n  c\r\nd\re", "a (if b {c} -) d e"},
      {"if a:\n  b\n# left\n  c", "(if a {b c} -)"},
      {"if a:\n  if b:\n    c", "(if a {(if b {c} -)} -)"},
  };
  for (const Golden& one : golden) {
    INFO(one.text);
    CHECK(dump(one.text) == one.tree);
  }
}

TEST_CASE("literals are decoded") {
  const Golden golden[] = {
      {"0 00 ", "expected the end of the line, found `00`"},
      {"[0, 00, 0x1F, 0o17, 0b101, 123456789012345678901234567890]",
       "(list 0 00 0x1F 0o17 0b101 123456789012345678901234567890)"},
      {"[1., .5, 1e3, 1.5E-2, 0.0, 00.5]", "(list 1f 0.5f 1000f 0.015f 0f 0.5f)"},
      {"1if a else 2", "(if a 1 2)"},
      {"1e999", "this number is too large for a float"},
      {"1e-999", "0f"},
      {R"('a\tb\\\'\"\x41\101\u00e9\U0001F600')", "'a\tb\\'\"AA\xC3\xA9\xF0\x9F\x98\x80'"},
      {R"(r'a\tb\'')", R"('a\tb\'')"},
      {R"(b'\xff\377\u00e9')", "b'\xFF\xFF\xC3\xA9'"},
      {R"(rb'\x')", R"(b'\x')"},
      {"'''a\n'b''c\"'''", "'a\n'b''c\"'"},
      {"'''a\r\nb\rc'''", "'a\nb\nc'"},
      {"'a\\\nb'", "'ab'"},
      {"\"\"\"\"\"\"", "''"},
      {"'\\0'[0]", "(index '"},
  };
  for (const Golden& one : golden) {
    INFO(one.text);
    CHECK(dump(one.text).substr(0, std::string(one.tree).size()) == one.tree);
  }
}

TEST_CASE("names may have letters of any script") {
  CHECK(dump("größe = имя + 名前") == "(= größe (+ имя 名前))");
  CHECK(dump("“a”") == "unexpected character `“`");
  CHECK(dump("a\xC2\xA0= 1") == "unexpected character U+00A0");
  CHECK(dump("a\xFF") == "byte 0xff is not UTF-8 text");
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

TEST_CASE("nesting without end is an error, not a crash") {
  const char* const openers[] = {"(",  "[",       "{1:",          "-",   "not ", "lambda: ", "f(",
                                 "a[", "[x for ", "1 if 1 else ", "a**", "x = ("};
  for (const char* opener : openers) {
    INFO(opener);
    CHECK(!dump("x = " + repeated(opener, 200'000) + "1").empty());
  }
  const char* const chains[] = {"1 + ", "a.", "a or ", "f(1)."};
  for (const char* chain : chains) {
    INFO(chain);
    CHECK(dump("x = " + repeated(chain, 200'000) + "a").find("more than 1000 levels") !=
          std::string::npos);
  }
  CHECK(dump(repeated("if a: b\nel", 200'000) + "se: c").find("levels") != std::string::npos);
}

TEST_CASE("as deep as people write is no error") {
  CHECK(dump("x = " + repeated("(", 300) + "1" + repeated(")", 300)) == "(= x 1)");
  CHECK(dump("x = " + repeated("1 + ", 900) + "1").substr(0, 9) == "(= x (+ (");
}

TEST_CASE("the first string of a body is its doc") {
  Diagnostics diagnostics;
  const Tree tree = parse(
      std::make_shared<Source>("t", "'file'\ndef f():\n  '''a\n  b'''\n  pass\ndef g(): pass"),
      diagnostics);
  REQUIRE(tree.functions.size() == 3);
  CHECK(tree.functions[0].doc == "file");
  CHECK(tree.functions[1].doc == "a\n  b");
  CHECK(tree.functions[2].doc.empty());
}

TEST_CASE("ranges of nodes cover their text, anchors the byte that errors point at") {
  Diagnostics diagnostics;
  const std::string text = "x = (a + b) * c.d(e)[f]";
  const Tree tree = parse(std::make_shared<Source>("t", text), diagnostics);
  std::vector<std::string> seen;
  for (const Node& node : tree.nodes) {
    seen.push_back(text.substr(node.begin, node.end - node.begin) + " @" + text[node.anchor]);
  }
  CHECK(seen == std::vector<std::string>{"x @x", "a @a", "b @b", "(a + b) @+", "c @c", "c.d @.",
                                         "e @e", "c.d(e) @(", "f @f", "c.d(e)[f] @[",
                                         "(a + b) * c.d(e)[f] @*", text + " @=", text + " @x"});
}

TEST_CASE("a call's arguments are found from its bracket") {
  const std::string text = "g(1)\nx = f.call (a, (b), c = d + 1, *rest, **more)(2)\n";
  const auto source = std::make_shared<Source>("t", text);
  CallSites sites;
  const auto site = sites.find(source, static_cast<std::uint32_t>(text.find("(a,")));
  REQUIRE(site);
  CHECK(site->callee().text() == "f.call");
  CHECK(site->whole().text() == "f.call (a, (b), c = d + 1, *rest, **more)");
  CHECK(site->positional(0).text() == "a");
  CHECK(site->positional(1).text() == "(b)");
  CHECK(site->positional(2).text() == "*rest");
  CHECK(site->named("c").text() == "d + 1");
  CHECK(site->named_name("c").text() == "c");
  CHECK(site->named("z").text() == "**more");
  CHECK(!sites.find(source, 0));
  CHECK(sites.find(source, 1)->positional(7).text() == "g");
}

}  // namespace
}  // namespace tiltc::syntax
