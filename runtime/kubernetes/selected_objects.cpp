#include "selected_objects.h"

#include <algorithm>

#include "formats/yaml_value.h"
#include "kubernetes/injection.h"
#include "kubernetes/objects.h"

namespace tiltc::kubernetes {

namespace {

// Of one document: which of its objects stay.
struct Kept {
  std::vector<const ManifestObject*> objects;
  bool all = true;
};

std::vector<Kept> kept_by_document(const ManifestObjects& manifest, const std::vector<bool>& keep) {
  std::vector<Kept> kept(manifest.stream->documents().size());
  for (std::size_t i = 0; i < manifest.objects.size(); ++i) {
    Kept& document = kept[manifest.documents[manifest.objects[i].tree]];
    if (keep[i]) {
      document.objects.push_back(&manifest.objects[i]);
    } else {
      document.all = false;
    }
  }
  return kept;
}

Result<std::string> written_apart(const ManifestObjects& manifest, const Kept& kept) {
  std::vector<Json> values;
  for (const ManifestObject* object : kept.objects) {
    Result<Json> value = yaml::decode(manifest.tree(*object), object->root);
    if (!value.ok()) {
      return std::move(value).error();
    }
    values.push_back(std::move(*value));
  }
  return yaml::encode_all(values);
}

}  // namespace

Result<std::string> keep_objects(const SourcePtr& yaml, const std::vector<bool>& keep) {
  graph::Manifest source;
  source.source = yaml;
  const Result<ManifestObjects> manifest = read_manifest(source);
  if (!manifest.ok()) {
    return Error(manifest.error().diagnostic());
  }
  const std::vector<yaml::Document>& documents = manifest->stream->documents();
  const std::vector<Kept> kept = kept_by_document(*manifest, keep);
  std::vector<InjectedManifest> pieces;
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::uint32_t end = documents[i].bytes.end;
    InjectedManifest piece;
    if (kept[i].all) {
      piece.text = yaml->text().substr(begin, end - begin);
    } else if (!kept[i].objects.empty()) {
      Result<std::string> text = written_apart(*manifest, kept[i]);
      if (!text.ok()) {
        return text;
      }
      piece.text = std::move(*text);
    }
    begin = end;
    if (!piece.text.empty()) {
      // The line break that ended the document before belongs to that one.
      piece.text.erase(0, piece.text[0] == '\n' ? 1 : 0);
      pieces.push_back(std::move(piece));
    }
  }
  std::string text = join_manifests(pieces);
  if (!text.empty() && text.back() != '\n') {
    text += '\n';
  }
  return text;
}

}  // namespace tiltc::kubernetes
