#include "extensions/lock_file.h"

#include <fmt/format.h>

#include "base/path.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "repository_url.h"

namespace tiltc::extensions {

namespace {

constexpr std::int64_t kVersion = 1;

Diagnostic bad_lock(const std::string& path, std::string why) {
  return error("bad-lock-file", fmt::format("{} is no lock file: {}", path, why))
      .with_help("`tiltc ext lock` writes it anew");
}

}  // namespace

Result<std::optional<std::vector<LockedRepository>>> read_lock(const Disk& disk,
                                                               const std::string& path) {
  if (disk.kind(path) == FileKind::kMissing) {
    return std::optional<std::vector<LockedRepository>>();
  }
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    return std::move(text).error();
  }
  const Result<Json> json = parse_json(base_name(path), std::move(*text));
  if (!json.ok()) {
    return bad_lock(path, json.error().diagnostic().message);
  }
  const Json* list = json->find("repositories");
  const auto* entries = list == nullptr ? nullptr : list->get<Json::Array>();
  if (json->integer_at("version") != kVersion || entries == nullptr) {
    return bad_lock(path, fmt::format("its version is not {}", kVersion));
  }
  std::vector<LockedRepository> repositories;
  for (const Json& entry : *entries) {
    LockedRepository one{std::string(entry.string_at("url")), std::string(entry.string_at("ref")),
                         std::string(entry.string_at("commit")),
                         std::string(entry.string_at("tree"))};
    if (one.url.empty() || !is_object_id(one.commit) || !is_object_id(one.tree)) {
      return bad_lock(path, "an entry lacks url, commit or tree");
    }
    repositories.push_back(std::move(one));
  }
  return std::optional(std::move(repositories));
}

std::string lock_text(const std::vector<LockedRepository>& repositories) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.begin_object();
  json.member("version", kVersion);
  json.key("repositories").begin_array();
  for (const LockedRepository& one : repositories) {
    json.begin_object();
    json.member("url", one.url).member("ref", one.ref);
    json.member("commit", one.commit).member("tree", one.tree);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

}  // namespace tiltc::extensions
