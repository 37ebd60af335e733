#include "formats/yaml.h"

#include <string>

#include "base/render.h"
#include "base/text.h"
#include "catch.h"

namespace tiltc::yaml {
namespace {

SourcePtr source(std::string text) {
  return std::make_shared<Source>("x.yaml", std::move(text));
}

Stream read(const std::string& text) {
  Result<Stream> stream = Stream::read(source(text));
  if (!stream) {
    FAIL(render_full(stream.error().diagnostic()));
  }
  return *std::move(stream);
}

std::string failure(const std::string& text) {
  const Result<Stream> stream = Stream::read(source(text));
  REQUIRE_FALSE(stream.ok());
  return std::string(trim(render_short(stream.error().diagnostic())));
}

// The text of every scalar, alias and flow collection, as its bytes say.
std::string contents(const Stream& stream) {
  std::string all;
  for (std::uint32_t i = 0; i < stream.node_count(); ++i) {
    const Node& node = stream.node(NodeId{i});
    if (node.style != Style::kBlock) {
      all += "[" + std::string(stream.text(NodeId{i})) + "]";
    }
  }
  return all;
}

TEST_CASE("every node knows its bytes") {
  struct Case {
    const char* text;
    const char* contents;
  };
  const Case cases[] = {
      {"a: b # c\n", "[a][b]"},
      {"'a': \"b\\n\"\n", "['a'][\"b\\n\"]"},
      {"a: &x b\nc: *x\n", "[a][b][c][*x]"},
      {"a: !!str &x # why\n  b\n", "[a][b]"},
      {"a: !<tag:x> b\n", "[a][b]"},
      {"a:\nb:\n- \n- c\n", "[a][][b][][c]"},
      {"{a: [1, &x {b: c}]}", "[{a: [1, &x {b: c}]}][a][[1, &x {b: c}]][1][{b: c}][b][c]"},
      {"&x [a]", "[[a]][a]"},
      {"a: |\n  x\n  y\nb: >-\n  z\n\n\nc: d", "[a][|\n  x\n  y\n][b][>-\n  z\n\n\n][c][d]"},
      {"a: x\n  y\nb: 'x\n\n  y'\n", "[a][x\n  y][b]['x\n\n  y']"},
      {"a: b\r\nc: d\r\n", "[a][b][c][d]"},
      {"\xF0\x9F\x98\x80: é # ß\nk: &x1 x\n", "[\xF0\x9F\x98\x80][é][k][x]"},
      {"ключ: [значение, \"x\"]\nb: c", "[ключ][[значение, \"x\"]][значение][\"x\"][b][c]"},
      {"\xEF\xBB\xBF"
       "a: é\nb: c",
       "[a][é][b][c]"},
      {"? a\n: b\n? c\n", "[a][b][c][]"},
      {"a: &x\nb: !!str\n", "[a][][b][]"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(contents(read(c.text)) == c.contents);
  }
}

TEST_CASE("block collections end where their last child ends") {
  const Stream stream = read("a:\n  b: c  # d\n\n# e\nf:\n- g\n-\n\nh: i\n");
  const Node& root = stream.node(NodeId{0});
  CHECK(root.size == 3);
  const NodeId inner = stream.node(root.first_child).next;
  CHECK(stream.text(inner) == "b: c");
  const NodeId list = stream.node(stream.node(stream.node(inner).next).next).first_child;
  CHECK(stream.text(list) == "g");
  const NodeId items = stream.node(stream.node(inner).next).next;
  CHECK(stream.text(items) == "- g\n-");
  CHECK(stream.node(items).size == 2);
}

TEST_CASE("anchors, tags and what aliases stand for") {
  const Stream stream = read("a: &x !!map\n  b: 1\nc: *x\n");
  NodeId alias{};
  for (std::uint32_t i = 0; i < stream.node_count(); ++i) {
    alias = stream.node(NodeId{i}).kind == Kind::kAlias ? NodeId{i} : alias;
  }
  CHECK(stream.node(alias).anchor == "x");
  const Node& target = stream.follow(alias);
  CHECK(target.anchor == "x");
  CHECK(target.tag == "tag:yaml.org,2002:map");
  CHECK(stream.text(stream.follow_id(alias)) == "b: 1");
  CHECK(stream.text().substr(target.begin, 2) == "&x");
}

TEST_CASE("documents in order, empty ones marked") {
  const Stream stream = read("# only\n---\n---\na: 1\n...\n# x\n---\n- b\n--- ~\n---\n# end\n");
  std::string seen;
  for (const Document& document : stream.documents()) {
    seen += document.is_empty ? "empty;" : std::string(stream.text(document.root)) + ";";
  }
  CHECK(seen == "empty;a: 1;- b;~;empty;");
  const Bytes& first = stream.documents()[1].bytes;
  CHECK(stream.text().substr(first.begin, first.end - first.begin) == "---\na: 1\n...");
  CHECK(read("").documents().empty());
  CHECK(read("# nothing\n").documents().empty());
  CHECK(read("a: 1\n").documents()[0].start == Document::Start::kImplicit);
}

TEST_CASE("wrong YAML is told with its place") {
  struct Case {
    std::string text;
    const char* message;
  };
  const Case cases[] = {
      {"a: [1, 2\nb: 3\n", "x.yaml:2:2: this is not YAML: did not find expected ',' or ']'"},
      {"a: b: c\n", "x.yaml:1:5: this is not YAML: mapping values are not allowed in this context"},
      {"é: *no\n", "x.yaml:1:4: alias `*no` names no anchor that stands before it"},
      {"a: &x [*x]\n", "x.yaml:1:8: alias `*x` stands within what it names"},
      {"a: &x 1\n---\nb: *x\n", "x.yaml:3:4: alias `*x` names no anchor that stands before it"},
      {"ab: \xFF\n", "x.yaml:1:5: this is not YAML in UTF-8: invalid leading UTF-8 octet"},
      {"a: \xC3\xA9\nb: \x01\n",
       "x.yaml:2:4: this is not YAML in UTF-8: control characters are not allowed"},
      {"\tx: 1\n", "x.yaml:1:1: this is not YAML: found character that cannot start any token"},
      {std::string(501, '['), "x.yaml:1:501: YAML nested deeper than 500 levels"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(failure(c.text) == c.message);
  }
}

TEST_CASE("aliases may not blow up, neither in number nor in depth") {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  std::string deep = "a0: &a0 [x]\n";
  for (int i = 1; i < 600; ++i) {
    const std::string last = std::to_string(i - 1);
    const std::string name = std::to_string(i);
    if (i < 9) {
      laughs += "a" + name + ": &a" + name + " [";
      for (int k = 0; k < 9; ++k) {
        laughs += "*a" + last + ", ";
      }
      laughs += "]\n";
    }
    deep += "a" + name + ": &a" + name + " [*a" + last + "]\n";
  }
  CHECK(failure(laughs).find("aliases make more than 1000000 nodes") != std::string::npos);
  CHECK(failure(deep).find("x.yaml:499:14: YAML nested deeper than 500 levels") == 0);
}

TEST_CASE("a large file is read in proportion to its size") {
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += "- {name: é" + std::to_string(i) + ", value: [a, b, \"ü\"]}\n";
  }
  CHECK(read(text).node_count() == 1 + 20000U * 8);
}

}  // namespace
}  // namespace tiltc::yaml
