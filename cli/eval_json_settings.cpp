#include <array>

#include "eval_json_parts.h"
#include "formats/duration.h"

namespace tiltc::cli {

namespace {

void write_docker_prune(JsonWriter& json, const graph::DockerPruneSettings& prune) {
  json.key("docker_prune").begin_object();
  json.member("enabled", prune.enabled).member("max_age_mins", prune.max_age_mins);
  json.member("num_builds", prune.num_builds).member("interval_hrs", prune.interval_hrs);
  json.member("keep_recent", prune.keep_recent);
  json.end_object();
}

void write_ci(JsonWriter& json, const graph::CiSettings& ci) {
  json.key("ci").begin_object();
  json.member("k8s_grace_period", format_duration(ci.k8s_grace_period));
  json.member("timeout", format_duration(ci.timeout));
  json.member("readiness_timeout", format_duration(ci.readiness_timeout));
  json.end_object();
}

void write_ignores(JsonWriter& json, const std::vector<graph::IgnoreRules>& ignores) {
  json.key("watch_ignores").begin_array();
  for (const graph::IgnoreRules& rules : ignores) {
    json.begin_object();
    json.member("base", rules.base).member("source", rules.source);
    json.member("patterns", rules.patterns);
    json.end_object();
  }
  json.end_array();
}

void write_telemetry(JsonWriter& json, const std::optional<graph::TelemetryCommand>& telemetry) {
  json.key("telemetry");
  if (!telemetry) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("command", telemetry->command).member("directory", telemetry->directory);
  json.member("period", format_duration(telemetry->period));
  json.end_object();
}

void write_features(JsonWriter& json, const std::map<std::string, bool>& features) {
  json.key("features").begin_object();
  for (const auto& [name, is_on] : features) {
    json.member(name, is_on);
  }
  json.end_object();
}

}  // namespace

void write_settings(JsonWriter& json, const graph::Settings& settings) {
  json.key("settings").begin_object();
  json.member("trigger_mode",
              settings.trigger_mode == graph::TriggerMode::kAuto ? "auto" : "manual");
  json.member("max_parallel_updates", settings.max_parallel_updates);
  json.member("k8s_upsert_timeout_secs", settings.k8s_upsert_timeout_secs);
  json.member("k8s_server_side_apply", settings.k8s_server_side_apply);
  json.member("suppress_unused_image_warnings", settings.suppress_unused_image_warnings);
  json.member("allowed_contexts", settings.allowed_contexts);
  json.member("scrub_secrets", settings.scrub_secrets);
  json.member("check_updates", settings.check_updates);
  json.member("version_constraint", settings.version_constraint);
  write_docker_prune(json, settings.docker_prune);
  write_ci(json, settings.ci);
  write_ignores(json, settings.watch_ignores);
  json.key("analytics");
  settings.analytics ? json.boolean(*settings.analytics) : json.null();
  write_texts(json, "analytics_tags", settings.analytics_tags);
  json.member("team_id", settings.team_id);
  write_features(json, settings.features);
  write_telemetry(json, settings.telemetry);
  json.end_object();
}

void write_inputs(JsonWriter& json, const graph::Inputs& inputs) {
  constexpr std::array kUses{"read", "listed", "asked", "resolved"};
  json.key("inputs").begin_object();
  json.key("files").begin_array();
  for (const graph::Inputs::File& file : inputs.files) {
    json.begin_object();
    json.member("path", file.path).member("use", kUses[static_cast<std::size_t>(file.use)]);
    json.member("state", file.state);
    json.end_object();
  }
  json.end_array().key("variables").begin_array();
  for (const graph::Inputs::Variable& variable : inputs.variables) {
    json.begin_object().member("name", variable.name).member("digest", variable.digest);
    json.end_object();
  }
  json.end_array().key("commands").begin_array();
  for (const graph::Inputs::Command& command : inputs.commands) {
    json.begin_object();
    json.member("command", command.argv).member("directory", command.directory);
    json.member("output_digest", command.output_digest);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_api_objects(JsonWriter& json, const std::vector<graph::ApiObject>& objects) {
  json.key("api_objects").begin_array();
  for (const graph::ApiObject& object : objects) {
    json.begin_object();
    json.member("type", object.type).member("name", object.name);
    write_texts(json, "labels", object.labels);
    write_texts(json, "annotations", object.annotations);
    json.key("spec").json_text(object.spec);
    write_span(json, object.span);
    json.end_object();
  }
  json.end_array();
}

}  // namespace tiltc::cli
