#include "formats/reference.h"

#include <utility>
#include <vector>

#include "catch.h"

namespace tiltc {
namespace {

const std::string kHex(64, 'a');
const std::string kDigest = "sha256:" + kHex;

Reference parsed(std::string_view text) {
  auto reference = Reference::parse(text);
  INFO(text);
  REQUIRE(reference);
  return std::move(*reference);
}

std::string refusal(std::string_view text) {
  const auto reference = Reference::parse(text);
  return reference ? "accepted" : reference.error().diagnostic().message;
}

std::optional<std::size_t> matched(const std::vector<std::string>& configured,
                                   std::string_view found) {
  std::vector<Reference> references;
  for (const std::string& text : configured) {
    references.push_back(parsed(text));
  }
  return ReferenceMatcher(references).match(parsed(found));
}

}  // namespace

TEST_CASE("references have a full and a short form") {
  struct Row {
    std::string written, normalized, familiar;
  };
  const std::vector<Row> rows{
      {"foo", "docker.io/library/foo", "foo"},
      {"foo:v1", "docker.io/library/foo:v1", "foo:v1"},
      {"org/foo", "docker.io/org/foo", "org/foo"},
      {"docker.io/foo", "docker.io/library/foo", "foo"},
      {"docker.io/library/foo", "docker.io/library/foo", "foo"},
      {"index.docker.io/org/foo", "docker.io/org/foo", "org/foo"},
      {"library/a/b", "docker.io/library/a/b", "library/a/b"},
      {"localhost/foo", "localhost/foo", "localhost/foo"},
      {"Registry/foo", "Registry/foo", "Registry/foo"},
      {"host:5000/a/b-c__d.e:T_1.x", "host:5000/a/b-c__d.e:T_1.x", "host:5000/a/b-c__d.e:T_1.x"},
      {"[::1]:5000/foo", "[::1]:5000/foo", "[::1]:5000/foo"},
      {"foo@" + kDigest, "docker.io/library/foo@" + kDigest, "foo@" + kDigest},
      {"gcr.io/foo:v@" + kDigest, "gcr.io/foo:v@" + kDigest, "gcr.io/foo:v@" + kDigest},
      // Docker's own short form of these would be read as something else.
      {"docker.io/my.org/foo", "docker.io/my.org/foo", "docker.io/my.org/foo"},
      {"docker.io/localhost/foo", "docker.io/localhost/foo", "docker.io/localhost/foo"},
      {"library/" + kHex, "docker.io/library/" + kHex, "library/" + kHex},
  };
  for (const Row& row : rows) {
    const Reference reference = parsed(row.written);
    CHECK(reference.normalized() == row.normalized);
    CHECK(reference.familiar() == row.familiar);
    CHECK(parsed(reference.familiar()) == reference);
  }
}

TEST_CASE("what is no reference is refused with the reason") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "`` is no image reference: the name is empty"},
      {"Foo", "`Foo` is no image reference: a repository name must be lowercase"},
      {"gcr.io/Foo:v", "`gcr.io/Foo:v` is no image reference: a repository name must be lowercase"},
      {"foo:", "`foo:` is no image reference: the tag after `:` is empty"},
      {"foo:a b", "`foo:a b` is no image reference: `a b` is no tag"},
      {"foo:.x", "`foo:.x` is no image reference: `.x` is no tag"},
      {"foo:a:b", "`foo:a:b` is no image reference: `a:b` is no tag"},
      {"foo@sha256:12", "`foo@sha256:12` is no image reference: `sha256:12` is no digest"},
      {"foo@", "`foo@` is no image reference: `` is no digest"},
      {"a//b", "`a//b` is no image reference: a part of the name between slashes is empty"},
      {"a/", "`a/` is no image reference: a part of the name between slashes is empty"},
      {"/a", "`/a` is no image reference: a part of the name between slashes is empty"},
      {"-foo", "`-foo` is no image reference: `-foo` can't be a part of a name"},
      {"a..b", "`a..b` is no image reference: `a..b` can't be a part of a name"},
      {"a___b", "`a___b` is no image reference: `a___b` can't be a part of a name"},
      {"a b", "`a b` is no image reference: `a b` can't be a part of a name"},
      {"http://x/y", "`http://x/y` is no image reference: `http:` is no registry host"},
      {"[::1/x", "`[::1/x` is no image reference: `[::1` is no registry host"},
      {"host:5000/", "`host:5000/` is no image reference: the name is empty"},
      {"a\nb", "`a\\nb` is no image reference: `a\\nb` can't be a part of a name"},
  };
  for (const auto& [written, message] : rows) {
    CHECK(refusal(written) == message);
  }
  CHECK(refusal(kHex).find("an image ID, not a name") != std::string::npos);
  CHECK(refusal("foo@md5:" + kHex).find("no digest") != std::string::npos);
  CHECK(refusal("foo:" + std::string(128, 'x')) == "accepted");
  CHECK(refusal("foo:" + std::string(129, 'x')).find("no tag") != std::string::npos);
  CHECK(refusal("x.io/" + std::string(250, 'x')) == "accepted");
  CHECK(refusal("x.io/" + std::string(251, 'x')).find("more than 255") != std::string::npos);
  CHECK(refusal(std::string(1 << 20, '-')).size() < 500);
}

TEST_CASE("a canonical name is demanded") {
  CHECK(Reference::parse_canonical("gcr.io/a/b"));
  const auto short_form = Reference::parse_canonical("foo");
  REQUIRE_FALSE(short_form);
  CHECK(short_form.error().diagnostic().message ==
        "`foo` is not canonical: repository name must be canonical");
  CHECK(short_form.error().diagnostic().notes.at(0) == "in full it reads `docker.io/library/foo`");
}

TEST_CASE("a tag replaces tag and digest") {
  CHECK(parsed("foo:a@" + kDigest).with_tag("b")->familiar() == "foo:b");
  CHECK(parsed("foo:a@" + kDigest).name_only().familiar() == "foo");
  const auto bad = parsed("foo").with_tag("gcr.io/x:dev");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().diagnostic().message ==
        "`foo:gcr.io/x:dev` is no image reference: `gcr.io/x:dev` is no tag");
}

TEST_CASE("a configured reference means what the rules say") {
  CHECK(matched({"foo"}, "foo:latest") == 0);
  CHECK(matched({"foo"}, "docker.io/library/foo@" + kDigest) == 0);
  CHECK(matched({"foo@" + kDigest}, "foo:other") == 0);
  CHECK(matched({"foo:latest"}, "foo") == std::nullopt);
  CHECK(matched({"foo:latest"}, "foo:latest") == 0);
  CHECK(matched({"foo:v1"}, "foo:v1@" + kDigest) == std::nullopt);
  CHECK(matched({"foo"}, "gcr.io/foo") == std::nullopt);
  CHECK(matched({"bar", "foo"}, "foo:x") == 1);
  // Sharing a name makes each stand for itself alone.
  CHECK(matched({"foo", "foo:stable"}, "foo:other") == std::nullopt);
  CHECK(matched({"foo", "foo:stable"}, "foo") == 0);
  CHECK(matched({"foo", "foo:stable"}, "foo:stable") == 1);
  CHECK(matched({}, "foo") == std::nullopt);
}

}  // namespace tiltc
