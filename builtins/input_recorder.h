#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/disk.h"
#include "graph/inputs.h"

namespace tiltc::builtins {

// A disk that notes what is asked of it, for graph::Inputs; other inputs are noted beside. Used by
// the thread that evaluates.
class InputRecorder : public Disk {
 public:
  explicit InputRecorder(Disk& disk) : disk_(disk) {}

  Result<std::string> read(const std::string& path) const override;
  Status write(const std::string& path, std::string_view content) override {
    return disk_.write(path, content);
  }
  Status remove(const std::string& path) override { return disk_.remove(path); }
  FileKind kind(const std::string& path) const override;
  Result<FileStamp> stamp(const std::string& path) const override { return disk_.stamp(path); }
  Status make_directory(const std::string& path) override { return disk_.make_directory(path); }
  Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
  Result<std::string> real_path(const std::string& path) const override;

  // Nothing: it is not set.
  void note_variable(const std::string& name, const std::optional<std::string>& value);
  void note_command(graph::Inputs::Command command) { commands_.push_back(std::move(command)); }

  graph::Inputs inputs() const;

 private:
  using Use = graph::Inputs::File::Use;
  void note(const std::string& path, Use use, std::string state) const;

  Disk& disk_;
  mutable std::map<std::pair<std::string, Use>, std::string> files_;  // what was seen first
  std::map<std::string, std::string> variables_;
  std::vector<graph::Inputs::Command> commands_;
};

}  // namespace tiltc::builtins
