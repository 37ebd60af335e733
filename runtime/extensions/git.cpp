#include "git.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "repository_url.h"

namespace tiltc::extensions {

namespace {

// Variables that would make git work on another repository than the one it is told.
constexpr std::string_view kRepositoryVariables[] = {
    "GIT_DIR",          "GIT_WORK_TREE",
    "GIT_INDEX_FILE",   "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",   "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",    "GIT_PREFIX",
    "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"};

bool is_repository_variable(const std::string& name) {
  return std::find(std::begin(kRepositoryVariables), std::end(kRepositoryVariables), name) !=
         std::end(kRepositoryVariables);
}

}  // namespace

Git::Git(CommandRunner& commands, const std::map<std::string, std::string>& environment)
    : commands_(commands) {
  for (const auto& [name, value] : environment) {
    if (!is_repository_variable(name)) {
      environment_.push_back(name + "=" + value);
    }
  }
  environment_.emplace_back("GIT_TERMINAL_PROMPT=0");
}

Result<std::string> Git::run(const std::string& folder, const std::vector<std::string>& arguments) {
  Command command;
  command.argv = {"git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = environment_;
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = folder;
  Result<CommandOutcome> outcome = commands_.run(command, nullptr);
  if (!outcome.ok()) {
    return std::move(outcome).error();
  }
  if (!outcome->succeeded()) {
    return error("git-failed", fmt::format("`git {}` failed: {}", arguments.front(),
                                           describe_exit(outcome->exit_code)))
        .note(fmt::format("git says:\n{}", trim(outcome->error_output)));
  }
  return std::string(trim(outcome->output));
}

Status Git::fetch(const std::string& folder, const std::string& url, const std::string& ref) {
  if (auto made = run(folder, {"init", "--quiet", "."}); !made.ok()) {
    return std::move(made).error();
  }
  const std::string wanted = ref.empty() ? "HEAD" : ref;
  auto fetched = run(folder, {"fetch", "--quiet", "--depth=1", "--no-tags",
                              "--no-recurse-submodules", "--", url, wanted});
  std::string revision = "FETCH_HEAD";
  if (!fetched.ok() && is_short_object_id(ref)) {
    // Servers give commits by their whole id only.
    fetched = run(folder, {"fetch", "--quiet", "--no-recurse-submodules", "--", url,
                           "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"});
    revision = ref + "^{commit}";
  }
  if (fetched.ok()) {
    fetched = run(folder, {"checkout", "--quiet", "--detach", revision});
  }
  if (!fetched.ok()) {
    return std::move(fetched).error();
  }
  return Done{};
}

Result<std::string> Git::object_id(const std::string& folder, const std::string& revision) {
  return run(folder, {"rev-parse", "--verify", "--quiet", revision});
}

Result<bool> Git::is_clean(const std::string& folder) {
  Result<std::string> changes =
      run(folder, {"status", "--porcelain", "--ignored", "--untracked-files=all"});
  if (!changes.ok()) {
    return std::move(changes).error();
  }
  return changes->empty();
}

}  // namespace tiltc::extensions
