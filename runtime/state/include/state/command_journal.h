#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::state {

// What a command answered, and on what the answer depends.
struct CommandAnswer {
  std::string key;  // digest of argv, program, folder, environment and standard input
  std::vector<std::string> argv;
  std::string directory;
  std::string input;                // standard input
  std::vector<std::string> inputs;  // files and folders, absolute
  std::string content;              // InputSnapshot::content of these
  std::string output;
  std::string error_output;
  // How many times the journal was written since an evaluation used this: 0 for the last one's.
  std::uint64_t idle = 0;
};

// The answers of one Tiltfile's commands, in a file that only this user can read: what a command
// prints may be secret. The file is written in one step; of two evaluations at once the last one's
// stays. Environments are not stored, they are part of the key.
class CommandJournal {
 public:
  // The journal of `tiltfile` (absolute) below `directory`, which is made when first needed. The
  // disk outlives the journal.
  CommandJournal(Disk& disk, const std::string& directory, const std::string& tiltfile);

  // In the order in which they were saved. A file that is missing or damaged is an empty one.
  std::vector<CommandAnswer> load() const;

  Status save(const std::vector<CommandAnswer>& answers) const;

 private:
  Disk& disk_;
  std::string directory_;
  std::string path_;
};

}  // namespace tiltc::state
