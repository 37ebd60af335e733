#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tiltc::graph {

// How a server is known to be ready. Numbers of 0 mean the defaults of whoever runs the probe: no
// delay, 1 s, every 10 s, 1 success, 3 failures.
struct Probe {
  // Ready when the command ends with 0.
  struct Exec {
    std::vector<std::string> command;
  };
  // Ready when the answer's status is 2xx or 3xx. Empty: host localhost, scheme http.
  struct HttpGet {
    int port = 0;
    std::string host, scheme, path;
  };
  // Ready when a connection is taken. Empty: localhost.
  struct TcpSocket {
    int port = 0;
    std::string host;
  };

  std::int32_t initial_delay_secs = 0;
  std::int32_t timeout_secs = 0;
  std::int32_t period_secs = 0;
  std::int32_t success_threshold = 0;
  std::int32_t failure_threshold = 0;
  std::variant<Exec, HttpGet, TcpSocket> action;
};

}  // namespace tiltc::graph
