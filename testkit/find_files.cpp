#include "testkit/find_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/path.h"

namespace tiltc::testkit {

namespace {

bool is_test_file(const std::string& name) {
  constexpr std::array<std::string_view, 2> kEndings = {"_test.star", "_test.tiltfile"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

Status collect(const Disk& disk, const std::string& folder, std::vector<std::string>& files) {
  Result<std::vector<DirectoryEntry>> entries = disk.list(folder);
  if (!entries.ok()) {
    return std::move(entries.error());
  }
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = folder == "." ? entry.name : join_path(folder, entry.name);
    if (entry.kind == FileKind::kFile && is_test_file(entry.name)) {
      files.push_back(path);
    }
    const bool hidden = entry.name.starts_with('.') || entry.name == "tilt_modules";
    if (entry.kind == FileKind::kDirectory && !hidden) {
      if (Status status = collect(disk, path, files); !status.ok()) {
        return status;
      }
    }
  }
  return Done{};
}

}  // namespace

Result<std::vector<std::string>> find_test_files(const Disk& disk,
                                                 std::span<const std::string> words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    const std::size_t before = files.size();
    if (disk.kind(word) != FileKind::kDirectory) {
      files.push_back(word);
      continue;
    }
    if (Status status = collect(disk, clean_path(word), files); !status.ok()) {
      return std::move(status.error());
    }
    if (files.size() == before) {
      return error("no-tests", fmt::format("there are no tests below {}", word))
          .note("files of tests are named *_test.star or *_test.tiltfile");
    }
  }
  std::vector<std::string> once;
  for (std::string& file : files) {
    if (std::find(once.begin(), once.end(), file) == once.end()) {
      once.push_back(std::move(file));
    }
  }
  return once;
}

}  // namespace tiltc::testkit
