#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/command.h"
#include "base/disk.h"
#include "base/result.h"
#include "extensions/lock_file.h"

namespace tiltc::extensions {

// A repository as a Tiltfile names it.
struct RepositoryRequest {
  std::string url;  // http(s)://HOST/PATH, or file:///FOLDER
  std::string ref;  // branch, tag or commit; "" is the default branch
};

// A copy of a repository on this machine. Nobody writes into it.
struct Checkout {
  std::string folder;  // absolute
  std::string commit;  // 40 or 64 hex digits; "" for a plain folder
};

enum class Network { kAllowed, kForbidden };
enum class Freshness {
  kAsLocked,  // the lock's commit; without a lock, the copy that is there
  kNewest,    // fetch what the ref is now, whatever lock and copies say
};

// The repositories that one evaluation asks for. The git command must not find settings of another
// repository in its environment, so GIT_DIR and its kin are left out. Used by one thread.
class Repositories {
 public:
  struct Options {
    CommandRunner& commands;
    Disk& disk;
    std::map<std::string, std::string> environment;  // for git
    std::string data_directory;                      // absolute: $XDG_DATA_HOME
    std::string lock_path;                           // absolute: tiltc.lock beside the Tiltfile
    Network network = Network::kAllowed;
    Freshness freshness = Freshness::kAsLocked;
  };
  explicit Repositories(Options options) : options_(std::move(options)) {}

  // Errors: bad-extension-url, bad-extension-ref, extension-repo-missing, extension-offline,
  // extension-not-locked, extension-differs-from-lock, extension-fetch-failed, bad-lock-file.
  Result<Checkout> get(const RepositoryRequest& request);

  // What get() has answered so far and a lock can hold, in the order of the URLs.
  Result<std::vector<LockedRepository>> used();

 private:
  Result<Checkout> find(const RepositoryRequest& request);
  Result<Checkout> find_copy(const RepositoryRequest& request, const std::string& commit);
  Result<Checkout> fetch(const RepositoryRequest& request, const std::string& commit);
  Status check_lock(const RepositoryRequest& request, const LockedRepository& locked,
                    const Checkout& checkout);
  Result<const LockedRepository*> locked(const RepositoryRequest& request);
  std::string remembered_commit(const RepositoryRequest& request) const;

  Options options_;
  std::optional<std::vector<LockedRepository>> lock_;              // read when first needed
  std::map<std::pair<std::string, std::string>, Checkout> known_;  // by URL and ref
};

}  // namespace tiltc::extensions
