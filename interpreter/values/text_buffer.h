#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace tiltc::values {

// A string to build text in. Its memory is handed on to the next buffer of the thread, so that
// formatting many short texts allocates nothing but the results. Buffers may nest: an inner one
// starts without memory.
class TextBuffer {
 public:
  TextBuffer() : text_(std::move(spare())) { text_.clear(); }
  ~TextBuffer() {
    if (text_.capacity() <= kMostKept) {
      spare() = std::move(text_);
    }
  }
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  std::string& operator*() { return text_; }
  std::string* operator->() { return &text_; }

 private:
  static constexpr std::size_t kMostKept = std::size_t{64} << 10U;

  static std::string& spare() {
    thread_local std::string spare;
    return spare;
  }

  std::string text_;
};

}  // namespace tiltc::values
