#include "spool.h"

#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>

#include <array>
#include <cerrno>

namespace tiltc::report {

namespace {

// O_TMPFILE where the file system knows it, else a file whose name is removed at once.
int open_nameless_file() {
  const char* const folder = std::getenv("TMPDIR");
  const std::string place = folder == nullptr || *folder == '\0' ? "/tmp" : folder;
  const int file = ::open(place.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    return file;
  }
  std::string name = place + "/tiltc-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) {
    ::unlink(name.c_str());
  }
  return named;
}

// How many bytes were written before it failed.
std::size_t write_some(int file, std::string_view text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) {
      break;
    }
    done += written < 0 ? 0 : static_cast<std::size_t>(written);
  }
  return done;
}

}  // namespace

Spool::~Spool() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

void Spool::append(std::string_view text) {
  if (full_) {  // no gaps: what follows a loss is lost as well
    lost_ += text.size();
    return;
  }
  memory_ += text;
  if (memory_.size() > kMemory) {
    flush();
  }
}

void Spool::flush() {
  if (file_ < 0) {
    file_ = open_nameless_file();
  }
  const std::size_t written = file_ < 0 ? 0 : write_some(file_, memory_);
  in_file_ += written;
  if (written == memory_.size()) {
    memory_.clear();
    return;
  }
  memory_.erase(0, written);
  full_ = true;
}

void Spool::read(const std::function<void(std::string_view)>& on_piece) const {
  std::array<char, 65536> buffer;
  std::uint64_t at = 0;
  while (at < in_file_) {
    const ssize_t size = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (size <= 0 && errno != EINTR) {
      break;
    }
    if (size > 0) {
      on_piece({buffer.data(), static_cast<std::size_t>(size)});
      at += static_cast<std::uint64_t>(size);
    }
  }
  if (!memory_.empty()) {
    on_piece(memory_);
  }
}

}  // namespace tiltc::report
