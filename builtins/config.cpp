#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "json_values.h"
#include "tables.h"

// config.*: what those who run a Tiltfile may set, and which resources a run is about.
namespace tiltc::builtins {

namespace {

struct DefineArguments {
  std::string name;
  bool args = false;
  std::string usage;
};

template <ConfigSettings::Type type>
Result<Done> define(Session& session, const BuiltinCall& call, const DefineArguments& arguments) {
  ConfigState& config = session.config();
  if (config.parsed_at) {
    return error("late-setting", fmt::format("{} is called after config.parse", call.info().name))
        .at(call.span())
        .also(config.parsed_at, "the settings were read here")
        .with_help("define all settings first");
  }
  return config.settings.define(
      {arguments.name, type, arguments.usage, arguments.args, call.span_of("name")});
}

struct NoArguments {};

// The text of tilt_config.json; null when there is none.
Result<SourcePtr> read_config_file(Session& session) {
  const std::string path = join_path(session.directory(), "tilt_config.json");
  session.watch(path);
  if (session.disk().kind(path) == FileKind::kMissing) {
    return SourcePtr();
  }
  Result<std::string> text = session.disk().read(path);
  if (!text.ok()) {
    return std::move(text).error();
  }
  return SourcePtr(std::make_shared<Source>(session.shown(path), std::move(*text)));
}

Error placed(Error failure, const BuiltinCall& call) {
  Diagnostic& diagnostic = failure.diagnostic();
  if (diagnostic.primary.span) {
    diagnostic.also(call.span(), "read here");
  } else {
    diagnostic.at(call.span());
  }
  return failure;
}

Result<Value> parse(Session& session, const BuiltinCall& call, const NoArguments&) {
  ConfigState& config = session.config();
  if (config.parsed_at && config.directory != session.directory()) {
    return error("config-parsed-elsewhere", "config.parse is called from Tiltfiles of two folders")
        .at(call.span(), "in " + session.directory())
        .also(config.parsed_at, "in " + config.directory)
        .note("each folder has a tilt_config.json of its own: settings must come from one");
  }
  config.parsed_at = call.span();
  config.directory = session.directory();
  Result<SourcePtr> file = read_config_file(session);
  if (!file.ok()) {
    return placed(std::move(file).error(), call);
  }
  Result<ConfigSettings::Values> values = config.settings.read(session.input().arguments, *file);
  if (!values.ok()) {
    return placed(std::move(values).error(), call);
  }
  Result<Value> dict = to_value(session.heap(), Json(Json::Value(std::move(*values))));
  if (!dict.ok()) {
    return placed(std::move(dict).error(), call);
  }
  return dict;
}

struct ResourcesArguments {
  StringList resources;
};

Result<Done> set_enabled_resources(Session& session, const BuiltinCall& call,
                                   const ResourcesArguments& arguments) {
  graph::Selection selection;
  if (!arguments.resources.values.empty()) {
    selection.kind = graph::Selection::Kind::kNames;
    selection.names = arguments.resources.values;
    selection.span = call.span_of("resources");
    selection.chosen = "config.set_enabled_resources";
  }
  session.config().selection = std::move(selection);
  return Done{};
}

Result<Done> clear_enabled_resources(Session& session, const BuiltinCall&, const NoArguments&) {
  session.config().selection = graph::Selection{};
  session.config().selection.kind = graph::Selection::Kind::kNone;
  return Done{};
}

using Type = ConfigSettings::Type;

constexpr auto kNameRow =
    required<&DefineArguments::name>("name", "What it is called, on the command line --name.");
constexpr auto kArgsRow =
    optional<&DefineArguments::args>("args", "It takes the words that are no flags.");
constexpr auto kUsageRow = optional<&DefineArguments::usage>("usage", "A line of help.");

constexpr Builtin kDefineStringList{
    "config.define_string_list",
    "A setting whose value is a list: each `--name VALUE` adds to it.",
    define<Type::kStringList>,
    kNameRow,
    kArgsRow,
    kUsageRow};
constexpr Builtin kDefineString{"config.define_string",
                                "A setting whose value is a string.",
                                define<Type::kString>,
                                kNameRow,
                                kArgsRow,
                                kUsageRow};
constexpr Builtin kDefineBool{"config.define_bool",
                              "A setting that is on (`--name`) or off (`--name=false`).",
                              define<Type::kBool>,
                              kNameRow,
                              kArgsRow,
                              kUsageRow};
constexpr Builtin kDefineObject{"config.define_object",
                                "A setting whose value is JSON.",
                                define<Type::kObject>,
                                kNameRow,
                                kArgsRow,
                                kUsageRow};
constexpr Builtin kParse{
    "config.parse",
    "The values of the settings, those of the command line (after `--`) before those of "
    "tilt_config.json beside the Tiltfile. Settings without a value are not in the dict. Once it "
    "is called, words of the command line do not select resources.",
    parse};
constexpr Builtin kSetEnabled{
    "config.set_enabled_resources",
    "Makes the run about these resources and all that they wait for. An empty list is as if it "
    "were not called.",
    set_enabled_resources,
    required<&ResourcesArguments::resources>("resources", "Names of resources.")};
constexpr Builtin kClearEnabled{"config.clear_enabled_resources",
                                "Makes the run about no resource, uncategorized objects excepted.",
                                clear_enabled_resources};

constexpr std::array kEntries{entry<kDefineStringList>, entry<kDefineString>, entry<kDefineBool>,
                              entry<kDefineObject>,     entry<kParse>,        entry<kSetEnabled>,
                              entry<kClearEnabled>};

}  // namespace

Table config_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
