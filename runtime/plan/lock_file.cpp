#include "plan/lock_file.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "formats/json.h"
#include "formats/json_writer.h"
#include "formats/reference.h"

namespace tiltc::plan {
namespace {

constexpr int kVersion = 1;

std::string utc(std::int64_t unix_seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

void write_image(JsonWriter& json, const LockedImage& image) {
  json.begin_object();
  json.member("ref", image.configured);
  json.member("reference", image.reference);
  json.member("digest", image.digest);
  json.member("image_id", image.image_id);
  json.member("inputs_key", image.inputs_key);
  json.member("builder", image.builder);
  json.member("built_at", image.built_at);
  json.end_object();
}

Diagnostic unreadable(const std::string& path, std::string_view why) {
  return error("lock-unreadable", fmt::format("{} is no image lock file: {}", path, why))
      .with_help("`tiltc run --lock-output FILE` writes one");
}

// A reference that names one image for good.
bool is_final(std::string_view text) {
  const Result<Reference> reference = Reference::parse(text);
  return reference.ok() && !(reference->tag().empty() && reference->digest().empty());
}

}  // namespace

std::string lock_file(const graph::Graph& graph, const Plan& plan, const RunResult& result,
                      std::int64_t unix_seconds) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.begin_object().member("version", kVersion).key("images").begin_array();
  for (std::size_t i = 0; i < plan.images.size(); ++i) {
    const images::BuiltImage& built = *result.images[i];
    const graph::ImageTarget& target = graph.targets.images[graph::index(plan.images[i].id)];
    write_image(json, {target.ref, built.cluster.familiar(), built.digest, built.image_id,
                       result.inputs_keys[i], built.action, utc(unix_seconds)});
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

Result<std::vector<LockedImage>> read_lock_file(const Disk& disk, const std::string& path) {
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    return error("lock-unreadable", text.error().diagnostic().message)
        .with_help("`tiltc run --lock-output FILE` writes one");
  }
  const Result<Json> json = parse_json(path, *std::move(text));
  if (!json.ok()) {
    return unreadable(path, json.error().diagnostic().message);
  }
  const Json* list = json->find("images");
  const auto* entries = list == nullptr ? nullptr : list->get<Json::Array>();
  if (json->integer_at("version") != kVersion || entries == nullptr) {
    return unreadable(path, fmt::format("it has no `images` of version {}", kVersion));
  }
  std::vector<LockedImage> images;
  for (const Json& entry : *entries) {
    LockedImage image;
    image.configured = entry.string_at("ref");
    image.reference = entry.string_at("reference");
    image.digest = entry.string_at("digest");
    image.image_id = entry.string_at("image_id");
    image.inputs_key = entry.string_at("inputs_key");
    image.builder = entry.string_at("builder");
    image.built_at = entry.string_at("built_at");
    if (image.configured.empty() || !is_final(image.reference)) {
      return unreadable(path, "an image has no `ref`, or no `reference` with a tag or a digest");
    }
    images.push_back(std::move(image));
  }
  return images;
}

Result<kubernetes::ClusterReferences> locked_references(const graph::Graph& graph,
                                                        const std::vector<LockedImage>& images,
                                                        const std::string& path) {
  kubernetes::ClusterReferences references;
  for (std::size_t i = 0; i < graph.targets.images.size(); ++i) {
    if (!graph.image_is_deployed[i]) {
      continue;
    }
    const graph::ImageTarget& target = graph.targets.images[i];
    const auto locked = std::find_if(images.begin(), images.end(), [&](const LockedImage& image) {
      return image.configured == target.ref;
    });
    if (locked == images.end()) {
      return error("image-not-locked", fmt::format("{} has no image `{}`", path, target.ref))
          .at(target.ref_span, "this image")
          .note("the lock file was written by another Tiltfile, or before this image came in")
          .with_help("write it anew: tiltc run --lock-output " + path);
    }
    references[graph::ImageId{static_cast<std::uint32_t>(i)}] = locked->reference;
  }
  return references;
}

}  // namespace tiltc::plan
