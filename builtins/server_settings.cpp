#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "arguments.h"
#include "base/text.h"
#include "formats/ignore.h"
#include "image_arguments.h"
#include "tables.h"

// Settings that only a resident server heeds: checked and recorded.
namespace tiltc::builtins {

namespace {

struct WatchArguments {
  Strings ignore;
};

Result<Done> watch_settings(Session& session, const BuiltinCall& call,
                            const WatchArguments& arguments) {
  if (Status checked = check_patterns(call, "ignore", arguments.ignore); !checked.ok()) {
    return checked;
  }
  graph::IgnoreRules rules{session.directory(), "watch_settings", arguments.ignore.values};
  if (auto matcher = IgnoreMatcher::from_patterns(rules.base, rules.patterns); !matcher.ok()) {
    return std::move(matcher.error().diagnostic().at(call.span_of("ignore")));
  }
  if (!rules.patterns.empty()) {
    session.targets().settings.watch_ignores.push_back(std::move(rules));
  }
  return Done{};
}

struct PruneArguments {
  bool disable = false;
  std::int64_t max_age_mins = 360;
  std::int64_t num_builds = 0;
  std::int64_t interval_hrs = 1;
  std::int64_t keep_recent = 2;
};

Result<Done> docker_prune_settings(Session& session, const BuiltinCall& call,
                                   const PruneArguments& arguments) {
  const std::array numbers{std::pair("max_age_mins", arguments.max_age_mins),
                           std::pair("num_builds", arguments.num_builds),
                           std::pair("interval_hrs", arguments.interval_hrs),
                           std::pair("keep_recent", arguments.keep_recent)};
  for (const auto& [parameter, number] : numbers) {
    if (number < 0 || number > 1'000'000) {
      return error("out-of-range",
                   fmt::format("`{}` of docker_prune_settings is {}", parameter, number))
          .at(call.span_of(parameter))
          .note("it is from 0 to 1000000");
    }
  }
  const bool by_time = call.was_given("interval_hrs") && arguments.interval_hrs != 0;
  if (arguments.num_builds != 0 && by_time) {
    return error("exclusive-arguments",
                 "docker_prune_settings has both `num_builds` and `interval_hrs`")
        .at(call.span_of("num_builds"), "after so many builds")
        .also(call.span_of("interval_hrs"), "or after so many hours")
        .with_help("give one of them");
  }
  session.targets().settings.docker_prune = {
      !arguments.disable, static_cast<int>(arguments.max_age_mins),
      static_cast<int>(arguments.num_builds), static_cast<int>(arguments.interval_hrs),
      static_cast<int>(arguments.keep_recent)};
  return Done{};
}

struct CiArguments {
  std::optional<Duration> k8s_grace_period, timeout, readiness_timeout;
};

Result<Done> ci_settings(Session& session, const BuiltinCall&, const CiArguments& arguments) {
  graph::CiSettings& ci = session.targets().settings.ci;
  for (const auto& [given, setting] :
       {std::pair(&arguments.k8s_grace_period, &ci.k8s_grace_period),
        std::pair(&arguments.timeout, &ci.timeout),
        std::pair(&arguments.readiness_timeout, &ci.readiness_timeout)}) {
    if (given->has_value()) {
      *setting = (*given)->value;
    }
  }
  return Done{};
}

struct AnalyticsArguments {
  bool enable = false;
};

Result<Done> analytics_settings(Session& session, const BuiltinCall&,
                                const AnalyticsArguments& arguments) {
  session.targets().settings.analytics = arguments.enable;
  return Done{};
}

struct TagsArguments {
  StringMap tags;
};

Result<Done> analytics_report(Session& session, const BuiltinCall&,
                              const TagsArguments& arguments) {
  for (const auto& [name, value] : arguments.tags.entries) {
    session.targets().settings.analytics_tags[name] = value;
  }
  return Done{};
}

struct TeamArguments {
  std::string team_id;
};

Result<Done> set_team(Session& session, const BuiltinCall& call, const TeamArguments& arguments) {
  if (arguments.team_id.empty()) {
    return error("empty-team", "`team_id` of set_team is empty").at(call.span_of("team_id"));
  }
  std::string& team = session.targets().settings.team_id;
  if (!team.empty()) {
    return error("duplicate-team", fmt::format("set_team is called with {} and with {}",
                                               json_quote(team), json_quote(arguments.team_id)))
        .at(call.span_of("team_id"))
        .note("there is one team");
  }
  team = arguments.team_id;
  return Done{};
}

struct TelemetryArguments {
  CommandLine cmd;
  Value cmd_bat;
  std::optional<Duration> period;
  std::optional<Path> dir;
};

Result<Done> telemetry_cmd(Session& session, const BuiltinCall& call,
                           const TelemetryArguments& arguments) {
  if (arguments.cmd.argv.empty()) {
    return error("empty-command", "`cmd` of experimental_telemetry_cmd is empty")
        .at(call.span_of("cmd"));
  }
  auto& telemetry = session.targets().settings.telemetry;
  if (telemetry) {
    return error("duplicate-telemetry", "experimental_telemetry_cmd is called twice")
        .at(call.span())
        .note("there is one such command");
  }
  telemetry.emplace();
  telemetry->command = arguments.cmd.argv;
  telemetry->directory = arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
  if (arguments.period) {
    telemetry->period = arguments.period->value;
  }
  return Done{};
}

struct MetricsArguments {
  NamedValues settings;
};

Result<Done> metrics_settings(Session& session, const BuiltinCall& call, const MetricsArguments&) {
  session.diagnostics().add(
      warning("deprecated-builtin", "experimental_metrics_settings does nothing any more")
          .at(call.span())
          .with_help("remove the call"));
  return Done{};
}

constexpr Builtin kWatchSettings{
    "watch_settings",
    "Files whose change means nothing to a server that watches. Several calls add up; recorded.",
    watch_settings,
    optional<&WatchArguments::ignore>(
        "ignore", "Patterns as in .dockerignore, seen from the folder of the calling file."),
};
constexpr Builtin kDockerPruneSettings{
    "docker_prune_settings",
    "How a server removes old images; recorded.",
    docker_prune_settings,
    optional<&PruneArguments::disable>("disable", "Remove none."),
    optional<&PruneArguments::max_age_mins>("max_age_mins", "Minutes that an image is kept."),
    optional<&PruneArguments::num_builds>("num_builds", "Remove after so many builds."),
    optional<&PruneArguments::interval_hrs>("interval_hrs", "Remove after so many hours."),
    optional<&PruneArguments::keep_recent>("keep_recent", "Newest images that stay, of each name."),
};
constexpr Builtin kCiSettings{
    "ci_settings",
    "Bounds of a batch run that waits for its resources. Several calls add up; recorded.",
    ci_settings,
    optional<&CiArguments::k8s_grace_period>(
        "k8s_grace_period", "How long failures of pods are borne, such as \"3m\"."),
    optional<&CiArguments::timeout>("timeout", "Of the whole run; default: 30m."),
    optional<&CiArguments::readiness_timeout>(
        "readiness_timeout", "How long a started server may be unready; default: 5m."),
};
constexpr Builtin kAnalyticsSettings{
    "analytics_settings", "Whether a server reports its use; tiltc never does. Recorded.",
    analytics_settings, required<&AnalyticsArguments::enable>("enable", "True to report.")};
constexpr Builtin kAnalyticsReport{
    "experimental_analytics_report", "Tags for reports of use; recorded.", analytics_report,
    required<&TagsArguments::tags>("tags", "A dict of strings; later calls win.")};
constexpr Builtin kSetTeam{"set_team", "The team at Tilt's web service; recorded.", set_team,
                           required<&TeamArguments::team_id>("team_id", "Its id.")};
constexpr Builtin kTelemetryCmd{
    "experimental_telemetry_cmd",
    "A command that a server feeds with measurements of itself; recorded.",
    telemetry_cmd,
    required<&TelemetryArguments::cmd>("cmd", "A string for sh, or an argv."),
    optional<&TelemetryArguments::cmd_bat>("cmd_bat", "cmd on Windows; not looked at elsewhere."),
    optional<&TelemetryArguments::period>("period", "How often; default: 60s."),
    optional<&TelemetryArguments::dir>("dir", "Folder in which it runs; default: the Tiltfile's."),
};
constexpr Builtin kMetricsSettings{"experimental_metrics_settings", "Does nothing, with a warning.",
                                   metrics_settings,
                                   rest<&MetricsArguments::settings>("settings", "Not looked at.")};

constexpr std::array kEntries{entry<kWatchSettings>,   entry<kDockerPruneSettings>,
                              entry<kCiSettings>,      entry<kAnalyticsSettings>,
                              entry<kAnalyticsReport>, entry<kSetTeam>,
                              entry<kTelemetryCmd>,    entry<kMetricsSettings>};

}  // namespace

Table server_settings_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
