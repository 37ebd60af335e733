#include "formats/kubeconfig.h"

#include <memory>

#include "catch.h"

namespace tiltc {

namespace {

Result<KubeConfig> read(const char* text) {
  return read_kubeconfig(std::make_shared<Source>("config", text));
}

}  // namespace

TEST_CASE("contexts, their clusters and namespaces") {
  const auto config = read(
      "apiVersion: v1\ncurrent-context: b\ncontexts:\n"
      "- name: a\n  context: {cluster: kind-a, user: u}\n"
      "- name: b\n  context: {cluster: gke, namespace: team}\n");
  REQUIRE(config.ok());
  CHECK(config->current_context == "b");
  CHECK(config->contexts.at("a").cluster == "kind-a");
  CHECK(config->contexts.at("b").namespace_ == "team");
}

TEST_CASE("of several files the first that says a thing counts") {
  KubeConfig first = *read("contexts: [{name: a, context: {cluster: one}}]");
  first.merge(
      *read("current-context: z\ncontexts: [{name: a, context: {cluster: two}}, "
            "{name: z, context: {cluster: three}}]"));
  CHECK(first.current_context == "z");
  CHECK(first.contexts.at("a").cluster == "one");
  CHECK(first.contexts.at("z").cluster == "three");
}

TEST_CASE("an empty kubeconfig has no context; a wrong one says where") {
  CHECK(read("")->contexts.empty());
  CHECK(read("contexts: null")->contexts.empty());
  CHECK(read("[]").error().diagnostic().code == "bad-kubeconfig");
  CHECK(read("contexts: 5").error().diagnostic().code == "bad-kubeconfig");
  CHECK(read("contexts: [{name: x}]").error().diagnostic().code == "bad-kubeconfig");
}

}  // namespace tiltc
