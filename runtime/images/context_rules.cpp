#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "dockerignore_text.h"
#include "images/build_context.h"

namespace tiltc::images {
namespace {

// Collects the sources of one context and remembers the first mistake.
class Collector {
 public:
  explicit Collector(const std::string& root) : root_(root) {}

  void add(Result<IgnoreMatcher> matcher, IgnoreSource source) {
    if (failure_) {
      return;
    }
    if (!matcher.ok()) {
      failure_ = matcher.error().diagnostic();
      return;
    }
    rules_.ignore.add(std::move(*matcher));
    rules_.sources.push_back(std::move(source));
  }

  void add_literal(const std::string& path) {
    const std::vector<std::string> paths{path};
    add(IgnoreMatcher::literal(root_, paths), {{literal_line(path)}, false});
  }

  Result<ContextRules> take(const Span& span) {
    if (failure_) {
      if (!failure_->primary.span) {
        failure_->at(span, "of this image's build context");
      }
      return *std::move(failure_);
    }
    return std::move(rules_);
  }

 private:
  const std::string& root_;
  ContextRules rules_;
  std::optional<Diagnostic> failure_;
};

bool is_exception(std::string_view line) {
  line = trim(line);
  return !line.empty() && line.front() == '!';
}

IgnoreSource source_of(std::vector<std::string> lines) {
  bool exceptions = false;
  for (const auto& line : lines) {
    exceptions = exceptions || is_exception(line);
  }
  return {std::move(lines), exceptions};
}

// A change of the Tiltfile that made the call is no change of the image.
void add_tiltfile(Collector& collector, const graph::ImageTarget& target, const std::string& root) {
  if (!target.span) {
    return;
  }
  const std::string tiltfile =
      join_path(target.tiltfile_directory, base_name(target.span.source->path()));
  if (is_within(root, tiltfile) && tiltfile != root) {
    collector.add_literal(relative_path(root, tiltfile));
  }
}

void add_only(Collector& collector, const graph::DockerBuild& build) {
  if (build.only.empty()) {
    return;
  }
  IgnoreSource source{{"**"}, true};
  for (const auto& path : build.only) {
    if (clean_path(path) == ".") {
      source.lines.clear();  // the root: everything is wanted
      break;
    }
    source.lines.push_back("!" + path);
  }
  collector.add(IgnoreMatcher::only(build.context, build.only), std::move(source));
}

// The Dockerfile's own .dockerignore replaces the context's entirely.
std::string dockerignore_path(const graph::DockerBuild& build, const Disk& disk) {
  const std::string own = build.dockerfile_path + ".dockerignore";
  return build.dockerfile_path.empty() || disk.kind(own) != FileKind::kFile
             ? join_path(build.context, ".dockerignore")
             : own;
}

void add_dockerignore(Collector& collector, const std::string& root, const std::string& path,
                      const Disk& disk) {
  if (disk.kind(path) != FileKind::kFile) {
    return;
  }
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    collector.add(std::move(text).error(), {});
    return;
  }
  const std::string_view bom = "\xEF\xBB\xBF";
  const bool has_bom = text->compare(0, bom.size(), bom) == 0;
  std::vector<std::string> lines =
      split(std::string_view(*text).substr(has_bom ? bom.size() : 0), '\n');
  collector.add(IgnoreMatcher::from_text(root, *text, path), source_of(std::move(lines)));
}

// What is left out of any directory that an image is made of.
void add_common(Collector& collector, const graph::ImageTarget& target, const std::string& root,
                const Disk& disk) {
  add_tiltfile(collector, target, root);
  if (disk.kind(join_path(root, ".git")) == FileKind::kDirectory) {
    collector.add_literal(".git");
  }
  if (!target.ignore.empty()) {
    collector.add(IgnoreMatcher::from_patterns(root, target.ignore), source_of(target.ignore));
  }
}

}  // namespace

Result<ContextRules> context_rules(const graph::ImageTarget& target,
                                   const graph::DockerBuild& build, const Disk& disk) {
  Collector collector(build.context);
  if (build.context == "-") {
    return collector.take(target.span);
  }
  add_common(collector, target, build.context, disk);
  add_only(collector, build);
  add_dockerignore(collector, build.context, dockerignore_path(build, disk), disk);
  return collector.take(target.span);
}

Result<ContextRules> dep_rules(const graph::ImageTarget& target, const std::string& dep,
                               const Disk& disk) {
  Collector collector(dep);
  add_common(collector, target, dep, disk);
  add_dockerignore(collector, dep, join_path(dep, ".dockerignore"), disk);
  return collector.take(target.span);
}

}  // namespace tiltc::images
