#include <unistd.h>

#include <cstdlib>

#include "base/path.h"
#include "images/docker_build.h"

namespace tiltc::images {
namespace {

// From this version on BuildKit is in a plugin.
constexpr int kFirstWithoutBuildKit = 23;
constexpr std::size_t kMaxAnswer = 4096;

std::vector<std::string> clients_on_path(const Environment& environment) {
  std::vector<std::string> clients;
  const std::string path = variable(environment, "PATH") + ":/usr/bin";
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string file = join_path(path.substr(begin, end - begin), "docker");
    if (end > begin && access(file.c_str(), X_OK) == 0) {
      clients.push_back(file);
    }
    begin = end + 1;
  }
  return clients;
}

// What a program says, when it ends well; else "".
Async<std::string> answer_of(ProcessRunner& processes, const Environment& environment,
                             std::vector<std::string> argv) {
  exec::ProcessRequest request;
  request.command.argv = std::move(argv);
  request.command.environment = as_assignments(environment);
  const auto answer = std::make_shared<std::string>();
  request.sink = [answer](OutputStream, std::string_view bytes) {
    if (answer->size() < kMaxAnswer) {
      *answer += bytes;
    }
  };
  auto exit = co_await processes.run(std::move(request));
  co_return exit.ok() && exit->succeeded() ? *answer : std::string();
}

// "Docker version 20.10.24+dfsg1, build 297e128"; 0 when it is something else.
int major_version(const std::string& answer) {
  constexpr std::string_view kPrefix = "Docker version ";
  return answer.compare(0, kPrefix.size(), kPrefix) == 0
             ? std::atoi(answer.c_str() + kPrefix.size())
             : 0;
}

}  // namespace

Async<std::string> BuildKitClient::find(ProcessRunner& processes, const Environment& environment) {
  if (found_) {
    co_return *found_;
  }
  std::string usable;
  for (const auto& client : clients_on_path(environment)) {
    std::vector<std::string> ask_version{client, "--version"};
    const int major =
        major_version(co_await answer_of(processes, environment, std::move(ask_version)));
    if (major == 0) {
      continue;  // podman-docker's imitation, say
    }
    std::vector<std::string> ask_plugin{client, "buildx", "version"};
    if (major < kFirstWithoutBuildKit ||
        !(co_await answer_of(processes, environment, std::move(ask_plugin))).empty()) {
      usable = client;
      break;
    }
  }
  found_ = usable;
  co_return usable;
}

}  // namespace tiltc::images
