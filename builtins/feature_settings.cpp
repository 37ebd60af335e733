#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "arguments.h"
#include "base/text.h"
#include "tables.h"

// Features of a resident server, switched on and off: checked and recorded.
namespace tiltc::builtins {

namespace {

constexpr std::array<std::string_view, 2> kFeatures{"snapshots", "cluster_refresh"};
constexpr std::array<std::string_view, 9> kObsoleteFeatures{"multiple_containers_per_pod",
                                                            "events",
                                                            "update_history",
                                                            "facets",
                                                            "labels",
                                                            "live_update_v2",
                                                            "disable_resources",
                                                            "bulk_disable_resources",
                                                            "offline_snapshot_creation"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Result<Done> switch_feature(Session& session, const BuiltinCall& call, const std::string& name,
                            bool state) {
  if (holds(kFeatures, name)) {
    session.targets().settings.features[name] = state;
    return Done{};
  }
  if (holds(kObsoleteFeatures, name)) {
    session.diagnostics().add(
        warning("obsolete-feature", fmt::format("the feature {} is obsolete", json_quote(name)))
            .at(call.span())
            .with_help("remove the call"));
    return Done{};
  }
  return error("unknown-choice", fmt::format("there is no feature {}", json_quote(name)))
      .at(call.span_of("msg"))
      .note("features are snapshots, cluster_refresh");
}

struct FeatureArguments {
  std::string name;
};

Result<Done> enable_feature(Session& session, const BuiltinCall& call,
                            const FeatureArguments& arguments) {
  return switch_feature(session, call, arguments.name, true);
}

Result<Done> disable_feature(Session& session, const BuiltinCall& call,
                             const FeatureArguments& arguments) {
  return switch_feature(session, call, arguments.name, false);
}

struct NoArguments {};

Result<Done> disable_snapshots(Session& session, const BuiltinCall& call, const NoArguments&) {
  return switch_feature(session, call, "snapshots", false);
}

constexpr Builtin kEnableFeature{
    "enable_feature", "Switches a feature of the server on; recorded.", enable_feature,
    required<&FeatureArguments::name>("msg", "snapshots or cluster_refresh.")
        .alias("feature_name")};
constexpr Builtin kDisableFeature{
    "disable_feature", "Switches a feature of the server off; recorded.", disable_feature,
    required<&FeatureArguments::name>("msg", "snapshots or cluster_refresh.")
        .alias("feature_name")};
constexpr Builtin kDisableSnapshots{
    "disable_snapshots", "The same as disable_feature(\"snapshots\").", disable_snapshots};
constexpr std::array kEntries{entry<kEnableFeature>, entry<kDisableFeature>,
                              entry<kDisableSnapshots>};

}  // namespace

Table feature_settings_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
