#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "formats/registry_name.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

struct DefaultRegistryArguments {
  std::string host;
  std::optional<std::string> host_from_cluster;
  std::string single_name;
};

Result<Done> default_registry(Session& session, const BuiltinCall& call,
                              const DefaultRegistryArguments& arguments) {
  std::optional<graph::Registry>& registry = session.targets().registry;
  if (registry) {
    return error("duplicate-registry", "default registry already defined")
        .at(call.span(), "defined again")
        .also(registry->span, "first defined here");
  }
  if (arguments.host.empty()) {
    return error("bad-registry", "`host` of default_registry is empty")
        .at(call.span_of("host"))
        .with_help("without a registry leave default_registry out");
  }
  const std::string from_cluster = arguments.host_from_cluster.value_or("");
  for (const auto& [parameter, host] :
       {std::pair("host", arguments.host), std::pair("host_from_cluster", from_cluster)}) {
    if (host.empty()) {
      continue;
    }
    if (Status checked = validate_registry_host(parameter, host); !checked.ok()) {
      return std::move(checked.error().diagnostic().at(call.span_of(parameter)));
    }
  }
  registry = graph::Registry{arguments.host, from_cluster, arguments.single_name, call.span()};
  return Done{};
}

struct AllowContextsArguments {
  Strings contexts;
};

Result<Done> allow_k8s_contexts(Session& session, const BuiltinCall&,
                                const AllowContextsArguments& arguments) {
  auto& allowed = session.targets().settings.allowed_contexts;
  allowed.insert(allowed.end(), arguments.contexts.values.begin(), arguments.contexts.values.end());
  return Done{};
}

struct UpdateSettingsArguments {
  std::optional<std::int64_t> max_parallel_updates;
  std::optional<std::int64_t> k8s_upsert_timeout_secs;
  Strings suppress_unused_image_warnings;
  std::optional<std::string> k8s_server_side_apply;
};

Status check_positive(const BuiltinCall& call, std::string_view parameter,
                      const std::optional<std::int64_t>& value) {
  if (value && (*value < 1 || *value > 1'000'000)) {
    return error("out-of-range", fmt::format("`{}` of update_settings is {}", parameter, *value))
        .at(call.span_of(parameter))
        .note("it is at least 1");
  }
  return Done{};
}

Result<Done> update_settings(Session& session, const BuiltinCall& call,
                             const UpdateSettingsArguments& arguments) {
  if (Status checked = check_positive(call, "max_parallel_updates", arguments.max_parallel_updates);
      !checked.ok()) {
    return checked;
  }
  if (Status checked =
          check_positive(call, "k8s_upsert_timeout_secs", arguments.k8s_upsert_timeout_secs);
      !checked.ok()) {
    return checked;
  }
  const std::string apply = arguments.k8s_server_side_apply.value_or("auto");
  if (apply != "true" && apply != "false" && apply != "auto") {
    return error("unknown-choice",
                 fmt::format("`k8s_server_side_apply` of update_settings is {}", json_quote(apply)))
        .at(call.span_of("k8s_server_side_apply"))
        .note("it is one of true, false, auto");
  }
  graph::Settings& settings = session.targets().settings;
  if (arguments.max_parallel_updates) {
    settings.max_parallel_updates = static_cast<int>(*arguments.max_parallel_updates);
  }
  settings.suppress_unused_image_warnings.insert(
      settings.suppress_unused_image_warnings.end(),
      arguments.suppress_unused_image_warnings.values.begin(),
      arguments.suppress_unused_image_warnings.values.end());
  return Done{};
}

struct TriggerModeArguments {
  TriggerModeArgument trigger_mode;
};

Result<Done> trigger_mode(Session& session, const BuiltinCall& call,
                          const TriggerModeArguments& arguments) {
  if (session.trigger_mode_span()) {
    return error("duplicate-trigger-mode", "trigger_mode is set twice")
        .at(call.span(), "set again")
        .also(session.trigger_mode_span(), "first set here");
  }
  session.set_trigger_mode_span(call.span());
  session.targets().settings.trigger_mode =
      arguments.trigger_mode.mode.value_or(graph::TriggerMode::kAuto);
  return Done{};
}

constexpr Builtin kDefaultRegistry{
    "default_registry",
    "The registry that images are pushed to: every image is renamed below it. Its place in the "
    "file does "
    "not matter.",
    default_registry,
    required<&DefaultRegistryArguments::host>(
        "host", "The registry as seen from here, such as localhost:5005."),
    optional<&DefaultRegistryArguments::host_from_cluster>("host_from_cluster",
                                                           "The same registry as the cluster "
                                                           "sees it; goes into the YAML."),
    optional<&DefaultRegistryArguments::single_name>("single_name",
                                                     "Push all images under this one name, told "
                                                     "apart by tags."),
};
constexpr Builtin kAllowContexts{
    "allow_k8s_contexts",
    "Allows deploying to Kubernetes contexts that are not local ones; recorded, since nothing is "
    "deployed.",
    allow_k8s_contexts,
    required<&AllowContextsArguments::contexts>("contexts", "Name of a context, or a list."),
};
constexpr Builtin kUpdateSettings{
    "update_settings",
    "Settings of updates. Several calls add up.",
    update_settings,
    optional<&UpdateSettingsArguments::max_parallel_updates>("max_parallel_updates",
                                                             "Builds at once."),
    optional<&UpdateSettingsArguments::k8s_upsert_timeout_secs>(
        "k8s_upsert_timeout_secs", "Seconds that a deploy may take; recorded."),
    optional<&UpdateSettingsArguments::suppress_unused_image_warnings>(
        "suppress_unused_image_warnings", "Images that may be unused, or \"*\"."),
    optional<&UpdateSettingsArguments::k8s_server_side_apply>("k8s_server_side_apply",
                                                              "true, false or auto; recorded."),
};
constexpr Builtin kTriggerMode{
    "trigger_mode",
    "The trigger mode of all resources that set none.",
    trigger_mode,
    required<&TriggerModeArguments::trigger_mode>("trigger_mode",
                                                  "TRIGGER_MODE_AUTO or TRIGGER_MODE_MANUAL."),
};

constexpr std::array kEntries{entry<kDefaultRegistry>, entry<kAllowContexts>,
                              entry<kUpdateSettings>, entry<kTriggerMode>};

}  // namespace

Table settings_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
