#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.h"
#include "graph/compose.h"
#include "graph/probe.h"
#include "graph/settings.h"

// What a Tiltfile registered, as plain data. Builtins fill it, the runtime reads it; it owns
// everything it shows and may be copied and moved between threads. References stand here as text
// that formats/reference.h has accepted. Paths are absolute and clean.
namespace tiltc::graph {

// Index of an image in Targets::images, of a local resource in Targets::local_resources, and so on:
// typed so that one is not taken for the other.
enum class ImageId : std::uint32_t {};
enum class LocalResourceId : std::uint32_t {};
enum class ManifestId : std::uint32_t {};
enum class CustomDeployId : std::uint32_t {};
enum class ComposeResourceId : std::uint32_t {};

template <class Id>
constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}

using Argv = std::vector<std::string>;
// KEY and value, sorted by key, keys unique.
using Environment = std::vector<std::pair<std::string, std::string>>;

// A step of live_update, recorded as given. Executing steps belongs to `up`.
struct LiveUpdateStep {
  enum class Kind { kInitialSync, kFallBackOn, kSync, kRun, kRestartContainer };
  Kind kind = Kind::kSync;
  std::string local_path;             // sync
  std::string remote_path;            // sync
  std::vector<std::string> paths;     // fall_back_on
  Argv command;                       // run
  std::vector<std::string> triggers;  // run
  bool echo_off = false;              // run
  Span span;                          // where the step was made
};

// docker_build(): built by the container engine from a Dockerfile.
struct DockerBuild {
  std::string context;  // "-" is the empty context
  std::string
      dockerfile_path;   // also when contents are given: its .dockerignore is looked up by it
  SourcePtr dockerfile;  // the text, read at evaluation
  bool dockerfile_is_inline = false;
  std::vector<std::pair<std::string, std::string>> build_args;  // "" passes the name alone
  std::string target;
  std::vector<std::string> ssh;
  std::vector<std::string> secrets;
  std::string network;
  std::vector<std::string> extra_tags;
  std::vector<std::string> cache_from;
  std::vector<std::string> extra_hosts;
  bool pull = false;
  std::string platform;
  std::vector<std::string> only;
};

// custom_build(): built by a command of the user's.
struct CustomBuild {
  Argv command;
  std::vector<std::string> deps;
  std::string tag;
  bool disable_push = false;
  bool skips_local_docker = false;
  std::string outputs_image_ref_to;     // "" for none
  std::vector<std::string> image_deps;  // references, deduplicated, in order
  Environment env;
  std::string directory;
};

struct ImageTarget {
  std::string ref;         // familiar form of the configured reference, tag included
  std::string normalized;  // full form: docker.io/library/foo
  std::variant<DockerBuild, CustomBuild> build;
  std::vector<std::string> ignore;
  bool match_in_env_vars = false;
  std::optional<Argv> entrypoint;      // absent: the container's command stays
  std::optional<Argv> container_args;  // present and empty: the container's args are removed
  std::vector<LiveUpdateStep> live_update;
  std::string tiltfile_directory;  // of the file that made the call
  Span span;                       // the call's name: `docker_build`
  Span ref_span;                   // the argument `ref`, or the call where it can't be told
};

// One piece of YAML that k8s_yaml() was given: a file, a blob, the output of a command.
struct Manifest {
  SourcePtr source;  // its path() is the file's path, or the blob's origin
  bool is_file = false;
  bool allow_duplicates = false;
  Span span;  // of the k8s_yaml call
};

struct Link {
  std::string url;
  std::string name;
};

struct PortForward {
  int local_port = 0;
  int container_port = 0;  // 0: the same as local_port
  std::string host;
  std::string name;
  std::string link_path;
};

// local_resource(): a command on this machine.
struct LocalResource {
  std::string name;
  Argv command;  // empty: only serve_command
  Environment env;
  std::string directory;
  Argv serve_command;
  Environment serve_env;
  std::string serve_directory;
  std::vector<std::string> deps;
  std::vector<std::string> ignore;
  std::vector<std::string> resource_deps;
  std::vector<std::string> labels;
  std::vector<Link> links;
  std::optional<TriggerMode> trigger_mode;
  bool auto_init = true;
  bool allow_parallel = false;
  std::optional<Probe> readiness_probe;  // of serve_command
  Span span;
};

// k8s_custom_deploy(): objects that a command of the user's applies. The command prints what it
// applied.
struct CustomDeploy {
  std::string name;
  Argv apply_command;
  Environment apply_env;
  std::string apply_directory;
  Argv delete_command;
  Environment delete_env;
  std::string delete_directory;
  std::vector<std::string> deps;
  std::vector<std::string> image_deps;  // references, full form, deduplicated, in order
  std::string image_selector, container_selector;
  std::vector<LiveUpdateStep> live_update;
  Span span;
  Span image_deps_span;
};

// An object for Tilt's own API server, made by v1alpha1.*: recorded.
struct ApiObject {
  std::string type;  // "ui_button"
  std::string name;
  std::map<std::string, std::string> labels, annotations;
  std::string spec;  // a JSON object
  Span span;
};

// A value that logs must not show, of a Secret that k8s_yaml() was given.
struct SecretValue {
  std::string name, key, value;
};

// What stands in its place: "[redacted secret NAME:KEY]".
inline std::string redacted(const SecretValue& secret) {
  return "[redacted secret " + secret.name + ":" + secret.key + "]";
}

// A service of a Compose project as a resource: what Compose says, and dc_resource().
struct ComposeResource {
  std::string name;         // the service's, unless dc_resource() gave another
  std::size_t project = 0;  // in Targets::compose_projects
  ComposeService service;
  std::vector<std::string> resource_deps;
  std::vector<std::string> labels;
  std::vector<Link> links;
  bool infer_links = true;  // one for each published port
  std::string image;        // given by dc_resource()
  std::optional<TriggerMode> trigger_mode;
  bool auto_init = true;
  Span span;  // of the call that named it last
};

// k8s_resource(): options for a workload, or a resource made of `objects`. Applied in call order
// once all YAML is known.
struct ResourceOptions {
  std::string workload;
  std::string new_name;
  std::vector<std::string> objects;
  std::vector<PortForward> port_forwards;
  std::vector<std::string> resource_deps;
  std::vector<std::map<std::string, std::string>> extra_pod_selectors;
  std::vector<std::string> labels;
  std::vector<Link> links;
  std::optional<TriggerMode> trigger_mode;
  std::optional<bool> auto_init;
  std::string pod_readiness;
  std::string discovery_strategy;
  Span span;
  Span name_span;  // of the argument that names the workload, or of the call
};

// k8s_kind() and k8s_image_json_path(): where objects of a kind name their images. Every selector
// is a case-insensitive, unanchored regular expression; "" matches anything.
struct ImageLocator {
  std::string kind, api_version, name, namespace_;
  std::vector<std::string> json_paths;
  // image_object: repository and tag stand in two fields.
  struct ImageObject {
    std::string json_path, repo_field, tag_field;
  };
  std::optional<ImageObject> image_object;
  bool declares_workload = false;  // k8s_kind
  std::string pod_readiness;
  Span span;
};

// default_registry()
struct Registry {
  std::string host;
  std::string host_from_cluster;  // "" is the same as host
  std::string single_name;
  Span span;
};

// Everything one evaluation registered, in the order of the calls.
struct Targets {
  std::vector<ImageTarget> images;
  std::vector<Manifest> manifests;
  std::vector<LocalResource> local_resources;
  std::vector<CustomDeploy> custom_deploys;
  std::vector<ApiObject> api_objects;
  std::vector<SecretValue> secrets;
  std::vector<ResourceOptions> resource_options;
  std::vector<ComposeProject> compose_projects;
  std::vector<ComposeResource> compose_resources;  // of all projects, dependencies first
  std::vector<ImageLocator> locators;
  std::optional<Registry> registry;
  Settings settings;
  std::vector<std::string> config_files;  // watched; absolute, sorted, unique
  std::string main_path;                  // of the Tiltfile
};

}  // namespace tiltc::graph
