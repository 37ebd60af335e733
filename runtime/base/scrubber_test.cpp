#include "base/scrubber.h"

#include "catch.h"

namespace tiltc {

TEST_CASE("secrets, their lines and their base64 form are replaced") {
  Scrubber scrubber;
  scrubber.add("hunter2\nsecond line\n", "[redacted secret s:k]");
  CHECK(scrubber.scrub("the word is hunter2!") == "the word is [redacted secret s:k]!");
  CHECK(scrubber.scrub("second line") == "[redacted secret s:k]");
  CHECK(scrubber.scrub("x aHVudGVyMgpzZWNvbmQgbGluZQo= y") == "x [redacted secret s:k] y");
}

TEST_CASE("the longest secret is taken first, short ones are let be") {
  Scrubber scrubber;
  scrubber.add("abc", "[a]");
  scrubber.add("password", "[b]");
  scrubber.add("password1", "[c]");
  CHECK(scrubber.scrub("abc password1 password") == "abc [c] [b]");
}

TEST_CASE("diagnostics are scrubbed where programs speak") {
  Scrubber scrubber;
  scrubber.add("hunter2", "[x]");
  const Diagnostic shown = scrubber.scrub(error("code", "failed: hunter2")
                                              .at({}, "it is hunter2")
                                              .also({}, "hunter2 too")
                                              .note("it said hunter2")
                                              .with_help("hunter2"));
  CHECK(shown.message == "failed: [x]");
  CHECK(shown.notes == std::vector<std::string>{"it said [x]"});
  CHECK(shown.help == "[x]");
  CHECK(shown.primary.text == "it is [x]");
  CHECK(shown.secondary[0].text == "[x] too");
}

}  // namespace tiltc
