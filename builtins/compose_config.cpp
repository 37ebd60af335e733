#include "compose_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "formats/yaml_value.h"
#include "graph/cycles.h"

namespace tiltc::builtins {

namespace {

constexpr int kLastPort = 65535;

Result<CommandOutcome> run(const ComposeContext& context, std::vector<std::string> argv) {
  Command command;
  command.argv = std::move(argv);
  for (const auto& [name, value] : context.environment) {
    command.environment.push_back(name + "=" + value);
  }
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = context.directory;
  return context.commands.run(command, nullptr);
}

// The number that fills `text`, a port.
std::optional<int> port_of(std::string_view text) {
  int port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = failure == std::errc() && end == text.data() + text.size();
  return good && port > 0 && port <= kLastPort ? std::optional(port) : std::nullopt;
}

// "8080:80", "127.0.0.1:8080:80/tcp": the part before the last colon.
std::optional<int> published_in(std::string_view text) {
  if (text.ends_with("/udp")) {
    return std::nullopt;
  }
  const std::vector<std::string> parts = split(text, ':');
  return parts.size() < 2 ? std::nullopt : port_of(parts[parts.size() - 2]);
}

// A port in either notation; nothing when it is not published, a range, or no TCP.
std::optional<int> published_port(const Json& port) {
  if (const auto* text = port.get<std::string>()) {
    return published_in(*text);
  }
  if (port.string_at("protocol", "tcp") != "tcp") {
    return std::nullopt;
  }
  const std::int64_t number = port.integer_at("published");
  return number > 0 && number <= kLastPort ? std::optional(static_cast<int>(number))
                                           : port_of(port.string_at("published"));
}

const Json::Array& array_at(const Json& json, std::string_view key) {
  static const Json::Array kNone;
  const Json* member = json.find(key);
  const auto* array = member == nullptr ? nullptr : member->get<Json::Array>();
  return array == nullptr ? kNone : *array;
}

const Json::Object& object_at(const Json& json, std::string_view key) {
  static const Json::Object kNone;
  const Json* member = json.find(key);
  const auto* object = member == nullptr ? nullptr : member->get<Json::Object>();
  return object == nullptr ? kNone : *object;
}

// A list of names, or a mapping of which the keys are the names.
std::vector<std::string> names_at(const Json& json, std::string_view key) {
  std::vector<std::string> names;
  for (const Json& name : array_at(json, key)) {
    if (const auto* text = name.get<std::string>()) {
      names.push_back(*text);
    }
  }
  for (const auto& [name, value] : object_at(json, key)) {
    names.push_back(name);
  }
  return names;
}

graph::ComposeService read_service(const std::string& name, const Json& json) {
  graph::ComposeService service;
  service.service = name;
  service.image = json.string_at("image");
  service.has_build = json.find("build") != nullptr;
  service.depends_on = names_at(json, "depends_on");
  for (const Json& port : array_at(json, "ports")) {
    const std::optional<int> published = published_port(port);
    if (published && std::find(service.published_ports.begin(), service.published_ports.end(),
                               *published) == service.published_ports.end()) {
      service.published_ports.push_back(*published);
    }
  }
  return service;
}

std::vector<graph::ComposeService> dependencies_first(std::vector<graph::ComposeService> services) {
  std::map<std::string, std::size_t> places;
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < services.size(); ++i) {
    places[services[i].service] = i;
    roots.push_back(i);
  }
  graph::Adjacency edges(services.size());
  for (std::size_t i = 0; i < services.size(); ++i) {
    for (const std::string& needed : services[i].depends_on) {
      if (const auto place = places.find(needed); place != places.end()) {
        edges[i].push_back(place->second);
      }
    }
  }
  if (graph::find_cycle(edges)) {
    return services;  // Compose refuses such projects itself
  }
  std::vector<graph::ComposeService> sorted;
  for (const std::size_t i : graph::dependencies_first(edges, roots)) {
    sorted.push_back(std::move(services[i]));
  }
  return sorted;
}

std::vector<std::string> config_command(const ComposeProgram& program,
                                        const graph::ComposeProject& project) {
  std::vector<std::string> argv = program.argv;
  argv.insert(argv.end(),
              {"--project-name", project.name, "--project-directory", project.directory});
  if (!project.env_file.empty()) {
    argv.insert(argv.end(), {"--env-file", project.env_file});
  }
  for (const std::string& profile : project.profiles) {
    argv.insert(argv.end(), {"--profile", profile});
  }
  for (const std::string& file : project.files) {
    argv.insert(argv.end(), {"--file", file});
  }
  argv.emplace_back("config");
  return argv;
}

}  // namespace

Result<ComposeProgram> find_compose(const ComposeContext& context) {
  const std::array<std::vector<std::string>, 2> programs{
      std::vector<std::string>{"docker", "compose"}, std::vector<std::string>{"docker-compose"}};
  for (const std::vector<std::string>& program : programs) {
    std::vector<std::string> argv = program;
    argv.insert(argv.end(), {"version", "--short"});
    const Result<CommandOutcome> outcome = run(context, std::move(argv));
    if (outcome.ok() && outcome->succeeded()) {
      std::string_view version = trim(outcome->output);
      if (version.starts_with('v')) {
        version.remove_prefix(1);
      }
      return ComposeProgram{program, std::string(version)};
    }
  }
  return error("program-missing",
               "docker_compose() needs Docker Compose; neither `docker compose` nor "
               "`docker-compose` is there")
      .with_help("install it: https://docs.docker.com/compose/install/");
}

bool is_older(const std::string& version, int major, int minor, int patch) {
  std::array<int, 3> numbers{};
  const char* at = version.data();
  const char* end = at + version.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [stop, failure] = std::from_chars(at, end, numbers[i]);
    if (failure != std::errc()) {
      return false;
    }
    at = stop + (stop != end ? 1 : 0);
  }
  return numbers < std::array<int, 3>{major, minor, patch};
}

Result<std::vector<graph::ComposeService>> read_services(const ComposeContext& context,
                                                         const ComposeProgram& program,
                                                         const graph::ComposeProject& project) {
  const std::vector<std::string> argv = config_command(program, project);
  Result<CommandOutcome> outcome = run(context, argv);
  if (!outcome.ok()) {
    return std::move(outcome).error();
  }
  if (!outcome->succeeded()) {
    return error("compose-failed", fmt::format("Compose refuses the project `{}`: {}", project.name,
                                               describe_exit(outcome->exit_code)))
        .note(fmt::format("it says:\n{}", trim(outcome->error_output)))
        .note("the command was: " + shell_join(argv));
  }
  const Result<Json> config = yaml::decode_one(
      std::make_shared<Source>(shell_join(program.argv) + " config", std::move(outcome->output)));
  if (!config.ok()) {
    return Diagnostic(config.error().diagnostic());
  }
  return services_of(*config);
}

std::vector<graph::ComposeService> services_of(const Json& config) {
  std::vector<graph::ComposeService> services;
  for (const auto& [name, json] : object_at(config, "services")) {
    services.push_back(read_service(name, json));
  }
  return dependencies_first(std::move(services));
}

std::vector<std::string> env_files_of(const Json& file) {
  std::vector<std::string> files;
  for (const auto& [name, service] : object_at(file, "services")) {
    if (const std::string_view single = service.string_at("env_file"); !single.empty()) {
      files.emplace_back(single);
    }
    for (const Json& entry : array_at(service, "env_file")) {
      const auto* text = entry.get<std::string>();
      files.emplace_back(text != nullptr ? std::string_view(*text) : entry.string_at("path"));
    }
  }
  return files;
}

std::string compose_project_name(const std::string& text) {
  std::string name;
  for (const char c : to_lower(text)) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_letter || (!name.empty() && (c == '_' || c == '-'))) {
      name += c;
    }
  }
  return name;
}

}  // namespace tiltc::builtins
