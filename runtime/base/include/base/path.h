#pragma once

#include <string>
#include <string_view>

namespace tiltc {

// Pure text operations on `/`-separated paths, with Go's `path.Clean`/`path.Join` rules, which
// Tiltfiles rely on. Nothing here touches a disk.

bool is_absolute_path(std::string_view path);

// Shortest equivalent: no `.`, no inner `..`, no doubled or trailing slash; "" becomes ".".
std::string clean_path(std::string_view path);

// Cleaned concatenation. An absolute `rest` does not start over: join_path("a", "/b") is "a/b".
std::string join_path(std::string_view base, std::string_view rest);

// `path` itself when absolute, else below `base`; cleaned either way.
std::string resolve_path(std::string_view base, std::string_view path);

std::string base_name(std::string_view path);       // "a/b/" -> "b", "" -> "."
std::string directory_name(std::string_view path);  // "a/b" -> "a", "b" -> "."

// `path` as seen from `base`; both absolute or both relative. Empty when it cannot be said.
std::string relative_path(std::string_view base, std::string_view path);

// Whether `path` is `directory` or lies below it. Both cleaned.
bool is_within(std::string_view directory, std::string_view path);

}  // namespace tiltc
