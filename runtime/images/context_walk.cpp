#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <deque>

#include "images/build_context.h"

namespace tiltc::images {
namespace {

Diagnostic unreadable(const std::string& path, int code) {
  return error(
             "build-context-unreadable",
             fmt::format("`{}` of the build context cannot be read: {}", path, std::strerror(code)))
      .with_help("leave it out with ignore= or .dockerignore if the build does not need it");
}

Result<std::vector<std::string>> names_in(const std::string& path) {
  DIR* directory = opendir(path.c_str());
  if (directory == nullptr) {
    return unreadable(path, errno);
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.emplace_back(name);
    }
  }
  closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<ContextEntry::Kind> kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return ContextEntry::Kind::kFile;
    case S_IFDIR:
      return ContextEntry::Kind::kDirectory;
    case S_IFLNK:
      return ContextEntry::Kind::kLink;
    case S_IFIFO:
      return ContextEntry::Kind::kFifo;
    default:
      return std::nullopt;
  }
}

ContextEntry entry_of(std::string path, ContextEntry::Kind kind, const struct stat& facts) {
  ContextEntry entry;
  entry.path = std::move(path);
  entry.kind = kind;
  entry.mode = facts.st_mode & 07777U;
  entry.modified = facts.st_mtim.tv_sec;
  entry.size = kind == ContextEntry::Kind::kFile ? static_cast<std::uint64_t>(facts.st_size) : 0;
  return entry;
}

std::string link_target(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = readlink(path.c_str(), target.data(), target.size());
  return size < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(size));
}

}  // namespace

struct ContextWalk::State {
  // One open directory. Its own entry is told when the first thing in it is, if it is itself
  // ignored and only something below it is wanted.
  struct Level {
    std::string path;
    std::vector<std::string> names;
    std::size_t next = 0;
    std::optional<ContextEntry> untold;
  };

  std::string root;
  const CombinedIgnore* ignore;
  std::function<void(const std::string&)> on_ignored;
  std::vector<Level> levels;
  std::deque<ContextEntry> ready;
  bool started = false;

  Status open(std::string path, std::optional<ContextEntry> untold);
  Status visit(std::string path);
  Status visit_directory(ContextEntry entry, bool ignored);
  void tell(ContextEntry entry);
};

Status ContextWalk::State::open(std::string path, std::optional<ContextEntry> untold) {
  Result<std::vector<std::string>> names = names_in(path.empty() ? root : root + "/" + path);
  if (!names.ok()) {
    return std::move(names).error();
  }
  levels.push_back({std::move(path), std::move(*names), 0, std::move(untold)});
  return Done{};
}

void ContextWalk::State::tell(ContextEntry entry) {
  for (auto& level : levels) {
    if (level.untold) {
      ready.push_back(*std::move(level.untold));
      level.untold.reset();
    }
  }
  ready.push_back(std::move(entry));
}

Status ContextWalk::State::visit_directory(ContextEntry entry, bool ignored) {
  const bool hopeless = !ignore->may_contain_included(entry.path);
  if (ignored && hopeless) {
    if (on_ignored) {
      on_ignored(entry.path);
    }
    return Done{};
  }
  std::string path = entry.path;
  if (ignored) {
    return open(std::move(path), std::move(entry));
  }
  tell(std::move(entry));
  return open(std::move(path), std::nullopt);
}

Status ContextWalk::State::visit(std::string path) {
  const std::string full = root + "/" + path;
  struct stat facts {};
  if (lstat(full.c_str(), &facts) != 0) {
    // Gone since the directory was read: it was not part of the context then.
    return errno == ENOENT ? Status(Done{}) : Status(unreadable(full, errno));
  }
  const auto kind = kind_of(facts.st_mode);
  if (!kind) {
    return Done{};
  }
  const bool ignored = ignore->ignored(path);
  ContextEntry entry = entry_of(std::move(path), *kind, facts);
  if (*kind == ContextEntry::Kind::kDirectory) {
    return visit_directory(std::move(entry), ignored);
  }
  if (ignored) {
    if (on_ignored) {
      on_ignored(entry.path);
    }
    return Done{};
  }
  if (*kind == ContextEntry::Kind::kLink) {
    entry.link_target = link_target(full);
  }
  tell(std::move(entry));
  return Done{};
}

ContextWalk::ContextWalk(std::string root, const CombinedIgnore& ignore)
    : state_(std::make_unique<State>()) {
  state_->root = std::move(root);
  state_->ignore = &ignore;
}

ContextWalk::~ContextWalk() = default;
ContextWalk::ContextWalk(ContextWalk&&) noexcept = default;

void ContextWalk::on_ignored(std::function<void(const std::string&)> callback) {
  state_->on_ignored = std::move(callback);
}

Result<std::optional<ContextEntry>> ContextWalk::next() {
  State& state = *state_;
  if (!state.started) {
    state.started = true;
    if (Status opened = state.open("", std::nullopt); !opened.ok()) {
      return std::move(opened).error();
    }
  }
  while (state.ready.empty() && !state.levels.empty()) {
    State::Level& level = state.levels.back();
    if (level.next == level.names.size()) {
      state.levels.pop_back();
      continue;
    }
    const std::string& name = level.names[level.next++];
    const std::string path = level.path.empty() ? name : level.path + "/" + name;
    if (Status visited = state.visit(path); !visited.ok()) {
      return std::move(visited).error();
    }
  }
  if (state.ready.empty()) {
    return std::optional<ContextEntry>();
  }
  std::optional<ContextEntry> entry = std::move(state.ready.front());
  state.ready.pop_front();
  return entry;
}

}  // namespace tiltc::images
