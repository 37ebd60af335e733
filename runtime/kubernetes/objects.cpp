#include "kubernetes/objects.h"

#include <fmt/format.h>

#include "formats/yaml_parts.h"
#include "kinds.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

// Reads the objects of one document, items of Lists included.
class DocumentReader {
 public:
  DocumentReader(const Tree& tree, std::uint32_t index, std::vector<ManifestObject>& objects)
      : tree_(tree), index_(index), objects_(objects) {}

  // The depth of Lists in Lists is bounded by the YAML reader.
  Status read(TreeId root) {
    if (tree_.is_null(root)) {
      return Done{};
    }
    if (!tree_.is_mapping(root)) {
      return error("kubernetes-object", fmt::format("{} where a Kubernetes object is wanted",
                                                    tree_.is_sequence(root) ? "a list" : "a text"))
          .at(tree_.span(root), "this")
          .note("an object is a mapping with `apiVersion` and `kind`");
    }
    const std::optional<std::string_view> kind = tree_.string_at(root, "kind");
    const std::optional<std::string_view> version = tree_.string_at(root, "apiVersion");
    if (!kind || kind->empty()) {
      return lacks(root, "kind");
    }
    if (!version || version->empty()) {
      return lacks(root, "apiVersion");
    }
    return *kind == "List" && *version == "v1" ? read_list(root) : add(root, *kind, *version);
  }

 private:
  Diagnostic lacks(TreeId root, std::string_view field) const {
    if (const std::optional<TreeId> member = tree_.find(root, field); member) {
      return error("kubernetes-object", fmt::format("`{}` of an object must be a text", field))
          .at(tree_.span(*member), "this is none");
    }
    return error("kubernetes-object", fmt::format("an object without `{}`", field))
        .at(tree_.span(root), "starts here")
        .note("every Kubernetes object has `apiVersion` and `kind`");
  }

  Status read_list(TreeId root) {
    const std::optional<TreeId> items = tree_.find(root, "items");
    if (!items || tree_.is_null(*items)) {
      return Done{};
    }
    if (!tree_.is_sequence(*items)) {
      return error("kubernetes-object", "`items` of a List must be a list").at(tree_.span(*items));
    }
    for (std::size_t i = 0; i < tree_[*items].size; ++i) {
      if (Status status = read(tree_.child(*items, i)); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status add(TreeId root, std::string_view kind, std::string_view version) {
    ManifestObject object;
    object.api_version = version;
    object.kind = kind;
    object.tree = index_;
    object.root = root;
    object.span = tree_.span(root);
    object.name_span = tree_.span(*tree_.find(root, "kind"));
    if (const std::optional<TreeId> metadata = tree_.find(root, "metadata")) {
      if (const std::optional<std::string_view> name = tree_.string_at(*metadata, "name")) {
        object.name = *name;
        object.name_span = tree_.span(*tree_.find(*metadata, "name"));
      }
      object.title = object.name;
      if (object.name.empty()) {
        object.title = tree_.string_at(*metadata, "generateName").value_or("");
        object.title.erase(object.title.find_last_not_of('-') + 1);
      }
      object.namespace_ = tree_.string_at(*metadata, "namespace").value_or("");
    }
    if (Status status = check_types(tree_, object); !status) {
      return status;
    }
    objects_.push_back(std::move(object));
    return Done{};
  }

  const Tree& tree_;
  std::uint32_t index_;
  std::vector<ManifestObject>& objects_;
};

Status read_documents(ManifestObjects& manifest) {
  const std::vector<yaml::Document>& documents = manifest.stream->documents();
  for (std::uint32_t i = 0; i < documents.size(); ++i) {
    if (documents[i].is_empty) {
      continue;
    }
    Result<Tree> tree = Tree::expand(*manifest.stream, documents[i].root);
    if (!tree) {
      return std::move(tree).error();
    }
    const auto index = static_cast<std::uint32_t>(manifest.trees.size());
    manifest.trees.push_back(*std::move(tree));
    manifest.documents.push_back(i);
    DocumentReader reader(manifest.trees.back(), index, manifest.objects);
    if (Status status = reader.read(Tree::root()); !status) {
      return status;
    }
  }
  return Done{};
}

}  // namespace

std::string ManifestObject::group() const {
  const std::size_t slash = api_version.find('/');
  return slash == std::string::npos ? std::string() : api_version.substr(0, slash);
}

namespace {

// Small enough to be shared out among cores, and to be read again for one object in it.
constexpr std::size_t kPartSize = std::size_t{32} << 10;

Result<ManifestObjects> objects_in(const graph::Manifest& manifest, Result<yaml::Stream> stream) {
  const auto with_call = [&](Error failure) {
    if (manifest.span) {
      failure.diagnostic().also(manifest.span, "given to k8s_yaml here");
    }
    return failure;
  };
  if (!stream) {
    return with_call(std::move(stream).error());
  }
  ManifestObjects read;
  read.stream = std::make_unique<const yaml::Stream>(*std::move(stream));
  if (Status status = read_documents(read); !status) {
    return with_call(std::move(status).error());
  }
  return read;
}

}  // namespace

Result<ManifestObjects> read_manifest(const graph::Manifest& manifest) {
  return objects_in(manifest, yaml::Stream::read(manifest.source));
}

std::vector<yaml::Bytes> manifest_parts(const graph::Manifest& manifest) {
  return yaml::split_documents(manifest.source->text(), kPartSize);
}

Result<ManifestObjects> read_manifest_part(const graph::Manifest& manifest, yaml::Bytes part) {
  return objects_in(manifest, yaml::read_part(manifest.source, part));
}

Status DuplicateCheck::add(const graph::Manifest& manifest,
                           const std::vector<ManifestObject>& objects) {
  for (const ManifestObject& object : objects) {
    if (object.name.empty()) {
      continue;  // made by `generateName`: each is another one
    }
    const auto [known, is_new] =
        seen_.emplace(std::tuple(object.name, object.namespace_, object.kind, object.api_version),
                      Seen{object.name_span, manifest.span});
    if (is_new || manifest.allow_duplicates) {
      continue;
    }
    const std::string place =
        object.namespace_.empty() ? "" : fmt::format(" in namespace `{}`", object.namespace_);
    Diagnostic wrong = error("duplicate-object", fmt::format("{} \"{}\"{} is given twice",
                                                             object.kind, object.name, place));
    wrong.at(object.name_span, "given again").also(known->second.object, "first given here");
    if (manifest.span) {
      wrong.also(manifest.span, "by this call");
    }
    return wrong.with_help("if both are meant, call k8s_yaml(…, allow_duplicates=True)");
  }
  return Done{};
}

}  // namespace tiltc::kubernetes
