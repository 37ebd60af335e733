#include "eval_json.h"

#include <fmt/format.h>

#include "formats/json_writer.h"

namespace tiltc::cli {

namespace {

constexpr int kVersion = 1;

void write_span(JsonWriter& json, const Span& span) {
  json.key("span");
  if (!span) {
    json.null();
    return;
  }
  const Position at = span.position();
  json.begin_object();
  json.member("file", span.source->path());
  json.member("line", static_cast<std::int64_t>(at.line));
  json.member("column", static_cast<std::int64_t>(at.column));
  json.end_object();
}

void write_environment(JsonWriter& json, std::string_view name,
                       const std::vector<std::pair<std::string, std::string>>& entries) {
  json.key(name).begin_object();
  for (const auto& [key, value] : entries) {
    json.member(key, value);
  }
  json.end_object();
}

void write_build(JsonWriter& json, const graph::DockerBuild& build) {
  json.member("builder", "docker_build");
  json.member("context", build.context);
  json.member("dockerfile", build.dockerfile_is_inline ? "" : build.dockerfile_path);
  write_environment(json, "build_args", build.build_args);
  json.member("target", build.target);
  json.member("platform", build.platform);
  json.member("network", build.network);
  json.member("pull", build.pull);
  json.member("ssh", build.ssh);
  json.member("extra_tags", build.extra_tags);
  json.member("cache_from", build.cache_from);
  json.member("extra_hosts", build.extra_hosts);
  json.member("only", build.only);
}

void write_build(JsonWriter& json, const graph::CustomBuild& build) {
  json.member("builder", "custom_build");
  json.member("command", build.command);
  json.member("deps", build.deps);
  json.member("directory", build.directory);
  write_environment(json, "env", build.env);
  json.member("tag", build.tag);
  json.member("disable_push", build.disable_push);
  json.member("skips_local_docker", build.skips_local_docker);
  json.member("outputs_image_ref_to", build.outputs_image_ref_to);
}

std::string_view step_kind(graph::LiveUpdateStep::Kind kind) {
  using enum graph::LiveUpdateStep::Kind;
  switch (kind) {
    case kInitialSync:
      return "initial_sync";
    case kFallBackOn:
      return "fall_back_on";
    case kSync:
      return "sync";
    case kRun:
      return "run";
    case kRestartContainer:
      return "restart_container";
  }
  return "";
}

void write_live_update(JsonWriter& json, const std::vector<graph::LiveUpdateStep>& steps) {
  json.key("live_update").begin_array();
  for (const graph::LiveUpdateStep& step : steps) {
    json.begin_object();
    json.member("step", std::string(step_kind(step.kind)));
    if (step.kind == graph::LiveUpdateStep::Kind::kSync) {
      json.member("local_path", step.local_path).member("remote_path", step.remote_path);
    } else if (step.kind == graph::LiveUpdateStep::Kind::kRun) {
      json.member("command", step.command).member("triggers", step.triggers);
    } else if (step.kind == graph::LiveUpdateStep::Kind::kFallBackOn) {
      json.member("paths", step.paths);
    }
    json.end_object();
  }
  json.end_array();
}

void write_image(JsonWriter& json, const graph::Graph& graph, graph::ImageId id) {
  const graph::ImageTarget& image = graph.targets.images[graph::index(id)];
  json.begin_object();
  json.member("ref", image.ref);
  std::visit([&json](const auto& build) { write_build(json, build); }, image.build);
  json.member("ignore", image.ignore);
  json.member("match_in_env_vars", image.match_in_env_vars);
  json.key("entrypoint");
  image.entrypoint ? json.begin_array() : json.null();
  if (image.entrypoint) {
    for (const std::string& word : *image.entrypoint) {
      json.string(word);
    }
    json.end_array();
  }
  json.key("container_args");
  image.container_args ? json.begin_array() : json.null();
  if (image.container_args) {
    for (const std::string& word : *image.container_args) {
      json.string(word);
    }
    json.end_array();
  }
  json.key("image_deps").begin_array();
  for (const graph::ImageId dep : graph.image_deps[graph::index(id)]) {
    json.string(graph.targets.images[graph::index(dep)].ref);
  }
  json.end_array();
  write_live_update(json, image.live_update);
  write_span(json, image.span);
  json.end_object();
}

const graph::Object* find_object(const graph::Graph& graph, graph::ObjectId id) {
  for (const graph::Object& object : graph.objects) {
    if (object.id == id) {
      return &object;
    }
  }
  return nullptr;
}

std::string port_forward_text(const graph::PortForward& forward) {
  const int container = forward.container_port != 0 ? forward.container_port : forward.local_port;
  std::string text = fmt::format("{}:{}", forward.local_port, container);
  return forward.host.empty() ? text : forward.host + ":" + text;
}

void write_local(JsonWriter& json, const graph::LocalResource& local) {
  json.key("local").begin_object();
  json.member("command", local.command);
  json.member("serve_command", local.serve_command);
  json.member("directory", local.directory);
  json.member("watched", local.deps);
  json.member("allow_parallel", local.allow_parallel);
  json.end_object();
}

void write_resource(JsonWriter& json, const graph::Graph& graph, const graph::Resource& resource) {
  json.begin_object();
  json.member("name", resource.name);
  json.member("type", resource.type == graph::ResourceType::kLocal ? "local" : "k8s");
  json.key("images").begin_array();
  for (const graph::ImageId id : resource.images) {
    write_image(json, graph, id);
  }
  json.end_array();
  json.key("objects").begin_array();
  for (const graph::ObjectId id : resource.objects) {
    if (const graph::Object* object = find_object(graph, id)) {
      json.begin_object();
      json.member("name", object->name).member("kind", object->kind);
      json.member("api_version", object->api_version).member("namespace", object->namespace_);
      json.end_object();
    }
  }
  json.end_array();
  json.member("deps", resource.resource_deps);
  json.member("labels", resource.labels);
  json.key("links").begin_array();
  for (const graph::Link& link : resource.links) {
    json.begin_object().member("url", link.url).member("name", link.name).end_object();
  }
  json.end_array();
  json.key("port_forwards").begin_array();
  for (const graph::PortForward& forward : resource.port_forwards) {
    json.string(port_forward_text(forward));
  }
  json.end_array();
  json.member("trigger_mode",
              resource.trigger_mode == graph::TriggerMode::kAuto ? "auto" : "manual");
  json.member("auto_init", resource.auto_init);
  json.member("pod_readiness", resource.pod_readiness);
  if (resource.local) {
    write_local(json, graph.targets.local_resources[graph::index(*resource.local)]);
  }
  write_span(json, resource.span);
  json.end_object();
}

void write_registry(JsonWriter& json, const graph::Targets& targets) {
  json.key("default_registry");
  if (!targets.registry) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("host", targets.registry->host);
  json.member("host_from_cluster", targets.registry->host_from_cluster);
  json.member("single_name", targets.registry->single_name);
  json.end_object();
}

void write_warnings(JsonWriter& json, const Diagnostics& diagnostics) {
  json.key("warnings").begin_array();
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != Severity::kWarning) {
      continue;
    }
    json.begin_object();
    json.member("code", diagnostic.code).member("message", diagnostic.message);
    write_span(json, diagnostic.primary.span);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string eval_json(const graph::Graph& graph, const Diagnostics& warnings) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.begin_object();
  json.member("version", kVersion);
  json.member("tiltfile", graph.targets.main_path);
  json.key("resources").begin_array();
  for (const graph::Resource& resource : graph.resources) {
    write_resource(json, graph, resource);
  }
  json.end_array();
  write_registry(json, graph.targets);
  json.member("config_files", graph.targets.config_files);
  write_warnings(json, warnings);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace tiltc::cli
