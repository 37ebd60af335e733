#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tiltc::graph {

// What an evaluation looked at: when none of it has changed, neither has the result. Digests are
// SHA-256 in hex; contents and values, which may be secret, are not kept.
struct Inputs {
  struct File {
    // Its text; a folder's entries; only what kind of file it is; where symbolic links lead.
    enum class Use { kRead, kListed, kAsked, kResolved };
    std::string path;  // absolute
    Use use = Use::kRead;
    // What was seen: the digest of the text or of the entries, "file", "directory" or "other", or
    // the path. "" where it was missing.
    std::string state;
  };
  struct Variable {
    std::string name;
    std::string digest;  // "" where it was not set
  };
  struct Command {
    std::vector<std::string> argv;
    std::string directory;
    std::string output_digest;
  };
  std::vector<File> files;          // by path and use, each once
  std::vector<Variable> variables;  // by name, each once
  std::vector<Command> commands;    // in the order in which they ran
};

}  // namespace tiltc::graph
