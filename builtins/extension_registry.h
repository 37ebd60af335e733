#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"
#include "base/source.h"
#include "extensions/repositories.h"

namespace tiltc::builtins {

// v1alpha1.extension_repo()
struct ExtensionRepo {
  std::string url;
  std::string ref;
  std::string load_host;
  std::string git_subpath;
  friend bool operator==(const ExtensionRepo&, const ExtensionRepo&) = default;
};

// v1alpha1.extension()
struct Extension {
  std::string repo_name;
  std::string repo_path;
  std::vector<std::string> args;
  friend bool operator==(const Extension&, const Extension&) = default;
};

// The extension repositories and extensions of one evaluation: what the Tiltfile registered, and
// what load('ext://…') made of names that nobody registered.
class ExtensionRegistry {
 public:
  // Without repositories every extension is unavailable.
  ExtensionRegistry(const Disk& disk, extensions::Repositories* repositories)
      : disk_(disk), repositories_(repositories) {}

  // The same again is fine; something else of that name is an error at `span`.
  Status add_repo(const std::string& name, ExtensionRepo repo, const Span& span);
  Status add_extension(const std::string& name, Extension extension, const Span& span);

  // The Tiltfile of `ext://NAME`, an absolute path.
  Result<std::string> load(const std::string& name);

  // Registered extensions that no file has loaded, in the order of their calls, each given once:
  // name and Tiltfile.
  Result<std::vector<std::pair<std::string, std::string>>> take_unloaded();

 private:
  struct RepoEntry {
    ExtensionRepo repo;
    Span span;
  };
  struct ExtensionEntry {
    std::string name;
    Extension extension;
    Span span;
    bool is_loaded = false;
  };

  ExtensionEntry* find(const std::string& name);
  ExtensionEntry& find_or_make(const std::string& name);
  Result<std::string> tiltfile_of(const ExtensionEntry& entry);
  Result<std::string> folder_of(const std::string& repo_name);

  const Disk& disk_;
  extensions::Repositories* repositories_;
  std::map<std::string, RepoEntry> repos_;
  std::vector<ExtensionEntry> extensions_;
};

}  // namespace tiltc::builtins
