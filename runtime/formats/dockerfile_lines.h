#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/dockerfile.h"

namespace tiltc {

// A line as the builder sees it: continuations joined, comments between them gone.
struct LogicalLine {
  using Piece = DockerfileWord::Piece;

  std::string text;
  std::vector<Piece> pieces;  // ascending; one a physical line
  std::uint32_t begin = 0;    // in the source
  std::uint32_t end = 0;

  // Where the byte `offset` of the text stands in the source.
  std::uint32_t place(std::size_t offset) const;

  // The bytes [from, to) of the text as a word.
  DockerfileWord word(const SourcePtr& source, std::size_t from, std::size_t to) const;
};

// Walks over the lines of a Dockerfile. The source must outlive it.
class DockerfileLines {
 public:
  explicit DockerfileLines(std::string_view text);

  // The next physical line without its line break; nothing at the end.
  std::optional<std::string_view> next_physical();

  // Reads a physical line again.
  void put_back(std::string_view line);

  // The next logical line that is neither blank nor a comment; nothing at the end.
  std::optional<LogicalLine> next_logical(char escape);

  // Where the line that was read last ends.
  std::uint32_t end_of_last() const { return end_of_last_; }

 private:
  std::uint32_t place(std::string_view part) const;
  void append(LogicalLine& line, std::string_view text) const;
  void read_continuations(LogicalLine& line, char escape);

  std::string_view text_;
  std::size_t next_ = 0;
  std::uint32_t end_of_last_ = 0;
};

}  // namespace tiltc
