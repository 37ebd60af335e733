#include <regex>

#include "kubernetes/injection.h"
#include "testing.h"

namespace tiltc::kubernetes {
namespace {

using testing::TargetsBuilder;

// The YAML as it is sent to a cluster.
std::string deployed(const TargetsBuilder& builder, const std::string& reference = "r/api:1") {
  return testing::injected_with(reference, builder.targets, InjectedFields::kTilt);
}

std::string without_hashes(const std::string& text) {
  return std::regex_replace(text, std::regex("(pod-template-hash: \"?)[0-9a-f]{20}\"?"),
                            "pod-template-hash: HASH");
}

std::string hash_in(const std::string& text) {
  std::smatch found;
  REQUIRE(std::regex_search(text, found, std::regex("pod-template-hash: \"?([0-9a-f]{20})")));
  return found[1];
}

TEST_CASE("a deploy sets labels, pull policies and the template's hash") {
  TargetsBuilder builder;
  builder.image("api").yaml(
      "apiVersion: apps/v1\n"
      "kind: Deployment\n"
      "metadata:\n"
      "  name: d # c\n"
      "spec:\n"
      "  selector:\n"
      "    matchLabels: {app: d}\n"
      "  template:\n"
      "    metadata:\n"
      "      labels:\n"
      "        app: d\n"
      "    spec:\n"
      "      initContainers:\n"
      "      - image: busybox\n"
      "        imagePullPolicy: Always\n"
      "      containers:\n"
      "      - image: api # built\n"
      "        name: a\n");
  CHECK(without_hashes(deployed(builder)) ==
        "apiVersion: apps/v1\n"
        "kind: Deployment\n"
        "metadata:\n"
        "  name: d # c\n"
        "  labels: {app.kubernetes.io/managed-by: tilt}\n"
        "spec:\n"
        "  selector:\n"
        "    matchLabels: {app: d}\n"
        "  template:\n"
        "    metadata:\n"
        "      labels:\n"
        "        app: d\n"
        "        app.kubernetes.io/managed-by: tilt\n"
        "        tilt.dev/pod-template-hash: HASH\n"
        "    spec:\n"
        "      initContainers:\n"
        "      - image: busybox\n"
        "        imagePullPolicy: IfNotPresent\n"
        "      containers:\n"
        "      - image: r/api:1 # built\n"
        "        imagePullPolicy: IfNotPresent\n"
        "        name: a\n");
}

TEST_CASE("a resource without built images keeps its pull policies") {
  TargetsBuilder builder;
  builder.yaml(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: }\n"
      "spec: {containers: [{image: nginx, imagePullPolicy: Always}]}\n");
  CHECK(deployed(builder) ==
        "apiVersion: v1\nkind: Pod\n"
        "metadata: {name: p, labels:  {app.kubernetes.io/managed-by: tilt}}\n"
        "spec: {containers: [{image: nginx, imagePullPolicy: Always}]}\n");
}

TEST_CASE("stateful sets start their pods in parallel, and claims stay as they are") {
  TargetsBuilder builder;
  builder.image("api").yaml(
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec:\n"
      "  podManagementPolicy: OrderedReady\n"
      "  volumeClaimTemplates: [{metadata: {name: v}}]\n"
      "  template: {spec: {containers: [{image: api}]}}\n");
  CHECK(without_hashes(deployed(builder)) ==
        "apiVersion: apps/v1\nkind: StatefulSet\n"
        "metadata: {name: s, labels: {app.kubernetes.io/managed-by: tilt}}\nspec:\n"
        "  podManagementPolicy: Parallel\n"
        "  volumeClaimTemplates: [{metadata: {name: v}}]\n"
        "  template: {spec: {containers: [{image: r/api:1, imagePullPolicy: IfNotPresent}]}, "
        "metadata: {labels: {app.kubernetes.io/managed-by: tilt, tilt.dev/pod-template-hash: "
        "HASH}}}\n");
}

TEST_CASE("jobs of a cron job are labelled too") {
  TargetsBuilder builder;
  builder.image("api").yaml(
      "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: "
      "{template: {spec: {containers: [{image: api}]}}}}}\n");
  const std::string text = deployed(builder);
  CHECK(text.find("}, metadata: {labels: {app.kubernetes.io/managed-by: tilt}}}}") !=
        std::string::npos);
}

TEST_CASE("selectors follow the label where they name it") {
  TargetsBuilder builder;
  builder.yaml(
      "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
      "spec: {selector: {app.kubernetes.io/managed-by: helm, a: b}}\n---\n"
      "apiVersion: v1\nkind: Service\nmetadata: {name: t}\nspec: {selector: {a: b}}\n");
  const std::string text = deployed(builder);
  CHECK(text.find("{app.kubernetes.io/managed-by: tilt, a: b}") != std::string::npos);
  CHECK(text.find("spec: {selector: {a: b}}") != std::string::npos);
}

TEST_CASE("an old Deployment gets the selector that it had silently") {
  TargetsBuilder builder;
  builder.yaml(
      "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: d}\n"
      "spec:\n  template:\n    metadata: {labels: {app: d}}\n    spec: {containers: []}\n");
  CHECK(deployed(builder).find("  selector: {matchLabels: {app: d}}\n") != std::string::npos);
}

TEST_CASE("custom objects are labelled at the top and keep what is theirs") {
  TargetsBuilder builder;
  builder.image("api").locator("Machine", {"{.spec.image}"});
  builder.yaml(
      "apiVersion: x.y/v1\nkind: Machine\nmetadata: {name: m}\n"
      "spec: {image: api, imagePullPolicy: Always}\n---\n"
      "apiVersion: x.y/v1\nkind: Machine\nmetadata: {name: o}\nspec: {image: api}\n");
  CHECK(deployed(builder) ==
        "apiVersion: x.y/v1\nkind: Machine\n"
        "metadata: {name: m, labels: {app.kubernetes.io/managed-by: tilt}}\n"
        "spec: {image: r/api:1, imagePullPolicy: IfNotPresent}\n---\n"
        "apiVersion: x.y/v1\nkind: Machine\n"
        "metadata: {name: o, labels: {app.kubernetes.io/managed-by: tilt}}\n"
        "spec: {image: r/api:1}\n");
}

TEST_CASE("image volumes get a pull policy") {
  TargetsBuilder builder;
  builder.image("api").yaml(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: []\n  volumes:\n"
      "  - image:\n      reference: api\n");
  CHECK(deployed(builder).find("      reference: r/api:1\n      pullPolicy: IfNotPresent\n") !=
        std::string::npos);
}

TEST_CASE("the hash changes with the template's data and with nothing else") {
  const auto hash = [](const std::string& containers, const std::string& reference = "r/api:1") {
    TargetsBuilder builder;
    builder.image("api").yaml(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
        "spec: {template: {spec: {containers: [" +
        containers + "]}}}\n");
    return hash_in(deployed(builder, reference));
  };
  const std::string plain = hash("{image: api, name: a}");
  CHECK(hash("{name: 'a', image: api} # c\n") == plain);
  CHECK(hash("{image: api, name: a}", "r/api:2") != plain);
  CHECK(hash("{image: api, name: b}") != plain);
  CHECK(hash("{image: api, name: a, x: yes}") != hash("{image: api, name: a, x: 'yes'}"));
}

TEST_CASE("an image's alias gets its own fields where it has to") {
  TargetsBuilder builder;
  builder.image("api").yaml(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: &m\n  name: d\n"
      "spec:\n  template:\n    metadata: *m\n    spec:\n      containers:\n      - image: api\n");
  CHECK(without_hashes(deployed(builder)) ==
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: &m\n  name: d\n"
        "  labels: {app.kubernetes.io/managed-by: tilt}\n"
        "spec:\n  template:\n    metadata: {name: d, labels: {app.kubernetes.io/managed-by: tilt, "
        "tilt.dev/pod-template-hash: HASH}}\n    spec:\n      containers:\n"
        "      - image: r/api:1\n        imagePullPolicy: IfNotPresent\n");
}

}  // namespace
}  // namespace tiltc::kubernetes
