#include "input_recorder.h"

#include <array>

#include "base/sha256.h"

namespace tiltc::builtins {

namespace {

std::string_view kind_name(FileKind kind) {
  constexpr std::array<std::string_view, 4> kNames{"", "file", "directory", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

void InputRecorder::note(const std::string& path, Use use, std::string state) const {
  files_.emplace(std::pair(path, use), std::move(state));
}

Result<std::string> InputRecorder::read(const std::string& path) const {
  Result<std::string> text = disk_.read(path);
  note(path, Use::kRead, text.ok() ? sha256_hex(*text) : "");
  return text;
}

FileKind InputRecorder::kind(const std::string& path) const {
  const FileKind kind = disk_.kind(path);
  note(path, Use::kAsked, std::string(kind_name(kind)));
  return kind;
}

Result<std::vector<DirectoryEntry>> InputRecorder::list(const std::string& path) const {
  Result<std::vector<DirectoryEntry>> entries = disk_.list(path);
  if (!entries.ok()) {
    note(path, Use::kListed, "");
    return entries;
  }
  Sha256 digest;
  for (const DirectoryEntry& entry : *entries) {
    digest.update(entry.name);
    digest.update(std::string_view("\0", 1));
    digest.update(kind_name(entry.kind));
    digest.update(std::string_view("\0", 1));
  }
  note(path, Use::kListed, digest.hex());
  return entries;
}

Result<std::string> InputRecorder::real_path(const std::string& path) const {
  Result<std::string> real = disk_.real_path(path);
  note(path, Use::kResolved, real.ok() ? *real : "");
  return real;
}

void InputRecorder::note_variable(const std::string& name,
                                  const std::optional<std::string>& value) {
  variables_.emplace(name, value ? sha256_hex(*value) : "");
}

graph::Inputs InputRecorder::inputs() const {
  graph::Inputs inputs;
  for (const auto& [file, state] : files_) {
    inputs.files.push_back({file.first, file.second, state});
  }
  for (const auto& [name, digest] : variables_) {
    inputs.variables.push_back({name, digest});
  }
  inputs.commands = commands_;
  return inputs;
}

}  // namespace tiltc::builtins
