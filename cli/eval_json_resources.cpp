#include <fmt/format.h>

#include "eval_json_parts.h"
#include "graph/find_object.h"

namespace tiltc::cli {

namespace {

void write_build(JsonWriter& json, const graph::DockerBuild& build) {
  json.member("builder", "docker_build");
  json.member("context", build.context);
  json.member("dockerfile", build.dockerfile_is_inline ? "" : build.dockerfile_path);
  write_texts(json, "build_args", build.build_args);
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
  write_texts(json, "env", build.env);
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

std::string port_forward_text(const graph::PortForward& forward) {
  const int container = forward.container_port != 0 ? forward.container_port : forward.local_port;
  std::string text = fmt::format("{}:{}", forward.local_port, container);
  return forward.host.empty() ? text : forward.host + ":" + text;
}

void write_action(JsonWriter& json, const graph::Probe::Exec& exec) {
  json.key("exec").begin_object().member("command", exec.command).end_object();
}

void write_action(JsonWriter& json, const graph::Probe::HttpGet& http) {
  json.key("http_get").begin_object();
  json.member("port", http.port).member("host", http.host);
  json.member("scheme", http.scheme).member("path", http.path);
  json.end_object();
}

void write_action(JsonWriter& json, const graph::Probe::TcpSocket& tcp) {
  json.key("tcp_socket").begin_object();
  json.member("port", tcp.port).member("host", tcp.host);
  json.end_object();
}

void write_probe(JsonWriter& json, const std::optional<graph::Probe>& probe) {
  json.key("readiness_probe");
  if (!probe) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("initial_delay_secs", probe->initial_delay_secs);
  json.member("timeout_secs", probe->timeout_secs).member("period_secs", probe->period_secs);
  json.member("success_threshold", probe->success_threshold);
  json.member("failure_threshold", probe->failure_threshold);
  std::visit([&json](const auto& action) { write_action(json, action); }, probe->action);
  json.end_object();
}

void write_local(JsonWriter& json, const graph::LocalResource& local) {
  json.key("local").begin_object();
  json.member("command", local.command);
  write_texts(json, "env", local.env);
  json.member("directory", local.directory);
  json.member("serve_command", local.serve_command);
  write_texts(json, "serve_env", local.serve_env);
  json.member("serve_directory", local.serve_directory);
  json.member("watched", local.deps);
  json.member("ignore", local.ignore);
  json.member("allow_parallel", local.allow_parallel);
  write_probe(json, local.readiness_probe);
  json.end_object();
}

void write_command(JsonWriter& json, std::string_view name, const graph::Argv& command,
                   const graph::Environment& env, const std::string& directory) {
  json.key(name).begin_object();
  json.member("command", command);
  write_texts(json, "env", env);
  json.member("directory", directory);
  json.end_object();
}

void write_custom(JsonWriter& json, const graph::CustomDeploy& deploy) {
  json.key("custom_deploy").begin_object();
  write_command(json, "apply", deploy.apply_command, deploy.apply_env, deploy.apply_directory);
  write_command(json, "delete", deploy.delete_command, deploy.delete_env, deploy.delete_directory);
  json.member("watched", deploy.deps);
  json.member("image_selector", deploy.image_selector);
  json.member("container_selector", deploy.container_selector);
  write_live_update(json, deploy.live_update);
  json.end_object();
}

void write_compose(JsonWriter& json, const graph::Targets& targets,
                   const graph::ComposeResource& resource) {
  const graph::ComposeProject& project = targets.compose_projects[resource.project];
  json.key("compose").begin_object();
  json.member("project", project.name);
  json.member("service", resource.service.service);
  json.member("image", resource.service.image);
  json.member("has_build", resource.service.has_build);
  json.member("directory", project.directory);
  json.member("files", project.files);
  json.member("env_file", project.env_file);
  json.member("profiles", project.profiles);
  json.member("wait", project.wait);
  json.end_object();
}

std::string_view type_name(graph::ResourceType type) {
  switch (type) {
    case graph::ResourceType::kKubernetes:
      return "k8s";
    case graph::ResourceType::kLocal:
      return "local";
    case graph::ResourceType::kCompose:
      return "compose";
    case graph::ResourceType::kCustomDeploy:
      return "k8s_custom";
  }
  return "";
}

void write_objects(JsonWriter& json, const graph::Graph& graph, const graph::Resource& resource) {
  json.key("objects").begin_array();
  for (const graph::ObjectId id : resource.objects) {
    if (const graph::Object* object = graph::find_object(graph, id)) {
      json.begin_object();
      json.member("name", object->name).member("kind", object->kind);
      json.member("api_version", object->api_version).member("namespace", object->namespace_);
      json.end_object();
    }
  }
  json.end_array();
}

void write_reach(JsonWriter& json, const graph::Resource& resource) {
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
  json.key("ports").begin_array();
  for (const graph::PortForward& forward : resource.port_forwards) {
    json.begin_object();
    json.member("local_port", forward.local_port).member("container_port", forward.container_port);
    json.member("host", forward.host).member("name", forward.name);
    json.member("link_path", forward.link_path);
    json.end_object();
  }
  json.end_array();
  json.key("extra_pod_selectors").begin_array();
  for (const auto& selector : resource.extra_pod_selectors) {
    json.begin_object();
    for (const auto& [key, value] : selector) {
      json.member(key, value);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_resource(JsonWriter& json, const graph::Graph& graph, const graph::Resource& resource) {
  json.begin_object();
  json.member("name", resource.name);
  json.member("type", std::string(type_name(resource.type)));
  json.member("enabled", resource.enabled);
  json.key("images").begin_array();
  for (const graph::ImageId id : resource.images) {
    write_image(json, graph, id);
  }
  json.end_array();
  write_objects(json, graph, resource);
  json.member("deps", resource.resource_deps);
  json.member("labels", resource.labels);
  write_reach(json, resource);
  json.member("trigger_mode",
              resource.trigger_mode == graph::TriggerMode::kAuto ? "auto" : "manual");
  json.member("auto_init", resource.auto_init);
  json.member("pod_readiness", resource.pod_readiness);
  json.member("discovery_strategy", resource.discovery_strategy);
  if (resource.local) {
    write_local(json, graph.targets.local_resources[graph::index(*resource.local)]);
  }
  if (resource.compose) {
    write_compose(json, graph.targets,
                  graph.targets.compose_resources[graph::index(*resource.compose)]);
  }
  if (resource.custom) {
    write_custom(json, graph.targets.custom_deploys[graph::index(*resource.custom)]);
  }
  write_span(json, resource.span);
  json.end_object();
}

}  // namespace tiltc::cli
