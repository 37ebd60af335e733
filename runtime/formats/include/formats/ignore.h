#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiltc {

struct IgnorePattern;  // compiled; private to ignore.cpp

// The patterns of one source (.dockerignore, an `ignore=` argument …), rooted at one directory. The
// last pattern that matches a path, or a directory above it, decides. Immutable; may be used from
// any thread. Matching takes time in proportion to the path and the patterns, whatever they look
// like.
//
// Paths are asked for as seen from the root: "a/b", "../sibling"; clean. The root itself is never
// ignored.
class IgnoreMatcher {
 public:
  // Ignores nothing.
  explicit IgnoreMatcher(std::string root = {});

  // The text of a .dockerignore file. `root` is absolute; it may be empty when no pattern climbs
  // (`../`). Fails on the first malformed pattern; `name` is the file to show in the error.
  static Result<IgnoreMatcher> from_text(std::string root, std::string_view text, std::string name);

  // The values of an `ignore=` argument, each read like a line of .dockerignore.
  static Result<IgnoreMatcher> from_patterns(std::string root,
                                             std::span<const std::string> patterns);

  // `only=`: all is ignored but `paths` and what lies below them. `!x` is a path here; "" is the
  // root.
  static Result<IgnoreMatcher> only(std::string root, std::span<const std::string> paths);

  // Exactly these paths and what lies below them; no character is special.
  static IgnoreMatcher literal(std::string root, std::span<const std::string> paths);

  bool ignored(std::string_view path) const;

  // Whether `directory`, or anything that may lie below it, is not ignored. False: a walk can skip
  // it.
  bool may_contain_included(std::string_view directory) const;

  bool empty() const { return patterns_.empty(); }

 private:
  std::string root_;
  std::vector<std::shared_ptr<const IgnorePattern>> patterns_;
};

// Several sources with one root. A path is ignored as soon as one of them says so: a `!` in one
// re-includes nothing that another ignores.
class CombinedIgnore {
 public:
  void add(IgnoreMatcher matcher);

  bool ignored(std::string_view path) const;
  bool may_contain_included(std::string_view directory) const;

 private:
  std::vector<IgnoreMatcher> matchers_;
};

}  // namespace tiltc
