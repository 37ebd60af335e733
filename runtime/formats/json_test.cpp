#include "formats/json.h"

#include "base/render.h"
#include "catch.h"
#include "formats/json_writer.h"

namespace tiltc {
namespace {

std::string rewritten(const std::string& text, JsonWriter::Layout layout) {
  const auto value = parse_json("in", text);
  return value ? JsonWriter(layout).json(*value).take() : render_short(value.error().diagnostic());
}

std::string compact(const std::string& text) {
  return rewritten(text, JsonWriter::Layout::kCompact);
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON keeps its order, its integers and the last of equal keys") {
  CHECK(compact(R"({"b":1,"a":[true,null,"x"],"b":2})") == R"({"b":2,"a":[true,null,"x"]})");
  CHECK(compact("[-9223372036854775808, 9223372036854775807]") ==
        "[-9223372036854775808,9223372036854775807]");
  CHECK(compact("[9223372036854775808, -123456789012345678901234567890]") ==
        "[9223372036854775808,-123456789012345678901234567890]");
  CHECK(compact("[1.5, 1.0, 1e2, -0.0, 1e-7, 1E30]") == "[1.5,1.0,100.0,-0.0,1e-07,1e+30]");
  CHECK(compact("\xEF\xBB\xBF\"\\u00e4\\ud83d\\ude00\"") == "\"\xC3\xA4\xF0\x9F\x98\x80\"");
}

TEST_CASE("what is no JSON is refused at its place") {
  CHECK(compact("").find("in:1:1: in is no valid JSON: unexpected end of input") == 0);
  CHECK(compact("{\n  \"a\": 1,\n}") ==
        "in:3:1: in is no valid JSON: unexpected '}'; expected string literal\n");
  CHECK(compact("[1] 2") ==
        "in:1:5: in is no valid JSON: unexpected number literal; expected end of "
        "input\n");
  CHECK(compact("[tru]").find("in:1:5: in is no valid JSON: invalid literal") == 0);
  CHECK(compact("\"\xFF\"").find("in:1:2: in is no valid JSON: invalid string: ill-formed UTF-8") ==
        0);
  CHECK(compact("[1e999]").find("number overflow") != std::string::npos);
  CHECK(compact(nested(1001)).find("nests more than 1000 levels") != std::string::npos);
  CHECK(compact(nested(1000)) == nested(1000));
}

TEST_CASE("a large object takes linear time") {
  std::string text = "{";
  for (int i = 0; i < 100000; ++i) {
    text += "\"k" + std::to_string(i) + "\":0,";
  }
  const auto value = parse_json("in", text + "\"k7\":1}");
  REQUIRE(value);
  CHECK(value->get<Json::Object>()->size() == 100000);
  CHECK(value->integer_at("k7") == 1);
}

TEST_CASE("members of another kind are as good as missing") {
  const auto value = parse_json("in", R"({"Id": "sha256:1", "Size": 12, "RepoTags": null})");
  REQUIRE(value);
  CHECK(value->string_at("Id") == "sha256:1");
  CHECK(value->string_at("Size", "-") == "-");
  CHECK(value->integer_at("Size") == 12);
  CHECK(value->integer_at("Id", -1) == -1);
  CHECK(value->find("RepoTags")->is_null());
  CHECK(value->find("Nothing") == nullptr);
  CHECK(Json().find("Id") == nullptr);
}

TEST_CASE("indented JSON") {
  CHECK(rewritten(R"({"a":[1,{"b":[]}],"c":{}})", JsonWriter::Layout::kIndented) ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
  JsonWriter writer;
  writer.begin_object().member("s", "x").member("n", 1).member("b", true);
  writer.member("l", std::vector<std::string>{"p", "q"}).key("d").number(0.0 / 0.0).end_object();
  CHECK(writer.take() == R"({"s":"x","n":1,"b":true,"l":["p","q"],"d":null})");
}

}  // namespace tiltc
