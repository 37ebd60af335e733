#include "base/path.h"

#include <vector>

#include "base/text.h"

namespace tiltc {

bool is_absolute_path(std::string_view path) {
  return path.starts_with('/');
}

std::string clean_path(std::string_view path) {
  const bool rooted = is_absolute_path(path);
  std::vector<std::string> kept;
  for (std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") {
      continue;
    }
    if (part != "..") {
      kept.push_back(std::move(part));
    } else if (!kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!rooted) {
      kept.push_back(std::move(part));
    }
  }
  const std::string body = join(kept, "/");
  if (rooted) {
    return "/" + body;
  }
  return body.empty() ? "." : body;
}

std::string join_path(std::string_view base, std::string_view rest) {
  if (base.empty()) {
    return rest.empty() ? "" : clean_path(rest);
  }
  return clean_path(std::string(base) + "/" + std::string(rest));
}

std::string resolve_path(std::string_view base, std::string_view path) {
  return is_absolute_path(path) ? clean_path(path) : join_path(base, path);
}

std::string base_name(std::string_view path) {
  if (path.empty()) {
    return ".";
  }
  while (path.size() > 1 && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  if (path == "/") {
    return "/";
  }
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string directory_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return clean_path(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
}

std::string relative_path(std::string_view base, std::string_view path) {
  if (is_absolute_path(base) != is_absolute_path(path)) {
    return {};
  }
  const auto parts_of = [](std::string_view text) {
    std::vector<std::string> parts;
    for (std::string& part : split(clean_path(text), '/')) {
      if (!part.empty() && part != ".") {
        parts.push_back(std::move(part));
      }
    }
    return parts;
  };
  const std::vector<std::string> from = parts_of(base);
  const std::vector<std::string> to = parts_of(path);
  std::size_t common = 0;
  while (common < from.size() && common < to.size() && from[common] == to[common]) {
    ++common;
  }
  std::vector<std::string> steps;
  for (std::size_t i = common; i < from.size(); ++i) {
    if (from[i] == "..") {
      return {};  // what lies above `base` is not known
    }
    steps.emplace_back("..");
  }
  steps.insert(steps.end(), to.begin() + static_cast<std::ptrdiff_t>(common), to.end());
  return steps.empty() ? "." : join(steps, "/");
}

bool is_within(std::string_view directory, std::string_view path) {
  if (directory == "/" || directory == path) {
    return path.starts_with(directory);
  }
  return path.size() > directory.size() && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

}  // namespace tiltc
