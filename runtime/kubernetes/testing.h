#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/render.h"
#include "base/text.h"
#include "catch.h"
#include "graph/targets.h"
#include "kubernetes/assembly.h"
#include "kubernetes/injection.h"

// What the tests of this room share.
namespace tiltc::kubernetes::testing {

inline SourcePtr source(std::string path, std::string text) {
  return std::make_shared<Source>(std::move(path), std::move(text));
}

// Targets as a Tiltfile would register them; its text is made up line by line, so that spans are
// real.
class TargetsBuilder {
 public:
  graph::Targets targets;

  TargetsBuilder& image(const std::string& ref, std::vector<std::string> image_deps = {}) {
    graph::ImageTarget target;
    target.ref = ref;
    target.normalized = ref;
    graph::CustomBuild build;
    build.command = {"make"};
    build.image_deps = std::move(image_deps);
    target.build = std::move(build);
    target.span = target.ref_span = call("custom_build(" + ref + ")");
    targets.images.push_back(std::move(target));
    return *this;
  }

  TargetsBuilder& docker_image(const std::string& ref, const std::string& dockerfile) {
    image(ref);
    graph::DockerBuild build;
    build.dockerfile = source("Dockerfile." + ref, dockerfile);
    targets.images.back().build = std::move(build);
    return *this;
  }

  TargetsBuilder& yaml(const std::string& text, const std::string& path = "k.yaml") {
    graph::Manifest manifest;
    manifest.source = source(path, text);
    manifest.is_file = true;
    manifest.span = call("k8s_yaml(" + path + ")");
    targets.manifests.push_back(std::move(manifest));
    return *this;
  }

  graph::ResourceOptions& options(const std::string& workload, const std::string& new_name = "") {
    graph::ResourceOptions made;
    made.workload = workload;
    made.new_name = new_name;
    made.span = made.name_span = call("k8s_resource(" + workload + new_name + ")");
    targets.resource_options.push_back(std::move(made));
    return targets.resource_options.back();
  }

  TargetsBuilder& local(const std::string& name, std::vector<std::string> deps = {}) {
    graph::LocalResource made;
    made.name = name;
    made.resource_deps = std::move(deps);
    made.span = call("local_resource(" + name + ")");
    targets.local_resources.push_back(std::move(made));
    return *this;
  }

  graph::ImageLocator& locator(const std::string& kind, std::vector<std::string> paths) {
    graph::ImageLocator made;
    made.kind = kind;
    made.json_paths = std::move(paths);
    made.declares_workload = true;
    made.span = call("k8s_kind(" + kind + ")");
    targets.locators.push_back(std::move(made));
    return targets.locators.back();
  }

  // Each call stands on a line of its own, the first on line 1.
  Span call(const std::string& text) {
    const SourcePtr line = source("Tiltfile", std::string(lines_++, '\n') + text);
    const auto end = static_cast<std::uint32_t>(line->text().size());
    return {line, end - static_cast<std::uint32_t>(text.size()), end};
  }

 private:
  std::size_t lines_ = 0;
};

inline std::string deployment(const std::string& name, const std::string& image) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
         "\nspec:\n  template:\n    metadata:\n      labels: {app: " + name +
         "}\n    spec:\n      containers:\n      - name: c\n        image: " + image + "\n";
}

// The manifests with `reference` for every image of the targets.
inline std::string injected_with(const std::string& reference, const graph::Targets& targets,
                                 InjectedFields fields = InjectedFields::kMinimal) {
  Diagnostics warnings;
  const Result<graph::Graph> graph = assemble(targets, warnings);
  if (!graph) {
    FAIL(render_full(graph.error().diagnostic()));
  }
  ClusterReferences references;
  for (std::size_t i = 0; i < targets.images.size(); ++i) {
    references[graph::ImageId{static_cast<std::uint32_t>(i)}] = reference;
  }
  const Result<std::vector<InjectedManifest>> manifests = inject(*graph, references, fields);
  if (!manifests) {
    FAIL(render_full(manifests.error().diagnostic()));
  }
  return join_manifests(*manifests);
}

inline std::string shown(const Diagnostic& diagnostic) {
  return std::string(trim(render_short(diagnostic)));
}

inline graph::Graph assembled(const graph::Targets& targets, Diagnostics& warnings) {
  Result<graph::Graph> graph = assemble(targets, warnings);
  if (!graph) {
    FAIL(render_full(graph.error().diagnostic()));
  }
  return *std::move(graph);
}

inline graph::Graph assembled(const graph::Targets& targets) {
  Diagnostics warnings;
  return assembled(targets, warnings);
}

// The failure of assemble(), as one line.
inline std::string failure(const graph::Targets& targets) {
  Diagnostics warnings;
  const Result<graph::Graph> graph = assemble(targets, warnings);
  REQUIRE_FALSE(graph.ok());
  return shown(graph.error().diagnostic());
}

}  // namespace tiltc::kubernetes::testing
