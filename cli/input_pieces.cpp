#include "input_pieces.h"

namespace tiltc::cli {

namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Whether the line begins a statement of its own, behind a block.
bool begins_statement(std::string_view line) {
  const auto is_word = [line](std::string_view word) {
    return line.starts_with(word) &&
           (line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == ':');
  };
  return !is_blank(line) && line[0] != ' ' && line[0] != '\t' && line[0] != '#' &&
         !is_word("else") && !is_word("elif");
}

}  // namespace

std::vector<std::string> InputPieces::add(const std::string& line) {
  std::vector<std::string> done;
  const bool in_block = is_open() && continuation_of(open_) == Continuation::kBlock;
  if (in_block && begins_statement(line)) {
    done.push_back(take_rest());
  }
  open_ += line + "\n";
  const Continuation continuation = continuation_of(open_);
  const bool block_ends = continuation == Continuation::kBlock && is_blank(line);
  if (continuation == Continuation::kNone || block_ends) {
    done.push_back(take_rest());
  }
  return done;
}

}  // namespace tiltc::cli
