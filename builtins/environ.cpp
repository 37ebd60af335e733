#include "environ.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "tiltc/builtin.h"

namespace tiltc::builtins {

namespace {

using Variables = std::map<std::string, std::string>;

struct KeyArguments {
  std::string key;
  Value default_value;
};

struct NoArguments {};

struct UpdateArguments {
  Value pairs;
  NamedValues named;
};

Result<Value> get(Session& session, const BuiltinCall&, const KeyArguments& arguments) {
  const std::optional<std::string> text = session.variable(arguments.key);
  return text ? session.heap().string(*text) : arguments.default_value;
}

Result<Value> pop(Session& session, const BuiltinCall& call, const KeyArguments& arguments) {
  if (const std::optional<std::string> text = session.variable(arguments.key)) {
    session.environment().erase(arguments.key);
    return session.heap().string(*text);
  }
  if (!call.was_given("default")) {
    return error("missing-key",
                 fmt::format("os.environ has no variable {}", json_quote(arguments.key)))
        .at(call.span_of("key"));
  }
  return arguments.default_value;
}

Result<Value> setdefault(Session& session, const BuiltinCall& call, const KeyArguments& arguments) {
  if (const std::optional<std::string> known = session.variable(arguments.key)) {
    return session.heap().string(*known);
  }
  const std::optional<std::string_view> text = as_string(arguments.default_value);
  if (!text) {
    return error("wrong-type", "a variable of os.environ must be a string")
        .at(call.span_of("default"));
  }
  session.environment()[arguments.key] = *text;
  return arguments.default_value;
}

Result<Value> update(Session& session, const BuiltinCall& call, const UpdateArguments& arguments) {
  std::vector<DictEntry> entries;
  if (arguments.pairs.is(Kind::kDict)) {
    DictView(arguments.pairs).each([&](const DictEntry& entry) { entries.push_back(entry); });
  }
  Variables changes;
  for (const DictEntry& entry : entries) {
    const auto key = as_string(entry.key);
    const auto text = as_string(entry.value);
    if (!key || !text) {
      return error("wrong-type", "variables of os.environ are strings").at(call.span_of("pairs"));
    }
    changes[std::string(*key)] = *text;
  }
  for (const auto& [name, value] : arguments.named) {
    const auto text = as_string(value);
    if (!text) {
      return error("wrong-type", fmt::format("the variable `{}` must be a string", name))
          .at(call.span());
    }
    changes[std::string(name)] = *text;
  }
  for (auto& [key, text] : changes) {
    session.environment()[key] = std::move(text);
  }
  return Value::none();
}

Result<Value> clear(Session& session, const BuiltinCall&, const NoArguments&) {
  session.environment().clear();
  return Value::none();
}

enum class Part { kKeys, kValues, kItems };

template <Part part>
Result<Value> list_of(Session& session, const BuiltinCall&, const NoArguments&) {
  session.note_all_variables();
  Heap& heap = session.heap();
  const Value list = heap.list({});
  for (const auto& [key, text] : session.environment()) {
    const Value name = heap.string(key);
    const Value value = heap.string(text);
    const std::array<Value, 2> pair{name, value};
    heap.append(list, part == Part::kKeys     ? name
                      : part == Part::kValues ? value
                                              : heap.tuple(pair));
  }
  return list;
}

constexpr Builtin kGet{"environ.get", "The variable, or a default.", get,
                       required<&KeyArguments::key>("key", "Its name."),
                       optional<&KeyArguments::default_value>("default", "What else to return.")};
constexpr Builtin kPop{"environ.pop", "Removes the variable and returns it.", pop,
                       required<&KeyArguments::key>("key", "Its name."),
                       optional<&KeyArguments::default_value>("default", "What else to return.")};
constexpr Builtin kSetdefault{"environ.setdefault", "The variable; set first if it is missing.",
                              setdefault, required<&KeyArguments::key>("key", "Its name."),
                              optional<&KeyArguments::default_value>("default", "Its text.")};
constexpr Builtin kUpdate{"environ.update", "Sets several variables.", update,
                          optional<&UpdateArguments::pairs>("pairs", "A dict of strings."),
                          rest<&UpdateArguments::named>("named", "Variables by name.")};
constexpr Builtin kClear{"environ.clear", "Removes all variables.", clear};
constexpr Builtin kKeys{"environ.keys", "The names.", list_of<Part::kKeys>};
constexpr Builtin kValues{"environ.values", "The texts.", list_of<Part::kValues>};
constexpr Builtin kItems{"environ.items", "Pairs of name and text.", list_of<Part::kItems>};

constexpr std::array kMethods{entry<kGet>,   entry<kPop>,  entry<kSetdefault>, entry<kUpdate>,
                              entry<kClear>, entry<kKeys>, entry<kValues>,     entry<kItems>};

constexpr std::string_view kPrefix = "environ.";

}  // namespace

std::string Environ::str() const {
  // Values may be secrets: only names are shown.
  std::vector<std::string> names;
  for (const auto& [key, text] : session_.environment()) {
    names.push_back(key);
  }
  return fmt::format("environ({})", join(names, ", "));
}

std::optional<Value> Environ::get_item(Heap& heap, Value key) {
  const std::optional<std::string_view> name = as_string(key);
  const std::optional<std::string> text =
      name ? session_.variable(std::string(*name)) : std::nullopt;
  return text ? std::optional(heap.string(*text)) : std::nullopt;
}

bool Environ::set_item(Value key, Value value) {
  const std::optional<std::string_view> name = as_string(key);
  const std::optional<std::string_view> text = as_string(value);
  if (!name || !text || name->empty() || name->find('=') != std::string_view::npos) {
    return false;
  }
  session_.environment()[std::string(*name)] = *text;
  return true;
}

std::vector<Value> Environ::keys(Heap& heap) {
  session_.note_all_variables();
  // Interned strings live as long as the heap: they need no root here.
  std::vector<Value> names;
  for (const auto& [key, text] : session_.environment()) {
    names.push_back(heap.interned(key));
  }
  return names;
}

std::optional<Value> Environ::attribute(Heap&, std::string_view name) {
  for (const BuiltinEntry<Session>& method : kMethods) {
    if (method.info->name.substr(kPrefix.size()) == name) {
      return session_.engine().native({method.info->name, method.function, &session_});
    }
  }
  return std::nullopt;
}

std::vector<std::string> Environ::attribute_names() const {
  std::vector<std::string> names;
  for (const BuiltinEntry<Session>& method : kMethods) {
    names.emplace_back(method.info->name.substr(kPrefix.size()));
  }
  return names;
}

}  // namespace tiltc::builtins
