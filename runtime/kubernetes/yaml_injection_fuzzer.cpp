// Any YAML, every image in it replaced, with entrypoint and arguments: the data of the result must
// differ in those fields alone. Injection checks itself by the tree of changes; here the data
// before, changed as values, is compared with the data after.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "formats/yaml_value.h"
#include "kubernetes/assembly.h"
#include "kubernetes/image_finder.h"
#include "kubernetes/injection.h"

namespace {

using namespace tiltc;
using namespace tiltc::kubernetes;

constexpr const char* kReference = "registry:5000/new:tilt-1";

graph::ImageTarget image(const Reference& reference, bool overrides) {
  graph::ImageTarget target;
  target.ref = reference.familiar_name();
  target.normalized = reference.name();
  target.build = graph::CustomBuild{};
  target.match_in_env_vars = true;
  if (overrides) {
    target.entrypoint = graph::Argv{"/bin/run", "a: b"};
    target.container_args = graph::Argv{};
  }
  return target;
}

// A target for each image that the objects name.
void add_images(graph::Targets& targets, const ManifestObjects& manifest, bool overrides) {
  const Result<ImageFinder> finder = ImageFinder::make(targets.locators);
  std::vector<std::string> known;
  for (const ManifestObject& object : manifest.objects) {
    const Result<std::vector<ImagePlace>> places = finder->find(manifest, object);
    for (const ImagePlace& place : places ? *places : std::vector<ImagePlace>{}) {
      const std::string name = place.reference.name();
      if (std::find(known.begin(), known.end(), name) == known.end() && known.size() < 20) {
        known.push_back(name);
        targets.images.push_back(image(place.reference, overrides));
      }
    }
  }
}

Json* member(Json& mapping, std::string_view name) {
  auto* members = std::get_if<Json::Object>(&mapping.value());
  if (members == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(members->begin(), members->end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == members->end() ? nullptr : &found->second;
}

// The value at the same place as a node of the tree.
Json* at(Json& document, const yaml::Tree& tree, yaml::TreeId id) {
  if (id == yaml::Tree::root()) {
    return &document;
  }
  const yaml::TreeId parent = tree[id].parent;
  Json* above = at(document, tree, parent);
  if (tree.is_mapping(parent)) {
    return member(*above, tree[id].name);
  }
  const auto index =
      static_cast<std::size_t>(id) - static_cast<std::size_t>(tree[parent].first_child);
  return &(*std::get_if<Json::Array>(&above->value()))[index];
}

void override_container(Json& container) {
  auto& members = *std::get_if<Json::Object>(&container.value());
  Json::Array command;
  command.emplace_back(std::string("/bin/run"));
  command.emplace_back(std::string("a: b"));
  if (Json* old = member(container, "command")) {
    *old = Json(std::move(command));
  } else {
    members.emplace_back("command", Json(std::move(command)));
  }
  std::erase_if(members, [](const auto& one) { return one.first == "args"; });
}

std::string expected(const graph::Graph& graph, const ManifestObjects& manifest, bool overrides) {
  std::vector<Json> documents;
  for (const yaml::Tree& tree : manifest.trees) {
    Result<Json> value = yaml::decode(tree);
    if (!value) {
      return "";
    }
    documents.push_back(*std::move(value));
  }
  const Result<ImageFinder> finder = ImageFinder::make(graph.targets.locators);
  for (const ManifestObject& object : manifest.objects) {
    const yaml::Tree& tree = manifest.tree(object);
    const Result<std::vector<ImagePlace>> places = finder->find(manifest, object);
    for (const ImagePlace& place : *places) {
      bool is_built = false;
      for (const graph::ImageTarget& target : graph.targets.images) {
        is_built |= target.normalized == place.reference.name();
      }
      if (!is_built) {
        continue;
      }
      *at(documents[object.tree], tree, place.node) = Json(std::string(kReference));
      if (overrides && place.kind == ImagePlace::Kind::kContainer) {
        override_container(*at(documents[object.tree], tree, place.container));
      }
    }
  }
  return *yaml::encode_all(documents);
}

void check_injection(const std::string& text, bool overrides) {
  graph::Targets targets;
  graph::Manifest manifest;
  manifest.source = std::make_shared<Source>("k.yaml", text);
  manifest.allow_duplicates = true;
  const Result<ManifestObjects> before = read_manifest(manifest);
  if (!before) {
    return;
  }
  targets.manifests.push_back(manifest);
  add_images(targets, *before, overrides);
  Diagnostics warnings;
  const Result<graph::Graph> graph = assemble(std::move(targets), warnings);
  if (!graph) {
    return;
  }
  ClusterReferences references;
  for (std::size_t i = 0; i < graph->targets.images.size(); ++i) {
    references[graph::ImageId{static_cast<std::uint32_t>(i)}] = kReference;
  }
  const Result<std::vector<InjectedManifest>> after = inject(*graph, references);
  if (!after) {
    TILTC_CHECK(after.error().diagnostic().code == "no-container-for-command");
    return;
  }
  const std::string wanted = expected(*graph, *before, overrides);
  if (wanted.empty()) {
    return;
  }
  const std::string joined = join_manifests(*after);
  const auto values = yaml::decode_all(std::make_shared<Source>("", joined));
  TILTC_CHECK(values.ok());
  const auto wanted_values = yaml::decode_all(std::make_shared<Source>("", wanted));
  const std::string got = *yaml::encode_all(*values);
  if (got != *yaml::encode_all(*wanted_values)) {
    std::fprintf(stderr, "%s\n--- wanted\n%s\n--- got\n%s\n", joined.c_str(), wanted.c_str(),
                 got.c_str());
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_injection(text, false);
  check_injection(text, true);
  return 0;
}
