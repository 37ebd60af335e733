#include "kustomization.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/path.h"
#include "base/text.h"
#include "formats/yaml_value.h"

namespace tiltc::builtins {

namespace {

// Lists of paths. What names folders there is a kustomization of its own.
constexpr std::string_view kPathLists[] = {"resources", "bases", "components", "crds",
                                           "configurations"};
// Lists of paths, or of YAML right there.
constexpr std::string_view kPatchLists[] = {"patchesStrategicMerge"};
// Lists of mappings with a `path`.
constexpr std::string_view kPathMembers[] = {"patches", "patchesJson6902", "replacements"};
// Lists of mappings with files, envs and env.
constexpr std::string_view kGenerators[] = {"configMapGenerator", "secretGenerator"};
// What may run programs, or read files that only they know of.
constexpr std::string_view kOpaque[] = {"generators", "transformers", "validators", "helmCharts",
                                        "helmChartInflationGenerator"};

const Json::Array& list_at(const Json& json, std::string_view key) {
  static const Json::Array kNone;
  const Json* member = json.find(key);
  const auto* list = member == nullptr ? nullptr : member->get<Json::Array>();
  return list == nullptr ? kNone : *list;
}

class Walk {
 public:
  Walk(const Disk& disk, const ShowPath& shown) : disk_(disk), shown_(shown) {}

  Status enter(const std::string& folder) {
    if (!folders_.insert(folder).second) {
      return Done{};
    }
    Result<std::string> file = find_kustomization(folder);
    if (!file.ok()) {
      return std::move(file).error();
    }
    Result<std::string> text = disk_.read(*file);
    if (!text.ok()) {
      return std::move(text).error();
    }
    const Result<Json> content =
        yaml::decode_one(std::make_shared<Source>(shown_(*file), std::move(*text)));
    if (!content.ok()) {
      return Diagnostic(content.error().diagnostic());
    }
    return follow(folder, *content);
  }

  KustomizationInputs take() { return std::move(inputs_); }

 private:
  // All three names are inputs: one more file changes the outcome.
  Result<std::string> find_kustomization(const std::string& folder) {
    std::vector<std::string> found;
    for (const char* name : kKustomizationNames) {
      std::string path = join_path(folder, name);
      add(path);
      if (disk_.kind(path) == FileKind::kFile) {
        found.emplace_back(name);
      }
    }
    if (found.size() == 1) {
      return join_path(folder, found.front());
    }
    const std::vector<std::string> names(std::begin(kKustomizationNames),
                                         std::end(kKustomizationNames));
    return error("bad-kustomization",
                 found.empty() ? fmt::format("there is no kustomization in {}", shown_(folder))
                               : fmt::format("there are several kustomizations in {}: {}",
                                             shown_(folder), join(found, ", ")))
        .note(fmt::format("kustomize reads one of {}", join(names, ", ")));
  }

  Status follow(const std::string& folder, const Json& content) {
    for (const std::string_view key : kPathLists) {
      for (const Json& entry : list_at(content, key)) {
        if (Status added = add_reference(folder, entry); !added.ok()) {
          return added;
        }
      }
    }
    for (const std::string_view key : kPatchLists) {
      for (const Json& entry : list_at(content, key)) {
        const auto* text = entry.get<std::string>();
        if (text != nullptr && text->find('\n') == std::string::npos) {
          add(resolve_path(folder, *text));
        }
      }
    }
    for (const std::string_view key : kPathMembers) {
      for (const Json& entry : list_at(content, key)) {
        add_file(folder, entry.string_at("path"));
      }
    }
    for (const std::string_view key : kGenerators) {
      for (const Json& entry : list_at(content, key)) {
        add_generator(folder, entry);
      }
    }
    if (const Json* openapi = content.find("openapi")) {
      add_file(folder, openapi->string_at("path"));
    }
    inputs_.complete =
        inputs_.complete && std::none_of(std::begin(kOpaque), std::end(kOpaque),
                                         [&](auto key) { return content.find(key) != nullptr; });
    return Done{};
  }

  // A file, a folder with a kustomization, or something that is not on this machine.
  Status add_reference(const std::string& folder, const Json& entry) {
    const auto* text = entry.get<std::string>();
    if (text == nullptr) {
      return Done{};
    }
    const std::string path = resolve_path(folder, *text);
    switch (disk_.kind(path)) {
      case FileKind::kDirectory:
        return enter(path);
      case FileKind::kFile:
        add(path);
        return Done{};
      default:
        inputs_.complete = false;
        return Done{};
    }
  }

  void add_generator(const std::string& folder, const Json& generator) {
    for (const Json& entry : list_at(generator, "files")) {
      if (const auto* text = entry.get<std::string>()) {
        add_file(folder, text->substr(text->find('=') + 1));  // "key=path", or the path alone
      }
    }
    for (const Json& entry : list_at(generator, "envs")) {
      if (const auto* text = entry.get<std::string>()) {
        add_file(folder, *text);
      }
    }
    add_file(folder, generator.string_at("env"));
  }

  void add_file(const std::string& folder, std::string_view path) {
    if (!path.empty()) {
      add(resolve_path(folder, path));
    }
  }

  void add(std::string path) {
    if (known_.insert(path).second) {
      inputs_.paths.push_back(std::move(path));
    }
  }

  const Disk& disk_;
  const ShowPath& shown_;
  std::set<std::string> folders_, known_;
  KustomizationInputs inputs_;
};

}  // namespace

Result<KustomizationInputs> kustomization_inputs(const Disk& disk, const ShowPath& shown,
                                                 const std::string& folder) {
  Walk walk(disk, shown);
  if (Status entered = walk.enter(folder); !entered.ok()) {
    return std::move(entered).error();
  }
  return walk.take();
}

}  // namespace tiltc::builtins
