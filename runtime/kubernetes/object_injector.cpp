#include "object_injector.h"

#include <fmt/format.h>

#include "cluster_fields.h"
#include "graph/live_update.h"

namespace tiltc::kubernetes {
namespace {

using graph::ImageId;
using yaml::Tree;
using yaml::TreeId;

// Decides what changes in one object.
class ObjectInjector {
 public:
  ObjectInjector(const InjectionContext& context, const ManifestObjects& manifest,
                 const ManifestObject& object, Changes& changes)
      : context_(context),
        tree_(manifest.tree(object)),
        manifest_(manifest),
        object_(object),
        changes_(changes) {}

  Status inject(graph::ObjectId id, std::map<ImageId, int>& replaced) {
    Result<std::vector<ImagePlace>> places = context_.finder.find(manifest_, object_);
    if (!places) {
      return std::move(places).error();
    }
    std::map<ImageId, Span> found;
    std::vector<ImagePlace> built;
    for (const ImagePlace& place : *places) {
      const std::optional<ImageId> image = built_image(place);
      if (!image) {
        continue;
      }
      if (Status status = put_reference(place, *image); !status) {
        return status;
      }
      found.emplace(*image, place.span);
      ++replaced[*image];
      built.push_back(place);
    }
    for (const auto& [image, span] : found) {
      if (Status status = override_command(image, *places, span); !status) {
        return status;
      }
    }
    if (context_.fields == InjectedFields::kTilt) {
      const bool has_built_images = context_.with_built_images.count(id) > 0;
      set_cluster_fields({manifest_, object_, built, has_built_images}, changes_);
    }
    return Done{};
  }

 private:
  const graph::ImageTarget& target(ImageId image) const {
    return context_.graph.targets.images[graph::index(image)];
  }

  std::optional<ImageId> built_image(const ImagePlace& place) const {
    const std::optional<std::size_t> index = context_.matcher.match(place.reference);
    if (!index) {
      return std::nullopt;
    }
    const ImageId image{static_cast<std::uint32_t>(*index)};
    const bool is_environment = place.kind == ImagePlace::Kind::kEnvironment;
    const bool stays = (is_environment && !target(image).match_in_env_vars) ||
                       graph::is_live_update_only(target(image));
    return stays ? std::nullopt : std::optional(image);
  }

  Status put_reference(const ImagePlace& place, ImageId image) {
    const auto reference = context_.references.find(image);
    if (reference == context_.references.end() || reference->second.empty()) {
      return error("image-not-built",
                   fmt::format("{} \"{}\" needs the image `{}`, which was not built", object_.kind,
                               object_.name, target(image).ref))
          .at(place.span, "named here")
          .also(target(image).ref_span, "defined here");
    }
    if (place.kind != ImagePlace::Kind::kLocatorObject) {
      changes_.replace(place.node, reference->second);
      return Done{};
    }
    return put_fields(place, reference->second);
  }

  // Repository and tag in fields of their own: always both.
  Status put_fields(const ImagePlace& place, const std::string& reference) {
    Result<Reference> parsed = Reference::parse(reference);
    if (!parsed) {
      parsed.error().diagnostic().at(place.span);
      return std::move(parsed).error();
    }
    const std::string& repository = place.fields->repo_field;
    const std::string& tag = place.fields->tag_field;
    // What joins the fields with a `:` also joins NAME@sha256 and the digits of a digest.
    const std::string& digest = parsed->digest();
    const std::size_t colon = digest.find(':');
    const bool is_pinned = !digest.empty();
    changes_.replace(*tree_.find(place.node, repository),
                     parsed->familiar_name() + (is_pinned ? "@" + digest.substr(0, colon) : ""));
    changes_.set(place.node,
                 {tag, is_pinned ? digest.substr(colon + 1) : parsed->tag(), repository});
    return Done{};
  }

  Status override_command(ImageId image, const std::vector<ImagePlace>& places, const Span& span) {
    const graph::ImageTarget& built = target(image);
    if (!built.entrypoint && !built.container_args) {
      return Done{};
    }
    bool has_container = false;
    for (const ImagePlace& place : places) {
      if (place.kind == ImagePlace::Kind::kContainer && built_image(place) == image) {
        has_container = true;
        override_container(place.container, built);
      }
    }
    if (has_container) {
      return Done{};
    }
    return error("no-container-for-command",
                 fmt::format("no container of {} \"{}\" runs the image `{}`", object_.kind,
                             object_.name, built.ref))
        .at(span, "it is only named here")
        .also(built.span, "entrypoint and container_args go to the containers of this image");
  }

  void override_container(TreeId container, const graph::ImageTarget& built) {
    if (built.entrypoint) {
      changes_.set(container, {"command", *built.entrypoint, "image"});
    }
    if (built.container_args) {
      const bool clears = built.container_args->empty();
      changes_.set(container,
                   {"args", clears ? NewValue(Removed{}) : NewValue(*built.container_args),
                    tree_.find(container, "command") ? "command" : "image"});
    }
  }

  const InjectionContext& context_;
  const Tree& tree_;
  const ManifestObjects& manifest_;
  const ManifestObject& object_;
  Changes& changes_;
};

}  // namespace

Status inject_object(const InjectionContext& context, const ManifestObjects& manifest,
                     const ManifestObject& object, graph::ObjectId id, Changes& changes,
                     std::map<graph::ImageId, int>& replaced) {
  return ObjectInjector(context, manifest, object, changes).inject(id, replaced);
}

}  // namespace tiltc::kubernetes
