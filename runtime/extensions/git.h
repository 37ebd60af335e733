#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/command.h"
#include "base/result.h"

namespace tiltc::extensions {

// The `git` command, without a shell, without hooks and without questions to the user.
class Git {
 public:
  Git(CommandRunner& commands, const std::map<std::string, std::string>& environment);

  // Standard output, trimmed. Error: git-failed, with what git said; or that there is no git.
  Result<std::string> run(const std::string& folder, const std::vector<std::string>& arguments);

  // Makes a repository in `folder`, which is empty, with what `ref` is at `url` checked out. The
  // only function that uses the network.
  Status fetch(const std::string& folder, const std::string& url, const std::string& ref);

  // The id that `revision` has in `folder`'s repository.
  Result<std::string> object_id(const std::string& folder, const std::string& revision);

  // Whether the files of the copy are those of its commit, and no others.
  Result<bool> is_clean(const std::string& folder);

 private:
  CommandRunner& commands_;
  std::vector<std::string> environment_;
};

}  // namespace tiltc::extensions
