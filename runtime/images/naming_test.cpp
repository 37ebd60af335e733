#include "images/naming.h"

#include <set>

#include "base/render.h"
#include "catch.h"

namespace tiltc::images {
namespace {

graph::ImageTarget target_of(const std::string& ref) {
  graph::ImageTarget target;
  target.ref = ref;
  auto source = std::make_shared<const Source>("Tiltfile", "docker_build('" + ref + "', '.')");
  target.span = {source, 0, 12};
  target.ref_span = {source, 13, static_cast<std::uint32_t>(15 + ref.size())};
  return target;
}

TEST_CASE("an image has a name here and one in the cluster, and tags under both") {
  struct Row {
    const char *configured, *host, *host_from_cluster, *single_name, *local, *cluster;
  };
  const Row row = GENERATE(
      Row{"foo", "", "", "", "foo:tilt-1", "foo:tilt-1"},
      Row{"foo:dev", "", "", "", "foo:tilt-1", "foo:tilt-1"},
      Row{"docker.io/library/busybox", "r.io", "", "", "r.io/busybox:tilt-1",
          "r.io/busybox:tilt-1"},
      Row{"gcr.io/foo/bar", "r.io", "c.io:5000", "", "r.io/gcr.io_foo_bar:tilt-1",
          "c.io:5000/gcr.io_foo_bar:tilt-1"},
      Row{"myreg.com:5000/bar", "myreg.com", "", "", "myreg.com/myreg.com_5000_bar:tilt-1",
          "myreg.com/myreg.com_5000_bar:tilt-1"},
      Row{"localhost:5005/x", "localhost:5005", "reg:5000/sub", "", "localhost:5005/x:tilt-1",
          "reg:5000/sub/localhost_5005_x:tilt-1"},
      Row{"example.com/team/api", "localhost:5005", "registry.local:5000", "team/dev",
          "localhost:5005/team/dev:api-tilt-1", "registry.local:5000/team/dev:api-tilt-1"});
  const auto refs =
      image_refs(target_of(row.configured), {row.host, row.host_from_cluster, row.single_name});
  REQUIRE(refs.ok());
  const auto tagged = refs->tagged("tilt-1");
  REQUIRE(tagged.ok());
  CHECK(tagged->local.familiar() == row.local);
  CHECK(tagged->cluster.familiar() == row.cluster);
}

TEST_CASE("a registry that makes an impossible name is an error at the image's name") {
  const auto refs = image_refs(target_of("foo"), {"r.io", "", "Upper/Case"});
  REQUIRE_FALSE(refs.ok());
  CHECK(location(refs.error().diagnostic().primary.span) == "Tiltfile:1:14");
  CHECK(render_full(refs.error().diagnostic()).find("r.io") != std::string::npos);
}

TEST_CASE("the content tag has 16 digits of the image ID") {
  CHECK(*content_tag("sha256:cc5f4c463f81c55183d8d737ba2f0d30b3e6f3670dbe2da68f0aac168e93fbb1") ==
        "tilt-cc5f4c463f81c551");
  CHECK(*content_tag("cc5f4c463f81c55183") == "tilt-cc5f4c463f81c551");
}

TEST_CASE("an image ID without 16 digits is refused") {
  const std::string id =
      GENERATE("sha256:cc5f4c463f81c55", "", "sha256:", "sha256:zzzzzzzzzzzzzzzzzz");
  const auto tag = content_tag(id);
  REQUIRE_FALSE(tag.ok());
  CHECK(tag.error().diagnostic().code == "digest-too-short");
  CHECK(render_full(tag.error().diagnostic()).find("digest too short") != std::string::npos);
}

TEST_CASE("temporary tags differ within a second and between runs, and are valid") {
  std::set<std::string> seen;
  TemporaryTags here, there;
  for (int i = 0; i < 5000; ++i) {
    seen.insert(here.next(1551202573));
    seen.insert(there.next(1551202573));
  }
  CHECK(seen.size() == 10000);
  CHECK(is_valid_tag(*seen.begin()));
  CHECK(seen.begin()->rfind("tilt-build-1551202573-", 0) == 0);
}

TEST_CASE("image map names have neither slashes nor more than 253 characters") {
  CHECK(image_map_name(*Reference::parse("gcr.io/a/b:t")) == "gcr.io_a_b:t");
  CHECK(image_map_name(*Reference::parse("docker.io/library/foo")) == "foo");
  const auto name = [](char last) {
    return image_map_name(
        *Reference::parse("gcr.io/" + std::string(200, 'a') + ":" + std::string(100, 't') + last));
  };
  CHECK(name('x').size() == 253);
  CHECK(name('x') != name('y'));
}

}  // namespace
}  // namespace tiltc::images
