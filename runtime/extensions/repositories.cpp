#include "extensions/repositories.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>

#include "base/path.h"
#include "base/text.h"
#include "git.h"
#include "repository_url.h"

namespace tiltc::extensions {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".fetch-";

// Where the copies of a repository lie: a folder a commit, and `refs`.
std::string copies_folder(const std::string& data_directory, const std::string& url_path) {
  return join_path(data_directory, "tiltc/tilt_modules/" + url_path);
}

// Tilt's own clone of it.
std::string tilts_clone(const std::string& data_directory, const std::string& url_path) {
  return join_path(data_directory, "tilt-dev/tilt_modules/" + url_path);
}

// "the default branch of https://…", "v1 of https://…"
std::string describe(const RepositoryRequest& request) {
  return fmt::format("{} of {}", request.ref.empty() ? "the default branch" : request.ref,
                     request.url);
}

// A new folder for a fetch; goes away with this object unless it was moved to its place.
class UnfinishedCopy {
 public:
  // Empty when it could not be made.
  explicit UnfinishedCopy(const std::string& copies) {
    std::string pattern = join_path(copies, std::string(kUnfinished) + "XXXXXX");
    if (::mkdtemp(pattern.data()) != nullptr) {
      folder_ = pattern;
    }
  }
  UnfinishedCopy(const UnfinishedCopy&) = delete;
  UnfinishedCopy& operator=(const UnfinishedCopy&) = delete;
  ~UnfinishedCopy() {
    if (!folder_.empty()) {
      std::error_code ignored;
      fs::remove_all(folder_, ignored);
    }
  }

  const std::string& folder() const { return folder_; }

  // False when something is at that place already: another process was faster.
  bool move_to(const std::string& place) {
    std::error_code failure;
    fs::rename(folder_, place, failure);
    if (!failure) {
      folder_.clear();
    }
    return !failure;
  }

 private:
  std::string folder_;
};

// Fetches that were killed leave their folders behind.
void remove_abandoned(const std::string& copies) {
  std::error_code failure;
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const fs::directory_entry& entry : fs::directory_iterator(copies, failure)) {
    std::error_code ignored;
    if (entry.path().filename().string().starts_with(kUnfinished) &&
        entry.last_write_time(ignored) < old && !ignored) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

Result<Checkout> Repositories::get(const RepositoryRequest& request) {
  const std::pair key(request.url, request.ref);
  if (const auto known = known_.find(key); known != known_.end()) {
    return known->second;
  }
  Result<Checkout> found = find(request);
  if (found.ok()) {
    known_.emplace(key, *found);
  }
  return found;
}

Result<Checkout> Repositories::find(const RepositoryRequest& request) {
  const Result<RepositoryUrl> url = parse_repository_url(request.url);
  if (!url.ok()) {
    return Diagnostic(url.error().diagnostic());
  }
  if (url->is_folder) {
    if (options_.disk.kind(url->path) != FileKind::kDirectory) {
      return error("extension-repo-missing", fmt::format("there is no folder {}", url->path));
    }
    return Checkout{url->path, ""};
  }
  if (options_.data_directory.empty()) {
    return error("extension-fetch-failed", "there is no place for copies of extensions")
        .with_help("set HOME or XDG_DATA_HOME");
  }
  if (Status checked = check_ref(request.ref); !checked.ok()) {
    return std::move(checked).error();
  }
  if (options_.freshness == Freshness::kNewest) {
    return fetch(request, "");
  }
  const Result<const LockedRepository*> entry = locked(request);
  if (!entry.ok()) {
    return Diagnostic(entry.error().diagnostic());
  }
  const std::string commit = *entry != nullptr ? (*entry)->commit : remembered_commit(request);
  Result<Checkout> checkout = find_copy(request, commit);
  if (checkout.ok() && checkout->folder.empty()) {
    checkout = fetch(request, *entry != nullptr ? commit : "");
  }
  if (checkout.ok() && *entry != nullptr) {
    if (Status checked = check_lock(request, **entry, *checkout); !checked.ok()) {
      return std::move(checked).error();
    }
  }
  return checkout;
}

// The copy of `commit`, ours or Tilt's; of any commit of the ref when `commit` is empty. Without
// folder when there is none.
Result<Checkout> Repositories::find_copy(const RepositoryRequest& request,
                                         const std::string& commit) {
  const std::string path = parse_repository_url(request.url)->path;
  if (!commit.empty()) {
    const std::string folder = join_path(copies_folder(options_.data_directory, path), commit);
    if (options_.disk.kind(folder) == FileKind::kDirectory) {
      return Checkout{folder, commit};
    }
  }
  const std::string clone = tilts_clone(options_.data_directory, path);
  if (options_.disk.kind(join_path(clone, ".git")) == FileKind::kMissing) {
    return Checkout{};
  }
  Git git(options_.commands, options_.environment);
  const Result<std::string> head = git.object_id(clone, "HEAD");
  const bool any = commit.empty() && request.ref.empty();
  const Result<std::string> wanted =
      git.object_id(clone, any ? "HEAD" : (commit.empty() ? request.ref : commit) + "^{commit}");
  if (!head.ok() || !wanted.ok() || *head != *wanted) {
    return Checkout{};
  }
  return Checkout{clone, *head};
}

Result<Checkout> Repositories::fetch(const RepositoryRequest& request, const std::string& commit) {
  if (options_.network == Network::kForbidden) {
    return error("extension-offline",
                 fmt::format("there is no copy of {} on this machine", describe(request)))
        .note("--offline forbids to fetch it")
        .with_help("run once without --offline");
  }
  const std::string copies =
      copies_folder(options_.data_directory, parse_repository_url(request.url)->path);
  if (Status made = options_.disk.make_directory(join_path(copies, "refs")); !made.ok()) {
    return std::move(made).error();
  }
  remove_abandoned(copies);
  UnfinishedCopy copy(copies);
  if (copy.folder().empty()) {
    return error("extension-fetch-failed", fmt::format("can't make a folder in {}", copies));
  }
  Git git(options_.commands, options_.environment);
  Status fetched = git.fetch(copy.folder(), request.url, commit.empty() ? request.ref : commit);
  Result<std::string> head = fetched.ok() ? git.object_id(copy.folder(), "HEAD")
                                          : Result<std::string>(std::move(fetched).error());
  if (!head.ok()) {
    Diagnostic failure = std::move(head.error().diagnostic());
    failure.code = "extension-fetch-failed";
    failure.message = fmt::format("can't fetch {}: {}", describe(request), failure.message);
    return failure;
  }
  const std::string place = join_path(copies, *head);
  if (!copy.move_to(place) && options_.disk.kind(place) != FileKind::kDirectory) {
    return error("extension-fetch-failed", fmt::format("can't make the folder {}", place));
  }
  if (commit.empty()) {
    const std::string memory = join_path(copies, "refs/" + ref_file_name(request.ref));
    if (Status written = options_.disk.write(memory, *head + "\n"); !written.ok()) {
      return std::move(written).error();
    }
  }
  return Checkout{place, *head};
}

Status Repositories::check_lock(const RepositoryRequest& request, const LockedRepository& locked,
                                const Checkout& checkout) {
  Git git(options_.commands, options_.environment);
  const Result<std::string> head = git.object_id(checkout.folder, "HEAD");
  const Result<std::string> tree = git.object_id(checkout.folder, "HEAD^{tree}");
  const Result<bool> clean = git.is_clean(checkout.folder);
  const auto differs = [&](std::string why) {
    return error("extension-differs-from-lock",
                 fmt::format("{} is not what {} says: {}", describe(request),
                             base_name(options_.lock_path), why))
        .note(fmt::format("the copy is {}", checkout.folder));
  };
  if (!head.ok() || *head != locked.commit) {
    return differs(fmt::format("the lock has the commit {}", locked.commit));
  }
  if (!tree.ok() || *tree != locked.tree) {
    return differs(fmt::format("the lock has the tree {}", locked.tree));
  }
  if (!clean.ok() || !*clean) {
    return differs("its files were changed").with_help("remove the copy: it is fetched again");
  }
  return Done{};
}

// Null without a lock file; an error when there is one that does not know the repository.
Result<const LockedRepository*> Repositories::locked(const RepositoryRequest& request) {
  if (!lock_) {
    auto read = read_lock(options_.disk, options_.lock_path);
    if (!read.ok()) {
      return std::move(read).error();
    }
    if (!*read) {
      return nullptr;
    }
    lock_ = std::move(**read);
  }
  for (const LockedRepository& one : *lock_) {
    if (one.url == request.url && one.ref == request.ref) {
      return &one;
    }
  }
  return error(
             "extension-not-locked",
             fmt::format("{} says nothing of {}", base_name(options_.lock_path), describe(request)))
      .with_help("`tiltc ext lock` writes it anew");
}

std::string Repositories::remembered_commit(const RepositoryRequest& request) const {
  if (is_object_id(request.ref)) {
    return request.ref;
  }
  const std::string path = parse_repository_url(request.url)->path;
  const Result<std::string> commit = options_.disk.read(join_path(
      copies_folder(options_.data_directory, path), "refs/" + ref_file_name(request.ref)));
  const std::string text(commit.ok() ? trim(*commit) : "");
  return is_object_id(text) ? text : "";
}

Result<std::vector<LockedRepository>> Repositories::used() {
  std::vector<LockedRepository> repositories;
  Git git(options_.commands, options_.environment);
  for (const auto& [key, checkout] : known_) {
    if (checkout.commit.empty()) {
      continue;
    }
    Result<std::string> tree = git.object_id(checkout.folder, "HEAD^{tree}");
    if (!tree.ok()) {
      return std::move(tree).error();
    }
    repositories.push_back({key.first, key.second, checkout.commit, *tree});
  }
  return repositories;
}

}  // namespace tiltc::extensions
