#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tiltc::report {

// Keeps text of any length in bounded memory: what is more than kMemory goes to a file without a
// name, which the system removes when we end, however that happens. When the disk is full the
// text's end is lost, and lost() says how much.
class Spool {
 public:
  static constexpr std::size_t kMemory = std::size_t{1} << 20;

  Spool() = default;
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void append(std::string_view text);

  // Gives the text from its start, in pieces.
  void read(const std::function<void(std::string_view)>& on_piece) const;

  bool empty() const { return memory_.empty() && in_file_ == 0; }
  std::uint64_t lost() const { return lost_; }

 private:
  void flush();

  std::string memory_;  // the text's end, behind what is in the file
  int file_ = -1;
  std::uint64_t in_file_ = 0;
  std::uint64_t lost_ = 0;
  bool full_ = false;
};

}  // namespace tiltc::report
