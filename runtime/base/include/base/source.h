#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc {

// A place a person can look up in an editor. Both count from 1; columns count code points, not
// bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// One text that spans point into: a Tiltfile, a YAML file, a Dockerfile. Immutable after
// construction, so it may be read from any thread. Owned by shared_ptr, because diagnostics outlive
// evaluations.
class Source {
 public:
  // `path` is the name shown to people; it need not exist on disk (a blob's origin, say).
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }

  // Offsets past the end are taken as the end.
  Position position(std::uint32_t offset) const;

  // Byte offset of the first character of `line` (from 1).
  std::uint32_t line_start(std::uint32_t line) const;

  // The text of `line` (from 1) without its line break.
  std::string_view line(std::uint32_t line) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

using SourcePtr = std::shared_ptr<const Source>;

// A half-open byte range [begin, end) of a source. Without a source it means "no place".
struct Span {
  SourcePtr source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  explicit operator bool() const { return source != nullptr; }
  std::string_view text() const;
  Position position() const;
};

// "path:line:column" of the span's begin, or "" without a source.
std::string location(const Span& span);

}  // namespace tiltc
