#include "remove_tree.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tiltc::exec {

namespace {

constexpr int kMaxDepth = 128;

void remove_at(int folder, const char* name, int depth);

bool is_self_or_parent(const char* name) {
  return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0;
}

// One buffer's worth of entries; whether there were any.
bool remove_some_entries(int folder, int depth) {
  alignas(std::uint64_t) char buffer[2048];
  const long size = ::syscall(SYS_getdents64, folder, buffer, sizeof buffer);
  for (long at = 0; at < size;) {
    std::uint16_t length = 0;  // linux_dirent64: u64 inode, s64 offset, u16 length, u8 type, name
    std::memcpy(&length, buffer + at + 16, sizeof length);
    const char* const name = buffer + at + 19;
    if (!is_self_or_parent(name)) {
      remove_at(folder, name, depth + 1);
    }
    at += length;
  }
  return size > 0;
}

void remove_at(int folder, const char* name, int depth) {
  if (::unlinkat(folder, name, 0) == 0 || (errno != EISDIR && errno != EPERM) ||
      depth > kMaxDepth) {
    return;
  }
  const int opened = ::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (opened >= 0) {
    while (remove_some_entries(opened, depth)) {
    }
    ::close(opened);
  }
  ::unlinkat(folder, name, AT_REMOVEDIR);
}

}  // namespace

void remove_tree(const char* path) {
  remove_at(AT_FDCWD, path, 0);
}

}  // namespace tiltc::exec
