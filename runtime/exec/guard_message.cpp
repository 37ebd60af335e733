#include "guard_message.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>

namespace tiltc::exec {

namespace {

bool send_packet(int socket, GuardMessageHead head, std::string_view path) {
  iovec parts[2] = {{&head, sizeof head}, {const_cast<char*>(path.data()), path.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

}  // namespace

bool send_group_message(int socket, GuardMessageKind kind, pid_t group) {
  return send_packet(socket, {kind, group}, {});
}

bool send_path_message(int socket, GuardMessageKind kind, std::string_view path) {
  return send_packet(socket, {kind, 0}, path);
}

}  // namespace tiltc::exec
