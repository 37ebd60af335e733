#include "program.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <string_view>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::exec {

namespace {

// What execvp takes when there is no PATH.
constexpr const char* kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

enum class Standing { kMissing, kNotExecutable, kExecutable };

Standing standing(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return Standing::kMissing;
  }
  return S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0 ? Standing::kExecutable
                                                                    : Standing::kNotExecutable;
}

Diagnostic not_executable(const std::string& name, const std::string& path) {
  return error("program-not-executable", fmt::format("`{}` can't be executed", name))
      .note(fmt::format("{} is a folder, or lacks the permission to execute", path))
      .with_help(fmt::format("chmod +x {}", shell_quote(path)));
}

Result<std::string> find_by_path(const std::string& name, const std::string& directory) {
  const std::string path = directory.empty() ? name : resolve_path(directory, name);
  switch (standing(path)) {
    case Standing::kExecutable:
      return name;
    case Standing::kNotExecutable:
      return not_executable(name, path);
    case Standing::kMissing:
      break;
  }
  return error("program-not-found", fmt::format("there is no program `{}`", name))
      .note(fmt::format("looked for {}", clean_path(path)))
      .with_help("a name with a slash is a path, seen from the folder that the command runs in");
}

Diagnostic not_on_path(const std::string& name, const std::string& search_path) {
  return error("program-not-found", fmt::format("there is no program `{}`", name))
      .note(fmt::format("looked on PATH: {}", search_path))
      .with_help(fmt::format("install `{}`, or add its folder to PATH", name));
}

}  // namespace

std::vector<std::string> command_environment(const Command& command) {
  std::map<std::string, std::string> values;
  const auto add = [&values](std::string_view entry) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string_view::npos && equals > 0) {
      values[std::string(entry.substr(0, equals))] = entry.substr(equals + 1);
    }
  };
  if (command.environment_base == EnvironmentBase::kInherited) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      add(*entry);
    }
  }
  for (const std::string& entry : command.environment) {
    add(entry);
  }
  std::vector<std::string> merged;
  merged.reserve(values.size());
  for (const auto& [key, value] : values) {
    merged.push_back(fmt::format("{}={}", key, value));
  }
  return merged;
}

std::string environment_value(const std::vector<std::string>& environment, const std::string& key,
                              const std::string& otherwise) {
  const std::string prefix = key + "=";
  for (const std::string& entry : environment) {
    if (entry.starts_with(prefix)) {
      return entry.substr(prefix.size());
    }
  }
  return otherwise;
}

Result<std::string> find_program(const std::string& name, const std::string& directory,
                                 const std::vector<std::string>& environment) {
  if (name.empty()) {
    return error("program-not-found", "the command is empty")
        .with_help("name the program to run first, then its arguments");
  }
  if (name.find('/') != std::string::npos) {
    return find_by_path(name, directory);
  }
  const std::string search_path = environment_value(environment, "PATH", kDefaultPath);
  std::string refused;
  for (const std::string& folder : split(search_path, ':')) {
    // POSIX: an empty entry is the current folder.
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    const std::string seen = directory.empty() ? candidate : resolve_path(directory, candidate);
    const Standing found = standing(seen);
    if (found == Standing::kExecutable) {
      return candidate;
    }
    if (found == Standing::kNotExecutable && refused.empty()) {
      refused = seen;
    }
  }
  if (!refused.empty()) {
    return not_executable(name, refused);
  }
  return not_on_path(name, search_path);
}

Diagnostic exec_failure(const std::string& program, int error_number) {
  Diagnostic failure = error("program-not-runnable", fmt::format("`{}` can't be run: {}", program,
                                                                 std::strerror(error_number)));
  if (error_number == ENOENT) {
    failure.note(
        "the file is there, but what it needs to start is not: the interpreter of its first "
        "line (`#!`), or the loader of its architecture");
  } else if (error_number == ENOEXEC) {
    failure.note("it is neither a program of this machine nor a script with `#!` in its first line")
        .with_help("begin a script with `#!/bin/sh`");
  } else if (error_number == E2BIG) {
    failure.note("the arguments and the environment together are larger than the system allows")
        .with_help("pass the data in a file or on standard input");
  }
  return failure;
}

}  // namespace tiltc::exec
