#include "formats/jsonpath.h"

#include "catch.h"
#include "formats/json.h"
#include "formats/json_writer.h"

namespace tiltc {
namespace {

// A Json value as a document: a node is the address of its value.
class JsonDocument : public PathDocument {
 public:
  static PathNode node(const Json& json) {
    return static_cast<PathNode>(reinterpret_cast<std::uintptr_t>(&json));
  }
  static const Json& json(PathNode node) {
    return *reinterpret_cast<const Json*>(static_cast<std::uintptr_t>(node));
  }

  Kind kind(PathNode node) const override {
    return json(node).get<Json::Array>() != nullptr    ? Kind::kSequence
           : json(node).get<Json::Object>() != nullptr ? Kind::kMapping
                                                       : Kind::kScalar;
  }

  std::size_t size(PathNode node) const override {
    const auto* array = json(node).get<Json::Array>();
    const auto* object = json(node).get<Json::Object>();
    return array != nullptr ? array->size() : object != nullptr ? object->size() : 0;
  }

  PathNode child(PathNode parent, std::size_t index) const override {
    const auto* array = json(parent).get<Json::Array>();
    return array != nullptr ? node(array->at(index))
                            : node(json(parent).get<Json::Object>()->at(index).second);
  }

  std::optional<PathNode> find(PathNode parent, std::string_view key) const override {
    const Json* member = json(parent).find(key);
    return member == nullptr ? std::nullopt : std::optional(node(*member));
  }

  Scalar scalar(PathNode node) const override {
    const Json& value = json(node);
    if (const auto* text = value.get<std::string>()) {
      return std::string_view(*text);
    }
    if (const auto* number = value.get<std::int64_t>()) {
      return static_cast<double>(*number);
    }
    const auto* truth = value.get<bool>();
    return truth != nullptr ? Scalar(*truth) : Scalar(nullptr);
  }
};

constexpr std::string_view kDocument = R"({
  "kind": "List", "none": null, "dotted.key": "d",
  "spec": {"image": "a", "replicas": 2, "list": [1, 2, 3, 4]},
  "items": [
    {"name": "x", "image": "ix", "n": 1, "env": [{"image": "deep"}]},
    {"name": "y", "image": "iy", "n": 2},
    {"name": "z", "n": "2", "on": true}
  ]})";

// The hits as JSON, texts of the template in angle brackets.
std::string hits(std::string_view path, std::string_view text = kDocument) {
  const auto document = parse_json("doc", std::string(text));
  REQUIRE(document);
  const auto parsed = JsonPath::parse(path);
  if (!parsed) {
    return parsed.error().diagnostic().message;
  }
  const auto found = parsed->evaluate(JsonDocument(), JsonDocument::node(*document));
  if (!found) {
    return found.error().diagnostic().message;
  }
  std::string all;
  for (const PathHit& hit : *found) {
    all += all.empty() ? "" : " ";
    all +=
        hit.node ? JsonWriter().json(JsonDocument::json(*hit.node)).take() : "<" + hit.text + ">";
  }
  return all;
}

}  // namespace

TEST_CASE("templates find nodes") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"{.spec.image}", R"("a")"},
      {"{$.spec.image}", R"("a")"},
      {"{ .spec ['image'] }", R"("a")"},
      {"{.spec[\"image\"]}", R"("a")"},
      {"{.dotted\\.key}", R"("d")"},
      {"{['dotted.key']}", R"("d")"},
      {"{['dotted\\.key']}", R"("d")"},
      {"{.none}", "null"},
      {"{@}", hits("{.}")},
      {"{.items[*].name}", R"("x" "y" "z")"},
      {"{.items[*].image}", R"("ix" "iy")"},
      {"{.items.*.name}", R"("x" "y" "z")"},
      {"{.items[1].name}", R"("y")"},
      {"{.items[-1].name}", R"("z")"},
      {"{.items[0,2].name}", R"("x" "z")"},
      {"{.spec['image','replicas']}", R"("a" 2)"},
      {"{.spec.list[1:3]}", "2 3"},
      {"{.spec.list[:-1]}", "1 2 3"},
      {"{.spec.list[::2]}", "1 3"},
      {"{.spec.list[0:4:9223372036854775807]}", "1"},
      {"{.spec.list[2:2]}", ""},
      {"{..image}", R"("a" "ix" "deep" "iy")"},
      {"{.items..image}", R"("ix" "deep" "iy")"},
      {"{..env[0].image}", R"("deep")"},
      {"{..['replicas']}", "2"},
      {"{.spec.image.*}", ""},
      // Filters.
      {"{.items[?(@.name==\"y\")].image}", R"("iy")"},
      {"{.items[?(@.name!='y')].name}", R"("x" "z")"},
      {"{.items[?(@.n>1)].name}", R"("y")"},
      {"{.items[?(@.n <= 1.5)].name}", R"("x")"},
      {"{.items[?( @.n == '2' )].name}", R"("z")"},
      {"{.items[?(@.on==true)].name}", R"("z")"},
      {"{.items[?(@.image)].name}", R"("x" "y")"},
      {"{.items[?(@.env[?(@.image)])].name}", R"("x")"},
      {"{.items[?(@.name==')')].image}", ""},
      {"{.spec.list[?(@>2)]}", "3 4"},
      {"{.items[?(@.env==1)]}", ""},
      {"{.none[0]}", ""},
      // Text.
      {".spec.image", "<.spec.image>"},
      {"", ""},
      {"i={.spec.image}{'\\n'}{\"x\"}", "<i=> \"a\" <\n> <x>"},
      {"{range .items[*]}{.name}={.n},{end}!",
       R"("x" <=> 1 <,> "y" <=> 2 <,> "z" <=> "2" <,> <!>)"},
      {"{range .items[0:2]}{range ..image}{.}{end}{end}", R"("ix" "deep" "iy")"},
      {"{range .spec.list[?(@>9)]}{.name}{end}", ""},
  };
  for (const auto& [path, expected] : rows) {
    CHECK(hits(path) == expected);
  }
}

TEST_CASE("a key that is nowhere is an error that names it") {
  CHECK(hits("{.spec.nope}") == "`{.spec.nope}` does not match: nope is not found");
  CHECK(hits("{.items[*].nope}") == "`{.items[*].nope}` does not match: nope is not found");
  CHECK(hits("{..nope}") == "`{..nope}` does not match: nope is not found");
  CHECK(hits("{.none.x}") == "`{.none.x}` does not match: x is not found");
  CHECK(hits("{.kind.x}") == "`{.kind.x}` does not match: x is not found");
  CHECK(hits("{.items[3]}") ==
        "`{.items[3]}` does not match: index 3 is out of bounds, the list has 3 elements");
  CHECK(hits("{.items[-4]}").find("index -4 is out of bounds") != std::string::npos);
  CHECK(hits("{.items[1:9]}").find("index 9 is out of bounds") != std::string::npos);
  CHECK(hits("{.spec[0]}").find("is no list") != std::string::npos);
  CHECK(hits("{.spec[?(@.x)]}").find("is no list") != std::string::npos);
  CHECK(hits("{.items[?(@.*==1)]}").find("compares one value, but its path reaches 4") !=
        std::string::npos);
}

TEST_CASE("malformed templates are refused at their column") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"{foobar()}", "a path should begin here, with `.`, `[`, `@` or `$`, at column 2"},
      {"{}", "a path should begin here, with `.`, `[`, `@` or `$`, at column 2"},
      {"{.a", "`}` is missing, at column 4"},
      {"{.a}}{.b", "`}` is missing, at column 9"},
      {"{.a b}", "`b` stands where `}` should be, at column 5"},
      {"{.a[}", "an index, a slice, `*` or a key in quotes should stand here, at column 5"},
      {"{.a[]}", "an index, a slice, `*` or a key in quotes should stand here, at column 5"},
      {"{.a['b}", "`'` is missing, at column 8"},
      {"{.a[1", "`]` is missing, at column 6"},
      {"{.a[-]}", "this is no index, at column 6"},
      {"{.a[99999999999999999999]}", "this is no index, at column 25"},
      {"{.a[1:2:0]}", "a slice's step must be greater than 0, at column 10"},
      {"{..}", "a key's name is missing, at column 4"},
      {"{.a....b}", "a key's name is missing, at column 6"},
      {"{range .a}", "`{range …}` has no `{end}`, at column 11"},
      {"{.a}{end}", "`{end}` has no `{range …}`, at column 5"},
      {"{.a[?(@.b && @.c)]}",
       "a filter compares with `==`, `!=`, `<`, `<=`, `>` or `>=`, or ends with `)`, at column 11"},
      {"{.a[?(@.b==)]}", "a path should begin here, with `.`, `[`, `@` or `$`, at column 12"},
      {"{.a[?(@.b==1}", "`}` stands where `)` should be, at column 13"},
      {"{.a[?(@.b==-)]}", "this is no number, at column 12"},
  };
  for (const auto& [path, reason] : rows) {
    CHECK(hits(path) == "`" + path + "` is no JSONPath template: " + reason);
  }
}

TEST_CASE("hostile templates end soon") {
  std::string filters, ranges, stars = "{";
  for (int i = 0; i < 100000; ++i) {
    filters += "[?(@";
    ranges += "{range .}";
  }
  for (int i = 0; i < 12; ++i) {
    stars += "..*";
  }
  CHECK(hits("{" + filters).find("nested too deep") != std::string::npos);
  CHECK(hits(ranges).find("nested too deep") != std::string::npos);
  std::string tree = "0";
  for (int i = 0; i < 14; ++i) {
    tree = "[" + tree + "," + tree + "]";
  }
  CHECK(hits(stars + "}", tree).find("more than 1000000 nodes") != std::string::npos);
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  CHECK(hits("{..*}", deep).size() > 1000);
}

}  // namespace tiltc
