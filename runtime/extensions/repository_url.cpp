#include "repository_url.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::extensions {

namespace {

constexpr std::string_view kFileScheme = "file://";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool consists_of(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [more](char c) {
    return is_alphanumeric(c) || more.find(c) != std::string_view::npos;
  });
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Diagnostic bad_url(const std::string& url, std::string why) {
  return error("bad-extension-url",
               fmt::format("{} is no URL of an extension repository: {}", json_quote(url), why))
      .note("a URL starts with https://, http:// or file://");
}

// Folders are named after the URL, so nothing in it may lead elsewhere.
bool is_plain_segment(const std::string& segment) {
  return !segment.empty() && segment != "." && segment != ".." && !segment.starts_with('-') &&
         consists_of(segment, "-._~+@");
}

}  // namespace

Result<RepositoryUrl> parse_repository_url(const std::string& url) {
  if (url.starts_with(kFileScheme)) {
    const std::string path = url.substr(kFileScheme.size());
    if (!is_absolute_path(path)) {
      return bad_url(url, "the path of a file:// URL is absolute");
    }
    return RepositoryUrl{true, clean_path(path)};
  }
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return bad_url(url, "its scheme is none of these");
  }
  while (rest.ends_with('/')) {
    rest.remove_suffix(1);
  }
  std::vector<std::string> segments = split(rest, '/');
  if (segments.front().find('@') != std::string::npos) {
    return error("bad-extension-url", "the URL of an extension repository holds a user name")
        .note("credentials in a Tiltfile are not kept secret")
        .with_help("give them to git's credential helper");
  }
  if (segments.front().empty() || !consists_of(segments.front(), "-.:")) {
    return bad_url(url, "it has no host");
  }
  if (segments.size() < 2 ||
      !std::all_of(segments.begin() + 1, segments.end(), &is_plain_segment)) {
    return bad_url(url, "its path is not one of plain names");
  }
  return RepositoryUrl{false, join(segments, "/")};
}

Status check_ref(const std::string& ref) {
  const bool good = !ref.starts_with('-') && !ref.starts_with('/') && !ref.ends_with('/') &&
                    ref.find("..") == std::string::npos && ref.find("@{") == std::string::npos &&
                    consists_of(ref, "-._/+@#%=,");
  if (good) {
    return Done{};
  }
  return error("bad-extension-ref", fmt::format("{} is no branch, tag or commit", json_quote(ref)));
}

bool is_object_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) && is_hex(text);
}

bool is_short_object_id(std::string_view text) {
  return text.size() >= 4 && text.size() < 40 && is_hex(text);
}

std::string ref_file_name(const std::string& ref) {
  std::string name;
  for (const char c : ref.empty() ? std::string("HEAD") : ref) {
    if (is_alphanumeric(c) || c == '-' || c == '_' || (c == '.' && !name.empty())) {
      name += c;
    } else {
      name += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
  }
  return name;
}

}  // namespace tiltc::extensions
