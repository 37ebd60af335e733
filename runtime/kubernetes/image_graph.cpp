#include "image_graph.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/dockerfile.h"
#include "graph/cycles.h"

namespace tiltc::kubernetes {
namespace {

graph::ImageId image_id(std::size_t index) {
  return graph::ImageId{static_cast<std::uint32_t>(index)};
}

std::vector<std::string> image_names(const graph::Targets& targets) {
  std::vector<std::string> names;
  for (const graph::ImageTarget& image : targets.images) {
    names.push_back(image.ref);
  }
  return names;
}

}  // namespace

Result<ReferenceMatcher> make_matcher(const graph::Targets& targets) {
  std::vector<Reference> references;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < targets.images.size(); ++i) {
    const graph::ImageTarget& image = targets.images[i];
    Result<Reference> reference = Reference::parse(image.normalized);
    if (!reference) {
      reference.error().diagnostic().at(image.ref_span);
      return std::move(reference).error();
    }
    const auto [first, is_new] = known.emplace(reference->normalized(), i);
    if (!is_new) {
      return error("duplicate-image", fmt::format("image `{}` is defined twice", image.ref))
          .at(image.ref_span, "defined again")
          .also(targets.images[first->second].ref_span, "first defined here");
    }
    references.push_back(*std::move(reference));
  }
  return ReferenceMatcher(references);
}

Result<ImageGraph> ImageGraph::make(const graph::Targets& targets) {
  ImageGraph images(targets);
  Result<ReferenceMatcher> matcher = make_matcher(targets);
  if (!matcher) {
    return std::move(matcher).error();
  }
  images.matcher_ = *std::move(matcher);
  images.dependencies_.resize(targets.images.size());
  images.places_.resize(targets.images.size());
  for (std::size_t i = 0; i < targets.images.size(); ++i) {
    const auto* docker = std::get_if<graph::DockerBuild>(&targets.images[i].build);
    Status status =
        docker != nullptr
            ? images.read_dockerfile(i, *docker)
            : images.read_image_deps(i, std::get<graph::CustomBuild>(targets.images[i].build));
    if (!status) {
      return std::move(status).error();
    }
  }
  return images;
}

// FROM, COPY --from and RUN --mount=from=.
Status ImageGraph::read_dockerfile(std::size_t image, const graph::DockerBuild& build) {
  if (build.dockerfile == nullptr) {
    return Done{};
  }
  Result<Dockerfile> dockerfile = Dockerfile::parse(build.dockerfile);
  if (!dockerfile) {
    dockerfile.error().diagnostic().also(targets_->images[image].span, "for this image");
    return std::move(dockerfile).error();
  }
  BuildArguments arguments;
  for (const auto& [name, value] : build.build_args) {
    arguments[name] = value;
  }
  for (const DockerfileImageUse& use : dockerfile->image_uses(arguments)) {
    const Result<Reference> reference = Reference::parse(use.reference);
    if (!reference) {
      continue;
    }
    if (const std::optional<std::size_t> other = matcher_->match(*reference)) {
      depend(image, *other, use.span);
    }
  }
  return Done{};
}

Result<std::size_t> ImageGraph::find_dep(const std::string& text, const std::string& whose,
                                         const Span& place) const {
  const Result<Reference> reference = Reference::parse(text);
  if (const std::optional<std::size_t> found =
          reference ? matcher_->match(*reference) : std::nullopt) {
    return *found;
  }
  const std::vector<std::string> close = closest_names(text, image_names(*targets_));
  return error("unknown-image-dep", fmt::format("{} `{}`, which no call defines", whose, text))
      .at(place, close.empty() ? "" : fmt::format("did you mean `{}`?", close[0]))
      .note("image_deps names images that docker_build() or custom_build() define");
}

Status ImageGraph::read_image_deps(std::size_t image, const graph::CustomBuild& build) {
  const graph::ImageTarget& target = targets_->images[image];
  for (const std::string& text : build.image_deps) {
    Result<std::size_t> other =
        find_dep(text, fmt::format("image `{}` is to be built from", target.ref), target.span);
    if (!other) {
      return std::move(other).error();
    }
    depend(image, *other, target.ref_span);
  }
  return Done{};
}

Result<std::vector<graph::ImageId>> ImageGraph::images_of(const graph::CustomDeploy& deploy) const {
  std::vector<graph::ImageId> images;
  for (const std::string& text : deploy.image_deps) {
    Result<std::size_t> image = find_dep(
        text, fmt::format("resource `{}` deploys the image", deploy.name), deploy.image_deps_span);
    if (!image) {
      return std::move(image).error();
    }
    images.push_back(image_id(*image));
  }
  return images;
}

void ImageGraph::depend(std::size_t image, std::size_t on, Span place) {
  std::vector<graph::ImageId>& known = dependencies_[image];
  if (std::find(known.begin(), known.end(), image_id(on)) == known.end()) {
    known.push_back(image_id(on));
    places_[image].push_back(std::move(place));
  }
}

std::optional<graph::ImageId> ImageGraph::match(const Reference& found) const {
  const std::optional<std::size_t> index = matcher_->match(found);
  return index ? std::optional(image_id(*index)) : std::nullopt;
}

std::vector<std::vector<std::size_t>> ImageGraph::adjacency() const {
  std::vector<std::vector<std::size_t>> edges(dependencies_.size());
  for (std::size_t i = 0; i < edges.size(); ++i) {
    for (const graph::ImageId other : dependencies_[i]) {
      edges[i].push_back(graph::index(other));
    }
  }
  return edges;
}

Status ImageGraph::check_cycles(const std::vector<bool>& roots) const {
  std::vector<std::vector<std::size_t>> edges = adjacency();
  std::vector<bool> reached = roots;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    if (roots[i]) {
      open.push_back(i);
    }
  }
  while (!open.empty()) {
    const std::size_t image = open.back();
    open.pop_back();
    for (const std::size_t other : edges[image]) {
      if (!reached[other]) {
        reached[other] = true;
        open.push_back(other);
      }
    }
  }
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (!reached[i]) {
      edges[i].clear();
    }
  }
  const auto found = graph::find_cycle(edges);
  return found ? Status(cycle(*found)) : Status(Done{});
}

Diagnostic ImageGraph::cycle(const std::vector<std::size_t>& images) const {
  std::string path;
  for (const std::size_t image : images) {
    path += (path.empty() ? "" : " -> ") + targets_->images[image].ref;
  }
  Diagnostic wrong =
      error("image-cycle", fmt::format("images are built from each other: {}", path));
  for (std::size_t hop = 0; hop + 1 < images.size(); ++hop) {
    const std::vector<graph::ImageId>& all = dependencies_[images[hop]];
    const auto edge = std::find(all.begin(), all.end(), image_id(images[hop + 1])) - all.begin();
    const Span& place = places_[images[hop]][static_cast<std::size_t>(edge)];
    const std::string label =
        fmt::format("`{}` is built from `{}`", targets_->images[images[hop]].ref,
                    targets_->images[images[hop + 1]].ref);
    if (hop == 0) {
      wrong.at(place, label);
    } else {
      wrong.also(place, label);
    }
  }
  return wrong;
}

std::vector<graph::ImageId> ImageGraph::build_order(
    const std::vector<graph::ImageId>& roots) const {
  std::vector<std::size_t> starts;
  std::vector<graph::ImageId> order;
  bool is_flat = true;
  for (const graph::ImageId root : roots) {
    starts.push_back(graph::index(root));
    is_flat = is_flat && dependencies_[graph::index(root)].empty();
    if (std::find(order.begin(), order.end(), root) == order.end()) {
      order.push_back(root);
    }
  }
  if (is_flat) {
    return order;  // nearly always, and once a resource: the whole graph is not gone through for it
  }
  order.clear();
  for (const std::size_t image : graph::dependencies_first(adjacency(), starts)) {
    order.push_back(image_id(image));
  }
  return order;
}

namespace {

bool is_suppressed(const graph::Targets& targets, const graph::ImageTarget& image) {
  const std::vector<std::string>& names = targets.settings.suppress_unused_image_warnings;
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name == "*" || name == image.ref; });
}

Diagnostic unused_image(const graph::Graph& graph, const graph::ImageTarget& image,
                        const std::vector<ForeignImage>& foreign) {
  Diagnostic unused =
      warning("unused-image", fmt::format("nothing uses the image `{}`", image.ref));
  unused.at(image.ref_span, "no object and no other image names it");
  std::vector<std::string> names;
  for (const ForeignImage& other : foreign) {
    names.push_back(other.familiar_name);
  }
  for (const std::string& close : closest_names(image.ref, names)) {
    const auto other = std::find_if(foreign.begin(), foreign.end(), [&](const ForeignImage& one) {
      return one.familiar_name == close;
    });
    unused.also(other->span, fmt::format("`{}` is named here, and no call builds it", close));
  }
  if (graph.objects.empty()) {
    unused.note("there is no Kubernetes object that could use it: k8s_yaml() was given none");
  } else if (foreign.empty() &&
             graph.image_is_deployed == std::vector<bool>(graph.image_is_deployed.size())) {
    unused.note(
        "no object names an image; k8s_kind(…, image_json_path=…) tells where a kind of your own "
        "does");
  }
  return unused.with_help(fmt::format(
      "if that is meant: update_settings(suppress_unused_image_warnings=[\"{}\"])", image.ref));
}

}  // namespace

void warn_of_unused(const graph::Graph& graph, const std::vector<ForeignImage>& foreign,
                    Diagnostics& warnings) {
  for (std::size_t i = 0; i < graph.targets.images.size(); ++i) {
    const graph::ImageTarget& image = graph.targets.images[i];
    if (!graph.image_is_used[i] && !is_suppressed(graph.targets, image)) {
      warnings.add(unused_image(graph, image, foreign));
    }
  }
}

}  // namespace tiltc::kubernetes
