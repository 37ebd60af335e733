#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>

namespace tiltc::exec {

// One living process as /proc tells it.
struct ProcessEntry {
  pid_t pid;
  pid_t parent;
  pid_t group;
  bool member;
  unsigned long long
      start;  // clock ticks since boot: tells a process from a later one of the same number
};

// The processes of some groups and all that descends from them, also those that left the group
// (setsid). A member stays one when its parent dies and it is handed to init. A descendant whose
// parents were all gone before the first refresh() cannot be told from a stranger and is not found.
//
// Allocates nothing and makes only system calls, so that the supervisor may use it after fork. The
// two tables are the caller's; processes beyond their size are not seen.
class ProcessTree {
 public:
  ProcessTree(std::span<ProcessEntry> table, std::span<ProcessEntry> members)
      : table_(table), members_(members) {}

  // Reads /proc anew. Afterwards the members are those that live; zombies count as dead.
  void refresh(std::span<const pid_t> groups);

  bool empty() const { return member_count_ == 0; }
  std::span<const ProcessEntry> members() const { return members_.first(member_count_); }

  // Sends a signal to every member.
  void signal(int number) const;

 private:
  void read_table();
  void mark_descendants();
  void keep_members();
  bool was_member(const ProcessEntry& entry) const;
  const ProcessEntry* find(pid_t pid) const;

  std::span<ProcessEntry> table_;
  std::span<ProcessEntry> members_;
  std::size_t table_count_ = 0;
  std::size_t member_count_ = 0;
};

}  // namespace tiltc::exec
