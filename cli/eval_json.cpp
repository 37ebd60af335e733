#include "eval_json.h"

#include "eval_json_parts.h"
#include "formats/json_writer.h"

namespace tiltc::cli {

namespace {

constexpr int kVersion = 1;

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

// Names only: what they hide stays hidden.
void write_secrets(JsonWriter& json, const std::vector<graph::SecretValue>& secrets) {
  json.key("secrets").begin_array();
  for (const graph::SecretValue& secret : secrets) {
    json.begin_object().member("name", secret.name).member("key", secret.key).end_object();
  }
  json.end_array();
}

}  // namespace

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

std::string eval_json(const Project& project) {
  const graph::Graph& graph = project.graph;
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
  write_settings(json, graph.targets.settings);
  write_api_objects(json, graph.targets.api_objects);
  write_secrets(json, graph.targets.secrets);
  json.member("config_files", graph.targets.config_files);
  write_inputs(json, project.inputs);
  write_warnings(json, project.warnings);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace tiltc::cli
