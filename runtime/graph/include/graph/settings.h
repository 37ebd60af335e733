#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tiltc::graph {

enum class TriggerMode { kAuto, kManual };

// Patterns in .dockerignore's notation, seen from a folder.
struct IgnoreRules {
  std::string base;    // absolute
  std::string source;  // who said so: `watch_settings`, or the path of a file
  std::vector<std::string> patterns;
};

// When images that are no longer needed are removed by a resident server.
struct DockerPruneSettings {
  bool enabled = true;
  int max_age_mins = 360;
  int num_builds = 0;  // prune after so many builds; 0: by time
  int interval_hrs = 1;
  int keep_recent = 2;
};

// Bounds of a batch run.
struct CiSettings {
  std::chrono::nanoseconds k8s_grace_period{0};
  std::chrono::nanoseconds timeout = std::chrono::minutes(30);
  std::chrono::nanoseconds readiness_timeout = std::chrono::minutes(5);
};

// A command that a resident server would feed with its own measurements.
struct TelemetryCommand {
  std::vector<std::string> command;
  std::string directory;
  std::chrono::nanoseconds period = std::chrono::seconds(60);
};

// What a Tiltfile says about the run as a whole.
struct Settings {
  int max_parallel_updates = 3;
  int k8s_upsert_timeout_secs = 30;
  std::string k8s_server_side_apply = "auto";  // true, false, auto
  std::vector<std::string> suppress_unused_image_warnings;
  std::vector<std::string> allowed_contexts;
  TriggerMode trigger_mode = TriggerMode::kAuto;
  bool scrub_secrets = true;
  bool check_updates = true;
  std::string version_constraint;  // "" for none
  DockerPruneSettings docker_prune;
  CiSettings ci;
  std::vector<IgnoreRules> watch_ignores;  // of watch_settings(), then of .tiltignore
  std::optional<bool> analytics;
  std::map<std::string, std::string> analytics_tags;
  std::string team_id;
  std::map<std::string, bool> features;  // those that were switched
  std::optional<TelemetryCommand> telemetry;
};

}  // namespace tiltc::graph
