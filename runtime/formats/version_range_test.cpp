#include "formats/version_range.h"

#include "catch.h"

namespace tiltc {

namespace {

bool allows(const char* range, const Version& version) {
  const auto parsed = VersionRange::parse(range);
  REQUIRE(parsed.ok());
  return parsed->contains(version);
}

}  // namespace

TEST_CASE("comparisons, and, or") {
  const Version version{0, 5, 3};
  for (const char* range : {"=0.5.3", ">0.4.1", "0.5.x", ">=0.5.0 <0.6.0", "> 0.5.2",
                            "<0.1.0 || >=0.5", "!=0.5.4", "0.x", "*", "<=0.5.x", "==0.5.3"}) {
    CAPTURE(range);
    CHECK(allows(range, version));
  }
  for (const char* range :
       {">=0.5.4", "<=0.5.2", "<=0.3.0", ">=0.5.0 <0.5.3", "!0.5.3", "!=0.5.x", ">0.5.x", "1.x"}) {
    CAPTURE(range);
    CHECK_FALSE(allows(range, version));
  }
}

TEST_CASE("what is no range") {
  for (const char* range : {"", "~1.0", "^1.0", ">=", "1.2.3.4", "a", "1.0 ||", "=>1", "-1"}) {
    CAPTURE(range);
    CHECK_FALSE(VersionRange::parse(range).ok());
  }
}

}  // namespace tiltc
