#include "formats/yaml_value.h"

#include <yaml-cpp/yaml.h>

#include <string>

#include "base/render.h"
#include "base/text.h"
#include "catch.h"

namespace tiltc::yaml {
namespace {

SourcePtr source(std::string text) {
  return std::make_shared<Source>("x.yaml", std::move(text));
}

std::string show(const Json& value);

struct Shower {
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const Json::BigInteger& number) const { return number.digits; }
  std::string operator()(double number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return quote(text); }
  std::string operator()(const Json::Array& items) const {
    std::string all;
    for (const Json& item : items) {
      all += (all.empty() ? "" : ",") + show(item);
    }
    return "[" + all + "]";
  }
  std::string operator()(const Json::Object& members) const {
    std::string all;
    for (const auto& [key, value] : members) {
      all += (all.empty() ? "" : ",") + key + ":" + show(value);
    }
    return "{" + all + "}";
  }
};

std::string show(const Json& value) {
  return std::visit(Shower{}, value.value());
}

std::string decoded(const std::string& text) {
  const Result<Json> value = decode_one(source(text));
  return value ? show(*value) : std::string(trim(render_short(value.error().diagnostic())));
}

TEST_CASE("scalars have YAML 1.1's types") {
  struct Case {
    const char* text;
    const char* value;
  };
  const Case cases[] = {
      {"yes", "true"},
      {"On", "true"},
      {"y", "true"},
      {"n", "false"},
      {"OFF", "false"},
      {"yEs", "\"yEs\""},
      {"0777", "511"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"0b11", "3"},
      {"1_000", "1000"},
      {"-0x1f", "-31"},
      {"089", "89"},
      {"1e3", "1000"},
      {"1.10", "1.100000"},
      {"3.0", "3"},
      {".5", "0.500000"},
      {"+1", "1"},
      {"1.", "1"},
      {"1e", "\"1e\""},
      {"-", "[null]"},
      {"~", "null"},
      {"", "null"},
      {"Null", "null"},
      {"2020-01-01", "\"2020-01-01\""},
      {"1:30", "\"1:30\""},
      {"1.2.3", "\"1.2.3\""},
      {"_1", "\"_1\""},
      {"'1'", "\"1\""},
      {"!!str 1", "\"1\""},
      {"! 1", "\"1\""},
      {"!!int '5'", "5"},
      {"!mine 1", "\"1\""},
      {"9223372036854775807", "9223372036854775807"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"1e999", "\"1e999\""},
      {"1e-999", "0"},
      {"0x", "\"0x\""},
      {"+", "\"+\""},
      {"|\n  yes\n", "\"yes\\n\""},
      {".inf", "x.yaml:1:1: `.inf` is no number that JSON has"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(decoded(c.text) == c.value);
  }
}

TEST_CASE("keys, duplicates, aliases and merges") {
  struct Case {
    const char* text;
    const char* value;
  };
  const Case cases[] = {
      {"y: 2\n1: 3\n0x10: 4\n1.5: 5", "{true:2,1:3,16:4,1.5:5}"},
      {"a: 1\nb: 2\na: 3\n", "{a:3,b:2}"},
      {"a: &x {k: [1]}\nb: *x\n", "{a:{k:[1]},b:{k:[1]}}"},
      {"&k a: 1\nb: *k\n*k : 2\n", "{a:2,b:\"a\"}"},
      {"x: &x {a: 1, b: 2}\ny1: {<<: *x, b: 3, c: 4}\n", "{x:{a:1,b:2},y1:{a:1,b:3,c:4}}"},
      {"x: &x {a: 1}\nz: {a: 0, <<: *x}\n", "{x:{a:1},z:{a:0}}"},
      {"x: &x {a: 1}\nw: &w {a: 2, b: 2}\nz: {<<: [*x, *w]}\n",
       "{x:{a:1},w:{a:2,b:2},z:{a:1,b:2}}"},
      {"x: &x {a: 1}\nw: &w {<<: *x, b: 2}\nz: {<<: *w}\n", "{x:{a:1},w:{a:1,b:2},z:{a:1,b:2}}"},
      {"z: {<<: {a: 1}, <<: {a: 2}}\n", "{z:{a:2}}"},
      {"'<<': 1\n", "{<<:1}"},
      {"~: 1\n", "x.yaml:1:1: a key must be a string here, not null"},
      {"[a]: 1\n", "x.yaml:1:1: a key must be a string here, not a collection"},
      {"a:\n  <<: 1\n", "x.yaml:2:7: `<<` takes a mapping, or a list of mappings"},
      {"a: 1\n---\nb: 2\n", "x.yaml:2:1: 2 YAML documents where one is wanted"},
      {"# nothing\n", "null"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(decoded(c.text) == c.value);
  }
}

TEST_CASE("trees keep their keys when they move") {
  const Result<Stream> stream = Stream::read(source("yes: 1\n"));
  std::vector<Tree> trees;
  for (int i = 0; i < 20; ++i) {
    trees.push_back(*Tree::expand(*stream, stream->documents()[0].root));
  }
  CHECK(show(*decode(trees[0])) == "{true:1}");
  CHECK_FALSE(std::is_copy_constructible_v<Tree>);
}

TEST_CASE("a mapping of many keys keeps the last of each") {
  std::string text;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    text += "k" + std::to_string(i % 1000) + ": " + std::to_string(i) + "\n";
  }
  for (int i = 0; i < 1000; ++i) {
    expected += (i == 0 ? "k" : ",k") + std::to_string(i) + ":" + std::to_string(2000 + i);
  }
  CHECK(decoded(text) == "{" + expected + "}");
}

TEST_CASE("streams drop documents that are null") {
  const auto values = decode_all(source("---\n---\na: 1\n--- ~\n---\n- 2\n"));
  REQUIRE(values.ok());
  REQUIRE(values->size() == 2);
  CHECK(show((*values)[1]) == "[2]");
}

TEST_CASE("encode writes sorted keys and flat lists") {
  const auto encoded = [](const std::string& text) { return *encode(*decode_one(source(text))); };
  CHECK(encoded("{b: [1, {d: 2, c: [3]}, [4, 5]], a: {}, c: [], d: {e: {f: g}}}") ==
        "a: {}\nb:\n- 1\n- c:\n  - 3\n  d: 2\n- - 4\n  - 5\nc: []\nd:\n  e:\n    f: g\n");
  CHECK(encoded("[\"x\\ny\\n\", \"x\\ny\", \"x\\n\\n\", \" x\\ny\", \"x \\ny\"]") ==
        "- |\n  x\n  y\n- |-\n  x\n  y\n- |+\n  x\n\n- \" x\\ny\"\n- \"x \\ny\"\n");
  CHECK(encoded("['yes', '1', '', 'a: b', 'a #b', '- a', 'a', '1.5', '0x1', '~', '=', 'é', "
                "\"\\u0085\"]") ==
        "- \"yes\"\n- \"1\"\n- \"\"\n- \"a: b\"\n- \"a #b\"\n- \"- a\"\n- a\n- \"1.5\"\n- \"0x1\"\n"
        "- \"~\"\n- \"=\"\n- é\n- \"\\u0085\"\n");
  CHECK(encoded("x") == "x\n");
  CHECK(*encode(Json(1e300)) == "1.0e+300\n");
  Json deep;
  for (int i = 0; i < 600; ++i) {
    Json::Array outer;
    outer.push_back(std::move(deep));
    deep = Json(std::move(outer));
  }
  CHECK(encode(deep).error().diagnostic().code == "yaml-too-deep");
}

// What both readers are sure to agree about: yaml-cpp has no types and no merges.
std::string by_yaml_cpp(const YAML::Node& node) {
  if (node.IsSequence()) {
    std::string all;
    for (const auto& item : node) {
      all += (all.empty() ? "" : ",") + by_yaml_cpp(item);
    }
    return "[" + all + "]";
  }
  if (node.IsMap()) {
    std::string all;
    for (const auto& member : node) {
      all += (all.empty() ? "" : ",") + member.first.Scalar() + ":" + by_yaml_cpp(member.second);
    }
    return "{" + all + "}";
  }
  return node.IsNull() ? "\"\"" : quote(node.Scalar());
}

std::string by_us(const Tree& tree, TreeId id) {
  std::string all;
  for (std::size_t i = 0; i < tree[id].size; ++i) {
    const TreeId child = tree.child(id, i);
    all += all.empty() ? "" : ",";
    all += (tree.is_mapping(id) ? std::string(tree[child].name) + ":" : "") + by_us(tree, child);
  }
  if (tree.is_mapping(id)) {
    return "{" + all + "}";
  }
  if (tree.is_sequence(id)) {
    return "[" + all + "]";
  }
  return tree.is_null(id) ? "\"\"" : quote(tree.text(id).value);
}

const char* const kTricky[] = {
    "a: b\nc:\n- d\n- e: f\n  g: h\n-\n  - i\n  -  - j\n     - k\n",
    "a: |\n  x\n   y\n\n  z\n\nb: |+\n  x\n\nc: |-\n  x\n\nd: >\n  x\n  y\n\n  z\n   w\n  v\n",
    "a: |2\n    x\n  y\nb: >1-\n  x\n",
    "a: 'it''s'\nb: \"\\x41\\u00e9\\U0001F600\\t\\\"\\\\ \\\n  z\"\nc: 'x\n\n  y'\n",
    "a: &x b\nc: *x\nd: &y [1, *x]\ne: {f: *y, g: *x }\n",
    "? a\n: b\n? c\n: - d\n  - e\n",
    "{a: [b, {c: d}, ], 'e' : \"f\", g: http://x:80/y, h: }\n",
    "{\"a\":\"b\",\"c\":[1,true,null,{\"d\":1.5}]}\n",
    "a: b # c\n# d\n\ne: f#g\nh: 'i' # j\n",
    "a: x\r\nb:\r\n- y\r\n- |\r\n  z\r\n",
    "a: plain over\n  several\n  lines\nb: c\n",
    "- !!str 1\n- !x y\n- &a !!map {b: c}\n- *a\n",
    "--- # doc\na: b\n... # end\n",
    "é: ü\n\"\xF0\x9F\x98\x80\": x\n",
};

TEST_CASE("yaml-cpp reads the same data") {
  for (const char* text : kTricky) {
    CAPTURE(text);
    const Result<Stream> stream = Stream::read(source(text));
    REQUIRE(stream.ok());
    const Result<Tree> tree = Tree::expand(*stream, stream->documents()[0].root);
    REQUIRE(tree.ok());
    CHECK(by_us(*tree, Tree::root()) == by_yaml_cpp(YAML::Load(text)));
  }
}

TEST_CASE("what encode writes reads as the same, here and by yaml-cpp") {
  for (const char* text : kTricky) {
    CAPTURE(text);
    const Result<Json> value = decode_one(source(text));
    REQUIRE(value.ok());
    const Result<std::string> written = encode(*value);
    REQUIRE(written.ok());
    CAPTURE(*written);
    const Result<Json> again = decode_one(source(*written));
    REQUIRE(again.ok());
    CHECK(*encode(*again) == *written);
    const Result<Stream> stream = Stream::read(source(*written));
    const Result<Tree> tree = Tree::expand(*stream, stream->documents()[0].root);
    CHECK(by_us(*tree, Tree::root()) == by_yaml_cpp(YAML::Load(*written)));
  }
}

}  // namespace
}  // namespace tiltc::yaml
