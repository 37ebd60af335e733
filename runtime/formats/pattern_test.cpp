#include "formats/pattern.h"

#include "catch.h"

namespace tiltc {

TEST_CASE("patterns match anywhere and in any case") {
  const auto pattern = Pattern::compile("kind", "^dep.*t$");
  REQUIRE(pattern.ok());
  CHECK(pattern->matches("Deployment"));
  CHECK_FALSE(pattern->matches("Deployments"));
  CHECK(Pattern::compile("kind", "ploy")->matches("DEPLOYMENT"));
}

TEST_CASE("the empty pattern matches everything, a wrong one is an error") {
  CHECK(Pattern::compile("kind", "")->matches(""));
  CHECK(Pattern::compile("kind", "(").error().diagnostic().code == "bad-selector");
}

}  // namespace tiltc
