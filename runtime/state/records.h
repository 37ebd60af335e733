#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiltc::state {

// The notation of state files: texts, each after its length in decimal and a colon. It holds any
// bytes, and a reader notices what was cut off.
class RecordWriter {
 public:
  void text(std::string_view text);
  void texts(const std::vector<std::string>& texts);  // their number first
  void number(std::uint64_t number) { text(std::to_string(number)); }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what a RecordWriter wrote. Once something is not as it should be, every read gives nothing.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string> text();
  std::optional<std::vector<std::string>> texts();
  std::optional<std::uint64_t> number();
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace tiltc::state
