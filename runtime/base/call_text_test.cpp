#include "base/call_text.h"

#include "catch.h"

namespace tiltc {
namespace {

std::string found(const std::string& text, std::string_view parameter, std::string_view value) {
  const auto source = std::make_shared<Source>("f", text);
  const auto end = static_cast<std::uint32_t>(text.find('('));
  const Span span = literal_in_call({source, 0, end}, parameter, value);
  return location(span) + " " + std::string(span.text());
}

TEST_CASE("a value is found where the call has it as a literal") {
  CHECK(found("f('a', deps=['b', \"a\"])", "deps", "a") == "f:1:19 \"a\"");
  CHECK(found("f('a', deps = ['b'])", "deps", "b") == "f:1:16 'b'");
  CHECK(found("f('a')", "name", "a") == "f:1:3 'a'");
  CHECK(found("f(\n  'x',\n  'a')", "", "a") == "f:3:3 'a'");
}

TEST_CASE("a value that is computed, or stands outside the call, is where the call is") {
  CHECK(found("f(x)", "deps", "a") == "f:1:1 f");
  CHECK(found("f(x)\ng('a')", "deps", "a") == "f:1:1 f");
  CHECK(found("f(')', '(')\ng('a')", "deps", "a") == "f:1:1 f");
  CHECK(found("f(x # ')'\n)\ng('a')", "deps", "a") == "f:1:1 f");
  CHECK(found("f('deps=', 'a'", "deps", "a") == "f:1:12 'a'");
  CHECK_FALSE(literal_in_call({}, "deps", "a"));
}

}  // namespace
}  // namespace tiltc
