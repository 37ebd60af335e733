#include "testing.h"

namespace tiltc::kubernetes {
namespace {

using testing::TargetsBuilder;

std::string injected(const std::string& yaml) {
  TargetsBuilder builder;
  builder.image("api").yaml(yaml);
  builder.targets.images[0].entrypoint = graph::Argv{"run"};
  return testing::injected_with("r/api:1", builder.targets);
}

TEST_CASE("workflows and tasks name images without being told how") {
  const std::string workflow =
      "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: w-}\nspec:\n"
      "  templates:\n";
  CHECK(injected(workflow + "  - container: {image: api}\n  - script: {image: other}\n") ==
        workflow +
            "  - container: {image: r/api:1, command: [\"run\"]}\n  - script: {image: other}\n");
  const std::string task =
      "apiVersion: tekton.dev/v1beta1\nkind: Task\nmetadata: {name: t}\nspec:\n  steps:\n";
  CHECK(injected(task + "  - image: api\n  - image: $(params.image)\n") ==
        task + "  - image: r/api:1\n    command: [\"run\"]\n  - image: $(params.image)\n");
}

TEST_CASE("pod templates are found by their shape in any kind") {
  struct Row {
    const char *open, *close;
  };
  const Row row = GENERATE(Row{"{template: ", "}"}, Row{"{jobTargetRef: {template: ", "}}"},
                           Row{"{workers: [{template: ", "}]}"});
  const auto with = [&](const std::string& container) {
    return "apiVersion: x.y/v1\nkind: K\nmetadata: {name: k}\nspec: " + std::string(row.open) +
           "{spec: {containers: [{image: " + container + "}]}}" + row.close + "\n";
  };
  CHECK(injected(with("api")) == with("r/api:1, command: [\"run\"]"));
}

TEST_CASE("the image of an operator's specification has no command") {
  TargetsBuilder builder;
  const std::string kafka =
      "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaConnect\nmetadata: {name: k}\nspec: "
      "{image: ";
  builder.image("api").yaml(kafka + "api}\n");
  CHECK(testing::injected_with("r/api:1", builder.targets) == kafka + "r/api:1}\n");
  builder.targets.images[0].entrypoint = graph::Argv{"run"};
  Diagnostics warnings;
  const graph::Graph graph = testing::assembled(builder.targets, warnings);
  const auto refused = inject(graph, {{graph::ImageId{0}, "r/api:1"}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().diagnostic().code == "no-container-for-command");
}

TEST_CASE("an operator's image that is not built makes no workload") {
  TargetsBuilder builder;
  builder.yaml(
      "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p}\n"
      "spec: {image: prom}\n");
  const graph::Graph graph = testing::assembled(builder.targets);
  REQUIRE(graph.resources.size() == 1);
  CHECK(graph.resources[0].name == "uncategorized");
}

}  // namespace
}  // namespace tiltc::kubernetes
