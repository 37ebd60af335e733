#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/reference.h"
#include "graph/resources.h"
#include "graph/targets.h"

namespace tiltc::kubernetes {

// Tells which of the targets' images a reference means. Fails on an image defined twice.
Result<ReferenceMatcher> make_matcher(const graph::Targets& targets);

// The images of a Tiltfile and which is built from which, with the places that say so. Looks at the
// targets, which must outlive it.
class ImageGraph {
 public:
  // Fails on an image defined twice, on a Dockerfile that can't be read, on an unknown image_dep.
  static Result<ImageGraph> make(const graph::Targets& targets);

  // The image that a reference found somewhere means.
  std::optional<graph::ImageId> match(const Reference& found) const;

  // The images whose references the commands of a k8s_custom_deploy() get. Fails on an unknown one.
  Result<std::vector<graph::ImageId>> images_of(const graph::CustomDeploy& deploy) const;

  const std::vector<std::vector<graph::ImageId>>& dependencies() const { return dependencies_; }

  // Fails when one of `roots` needs, over however many steps, itself or another that needs itself.
  Status check_cycles(const std::vector<bool>& roots) const;

  // `roots` with all that they need, needs first.
  std::vector<graph::ImageId> build_order(const std::vector<graph::ImageId>& roots) const;

 private:
  explicit ImageGraph(const graph::Targets& targets) : targets_(&targets) {}

  Status read_dockerfile(std::size_t image, const graph::DockerBuild& build);
  Status read_image_deps(std::size_t image, const graph::CustomBuild& build);
  // The image that image_deps= names. `whose` begins the error: "image `a` is to be built from".
  Result<std::size_t> find_dep(const std::string& text, const std::string& whose,
                               const Span& place) const;
  void depend(std::size_t image, std::size_t on, Span place);
  std::vector<std::vector<std::size_t>> adjacency() const;
  Diagnostic cycle(const std::vector<std::size_t>& images) const;

  const graph::Targets* targets_;
  std::optional<ReferenceMatcher> matcher_;
  std::vector<std::vector<graph::ImageId>> dependencies_;
  std::vector<std::vector<Span>> places_;  // of each dependency
};

// An image that the YAML names and that no target builds.
struct ForeignImage {
  std::string familiar_name;
  Span span;
};

// Warns of each image that nothing uses, with what may have been meant.
void warn_of_unused(const graph::Graph& graph, const std::vector<ForeignImage>& foreign,
                    Diagnostics& warnings);

}  // namespace tiltc::kubernetes
