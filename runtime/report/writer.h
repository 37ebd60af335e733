#pragma once

#include <string_view>

namespace tiltc::report {

// Writes to a descriptor that it does not own. When nobody reads it any more (or the disk is full)
// it gives up quietly: no signal, no failure, and nothing more is tried.
class Writer {
 public:
  explicit Writer(int descriptor) : descriptor_(descriptor) {}

  void write(std::string_view text);
  bool closed() const { return closed_; }

 private:
  int descriptor_;
  bool closed_ = false;
};

}  // namespace tiltc::report
