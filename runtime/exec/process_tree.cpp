#include "process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace tiltc::exec {

namespace {

// The kernel's record, which libc's readdir hides behind malloc.
struct DirectoryRecord {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

std::optional<unsigned long long> to_number(std::string_view digits) {
  unsigned long long value = 0;
  if (digits.empty() || digits.size() > 19) {
    return std::nullopt;
  }
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + static_cast<unsigned long long>(c - '0');
  }
  return value;
}

std::string_view next_field(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

// proc(5): pid (comm) state ppid pgrp … starttime is field 22. comm may hold spaces and
// parentheses.
std::optional<ProcessEntry> parse_stat(pid_t pid, std::string_view text) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 2 > text.size()) {
    return std::nullopt;
  }
  text.remove_prefix(name_end + 2);
  const std::string_view state = next_field(text);
  if (state == "Z" || state == "X") {
    return std::nullopt;
  }
  const auto parent = to_number(next_field(text));
  const auto group = to_number(next_field(text));
  for (int field = 6; field < 22; ++field) {
    next_field(text);
  }
  const auto start = to_number(next_field(text));
  if (!parent || !group || !start) {
    return std::nullopt;
  }
  return ProcessEntry{pid, static_cast<pid_t>(*parent), static_cast<pid_t>(*group), false, *start};
}

std::optional<ProcessEntry> read_process(int proc, const char* name) {
  constexpr std::size_t kMaxDigits = 10;
  constexpr std::string_view kFile = "/stat";
  const std::size_t length = std::strlen(name);
  const auto pid = to_number({name, length});
  if (!pid || length > kMaxDigits) {
    return std::nullopt;
  }
  char path[kMaxDigits + kFile.size() + 1] = {};
  std::copy(kFile.begin(), kFile.end(), std::copy_n(name, length, path));
  const int file = ::openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return std::nullopt;
  }
  char text[1024];
  const ssize_t size = ::read(file, text, sizeof text);
  ::close(file);
  if (size <= 0) {
    return std::nullopt;
  }
  return parse_stat(static_cast<pid_t>(*pid), {text, static_cast<std::size_t>(size)});
}

}  // namespace

void ProcessTree::refresh(std::span<const pid_t> groups) {
  read_table();
  for (ProcessEntry& entry : table_.first(table_count_)) {
    entry.member =
        std::find(groups.begin(), groups.end(), entry.group) != groups.end() || was_member(entry);
  }
  mark_descendants();
  keep_members();
}

void ProcessTree::read_table() {
  table_count_ = 0;
  const int proc = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) {
    return;
  }
  alignas(DirectoryRecord) char buffer[8192];
  long size = 0;
  while ((size = ::syscall(SYS_getdents64, proc, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < size;) {
      const auto* record = reinterpret_cast<const DirectoryRecord*>(buffer + at);
      const auto entry = read_process(proc, buffer + at + offsetof(DirectoryRecord, name));
      if (entry && table_count_ < table_.size()) {
        table_[table_count_++] = *entry;
      }
      at += record->length;
    }
  }
  ::close(proc);
  std::sort(table_.begin(), table_.begin() + static_cast<std::ptrdiff_t>(table_count_),
            [](const ProcessEntry& a, const ProcessEntry& b) { return a.pid < b.pid; });
}

const ProcessEntry* ProcessTree::find(pid_t pid) const {
  const auto entries = table_.first(table_count_);
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), pid,
                       [](const ProcessEntry& entry, pid_t wanted) { return entry.pid < wanted; });
  return found != entries.end() && found->pid == pid ? &*found : nullptr;
}

bool ProcessTree::was_member(const ProcessEntry& entry) const {
  const auto before = members();  // sorted, because the table was
  const auto found =
      std::lower_bound(before.begin(), before.end(), entry.pid,
                       [](const ProcessEntry& member, pid_t pid) { return member.pid < pid; });
  return found != before.end() && found->pid == entry.pid && found->start == entry.start;
}

// As many passes as the tree is deep; children mostly have larger numbers than their parents, so
// mostly two.
void ProcessTree::mark_descendants() {
  const pid_t self = ::getpid();
  for (bool changed = true; changed;) {
    changed = false;
    for (ProcessEntry& entry : table_.first(table_count_)) {
      const ProcessEntry* parent = entry.member ? nullptr : find(entry.parent);
      if (parent != nullptr && parent->member && entry.pid != self) {
        entry.member = true;
        changed = true;
      }
    }
  }
}

void ProcessTree::keep_members() {
  member_count_ = 0;
  for (const ProcessEntry& entry : table_.first(table_count_)) {
    if (entry.member && entry.pid != ::getpid() && member_count_ < members_.size()) {
      members_[member_count_++] = entry;
    }
  }
}

void ProcessTree::signal(int number) const {
  for (const ProcessEntry& entry : members()) {
    ::kill(entry.pid, number);
  }
}

}  // namespace tiltc::exec
