#include "builtins/kube_context.h"

#include "base/memory_disk.h"
#include "catch.h"

namespace tiltc::builtins {

namespace {

const MemoryDisk& disk() {
  static const MemoryDisk made({
      {"/home/.kube/config",
       "current-context: prod\ncontexts:\n- {name: prod, context: {cluster: gke, namespace: "
       "team}}\n"
       "- {name: dev, context: {cluster: kind-dev}}\n"},
      {"/other", "current-context: dev\n"},
      {"/broken", "a: [\n"},
  });
  return made;
}

Result<KubeContext> read(const std::string& list, const KubeContextChoice& choice = {}) {
  return read_kube_context(disk(), {{"HOME", "/home"}, {"KUBECONFIG", list}}, choice);
}

bool is_local(const std::string& name, const std::string& cluster) {
  return KubeContext{name, cluster, "", "default"}.is_local();
}

}  // namespace

TEST_CASE("the current context, of the home folder or of a list of files") {
  CHECK(read("")->name == "prod");
  CHECK(read("")->namespace_ == "team");
  const auto listed = read("/missing:/other:/home/.kube/config");
  REQUIRE(listed.ok());
  CHECK(listed->name == "dev");
  CHECK(listed->cluster == "kind-dev");
  CHECK(listed->namespace_ == "default");
}

TEST_CASE("the command line chooses otherwise") {
  const auto chosen = read("", {"dev", "mine"});
  REQUIRE(chosen.ok());
  CHECK(chosen->cluster == "kind-dev");
  CHECK(chosen->namespace_ == "mine");
  const auto unknown = read("", {"deev", ""});
  CHECK(unknown.error().diagnostic().code == "unknown-context");
  CHECK(unknown.error().diagnostic().help == "did you mean `dev`?");
}

TEST_CASE("a chosen context before the user's own files is the current one") {
  const auto chosen = read("", {"dev", "mine"});
  REQUIRE(chosen.ok());
  MemoryDisk with_overlay = disk();
  REQUIRE(with_overlay.write("/overlay", kubeconfig_of(*chosen)).ok());
  const std::string list = "/overlay:" + kubeconfig_list({{"HOME", "/home"}});
  const auto seen = read_kube_context(with_overlay, {{"KUBECONFIG", list}});
  REQUIRE(seen.ok());
  CHECK(seen->name == "dev");
  CHECK(seen->cluster == "kind-dev");
  CHECK(seen->namespace_ == "mine");
}

TEST_CASE("without a kubeconfig there is no context") {
  const auto none = read("/missing");
  REQUIRE(none.ok());
  CHECK(none->name.empty());
  CHECK(none->namespace_ == "default");
  CHECK_FALSE(read("/broken").ok());
}

TEST_CASE("clusters of this machine go by the cluster entry's name") {
  CHECK(is_local("x", "kind-x"));
  CHECK(is_local("x", "docker-for-desktop-cluster"));
  CHECK(is_local("minikube", "x"));
  CHECK(is_local("x", "k3d-a"));
  CHECK_FALSE(is_local("kind-x", "x"));
  CHECK_FALSE(is_local("gke", "gke"));
  CHECK_FALSE(is_local("x", "kindly"));
}

}  // namespace tiltc::builtins
