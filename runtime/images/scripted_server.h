#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tiltc::images {

// Listens on a unix socket or a loopback port, reads requests and answers with the bytes that the
// test wants, whatever they are; then it closes the connection. A thread of its own.
class ScriptedServer {
 public:
  struct Request {
    std::string head;  // up to the empty line
    std::string body;  // as it came: with chunk sizes
    std::string line() const { return head.substr(0, head.find("\r\n")); }
  };
  using Answer = std::function<std::string(const Request&)>;

  // An answer of kSilence keeps the connection open and says nothing.
  static inline const std::string kSilence = "(silence)";

  enum class Place { kUnixSocket, kLoopbackPort };

  explicit ScriptedServer(Answer answer, Place place = Place::kUnixSocket)
      : answer_(std::move(answer)) {
    std::string pattern = "/tmp/tiltc-test-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    if (place == Place::kUnixSocket) {
      bind_to_socket();
    } else {
      bind_to_port();
    }
    listen(listener_, 64);
    thread_ = std::thread([this] { serve(); });
  }

  ~ScriptedServer() {
    stop_ = true;
    thread_.join();
    for (const int connection : silent_) {
      close(connection);
    }
    close(listener_);
    std::filesystem::remove_all(directory_);
  }

  std::string path() const { return directory_ + "/s"; }
  std::string domain() const { return "127.0.0.1:" + std::to_string(port_); }

  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& request : requests()) {
      lines.push_back(request.line());
    }
    return lines;
  }

 private:
  void bind_to_socket() {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }

  void bind_to_port() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  void serve() {
    while (!stop_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (poll(&waiting, 1, 10) == 1) {
        handle(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
      }
    }
  }

  void handle(int connection) {
    const Request request = receive(connection);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const std::string answer = answer_(request);
    if (answer == kSilence) {
      silent_.push_back(connection);
      return;
    }
    for (std::size_t sent = 0; sent < answer.size();) {
      const ssize_t count =
          send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) {
        break;
      }
      sent += static_cast<std::size_t>(count);
    }
    close(connection);
  }

  static Request receive(int connection) {
    std::string all;
    char piece[4096];
    while (true) {
      const std::size_t end = all.find("\r\n\r\n");
      const bool chunked = all.find("chunked") != std::string::npos;
      const bool complete = chunked ? all.find("\r\n0\r\n\r\n") != std::string::npos : true;
      if (end != std::string::npos && complete) {
        return {all.substr(0, end + 2), all.substr(end + 4)};
      }
      const ssize_t count = recv(connection, piece, sizeof piece, 0);
      if (count <= 0) {
        return {all, {}};
      }
      all.append(piece, static_cast<std::size_t>(count));
    }
  }

  Answer answer_;
  std::string directory_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::vector<int> silent_;
  std::thread thread_;
};

inline std::string http_answer(int status, const std::string& body,
                               const std::string& headers = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string docker_version() {
  return http_answer(200, "OK",
                     "Api-Version: 1.41\r\nOstype: linux\r\nServer: Docker/20.10.24 (linux)\r\n");
}

inline std::string podman_version() {
  return http_answer(
      200, "OK",
      "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\nServer: Libpod/4.3.1 (linux)\r\n");
}

}  // namespace tiltc::images
