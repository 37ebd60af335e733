#include "formats/registry_name.h"

#include <vector>

#include "catch.h"

namespace tiltc {
namespace {

Reference parsed(std::string_view text) {
  auto reference = Reference::parse(text);
  INFO(text);
  REQUIRE(reference);
  return std::move(*reference);
}

std::string said(const Result<Reference>& reference) {
  return reference ? reference->familiar() : "error: " + reference.error().diagnostic().message;
}

}  // namespace

TEST_CASE("images get names in the registry") {
  struct Row {
    RegistryHosts registry;
    std::string configured, local, cluster;
  };
  const RegistryHosts plain{"localhost:5005", "", ""};
  const RegistryHosts two{"localhost:5005", "reg:5000/sub", ""};
  const std::string host = "localhost:5005/", sub = "reg:5000/sub/";
  const std::vector<Row> rows{
      {{}, "foo:v1", "foo", "foo"},
      {{"r.io", "", ""}, "docker.io/library/busybox", "r.io/busybox", "r.io/busybox"},
      {{"r.io", "c.io:5000", ""},
       "gcr.io/foo/bar",
       "r.io/gcr.io_foo_bar",
       "c.io:5000/gcr.io_foo_bar"},
      {{"myreg.com", "", ""},
       "myreg.com:5000/bar",
       "myreg.com/myreg.com_5000_bar",
       "myreg.com/myreg.com_5000_bar"},
      {{"myreg.com", "", ""}, "myreg.com/bar", "myreg.com/bar", "myreg.com/bar"},
      {{"localhost:5005", "registry.local:5000", "team/dev"},
       "example.com/team/api",
       "localhost:5005/team/dev",
       "registry.local:5000/team/dev"},
      {plain, "yy", host + "yy", host + "yy"},
      {plain, "docker.io/library/z", host + "z", host + "z"},
      {plain, "org/name", host + "org_name", host + "org_name"},
      {plain, "gcr.io/proj/x", host + "gcr.io_proj_x", host + "gcr.io_proj_x"},
      {plain, "localhost:5005/x", host + "x", host + "x"},
      {plain, "localhost:5005/org/w", host + "org/w", host + "org/w"},
      {plain, "host.example:8443/a/b/c", host + "host.example_8443_a_b_c",
       host + "host.example_8443_a_b_c"},
      {plain, "foo:v1", host + "foo", host + "foo"},
      // Under one host already, not under the other.
      {two, "localhost:5005/x", host + "x", sub + "localhost_5005_x"},
      {two, "localhost:5005/org/w", host + "org/w", sub + "localhost_5005_org_w"},
      {two, "myhost/img", host + "myhost_img", sub + "myhost_img"},
  };
  for (const Row& row : rows) {
    CHECK(said(local_name(row.registry, parsed(row.configured))) == row.local);
    CHECK(said(cluster_name(row.registry, parsed(row.configured))) == row.cluster);
  }
}

TEST_CASE("names that can't be made are refused") {
  CHECK(said(local_name({"r.io", "", ""}, parsed("Host/foo"))) ==
        "error: `Host/foo` in the registry `r.io` would be `r.io/Host_foo`, which is no name");
  CHECK(said(cluster_name({"r.io", "c.io", "Bad"}, parsed("foo"))) ==
        "error: `foo` in the registry `c.io` would be `c.io/Bad`, which is no name");
  CHECK(said(local_name({"r.io", "", "one:tag"}, parsed("foo"))) ==
        "error: `foo` in the registry `r.io` would be `r.io/one:tag`, which is no name");
}

TEST_CASE("one name for all images needs tags that tell them apart") {
  const RegistryHosts single{"localhost:5005", "", "team/dev"};
  CHECK(*tag_for(single, parsed("example.com/team/api:v1"), "tilt-1") == "api-tilt-1");
  CHECK(*tag_for(single, parsed("localhost:5005/team/dev"), "tilt-1") == "dev-tilt-1");
  CHECK(*tag_for({"localhost:5005", "", ""}, parsed("a/api"), "tilt-1") == "tilt-1");
  CHECK(*tag_for({"", "", "team/dev"}, parsed("a/api"), "tilt-1") == "tilt-1");
  const auto bad = tag_for({}, parsed("foo"), "gcr.io/x:dev");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().diagnostic().message == "`foo` can't be tagged `gcr.io/x:dev`");
  CHECK_FALSE(tag_for(single, parsed(std::string(120, 'a')), "tilt-1234567"));
}

TEST_CASE("a name that the command chose is shown to the cluster under its host") {
  const RegistryHosts two{"localhost:5005", "reg:5000/sub", ""};
  CHECK(said(as_seen_from_cluster(two, parsed("localhost:5005/a/b:v"))) == "reg:5000/sub/a/b:v");
  CHECK(said(as_seen_from_cluster(two, parsed("gcr.io/a:v"))) == "gcr.io/a:v");
  CHECK(said(as_seen_from_cluster({"localhost:5005", "", ""}, parsed("localhost:5005/a:v"))) ==
        "localhost:5005/a:v");
}

TEST_CASE("a registry's host is checked before any name is made") {
  for (const char* host : {"localhost:5005", "gcr.io/team", "localhost", "reg:5000/sub/x"}) {
    CHECK(validate_registry_host("host", host));
  }
  for (const char* host : {"foo", "foo/bar/baz", "gcr.io/", "http://gcr.io", "gcr.io/Foo", "",
                           "http://bad host", "docker.io"}) {
    INFO(host);
    CHECK_FALSE(validate_registry_host("host", host));
  }
  const auto bad = validate_registry_host("host_from_cluster", "foo");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().diagnostic().message ==
        "default_registry can't use `foo` as `host_from_cluster`");
}

}  // namespace tiltc
