#include "kubernetes/injection.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "changes.h"
#include "image_graph.h"
#include "kubernetes/image_finder.h"
#include "kubernetes/objects.h"
#include "selected_objects.h"
#include "text_editor.h"

namespace tiltc::kubernetes {
namespace {

using graph::ImageId;
using yaml::Tree;
using yaml::TreeId;

// What injection knows of the whole graph.
struct Context {
  const graph::Graph& graph;
  const ClusterReferences& references;
  const ReferenceMatcher& matcher;
  const ImageFinder& finder;
  std::vector<graph::ObjectId> disabled;  // sorted
};

// Decides what changes in one object.
class ObjectInjector {
 public:
  ObjectInjector(const Context& context, const ManifestObjects& manifest,
                 const ManifestObject& object, Changes& changes)
      : context_(context),
        tree_(manifest.tree(object)),
        manifest_(manifest),
        object_(object),
        changes_(changes) {}

  Status inject(std::map<ImageId, int>& replaced) {
    Result<std::vector<ImagePlace>> places = context_.finder.find(manifest_, object_);
    if (!places) {
      return std::move(places).error();
    }
    std::map<ImageId, Span> found;
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
    }
    for (const auto& [image, span] : found) {
      if (Status status = override_command(image, *places, span); !status) {
        return status;
      }
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
    return is_environment && !target(image).match_in_env_vars ? std::nullopt : std::optional(image);
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
    changes_.replace(*tree_.find(place.node, repository), parsed->familiar_name());
    set_member(place.node, tag, parsed->tag(), repository);
    return Done{};
  }

  void set_member(TreeId mapping, const std::string& name, NewValue value,
                  const std::string& after) {
    if (const std::optional<TreeId> member = tree_.find(mapping, name)) {
      changes_.replace(*member, std::move(value));
    } else if (!std::holds_alternative<Removed>(value)) {
      changes_.insert(mapping, {name, std::move(value), after});
    }
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
      set_member(container, "command", *built.entrypoint, "image");
    }
    if (built.container_args) {
      const bool clears = built.container_args->empty();
      set_member(container, "args", clears ? NewValue(Removed{}) : NewValue(*built.container_args),
                 tree_.find(container, "command") ? "command" : "image");
    }
  }

  const Context& context_;
  const Tree& tree_;
  const ManifestObjects& manifest_;
  const ManifestObject& object_;
  Changes& changes_;
};

// One manifest, from its text to its text.
class ManifestInjector {
 public:
  ManifestInjector(const Context& context, graph::ManifestId id) : context_(context), id_(id) {}

  Result<InjectedManifest> inject() {
    const graph::Manifest& manifest = context_.graph.targets.manifests[graph::index(id_)];
    InjectedManifest result;
    result.id = id_;
    result.text = manifest.source->text();
    Result<ManifestObjects> objects = read_manifest(manifest);
    if (!objects) {
      return std::move(objects).error();
    }
    std::vector<Changes> changes;
    for (const Tree& tree : objects->trees) {
      changes.emplace_back(tree);
    }
    for (std::uint32_t i = 0; i < objects->objects.size(); ++i) {
      if (!is_enabled({id_, i})) {
        continue;
      }
      const ManifestObject& object = objects->objects[i];
      ObjectInjector injector(context_, *objects, object, changes[object.tree]);
      if (Status status = injector.inject(result.replaced); !status) {
        return std::move(status).error();
      }
    }
    if (Status status = check_all_replaced(result); !status) {
      return std::move(status).error();
    }
    Result<InjectedManifest> written = write(*objects, changes, std::move(result));
    if (!written) {
      return written;
    }
    return without_disabled(*std::move(written), objects->objects.size());
  }

 private:
  bool is_enabled(graph::ObjectId object) const {
    const std::vector<graph::ObjectId>& disabled = context_.disabled;
    return !std::binary_search(disabled.begin(), disabled.end(), object);
  }

  Result<InjectedManifest> without_disabled(InjectedManifest manifest, std::size_t count) const {
    std::vector<bool> keep;
    for (std::uint32_t i = 0; i < count; ++i) {
      keep.push_back(is_enabled({id_, i}));
    }
    if (std::find(keep.begin(), keep.end(), false) == keep.end()) {
      return manifest;
    }
    const std::string path = context_.graph.targets.manifests[graph::index(id_)].source->path();
    Result<std::string> text =
        keep_objects(std::make_shared<Source>(path, std::move(manifest.text)), keep);
    if (!text) {
      return std::move(text).error();
    }
    manifest.text = *std::move(text);
    return manifest;
  }

  Status check_all_replaced(const InjectedManifest& result) const {
    for (const graph::Object& object : context_.graph.objects) {
      if (object.id.manifest != id_ || !is_enabled(object.id)) {
        continue;
      }
      for (const ImageId image : object.images) {
        if (result.replaced.count(image) == 0) {
          return error(
                     "image-not-in-yaml",
                     fmt::format("{} \"{}\" does not name the image `{}`", object.kind, object.name,
                                 context_.graph.targets.images[graph::index(image)].ref))
              .at(object.span);
        }
      }
    }
    return Done{};
  }

  Result<InjectedManifest> write(const ManifestObjects& objects,
                                 const std::vector<Changes>& changes,
                                 InjectedManifest result) const {
    for (const Changes& change : changes) {
      if (!change.empty()) {
        const NodeId root = change.tree()[Tree::root()].text;
        const std::vector<TextEdit> edits = edit_document(change, root);
        result.edits.insert(result.edits.end(), edits.begin(), edits.end());
      }
    }
    if (result.edits.empty()) {
      return result;
    }
    const std::string before = std::move(result.text);
    result.text = apply_edits(before, result.edits);
    if (!is_right(result.text, objects, changes)) {
      result.text = written_anew(changes);
      result.edits = {{0, static_cast<std::uint32_t>(before.size()), result.text}};
      if (!is_right(result.text, objects, changes)) {
        return error("yaml-not-editable", "the images of this YAML cannot be replaced")
            .at(objects.objects.front().span);
      }
    }
    return result;
  }

  using NodeId = yaml::NodeId;

  // Reads the result again: whatever the text looked like, the data must be the wanted one.
  bool is_right(const std::string& text, const ManifestObjects& objects,
                const std::vector<Changes>& changes) const {
    const Result<yaml::Stream> stream =
        yaml::Stream::read(std::make_shared<Source>(objects.stream->source()->path(), text));
    if (!stream) {
      return false;
    }
    std::size_t next = 0;
    for (const yaml::Document& document : stream->documents()) {
      if (document.is_empty) {
        continue;
      }
      const Result<Tree> tree = Tree::expand(*stream, document.root);
      if (!tree || next >= changes.size() || !reads_as(changes[next], *tree)) {
        return false;
      }
      ++next;
    }
    return next == changes.size();
  }

  static std::string written_anew(const std::vector<Changes>& changes) {
    std::string text;
    for (const Changes& change : changes) {
      text += "---\n" + render(change, Tree::root()) + "\n";
    }
    return text;
  }

  const Context& context_;
  graph::ManifestId id_;
};

std::vector<graph::ObjectId> disabled_objects(const graph::Graph& graph) {
  std::vector<graph::ObjectId> disabled;
  for (const graph::Resource& resource : graph.resources) {
    if (!resource.enabled) {
      disabled.insert(disabled.end(), resource.objects.begin(), resource.objects.end());
    }
  }
  std::sort(disabled.begin(), disabled.end());
  return disabled;
}

}  // namespace

Result<std::vector<InjectedManifest>> inject(const graph::Graph& graph,
                                             const ClusterReferences& references) {
  Result<ReferenceMatcher> matcher = make_matcher(graph.targets);
  if (!matcher) {
    return std::move(matcher).error();
  }
  Result<ImageFinder> finder = ImageFinder::make(graph.targets.locators);
  if (!finder) {
    return std::move(finder).error();
  }
  const Context context{graph, references, *matcher, *finder, disabled_objects(graph)};
  std::vector<InjectedManifest> all;
  for (std::size_t i = 0; i < graph.targets.manifests.size(); ++i) {
    const graph::ManifestId id{static_cast<std::uint32_t>(i)};
    Result<InjectedManifest> manifest = ManifestInjector(context, id).inject();
    if (!manifest) {
      return std::move(manifest).error();
    }
    all.push_back(*std::move(manifest));
  }
  return all;
}

}  // namespace tiltc::kubernetes
