#include "config_settings.h"

#include <memory>

#include "catch.h"
#include "formats/json_writer.h"

namespace tiltc::builtins {

namespace {

using Type = ConfigSettings::Type;

ConfigSettings settings() {
  ConfigSettings made;
  for (const auto& [name, type, words] :
       {std::tuple("list", Type::kStringList, true), std::tuple("text", Type::kString, false),
        std::tuple("flag", Type::kBool, false), std::tuple("data", Type::kObject, false)}) {
    REQUIRE(made.define({name, type, std::string("the ") + name, words, {}}).ok());
  }
  return made;
}

// The values as JSON, or the error's message.
std::string read(const std::vector<std::string>& words, const char* file = nullptr) {
  const auto values = settings().read(
      words, file == nullptr ? nullptr : std::make_shared<Source>("tilt_config.json", file));
  if (!values.ok()) {
    return values.error().diagnostic().message;
  }
  return JsonWriter().json(Json(Json::Value(*values))).take();
}

}  // namespace

TEST_CASE("flags and words may be mixed") {
  CHECK(read({"--list", "1", "a", "--flag", "--list=2", "--text=x", "--", "--b"}) ==
        R"({"list":["1","2","a","--b"],"text":"x","flag":true})");
  CHECK(read({"--flag=false", "--data", "[1]"}) == R"({"flag":false,"data":[1]})");
  CHECK(read({}) == "{}");
}

TEST_CASE("what the words do not say, the file does") {
  CHECK(read({"w"}, R"({"list": ["f"], "text": "t"})") == R"({"list":["w"],"text":"t"})");
}

TEST_CASE("wrong words") {
  CHECK(read({"--tex", "x"}) == "there is no setting `--tex`");
  CHECK(read({"-t"}) == "`-t` is no setting");
  CHECK(read({"--text"}) == "`--text` has no value");
  CHECK(read({"--text=a", "--text=b"}) == "`--text` is given twice");
  CHECK(read({"--flag=maybe"}) == "`--flag` is \"maybe\", neither true nor false");
  ConfigSettings none;
  CHECK_FALSE(none.read({"word"}, nullptr).ok());
}

TEST_CASE("wrong files") {
  CHECK(read({}, "[]") == "tilt_config.json holds no object but array");
  CHECK(read({}, R"({"nope": 1})") ==
        "tilt_config.json gives the setting `nope`, which the Tiltfile does not define");
  CHECK(
      read({}, R"({"list": "a"})") ==
      "tilt_config.json gives the setting `list` a wrong value: string, want an array of strings");
  CHECK(read({}, R"({"flag": 1})") ==
        "tilt_config.json gives the setting `flag` a wrong value: number, want true or false");
}

TEST_CASE("the usage has a line a setting") {
  CHECK(settings().usage() ==
        "  --data object         the data\n"
        "  --flag                the flag\n"
        "  --list list[string]   the list\n"
        "  --text string         the text");
}

TEST_CASE("one name, and one taker of words") {
  ConfigSettings made = settings();
  CHECK_FALSE(made.define({"text", Type::kBool, "", false, {}}).ok());
  CHECK_FALSE(made.define({"more", Type::kStringList, "", true, {}}).ok());
}

}  // namespace tiltc::builtins
