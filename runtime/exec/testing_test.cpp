#include "testing.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace tiltc::exec::testing {

int count_processes(const std::string& marker) {
  int count = 0;
  const std::string self = std::to_string(::getpid());
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos || name == self) {
      continue;
    }
    // A zombie's command line is empty.
    std::ifstream file(entry.path() / "cmdline");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    count += text.find(marker) != std::string::npos ? 1 : 0;
  }
  return count;
}

std::vector<int> children() {
  std::vector<int> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    std::ifstream file(entry.path() / "stat");
    std::string pid;
    std::string command;  // of our children: one word
    std::string state;
    int parent = 0;
    if (file >> pid >> command >> state >> parent && parent == ::getpid() && state != "Z") {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

std::string unique_marker(const std::string& name) {
  return name + "-" + std::to_string(::getpid());
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace tiltc::exec::testing
