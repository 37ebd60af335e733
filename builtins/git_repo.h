#pragma once

#include <string>

#include "tiltc/engine.h"
#include "tiltc/host_object.h"

namespace tiltc::builtins {

// The root of a repository, for the length of the evaluation.
struct GitRoot {
  std::string path;
  Engine& engine;
};

// What local_git_repo() returns; where a path is wanted, it is its root.
class GitRepo : public HostObject {
 public:
  explicit GitRepo(GitRoot& root) : root_(root) {}

  const std::string& root() const { return root_.path; }

  std::string_view type_name() const override { return "git.Repo"; }
  std::string str() const override { return root_.path; }
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  std::vector<std::string> attribute_names() const override { return {"paths"}; }

 private:
  GitRoot& root_;
};

}  // namespace tiltc::builtins
