#include "extension_registry.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::builtins {

namespace {

constexpr const char* kDefaultRepo = "default";
constexpr const char* kDefaultUrl = "https://github.com/tilt-dev/tilt-extensions";

// Names of objects hold no slashes.
std::string object_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '%'; }, '_');
  return name;
}

Diagnostic defined_twice(std::string_view what, const std::string& name, const Span& span,
                         const Span& first) {
  return error("duplicate-object",
               fmt::format("an {} named `{}` is registered already, and differs", what, name))
      .at(span)
      .also(first, "first registered here");
}

}  // namespace

Status ExtensionRegistry::add_repo(const std::string& name, ExtensionRepo repo, const Span& span) {
  const auto [entry, is_new] = repos_.emplace(name, RepoEntry{repo, span});
  if (!is_new && entry->second.repo != repo) {
    return defined_twice("extension repository", name, span, entry->second.span);
  }
  return Done{};
}

Status ExtensionRegistry::add_extension(const std::string& name, Extension extension,
                                        const Span& span) {
  if (const ExtensionEntry* entry = find(name)) {
    return entry->extension == extension
               ? Status(Done{})
               : Status(defined_twice("extension", name, span, entry->span));
  }
  extensions_.push_back({name, std::move(extension), span});
  return Done{};
}

ExtensionRegistry::ExtensionEntry* ExtensionRegistry::find(const std::string& name) {
  const auto found =
      std::find_if(extensions_.begin(), extensions_.end(),
                   [&name](const ExtensionEntry& entry) { return entry.name == name; });
  return found == extensions_.end() ? nullptr : &*found;
}

// A registered extension of that name; else one in the repository whose load_host is the name's
// first part; else one in the default repository.
ExtensionRegistry::ExtensionEntry& ExtensionRegistry::find_or_make(const std::string& name) {
  const std::string object = object_name(name);
  if (ExtensionEntry* entry = find(object)) {
    return *entry;
  }
  Extension extension{kDefaultRepo, name, {}};
  const std::size_t slash = name.find('/');
  for (const auto& [repo_name, entry] : repos_) {
    const std::string& host = entry.repo.load_host;
    if (!host.empty() && host == name.substr(0, slash)) {
      const std::string path = slash == std::string::npos ? "" : name.substr(slash + 1);
      extension = {repo_name, path, {}};
    }
  }
  extensions_.push_back({object, std::move(extension), {}});
  return extensions_.back();
}

Result<std::string> ExtensionRegistry::load(const std::string& name) {
  ExtensionEntry& entry = find_or_make(name);
  Result<std::string> path = tiltfile_of(entry);
  entry.is_loaded = path.ok();
  return path;
}

Result<std::string> ExtensionRegistry::folder_of(const std::string& repo_name) {
  const auto entry = repos_.find(repo_name);
  const ExtensionRepo repo =
      entry == repos_.end() ? ExtensionRepo{kDefaultUrl, "", "", ""} : entry->second.repo;
  if (repositories_ == nullptr) {
    return error("extension-unavailable", "extensions can't be loaded here");
  }
  Result<extensions::Checkout> checkout = repositories_->get({repo.url, repo.ref});
  if (!checkout.ok()) {
    Diagnostic failure = std::move(checkout.error().diagnostic());
    failure.message =
        fmt::format("loading extension repository `{}`: {}", repo_name, failure.message);
    if (entry != repos_.end()) {
      failure.also(entry->second.span, "the repository is registered here");
    }
    return failure;
  }
  return join_path(checkout->folder, repo.git_subpath);
}

Result<std::string> ExtensionRegistry::tiltfile_of(const ExtensionEntry& entry) {
  const std::string& repo_name =
      entry.extension.repo_name.empty() ? kDefaultRepo : entry.extension.repo_name;
  Result<std::string> folder = folder_of(repo_name);
  if (!folder.ok()) {
    return folder;
  }
  const auto unloadable = [&entry](std::string_view code, std::string why) {
    return error(code, fmt::format("loading extension {}: {}", entry.name, why));
  };
  const std::string path = join_path(join_path(*folder, entry.extension.repo_path), "Tiltfile");
  if (!is_within(*folder, path)) {
    return unloadable("extension-outside-repo", fmt::format("{} leaves its repository",
                                                            json_quote(entry.extension.repo_path)));
  }
  if (disk_.kind(path) != FileKind::kFile) {
    return unloadable("extension-missing", fmt::format("there is no file {}", path));
  }
  // Nor may a link lead out of it.
  const Result<std::string> real = disk_.real_path(path);
  const Result<std::string> real_folder = disk_.real_path(*folder);
  if (!real.ok() || !real_folder.ok() || !is_within(*real_folder, *real)) {
    return unloadable("extension-outside-repo",
                      fmt::format("{} is a link that leaves its repository", path));
  }
  return path;
}

Result<std::vector<std::pair<std::string, std::string>>> ExtensionRegistry::take_unloaded() {
  std::vector<std::pair<std::string, std::string>> unloaded;
  for (ExtensionEntry& entry : extensions_) {
    if (entry.is_loaded || !entry.span) {
      continue;
    }
    Result<std::string> path = tiltfile_of(entry);
    if (!path.ok()) {
      return std::move(path.error().diagnostic().at(entry.span));
    }
    entry.is_loaded = true;
    unloaded.emplace_back(entry.name, std::move(*path));
  }
  return unloaded;
}

}  // namespace tiltc::builtins
