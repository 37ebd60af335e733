#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "base/text.h"
#include "git_repo.h"
#include "tables.h"

// Repositories as a place that paths start from.
namespace tiltc::builtins {

namespace {

struct RepoArguments {
  Path paths;
};

Result<Value> local_git_repo(Session& session, const BuiltinCall& call,
                             const RepoArguments& arguments) {
  const std::string root = session.resolve(arguments.paths.text);
  if (session.disk().kind(join_path(root, ".git")) == FileKind::kMissing) {
    return error("no-git-repository",
                 fmt::format("{} isn't a valid git repo", json_quote(session.shown(root))))
        .at(call.span_of("paths"))
        .note("the folder has no `.git`");
  }
  return session.heap().host(std::make_unique<GitRepo>(session.keep_git_root(root)));
}

struct InRepoArguments {
  Path path;
};

Result<std::string> paths(GitRoot& root, const BuiltinCall&, const InRepoArguments& arguments) {
  return join_path(root.path, arguments.path.text);
}

constexpr Builtin kLocalGitRepo{
    "local_git_repo", "A repository on this machine; its paths(path) is a path below its root.",
    local_git_repo,
    required<&RepoArguments::paths>("paths", "The root of the repository.").alias("path")};
constexpr Builtin kPaths{"git.Repo.paths", "A path below the root, absolute.", paths,
                         required<&InRepoArguments::path>("paths", "From the root.").alias("path")};

constexpr std::array<BuiltinEntry<Session>, 1> kEntries{entry<kLocalGitRepo>};

}  // namespace

std::optional<Value> GitRepo::attribute(Heap&, std::string_view name) {
  return name == "paths"
             ? std::optional(root_.engine.native({kPaths.name, entry<kPaths>.function, &root_}))
             : std::nullopt;
}

Table git_repo_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
