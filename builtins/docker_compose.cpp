#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "base/path.h"
#include "base/sha256.h"
#include "base/text.h"
#include "choices.h"
#include "compose_config.h"
#include "formats/reference.h"
#include "formats/yaml_value.h"
#include "tables.h"

// docker_compose() reads Compose projects through the user's own Docker Compose; dc_resource()
// gives their services options.
namespace tiltc::builtins {

namespace {

struct ComposeArguments {
  Manifests config_paths;
  std::optional<Path> env_file;
  std::string project_name;
  Strings profiles;
  bool wait = false;
};

// Oldest versions that work, and that work without a remark.
constexpr int kOldest[] = {1, 28, 3};
constexpr int kGood[] = {2, 2, 0};

ComposeContext compose_context(Session& session) {
  return {session.commands(), session.command_environment(), session.directory()};
}

// A blob becomes a file named after its content: Compose reads one file from standard input at
// most.
Result<std::string> file_of_blob(Session& session, const Text& blob) {
  const std::string& cache = session.input().cache_directory;
  if (cache.empty()) {
    return error("no-cache", "there is no place for the Compose file that a blob holds")
        .with_help("set HOME or XDG_CACHE_HOME");
  }
  const std::string folder = join_path(cache, "compose");
  const std::string path = join_path(folder, sha256_hex(blob.text) + ".yaml");
  if (session.disk().kind(path) == FileKind::kFile) {
    return path;
  }
  if (Status made = session.disk().make_directory(folder); !made.ok()) {
    return std::move(made).error();
  }
  if (Status written = session.disk().write(path, blob.text); !written.ok()) {
    return std::move(written).error();
  }
  return path;
}

// The call's files, and the folder of the project: the first file's, else the Tiltfile's.
Result<graph::ComposeProject> read_call(Session& session, const BuiltinCall& call,
                                        const ComposeArguments& arguments) {
  graph::ComposeProject project;
  project.span = call.span();
  for (const PathOrBlob& item : arguments.config_paths.values) {
    if (item.blob == nullptr) {
      project.files.push_back(session.resolve(item.path));
      if (project.directory.empty()) {
        project.directory = directory_name(project.files.back());
      }
      continue;
    }
    Result<std::string> file = file_of_blob(session, {item.blob->text(), item.blob->origin()});
    if (!file.ok()) {
      return std::move(file.error().diagnostic().at(call.span_of("configPaths")));
    }
    project.files.push_back(std::move(*file));
  }
  if (project.directory.empty()) {
    project.directory = session.directory();
  }
  project.env_file = arguments.env_file ? session.resolve(arguments.env_file->text) : "";
  project.profiles = arguments.profiles.values;
  project.wait = arguments.wait;
  return project;
}

// Watches the files, and reads the first name that one of them gives the project.
Result<std::string> inspect_files(Session& session, const BuiltinCall& call,
                                  const graph::ComposeProject& project) {
  session.watch(project.env_file.empty() ? join_path(project.directory, ".env") : project.env_file);
  std::string name;
  for (const std::string& file : project.files) {
    session.watch(file);
    Result<std::string> text = session.disk().read(file);
    if (!text.ok()) {
      return std::move(text.error().diagnostic().at(call.span_of("configPaths")));
    }
    const Result<Json> content =
        yaml::decode_one(std::make_shared<Source>(session.shown(file), std::move(*text)));
    if (!content.ok()) {
      return Diagnostic(content.error().diagnostic());
    }
    for (const std::string& env_file : env_files_of(*content)) {
      session.watch(resolve_path(project.directory, env_file));
    }
    if (const std::string_view given = content->string_at("name"); name.empty()) {
      name = given;
    }
  }
  return name;
}

// The argument, COMPOSE_PROJECT_NAME, a file's `name`, the folder: in Compose's order.
std::string project_name(Session& session, const ComposeArguments& arguments,
                         const graph::ComposeProject& project, const std::string& name_in_file) {
  const auto variable = session.environment().find("COMPOSE_PROJECT_NAME");
  if (!arguments.project_name.empty()) {
    return arguments.project_name;
  }
  if (variable != session.environment().end() && !variable->second.empty()) {
    return variable->second;
  }
  const bool is_plain = name_in_file.find('$') == std::string::npos;
  return !name_in_file.empty() && is_plain ? name_in_file
                                           : compose_project_name(base_name(project.directory));
}

// A further call with the project's name adds to it. Its place.
std::size_t add_project(Session& session, graph::ComposeProject project) {
  std::vector<graph::ComposeProject>& projects = session.targets().compose_projects;
  const auto known = std::find_if(projects.begin(), projects.end(), [&project](const auto& other) {
    return other.name == project.name;
  });
  if (known == projects.end()) {
    projects.push_back(std::move(project));
    return projects.size() - 1;
  }
  known->files.insert(known->files.end(), project.files.begin(), project.files.end());
  known->profiles.insert(known->profiles.end(), project.profiles.begin(), project.profiles.end());
  known->env_file = project.env_file.empty() ? known->env_file : project.env_file;
  known->wait = known->wait || project.wait;
  return static_cast<std::size_t>(known - projects.begin());
}

// The project's services as they are now; what dc_resource() said of one stays.
void set_services(Session& session, const BuiltinCall& call, std::size_t project,
                  std::vector<graph::ComposeService> services) {
  std::vector<graph::ComposeResource>& resources = session.targets().compose_resources;
  std::map<std::string, graph::ComposeResource> before;
  std::erase_if(resources, [&](graph::ComposeResource& resource) {
    const bool is_ours = resource.project == project;
    if (is_ours) {
      before.emplace(resource.service.service, resource);
    }
    return is_ours;
  });
  for (graph::ComposeService& service : services) {
    graph::ComposeResource resource;
    if (const auto known = before.find(service.service); known != before.end()) {
      resource = known->second;
    } else {
      resource.name = service.service;
      resource.span = call.span();
    }
    resource.project = project;
    resource.service = std::move(service);
    resources.push_back(std::move(resource));
  }
}

Result<const ComposeProgram*> compose_program(Session& session, const BuiltinCall& call) {
  std::optional<ComposeProgram>& known = session.compose_program();
  if (!known) {
    Result<ComposeProgram> found = find_compose(compose_context(session));
    if (!found.ok()) {
      return std::move(found.error().diagnostic().at(call.span()));
    }
    if (is_older(found->version, kOldest[0], kOldest[1], kOldest[2])) {
      return error("compose-too-old",
                   fmt::format("Docker Compose {} is too old; 1.28.3 or later is needed",
                               found->version))
          .at(call.span());
    }
    if (is_older(found->version, kGood[0], kGood[1], kGood[2])) {
      session.diagnostics().add(
          warning("old-compose",
                  fmt::format("Docker Compose {} is old; 2.2 or later is better", found->version))
              .at(call.span()));
    }
    known = std::move(*found);
  }
  return &*known;
}

Result<Done> docker_compose(Session& session, const BuiltinCall& call,
                            const ComposeArguments& arguments) {
  if (arguments.config_paths.is_none || arguments.config_paths.values.empty()) {
    return error("empty-compose", "docker_compose got nothing to compose")
        .at(call.span_of("configPaths"))
        .note("it wants the path of a Compose file, a blob, or a list of these");
  }
  if (Status settled = session.deferred().settle(); !settled.ok()) {
    return settled;
  }
  const Result<const ComposeProgram*> program = compose_program(session, call);
  if (!program.ok()) {
    return Diagnostic(program.error().diagnostic());
  }
  Result<graph::ComposeProject> project = read_call(session, call, arguments);
  if (!project.ok()) {
    return std::move(project).error();
  }
  const Result<std::string> name_in_file = inspect_files(session, call, *project);
  if (!name_in_file.ok()) {
    return Diagnostic(name_in_file.error().diagnostic());
  }
  project->name = project_name(session, arguments, *project, *name_in_file);
  const std::size_t place = add_project(session, std::move(*project));
  Result<std::vector<graph::ComposeService>> services =
      read_services(compose_context(session), **program, session.targets().compose_projects[place]);
  if (!services.ok()) {
    return std::move(services.error().diagnostic().at(call.span()));
  }
  set_services(session, call, place, std::move(*services));
  return Done{};
}

struct DcResourceArguments {
  std::string name;
  std::string image;
  TriggerModeArgument trigger_mode;
  StringList resource_deps;
  bool infer_links = true;
  Links links;
  Strings labels;
  bool auto_init = true;
  std::string project_name;
  std::string new_name;
};

Result<graph::ComposeResource*> find_service(Session& session, const BuiltinCall& call,
                                             const DcResourceArguments& arguments) {
  std::vector<graph::ComposeResource*> found;
  std::vector<std::string> names;
  for (graph::ComposeResource& resource : session.targets().compose_resources) {
    const graph::ComposeProject& project = session.targets().compose_projects[resource.project];
    if (!arguments.project_name.empty() && arguments.project_name != project.name) {
      continue;
    }
    names.push_back(resource.name);
    if (resource.name == arguments.name) {
      found.push_back(&resource);
    }
  }
  if (found.size() == 1) {
    return found.front();
  }
  if (found.size() > 1) {
    return error("ambiguous-service",
                 fmt::format("{} projects have a service `{}`", found.size(), arguments.name))
        .at(call.span_of("name"))
        .with_help("project_name='…' says which one is meant");
  }
  Diagnostic unknown =
      error("unknown-service", fmt::format("there is no Compose service `{}`", arguments.name))
          .at(call.span_of("name"));
  if (names.empty()) {
    return unknown.note("no docker_compose() before this call has registered one");
  }
  const std::vector<std::string> near = closest_names(arguments.name, names);
  return near.empty() ? unknown.note("there are: " + join(names, ", "))
                      : unknown.with_help(fmt::format("did you mean `{}`?", near.front()));
}

Status check_image(const BuiltinCall& call, const std::string& image) {
  if (image.empty() || Reference::parse(image).ok()) {
    return Done{};
  }
  return error("bad-reference", fmt::format("{} is no image reference", json_quote(image)))
      .at(call.span_of("image"));
}

Result<Done> dc_resource(Session& session, const BuiltinCall& call,
                         const DcResourceArguments& arguments) {
  const Result<graph::ComposeResource*> found = find_service(session, call, arguments);
  if (!found.ok()) {
    return Diagnostic(found.error().diagnostic());
  }
  if (Status checked = check_labels(call, arguments.labels); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_image(call, arguments.image); !checked.ok()) {
    return checked;
  }
  graph::ComposeResource& resource = **found;
  const auto append = [](auto& list, const auto& more) {
    list.insert(list.end(), more.begin(), more.end());
  };
  append(resource.resource_deps, arguments.resource_deps.values);
  append(resource.links, arguments.links.values);
  append(resource.labels, arguments.labels.values);
  resource.infer_links = resource.infer_links && arguments.infer_links;
  resource.image = arguments.image.empty() ? resource.image : arguments.image;
  if (arguments.trigger_mode.mode) {
    resource.trigger_mode = arguments.trigger_mode.mode;
  }
  if (call.was_given("auto_init")) {
    resource.auto_init = arguments.auto_init;
  }
  if (!arguments.new_name.empty()) {
    resource.name = arguments.new_name;
  }
  resource.span = call.span();
  return Done{};
}

constexpr Builtin kDockerCompose{
    "docker_compose",
    "Registers the services of a Compose project as resources, as `docker compose config` resolves "
    "it. A further call for the same project adds files to it.",
    docker_compose,
    required<&ComposeArguments::config_paths>("configPaths",
                                              "Path of a Compose file, blob, or a list of these."),
    optional<&ComposeArguments::env_file>("env_file", "File of variables, in place of .env."),
    optional<&ComposeArguments::project_name>("project_name", "The project's name."),
    optional<&ComposeArguments::profiles>("profiles", "Profiles whose services take part."),
    optional<&ComposeArguments::wait>("wait", "Wait until services are healthy; recorded."),
};
using Args = DcResourceArguments;
constexpr Builtin kDcResource{
    "dc_resource",
    "Gives a service of docker_compose() options. Comes after it.",
    dc_resource,
    required<&Args::name>("name", "Name of the service, or of its resource."),
    optional<&Args::image>("image", "The built image that it runs."),
    optional<&Args::trigger_mode>("trigger_mode", "TRIGGER_MODE_AUTO or TRIGGER_MODE_MANUAL."),
    optional<&Args::resource_deps>("resource_deps", "Resources that come before it."),
    optional<&Args::infer_links>("infer_links", "Link to each port that it publishes."),
    optional<&Args::links>("links", "URLs, link() values, or a list."),
    optional<&Args::labels>("labels", "Groups it belongs to."),
    optional<&Args::auto_init>("auto_init", "Start it without being asked."),
    optional<&Args::project_name>("project_name",
                                  "The project, where several have such a service."),
    optional<&Args::new_name>("new_name", "Another name for the resource."),
};

constexpr std::array kEntries{entry<kDockerCompose>, entry<kDcResource>};

}  // namespace

Table docker_compose_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
