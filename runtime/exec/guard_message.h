#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace tiltc::exec {

// What goes through the supervisor's socket, one message a packet: the head, then the path's bytes.
enum class GuardMessageKind : std::uint32_t { kAddGroup, kForgetGroup, kAddPath, kForgetPath };

struct GuardMessageHead {
  GuardMessageKind kind;
  std::int32_t group;  // 0 with a path
};

inline constexpr std::size_t kMaxGuardPath = 4000;

// Both are async-signal-safe and raise no SIGPIPE. False: the supervisor is gone.
bool send_group_message(int socket, GuardMessageKind kind, pid_t group);
bool send_path_message(int socket, GuardMessageKind kind, std::string_view path);

}  // namespace tiltc::exec
