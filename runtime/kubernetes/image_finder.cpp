#include "kubernetes/image_finder.h"

#include <fmt/format.h>

#include <algorithm>

#include "custom_images.h"
#include "kinds.h"
#include "locator.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

// Collects the places of one object.
class PlaceCollector {
 public:
  PlaceCollector(const ManifestObjects& manifest, const ManifestObject& object)
      : tree_(manifest.tree(object)),
        object_(object),
        templates_(pod_templates(manifest, object)),
        is_strict_(is_pod_kind(object)) {}

  std::vector<ImagePlace> take() { return std::move(places_); }

  Status add_containers() {
    return each_container([&](TreeId container) { return add_container(container); });
  }

  // Custom resources are not Kubernetes' own, so what does not look like an image is let be.
  void add_custom_fields() {
    for (const CustomImage& field : custom_images(tree_, object_)) {
      const std::optional<std::string_view> text = tree_.string(field.image);
      Result<Reference> reference = Reference::parse(text.value_or(""));
      if (reference) {
        push(field.is_container ? ImagePlace::Kind::kContainer : ImagePlace::Kind::kCustomField,
             field.image, tree_[field.image].parent, *std::move(reference));
      }
    }
  }

  Status add_volumes() {
    for (const PodTemplate& pod : templates_) {
      const std::optional<TreeId> volumes = tree_.find(pod.spec, "volumes");
      for (const TreeId volume : items(volumes)) {
        const std::optional<TreeId> image = tree_.find(volume, "image");
        const std::optional<TreeId> name = image ? tree_.find(*image, "reference") : std::nullopt;
        if (!name || !tree_.string(*name)) {
          continue;
        }
        if (Status status = add_string(ImagePlace::Kind::kImageVolume, *name, {}); !status) {
          return status;
        }
      }
    }
    return Done{};
  }

  Status add_environment() {
    return each_container([&](TreeId container) {
      for (const TreeId variable : items(tree_.find(container, "env"))) {
        const std::optional<TreeId> value = tree_.find(variable, "value");
        const std::optional<std::string_view> text = value ? tree_.string(*value) : std::nullopt;
        Result<Reference> reference = Reference::parse(text.value_or(""));
        if (reference) {
          push(ImagePlace::Kind::kEnvironment, *value, container, *std::move(reference));
        }
      }
      return Status(Done{});
    });
  }

  Status add_path(const JsonPath& path, const graph::ImageLocator& locator) {
    return each_hit(path, locator, [&](TreeId hit) {
      if (!tree_.string(hit)) {
        return Status(
            about_locator(error("image-path", fmt::format("`{}` reaches something that is "
                                                          "no text",
                                                          path.text()))
                              .at(tree_.span(hit), "this"),
                          locator));
      }
      return add_string(ImagePlace::Kind::kLocator, hit, &locator);
    });
  }

  Status add_object_path(const JsonPath& path, const graph::ImageLocator& locator) {
    return each_hit(path, locator, [&](TreeId hit) { return add_image_object(hit, locator); });
  }

 private:
  // The mappings of a list; anything else has none, and is refused where it matters by
  // check_types().
  std::vector<TreeId> items(std::optional<TreeId> list) const {
    std::vector<TreeId> mappings;
    if (list && tree_.is_sequence(*list)) {
      for (std::size_t i = 0; i < tree_[*list].size; ++i) {
        if (tree_.is_mapping(tree_.child(*list, i))) {
          mappings.push_back(tree_.child(*list, i));
        }
      }
    }
    return mappings;
  }

  template <class Visit>
  Status each_container(Visit visit) {
    for (const PodTemplate& pod : templates_) {
      for (const std::string_view list : kContainerLists) {
        for (const TreeId container : items(tree_.find(pod.spec, list))) {
          if (Status status = visit(container); !status) {
            return status;
          }
        }
      }
    }
    return Done{};
  }

  Status add_container(TreeId container) {
    const std::optional<TreeId> image = tree_.find(container, "image");
    const std::optional<std::string_view> text = image ? tree_.string(*image) : std::nullopt;
    if (!text && !is_strict_) {
      return Done{};
    }
    if (!text || text->empty()) {
      const std::string name(tree_.string_at(container, "name").value_or(""));
      return error("no-image", fmt::format("container \"{}\" of {} \"{}\" has no image", name,
                                           object_.kind, object_.name))
          .at(tree_.span(image.value_or(container)));
    }
    Result<Reference> reference = Reference::parse(*text);
    if (!reference) {
      return is_strict_ ? Status(no_reference(*image, reference.error().diagnostic(), nullptr))
                        : Status(Done{});
    }
    push(ImagePlace::Kind::kContainer, *image, container, *std::move(reference));
    return Done{};
  }

  Status add_string(ImagePlace::Kind kind, TreeId node, const graph::ImageLocator* locator) {
    Result<Reference> reference = Reference::parse(*tree_.string(node));
    if (!reference) {
      const bool matters = locator != nullptr || is_strict_;
      return matters ? Status(no_reference(node, reference.error().diagnostic(), locator))
                     : Status(Done{});
    }
    push(kind, node, {}, *std::move(reference));
    return Done{};
  }

  Status add_image_object(TreeId hit, const graph::ImageLocator& locator) {
    const graph::ImageLocator::ImageObject& fields = *locator.image_object;
    const std::optional<TreeId> repository = tree_.find(hit, fields.repo_field);
    if (!repository || !tree_.string(*repository)) {
      return about_locator(
          error("image-path", fmt::format("`{}` reaches something that has no text `{}`",
                                          fields.json_path, fields.repo_field))
              .at(tree_.span(hit), "this"),
          locator);
    }
    Result<Reference> reference = Reference::parse(*tree_.string(*repository));
    if (!reference) {
      return no_reference(*repository, reference.error().diagnostic(), &locator);
    }
    const std::optional<std::string_view> tag = tree_.string_at(hit, fields.tag_field);
    if (tag && !tag->empty()) {
      reference = reference->with_tag(*tag);
      if (!reference) {
        return no_reference(*tree_.find(hit, fields.tag_field), reference.error().diagnostic(),
                            &locator);
      }
    }
    push(ImagePlace::Kind::kLocatorObject, hit, {}, *std::move(reference));
    places_.back().span = tree_.span(*repository);
    places_.back().fields = &fields;
    return Done{};
  }

  template <class Visit>
  Status each_hit(const JsonPath& path, const graph::ImageLocator& locator, Visit visit) {
    const PathNode root{static_cast<std::uint64_t>(object_.root)};
    Result<std::vector<PathHit>> hits = path.evaluate(tree_, root);
    if (!hits) {
      return about_locator(
          error("image-path", fmt::format("no image in {} \"{}\": {}", object_.kind, object_.name,
                                          hits.error().diagnostic().message))
              .at(object_.name_span, "this object"),
          locator);
    }
    for (const PathHit& hit : *hits) {
      if (!hit.node) {
        return about_locator(
            error("image-path", fmt::format("`{}` is a text, not a path", hit.text))
                .with_help(fmt::format("put it in braces: {{{}}}", hit.text)),
            locator);
      }
      if (Status status = visit(TreeId{static_cast<std::uint32_t>(*hit.node)}); !status) {
        return status;
      }
    }
    return Done{};
  }

  void push(ImagePlace::Kind kind, TreeId node, TreeId container, Reference reference) {
    places_.push_back({kind, node, container, std::move(reference), tree_.span(node), nullptr});
  }

  Diagnostic no_reference(TreeId node, const Diagnostic& reason,
                          const graph::ImageLocator* locator) const {
    Diagnostic wrong =
        error("bad-image", fmt::format("{} \"{}\" names an image that is no reference",
                                       object_.kind, object_.name))
            .at(tree_.span(node), reason.message);
    return locator == nullptr ? wrong : about_locator(std::move(wrong), *locator);
  }

  static Diagnostic about_locator(Diagnostic wrong, const graph::ImageLocator& locator) {
    if (!locator.span) {
      return wrong;
    }
    if (!wrong.primary.span) {
      wrong.at(locator.span, "from this call");
    } else {
      wrong.also(locator.span, "from this call");
    }
    return wrong;
  }

  const Tree& tree_;
  const ManifestObject& object_;
  std::vector<PodTemplate> templates_;
  bool is_strict_;
  std::vector<ImagePlace> places_;
};

}  // namespace

Result<ImageFinder> ImageFinder::make(const std::vector<graph::ImageLocator>& locators) {
  ImageFinder finder;
  for (const graph::ImageLocator& locator : locators) {
    auto compiled = Locator::compile(locator);
    if (!compiled) {
      return std::move(compiled).error();
    }
    finder.locators_.push_back(*std::move(compiled));
  }
  return finder;
}

Status check_locator(const graph::ImageLocator& locator) {
  Result<ImageFinder> finder = ImageFinder::make({locator});
  return finder ? Status(Done{}) : Status(std::move(finder).error());
}

Result<std::vector<ImagePlace>> ImageFinder::find(const ManifestObjects& manifest,
                                                  const ManifestObject& object) const {
  PlaceCollector collector(manifest, object);
  Status status = collector.add_containers();
  if (status) {
    collector.add_custom_fields();
  }
  if (status) {
    status = collector.add_volumes();
  }
  for (const auto& locator : locators_) {
    if (!status || !locator->matches(object)) {
      continue;
    }
    for (const JsonPath& path : locator->paths) {
      status = status ? collector.add_path(path, *locator->source) : std::move(status);
    }
    if (status && locator->object_path) {
      status = collector.add_object_path(*locator->object_path, *locator->source);
    }
  }
  if (status) {
    status = collector.add_environment();
  }
  if (!status) {
    return std::move(status).error();
  }
  return collector.take();
}

bool ImageFinder::is_declared_workload(const ManifestObject& object) const {
  return std::any_of(locators_.begin(), locators_.end(), [&](const auto& locator) {
    return locator->source->declares_workload && locator->matches(object);
  });
}

std::string ImageFinder::pod_readiness(const ManifestObject& object) const {
  std::vector<std::string> said;
  if (object.group() == "batch" && is_pod_kind(object)) {
    said.emplace_back(object.kind == "Job" ? "succeeded" : "ignore");
  }
  for (const auto& locator : locators_) {
    if (locator->source->declares_workload && locator->matches(object)) {
      said.push_back(locator->source->pod_readiness);
    }
  }
  for (const std::string_view mode : {"wait", "ignore", "succeeded"}) {
    if (std::find(said.begin(), said.end(), mode) != said.end()) {
      return std::string(mode);
    }
  }
  return "";
}

}  // namespace tiltc::kubernetes
