#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tiltc::extensions {

// A URL that was taken apart.
struct RepositoryUrl {
  bool is_folder = false;
  std::string path;  // of a folder: absolute; else HOST/PATH, clean, without `..`
};

// http(s)://HOST/PATH or file:///FOLDER; no user, query or fragment. Error: bad-extension-url.
Result<RepositoryUrl> parse_repository_url(const std::string& url);

// Branches, tags and commits: what git takes for a name and never for an option, a range or a
// refspec. Empty is good. Error: bad-extension-ref.
Status check_ref(const std::string& ref);

// 40 or 64 lower-case hex digits.
bool is_object_id(std::string_view text);

// Might be the beginning of a commit's id.
bool is_short_object_id(std::string_view text);

// `ref` as one file name; "HEAD" for the default branch.
std::string ref_file_name(const std::string& ref);

}  // namespace tiltc::extensions
