#include "formats/duration.h"

#include "catch.h"

namespace tiltc {

using namespace std::chrono_literals;

TEST_CASE("durations as Go writes them") {
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("-2ms") == -2ms);
  CHECK(parse_duration("10µs") == 10us);
  CHECK(parse_duration("0") == 0s);
}

TEST_CASE("what is no duration") {
  for (const char* text : {"", "5", "s", "5 s", "1x", "-", ".s", "1.2.3s", "9999999h"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("durations are written as Go does") {
  CHECK(format_duration(90min) == "1h30m0s");
  CHECK(format_duration(30min) == "30m0s");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(0s) == "0s");
  CHECK(format_duration(250ms) == "250ms");
  CHECK(format_duration(-2us) == "-2µs");
}

}  // namespace tiltc
