#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "formats/registry_name.h"
#include "formats/version_range.h"
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
  if (arguments.k8s_upsert_timeout_secs) {
    settings.k8s_upsert_timeout_secs = static_cast<int>(*arguments.k8s_upsert_timeout_secs);
  }
  if (arguments.k8s_server_side_apply) {
    settings.k8s_server_side_apply = apply;
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

struct SecretArguments {
  bool disable_scrub = false;
};

Result<Done> secret_settings(Session& session, const BuiltinCall&,
                             const SecretArguments& arguments) {
  session.targets().settings.scrub_secrets = !arguments.disable_scrub;
  if (arguments.disable_scrub) {
    session.forget_secrets();
  }
  return Done{};
}

struct VersionArguments {
  bool check_updates = true;
  std::string constraint;
};

// The release of Tilt whose behaviour tiltc follows.
constexpr Version kTiltVersion{0, 37, 5};

Result<Done> version_settings(Session& session, const BuiltinCall& call,
                              const VersionArguments& arguments) {
  graph::Settings& settings = session.targets().settings;
  if (call.was_given("check_updates")) {
    settings.check_updates = arguments.check_updates;
  }
  if (arguments.constraint.empty()) {
    return Done{};
  }
  const Result<VersionRange> range = VersionRange::parse(arguments.constraint);
  if (!range.ok()) {
    Diagnostic wrong = range.error().diagnostic();
    return wrong.at(call.span_of("constraint"));
  }
  if (!range->contains(kTiltVersion)) {
    return error("wrong-version", fmt::format("this Tiltfile wants a version of Tilt in {}",
                                              json_quote(arguments.constraint)))
        .at(call.span_of("constraint"))
        .note(fmt::format("tiltc " TILTC_VERSION " does what Tilt {} does",
                          version_text(kTiltVersion)));
  }
  settings.version_constraint = arguments.constraint;
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
    example(R"(
default_registry('localhost:5005', host_from_cluster = 'registry:5000')
)"),
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

constexpr Builtin kSecretSettings{
    "secret_settings",
    "Whether values of Secrets that k8s_yaml() is given are taken out of logs; they are by "
    "default.",
    secret_settings,
    required<&SecretArguments::disable_scrub>("disable_scrub", "True leaves logs as they are."),
};
constexpr Builtin kVersionSettings{
    "version_settings",
    "Which versions of Tilt the Tiltfile works with. tiltc counts as the release that it follows.",
    version_settings,
    optional<&VersionArguments::check_updates>("check_updates", "Recorded; tiltc looks for none."),
    optional<&VersionArguments::constraint>(
        "constraint", "Such as \">=0.33.0 <1.0.0\", \"0.33.x\"; `||` means or."),
};

constexpr std::array kEntries{entry<kDefaultRegistry>, entry<kUpdateSettings>, entry<kTriggerMode>,
                              entry<kSecretSettings>, entry<kVersionSettings>};

}  // namespace

Table settings_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
