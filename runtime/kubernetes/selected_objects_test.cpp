#include "selected_objects.h"

#include <memory>

#include "catch.h"

namespace tiltc::kubernetes {

namespace {

std::string keep(const char* text, const std::vector<bool>& wanted) {
  const auto kept = keep_objects(std::make_shared<Source>("x.yaml", text), wanted);
  REQUIRE(kept.ok());
  return *kept;
}

constexpr const char* kThree =
    "# one\nkind: A\napiVersion: v1\n---\n# two\nkind: B  # b\napiVersion: v1\n---\nkind: C\n"
    "apiVersion: v1\n";

}  // namespace

TEST_CASE("documents stay as they are, with their comments") {
  CHECK(keep(kThree, {true, false, true}) ==
        "# one\nkind: A\napiVersion: v1\n---\nkind: C\napiVersion: v1\n");
  CHECK(keep(kThree, {false, true, false}) == "---\n# two\nkind: B  # b\napiVersion: v1\n");
  CHECK(keep(kThree, {false, false, false}).empty());
}

TEST_CASE("a List that loses items becomes those that stay") {
  const char* list =
      "kind: List\napiVersion: v1\nitems:\n- {kind: A, apiVersion: v1}\n- {kind: B, apiVersion: "
      "v1}\n";
  CHECK(keep(list, {false, true}) == "apiVersion: v1\nkind: B\n");
  CHECK(keep(list, {true, true}) == list);
}

}  // namespace tiltc::kubernetes
