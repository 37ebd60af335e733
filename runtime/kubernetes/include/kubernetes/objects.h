#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "formats/yaml.h"
#include "formats/yaml_tree.h"
#include "graph/targets.h"

namespace tiltc::kubernetes {

// One Kubernetes object of a manifest.
struct ManifestObject {
  std::string api_version;  // "apps/v1"
  std::string kind;
  std::string name;        // "" when it has none
  std::string title;       // its name, or what its generateName starts with
  std::string namespace_;  // as written, "" for none
  std::uint32_t tree = 0;  // which of ManifestObjects::trees holds it
  yaml::TreeId root{};     // where in that tree: the document, or an item of a List
  Span span;               // of the object in the YAML
  Span name_span;          // of its metadata.name; of `kind` when it has none

  std::string group() const;  // "apps"; "" for the core group
};

// A manifest, read. Owns the text's nodes and the trees, which may be moved but not copied.
struct ManifestObjects {
  std::unique_ptr<const yaml::Stream> stream;
  std::vector<yaml::Tree> trees;         // one a document that is not empty
  std::vector<std::uint32_t> documents;  // of each tree: its index in stream->documents()
  std::vector<ManifestObject> objects;   // in the order of the text, Lists unrolled

  const yaml::Tree& tree(const ManifestObject& object) const { return trees[object.tree]; }
};

// Reads the objects of a manifest. Fails on wrong YAML; on documents that are no mapping; on
// objects without `kind` or `apiVersion`; and, for the kinds that Kubernetes itself has, on fields
// that are read here and have a wrong type. Empty documents are skipped. The primary span is in the
// YAML, the call of k8s_yaml stands beside it.
Result<ManifestObjects> read_manifest(const graph::Manifest& manifest);

// Pieces of a manifest that can be read apart from each other, some tens of kilobytes each.
std::vector<yaml::Bytes> manifest_parts(const graph::Manifest& manifest);

// The objects of one such piece. Where that fails, read_manifest() says why.
Result<ManifestObjects> read_manifest_part(const graph::Manifest& manifest, yaml::Bytes part);

// Finds objects that are given twice. One per evaluation.
class DuplicateCheck {
 public:
  // Fails when an object of the manifest was seen before, in it or in an earlier one, and the
  // manifest does not allow duplicates. The error shows both places.
  Status add(const graph::Manifest& manifest, const std::vector<ManifestObject>& objects);

 private:
  struct Seen {
    Span object;
    Span call;
  };
  // name, namespace as written, kind, apiVersion
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Seen> seen_;
};

}  // namespace tiltc::kubernetes
