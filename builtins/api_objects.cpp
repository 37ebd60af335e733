#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api_schemas.h"
#include "base/text.h"
#include "choices.h"
#include "formats/json_writer.h"
#include "schema_builtin.h"
#include "tables.h"

// v1alpha1.*: objects for the API of a resident server, checked and recorded.
namespace tiltc::builtins {

namespace {

using namespace api;

// What of an object is wrong, and which field tells it.
struct Problem {
  std::string_view field;
  std::string text;
};

// Checks what the types of the fields do not say.
using Check = std::optional<Problem> (*)(const Json& object);

std::size_t size_at(const Json& object, std::string_view field) {
  const Json* member = object.find(field);
  const auto* array = member == nullptr ? nullptr : member->get<Json::Array>();
  return array == nullptr ? 0 : array->size();
}

std::optional<Problem> check_nothing(const Json&) {
  return std::nullopt;
}

std::optional<Problem> check_file_watch(const Json& object) {
  if (size_at(object, "watched_paths") == 0) {
    return Problem{"watched_paths", "`watched_paths` is empty: there is nothing to watch"};
  }
  return std::nullopt;
}

std::optional<Problem> check_apply(const Json& object) {
  const bool has_yaml = !object.string_at("yaml").empty();
  const bool has_command = object.find("apply_cmd") != nullptr;
  if (has_yaml == has_command) {
    return Problem{has_yaml ? "apply_cmd" : "yaml",
                   has_yaml ? "both `yaml` and `apply_cmd` are given"
                            : "neither `yaml` nor `apply_cmd` is given"};
  }
  return std::nullopt;
}

std::optional<Problem> check_discovery(const Json& object) {
  if (size_at(object, "watches") == 0 && size_at(object, "extra_selectors") == 0) {
    return Problem{"watches", "it has neither `watches` nor `extra_selectors`"};
  }
  return std::nullopt;
}

std::optional<Problem> check_input(const Json& input) {
  std::vector<std::string> kinds;
  for (const std::string kind : {"text", "bool", "hidden", "choice"}) {
    if (input.find(kind) != nullptr) {
      kinds.push_back(kind);
    }
  }
  const std::string name = json_quote(input.string_at("name"));
  if (input.string_at("name").empty()) {
    return Problem{"inputs", "an input has no name"};
  }
  if (kinds.size() != 1) {
    return Problem{"inputs", fmt::format("the input {} has {}, not exactly one of text, bool, "
                                         "hidden, choice",
                                         name, kinds.empty() ? "none" : join(kinds, " and "))};
  }
  const Json* choice = input.find("choice");
  if (choice != nullptr && size_at(*choice, "choices") == 0) {
    return Problem{"inputs", fmt::format("the input {} has no choices", name)};
  }
  return std::nullopt;
}

std::optional<Problem> check_inputs(const Json& button) {
  const Json* inputs = button.find("inputs");
  if (inputs == nullptr) {
    return std::nullopt;
  }
  std::set<std::string_view> names;
  for (const Json& input : *inputs->get<Json::Array>()) {
    if (std::optional<Problem> problem = check_input(input)) {
      return problem;
    }
    if (!names.insert(input.string_at("name")).second) {
      return Problem{"inputs",
                     fmt::format("two inputs are called {}", json_quote(input.string_at("name")))};
    }
  }
  return std::nullopt;
}

std::optional<Problem> check_button(const Json& button) {
  if (button.string_at("text").empty()) {
    return Problem{"text", "`text` is empty"};
  }
  const Json* location = button.find("location");
  const std::string_view type =
      location == nullptr ? std::string_view() : location->string_at("component_type");
  if (location == nullptr || location->string_at("component_id").empty() || type.empty()) {
    return Problem{"location", "`location` must have component_id and component_type"};
  }
  if (type != "Resource" && type != "Global") {
    return Problem{"location",
                   fmt::format("component_type is {}, not Resource or Global", json_quote(type))};
  }
  const std::string_view svg = button.string_at("icon_svg");
  if (!svg.empty() && svg.find("<svg") == std::string_view::npos) {
    return Problem{"icon_svg", "`icon_svg` holds no `<svg` element"};
  }
  return check_inputs(button);
}

std::map<std::string, std::string> take_map(Json::Object& object, std::string_view name) {
  std::map<std::string, std::string> map;
  std::erase_if(object, [&](auto& member) {
    if (member.first != name) {
      return false;
    }
    for (const auto& [key, value] : *member.second.template get<Json::Object>()) {
      map.emplace(key, *value.template get<std::string>());
    }
    return true;
  });
  return map;
}

graph::ApiObject make_object(const BuiltinCall& call, const Schema& schema, Json json) {
  graph::ApiObject made;
  made.type = schema.type;
  made.name = json.string_at("name");
  auto& members = std::get<Json::Object>(json.value());
  std::erase_if(members, [](const auto& member) { return member.first == "name"; });
  made.labels = take_map(members, "labels");
  made.annotations = take_map(members, "annotations");
  JsonWriter writer;
  made.spec = writer.json(json).take();
  made.span = call.span();
  return made;
}

// The same object may be registered again.
Status add_object(Session& session, const BuiltinCall& call, graph::ApiObject object) {
  std::vector<graph::ApiObject>& objects = session.targets().api_objects;
  const auto known = std::find_if(objects.begin(), objects.end(), [&](const auto& other) {
    return other.type == object.type && other.name == object.name;
  });
  if (known == objects.end()) {
    objects.push_back(std::move(object));
    return Done{};
  }
  if (known->spec == object.spec && known->labels == object.labels &&
      known->annotations == object.annotations) {
    return Done{};
  }
  return error("duplicate-object", fmt::format("a {} {} is registered already, with other fields",
                                               object.type, json_quote(object.name)))
      .at(call.span(), "registered again")
      .also(known->span, "first registered here");
}

template <Check check>
Result<Value> register_object(Session& session, const BuiltinCall& call, const Schema& schema,
                              std::span<const Value> arguments) {
  Result<Json> json = read_fields(session, call, schema, arguments);
  if (!json.ok()) {
    return std::move(json).error();
  }
  if (Status checked = check_resource_name(call, std::string(json->string_at("name")));
      !checked.ok()) {
    return std::move(checked).error();
  }
  if (const std::optional<Problem> problem = check(*json)) {
    return error("bad-object", fmt::format("{} {}: {}", schema.function,
                                           json_quote(json->string_at("name")), problem->text))
        .at(call.span_of(problem->field));
  }
  Status added = add_object(session, call, make_object(call, schema, std::move(*json)));
  return added.ok() ? Result<Value>(Value::none()) : Result<Value>(std::move(added).error());
}

constexpr std::array kEntries{schema_entry<kCmd, register_object<check_nothing>>,
                              schema_entry<kConfigMap, register_object<check_nothing>>,
                              schema_entry<kFileWatch, register_object<check_file_watch>>,
                              schema_entry<kKubernetesApply, register_object<check_apply>>,
                              schema_entry<kKubernetesDiscovery, register_object<check_discovery>>,
                              schema_entry<kUiButton, register_object<check_button>>};

}  // namespace

Table api_objects_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
