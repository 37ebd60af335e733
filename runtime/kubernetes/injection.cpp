#include "kubernetes/injection.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>

#include "base/parallel.h"
#include "changes.h"
#include "graph/find_object.h"
#include "image_graph.h"
#include "object_injector.h"
#include "selected_objects.h"
#include "text_editor.h"

namespace tiltc::kubernetes {
namespace {

using graph::ImageId;
using yaml::Tree;

// What comes of a piece of a manifest.
struct InjectedPart {
  std::vector<TextEdit> edits;  // of the manifest's text
  std::map<ImageId, int> replaced;
};

// Some documents of one manifest, from their text to edits of it.
class PartInjector {
 public:
  PartInjector(const InjectionContext& context, graph::ManifestId id, yaml::Bytes bytes)
      : context_(context),
        id_(id),
        manifest_(context.graph.targets.manifests[graph::index(id)]),
        bytes_(bytes) {}

  Result<InjectedPart> inject() {
    Result<ManifestObjects> objects = read_manifest_part(manifest_, bytes_);
    if (!objects) {
      return std::move(objects).error();
    }
    std::vector<Changes> changes;
    for (const Tree& tree : objects->trees) {
      changes.emplace_back(tree);
    }
    std::uint32_t number = first_object();
    InjectedPart result;
    for (const ManifestObject& object : objects->objects) {
      const graph::ObjectId object_id{id_, number++};
      if (!context_.is_enabled(object_id)) {
        continue;
      }
      if (Status status = inject_object(context_, *objects, object, object_id, changes[object.tree],
                                        result.replaced);
          !status) {
        return std::move(status).error();
      }
    }
    return write(*objects, changes, std::move(result));
  }

 private:
  // How many objects of the manifest stand before this piece.
  std::uint32_t first_object() const {
    const auto objects = graph::objects_of(context_.graph, id_);
    const auto first = std::partition_point(
        objects.begin(), objects.end(),
        [&](const graph::Object& object) { return object.span.begin < bytes_.begin; });
    return static_cast<std::uint32_t>(first - objects.begin());
  }

  Result<InjectedPart> write(const ManifestObjects& objects, const std::vector<Changes>& changes,
                             InjectedPart result) const {
    for (const Changes& change : changes) {
      if (!change.empty()) {
        const NodeId root = change.tree()[Tree::root()].text;
        const std::vector<TextEdit> edits = edit_document(change, root);
        result.edits.insert(result.edits.end(), edits.begin(), edits.end());
      }
    }
    if (result.edits.empty() || is_right(result.edits, changes)) {
      return result;
    }
    result.edits = {{bytes_.begin, bytes_.end, written_anew(changes)}};
    if (!is_right(result.edits, changes)) {
      return error("yaml-not-editable", "the images of this YAML cannot be replaced")
          .at(objects.objects.front().span);
    }
    return result;
  }

  using NodeId = yaml::NodeId;

  // Reads the result again: whatever the text looked like, the data must be the wanted one.
  bool is_right(const std::vector<TextEdit>& edits, const std::vector<Changes>& changes) const {
    const Result<yaml::Stream> stream =
        yaml::Stream::read(std::make_shared<Source>(manifest_.source->path(), edited(edits)));
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

  // The text of this piece after edits of the manifest's text.
  std::string edited(std::vector<TextEdit> edits) const {
    for (TextEdit& edit : edits) {
      edit.begin -= bytes_.begin;
      edit.end -= bytes_.begin;
    }
    const std::string_view text = manifest_.source->text();
    return apply_edits(std::string(text.substr(bytes_.begin, bytes_.end - bytes_.begin)),
                       std::move(edits));
  }

  static std::string written_anew(const std::vector<Changes>& changes) {
    std::string text;
    for (const Changes& change : changes) {
      text += "---\n" + render(change, Tree::root()) + "\n";
    }
    return text;
  }

  const InjectionContext& context_;
  graph::ManifestId id_;
  const graph::Manifest& manifest_;
  yaml::Bytes bytes_;
};

// One manifest, from its text to its text. Only the pieces that can change are read.
class ManifestInjector {
 public:
  ManifestInjector(const InjectionContext& context, graph::ManifestId id)
      : context_(context),
        id_(id),
        manifest_(context.graph.targets.manifests[graph::index(id)]),
        objects_(graph::objects_of(context.graph, id)) {}

  Result<InjectedManifest> inject() {
    const std::vector<yaml::Bytes> parts = parts_that_change();
    std::vector<std::optional<Result<InjectedPart>>> injected(parts.size());
    parallel_for(parts.size(), [&](std::size_t i) {
      injected[i].emplace(PartInjector(context_, id_, parts[i]).inject());
    });
    InjectedManifest result;
    result.id = id_;
    for (std::optional<Result<InjectedPart>>& part : injected) {
      if (!part->ok()) {
        return std::move(part->error());
      }
      InjectedPart& done = **part;
      std::move(done.edits.begin(), done.edits.end(), std::back_inserter(result.edits));
      for (const auto& [image, count] : done.replaced) {
        result.replaced[image] += count;
      }
    }
    if (Status status = check_all_replaced(result); !status) {
      return std::move(status).error();
    }
    result.text = manifest_.source->text();
    if (!result.edits.empty()) {
      result.text = apply_edits(result.text, result.edits);
    }
    return without_disabled(std::move(result));
  }

 private:
  std::vector<yaml::Bytes> parts_that_change() const {
    std::vector<yaml::Bytes> parts = manifest_parts(manifest_);
    if (context_.fields == InjectedFields::kTilt) {
      return parts;
    }
    std::vector<yaml::Bytes> wanted;
    for (const graph::Object& object : objects_) {
      const bool is_known = !wanted.empty() && object.span.begin < wanted.back().end;
      if (object.images.empty() || is_known || !context_.is_enabled(object.id)) {
        continue;
      }
      const auto part = std::partition_point(
          parts.begin(), parts.end() - 1,
          [&](const yaml::Bytes& one) { return one.end <= object.span.begin; });
      wanted.push_back(*part);
    }
    return wanted;
  }

  Result<InjectedManifest> without_disabled(InjectedManifest manifest) const {
    std::vector<bool> keep;
    for (const graph::Object& object : objects_) {
      keep.push_back(context_.is_enabled(object.id));
    }
    if (std::find(keep.begin(), keep.end(), false) == keep.end()) {
      return manifest;
    }
    Result<std::string> text = keep_objects(
        std::make_shared<Source>(manifest_.source->path(), std::move(manifest.text)), keep);
    if (!text) {
      return std::move(text).error();
    }
    manifest.text = *std::move(text);
    return manifest;
  }

  Status check_all_replaced(const InjectedManifest& result) const {
    for (const graph::Object& object : objects_) {
      if (!context_.is_enabled(object.id)) {
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

  const InjectionContext& context_;
  graph::ManifestId id_;
  const graph::Manifest& manifest_;
  std::span<const graph::Object> objects_;
};

std::set<graph::ObjectId> objects_with_built_images(const graph::Graph& graph) {
  std::set<graph::ObjectId> objects;
  for (const graph::Resource& resource : graph.resources) {
    if (!resource.direct_images.empty()) {
      objects.insert(resource.objects.begin(), resource.objects.end());
    }
  }
  return objects;
}

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
                                             const ClusterReferences& references,
                                             InjectedFields fields) {
  Result<ReferenceMatcher> matcher = make_matcher(graph.targets);
  if (!matcher) {
    return std::move(matcher).error();
  }
  Result<ImageFinder> finder = ImageFinder::make(graph.targets.locators);
  if (!finder) {
    return std::move(finder).error();
  }
  const InjectionContext context{graph,
                                 references,
                                 *matcher,
                                 *finder,
                                 fields,
                                 objects_with_built_images(graph),
                                 disabled_objects(graph)};
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
