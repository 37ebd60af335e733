#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tiltc/call.h"
#include "tiltc/engine.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

// How a builtin is declared: its arguments are a struct, and a constant table ties the members to names,
// types, defaults and docs. The table binds arguments, makes the error texts and feeds the reference.
//
//   struct LocalResource { std::string name; std::optional<std::string> cmd; bool auto_init = true; };
//   Result<Done> local_resource(Session&, const BuiltinCall&, const LocalResource&);
//
//   constexpr Builtin kLocalResource{
//       "local_resource", "Registers a command that runs on this machine.", local_resource,
//       required<&LocalResource::name>("name", "Unique name of the resource."),
//       optional<&LocalResource::cmd>("cmd", "What to run."),
//       named_only,
//       optional<&LocalResource::auto_init>("auto_init", "Also run at start-up."),
//   };
//   constexpr std::array kCommands{entry<kLocalResource>};
//
// One untemplated function walks the table for every builtin; only the setter of a member is a template.
namespace tiltc {

// How a Starlark value becomes a member of type T, and how a default is shown. An embedder specialises it
// for types of its own:
//   static std::string type();                                  what the reference and errors call it
//   static bool from(Value, T& out, std::string& problem);      false: not convertible; `problem` may say
//                                                               why, else "wants TYPE, got KIND" is said
//   static std::string show(const T&);                          the default, as written in Starlark
template <class T>
struct Convert;

template <>
struct Convert<Value> {
  static std::string type() { return "any"; }
  static bool from(Value value, Value& out, std::string&) {
    out = value;
    return true;
  }
  static std::string show(const Value& value) { return repr(value); }
};

template <>
struct Convert<std::string> {
  static std::string type() { return "string"; }
  static bool from(Value value, std::string& out, std::string& problem);
  static std::string show(const std::string& text);
};

template <>
struct Convert<bool> {
  static std::string type() { return "bool"; }
  static bool from(Value value, bool& out, std::string& problem);
  static std::string show(const bool& truth) { return truth ? "True" : "False"; }
};

template <>
struct Convert<std::int64_t> {
  static std::string type() { return "int"; }
  static bool from(Value value, std::int64_t& out, std::string& problem);
  static std::string show(const std::int64_t& number) { return std::to_string(number); }
};

// None is a value of its own here: an absent one.
template <class T>
struct Convert<std::optional<T>> {
  static std::string type() { return Convert<T>::type() + " | None"; }
  static bool from(Value value, std::optional<T>& out, std::string& problem) {
    if (value.is_none()) {
      out.reset();
      return true;
    }
    return Convert<T>::from(value, out.emplace(), problem);
  }
  static std::string show(const std::optional<T>& value) {
    return value ? Convert<T>::show(*value) : "None";
  }
};

// The message for element `index` of a list: "element 2 is an int, want string".
std::string element_problem(std::size_t index, Value element, std::string_view wanted,
                            std::string_view problem);
// Which element such a message is about; nothing for other messages.
std::optional<std::size_t> element_of_problem(std::string_view problem);

// A list or tuple.
template <class T>
struct Convert<std::vector<T>> {
  static std::string type() { return "list of " + Convert<T>::type(); }
  static bool from(Value value, std::vector<T>& out, std::string& problem) {
    const std::optional<std::span<const Value>> elements = as_sequence(value);
    if (!elements) {
      return false;
    }
    out.clear();
    for (const Value element : *elements) {
      std::string why;
      if (!Convert<T>::from(element, out.emplace_back(), why)) {
        problem = element_problem(out.size() - 1, element, Convert<T>::type(), why);
        return false;
      }
    }
    return true;
  }
  static std::string show(const std::vector<T>& elements) { return elements.empty() ? "[]" : "[…]"; }
};

enum class ParameterRule : std::uint8_t {
  kRequired,
  kOptional,
  kNamedOnly,  // no parameter: those after it can't be given by position
  kRest,       // takes the other positional arguments; the member is a std::vector<Value>
  kRestNamed,  // takes the other named ones; the member is a NamedValues
};

// What a **kwargs member is. Names and values stay alive for the length of the call.
using NamedValues = std::vector<std::pair<std::string_view, Value>>;

struct ParameterInfo {
  ParameterRule rule = ParameterRule::kOptional;
  std::string_view name;
  std::string_view doc;
  std::string (*type)() = nullptr;
  bool (*set)(void* arguments, Value value, std::string& problem) = nullptr;
  std::string (*show_default)(const void* arguments) = nullptr;
  void* (*rest)(void* arguments) = nullptr;  // the member of kRest and kRestNamed
  std::string_view other_name;               // an alias, accepted but not advertised
  std::string_view deprecation;              // why, and what to use instead
};

// What is said of a builtin without its types. Constant, lives for ever.
struct BuiltinInfo {
  std::string_view name;  // dotted where it lives in a module: "os.path.join"
  std::string_view doc;   // a first sentence, then what else is to be known
  std::span<const ParameterInfo> (*parameters)(const BuiltinInfo&);
  void (*with_defaults)(const BuiltinInfo&, void (*visit)(void* context, const void* arguments),
                        void* context);
  std::string (*returns)();       // the type of the result, in the words of Convert
  std::string_view example = {};  // see Example; empty where there is none
};

// A running call of a builtin.
class BuiltinCall {
 public:
  BuiltinCall(const Call& call, const BuiltinInfo& info) : call_(call), info_(info) {}

  const Call& call() const { return call_; }
  const BuiltinInfo& info() const { return info_; }
  Heap& heap() const { return call_.heap(); }

  // Where the call stands, and where the argument for `parameter` does: the callee when it wasn't given.
  Span span() const { return call_.callee_span(); }
  Span span_of(std::string_view parameter) const;
  bool was_given(std::string_view parameter) const;

 private:
  const Call& call_;
  const BuiltinInfo& info_;
};

template <auto Member>
struct MemberOf;

template <class A, class T, T A::*M>
struct MemberOf<M> {
  using Arguments = A;
  using Type = T;
  static bool set(void* arguments, Value value, std::string& problem) {
    return Convert<T>::from(value, static_cast<A*>(arguments)->*M, problem);
  }
  static std::string show(const void* arguments) {
    return Convert<T>::show(static_cast<const A*>(arguments)->*M);
  }
  static void* rest(void* arguments) { return &(static_cast<A*>(arguments)->*M); }
};

// One row of a table; `Arguments` ties it to the struct of its builtin.
template <class Arguments>
struct Parameter : ParameterInfo {
  consteval Parameter alias(std::string_view name_too) const {
    Parameter copy = *this;
    copy.other_name = name_too;
    return copy;
  }
  consteval Parameter deprecated(std::string_view why) const {
    Parameter copy = *this;
    copy.deprecation = why;
    return copy;
  }
};

template <auto M>
consteval auto parameter(ParameterRule rule, std::string_view name, std::string_view doc) {
  using Of = MemberOf<M>;
  Parameter<typename Of::Arguments> made;
  made.rule = rule;
  made.name = name;
  made.doc = doc;
  made.type = &Convert<typename Of::Type>::type;
  made.set = &Of::set;
  made.show_default = &Of::show;
  return made;
}

template <auto M>
consteval auto required(std::string_view name, std::string_view doc) {
  return parameter<M>(ParameterRule::kRequired, name, doc);
}

template <auto M>
consteval auto optional(std::string_view name, std::string_view doc) {
  return parameter<M>(ParameterRule::kOptional, name, doc);
}

template <auto M>
consteval auto rest(std::string_view name, std::string_view doc) {
  using Of = MemberOf<M>;
  constexpr bool positional = std::is_same_v<typename Of::Type, std::vector<Value>>;
  static_assert(positional || std::is_same_v<typename Of::Type, NamedValues>);
  Parameter<typename Of::Arguments> made;
  made.rule = positional ? ParameterRule::kRest : ParameterRule::kRestNamed;
  made.name = name;
  made.doc = doc;
  made.rest = &Of::rest;
  return made;
}

// What a builtin returns, in words.
template <class R>
std::string returned_type() {
  if constexpr (std::is_same_v<R, Done>) {
    return "None";
  } else {
    return Convert<R>::type();
  }
}

struct NamedOnly {};
inline constexpr NamedOnly named_only;

// A row that is no parameter: a whole program that shows the builtin, and runs in an empty folder.
struct Example {
  std::string_view text;
};
consteval Example example(std::string_view text) { return {text}; }

namespace detail {

consteval bool is_identifier(std::string_view text, bool dotted) {
  bool at_start = true;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (c == '.' && dotted && !at_start) {
      at_start = true;
      continue;
    }
    if (!letter && !(digit && !at_start)) {
      return false;
    }
    at_start = false;
  }
  return !at_start;
}

// A wrong table does not compile: a throw is no constant expression.
consteval void validate(std::string_view name, std::string_view doc,
                        std::span<const ParameterInfo> parameters) {
  if (!is_identifier(name, true)) {
    throw "a builtin's name must be an identifier, dotted perhaps";
  }
  if (doc.empty()) {
    throw "a builtin needs a doc line";
  }
  bool optional_seen = false;
  bool named_only_seen = false;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ParameterInfo& row = parameters[i];
    if (row.rule == ParameterRule::kNamedOnly) {
      named_only_seen = true;
      continue;
    }
    if (!is_identifier(row.name, false)) {
      throw "a parameter's name must be an identifier";
    }
    if (row.doc.empty()) {
      throw "every parameter needs a doc line";
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (parameters[j].rule != ParameterRule::kNamedOnly && parameters[j].name == row.name) {
        throw "two parameters have one name";
      }
    }
    if (row.rule == ParameterRule::kOptional) {
      optional_seen = true;
    } else if (row.rule == ParameterRule::kRequired && optional_seen && !named_only_seen) {
      throw "a required parameter follows an optional one";
    }
  }
}

template <class Row>
inline constexpr bool kIsExample = std::is_same_v<Row, Example>;

template <class Row>
consteval void put(ParameterInfo*& next, const Row& row) {
  if constexpr (std::is_same_v<Row, NamedOnly>) {
    (next++)->rule = ParameterRule::kNamedOnly;
  } else if constexpr (!kIsExample<Row>) {
    *next++ = row;
  }
}

template <std::size_t N, class... Rows>
consteval std::array<ParameterInfo, N> collect(const Rows&... rows) {
  std::array<ParameterInfo, N> table{};
  [[maybe_unused]] ParameterInfo* next = table.data();
  (put(next, rows), ...);
  return table;
}

template <class Row>
consteval void take_example(std::string_view& text, const Row& row) {
  if constexpr (kIsExample<Row>) {
    text = row.text;
  }
}

}  // namespace detail

template <class Row, class Arguments>
concept RowOf = std::is_same_v<Row, NamedOnly> || std::is_same_v<Row, Example> ||
                std::is_same_v<Row, Parameter<Arguments>>;

template <class H, class R, class A, std::size_t N>
struct Builtin : BuiltinInfo {
  using Host = H;
  using Returned = R;
  using Arguments = A;

  Result<R> (*body)(H&, const BuiltinCall&, const A&);
  std::array<ParameterInfo, N> table;

  template <RowOf<A>... Rows>
  consteval Builtin(std::string_view the_name, std::string_view the_doc,
                    Result<R> (*the_body)(H&, const BuiltinCall&, const A&), Rows... rows)
      : BuiltinInfo{the_name, the_doc, &list, &show, &returned_type<R>},
        body(the_body),
        table(detail::collect<N>(rows...)) {
    detail::validate(the_name, the_doc, table);
    (detail::take_example(example, rows), ...);
  }

  static std::span<const ParameterInfo> list(const BuiltinInfo& info) {
    return static_cast<const Builtin&>(info).table;
  }
  static void show(const BuiltinInfo&, void (*visit)(void*, const void*), void* context) {
    const A defaults{};
    visit(context, &defaults);
  }
};

template <class H, class R, class A, class... Rows>
Builtin(std::string_view, std::string_view, Result<R> (*)(H&, const BuiltinCall&, const A&), Rows...)
    -> Builtin<H, R, A, (0 + ... + std::size_t{!detail::kIsExample<Rows>})>;

// Fills `arguments` from the call, by the table. On failure the call has its diagnostic.
bool bind_arguments(const Call& call, const BuiltinInfo& info, void* arguments);

inline Value returned(Heap&, Done) { return Value::none(); }
inline Value returned(Heap&, Value value) { return value; }
inline Value returned(Heap&, bool truth) { return Value::boolean(truth); }
inline Value returned(Heap& heap, const std::string& text) { return heap.string(text); }

// A host that wants to know of arguments for deprecated parameters has this member.
template <class Host>
concept HearsOfDeprecated = requires(Host& host, const BuiltinCall& call,
                                     const ParameterInfo& parameter) {
  host.deprecated_argument(call, parameter);
};

namespace detail {

template <const auto& B>
void tell_deprecated(const Call& call) {
  using Host = typename std::remove_cvref_t<decltype(B)>::Host;
  if constexpr (HearsOfDeprecated<Host>) {
    const BuiltinCall its(call, B);
    for (const ParameterInfo& row : B.table) {
      if (!row.deprecation.empty() && its.was_given(row.name)) {
        static_cast<Host*>(call.host())->deprecated_argument(its, row);
      }
    }
  }
}

consteval bool any_deprecated(std::span<const ParameterInfo> table) {
  for (const ParameterInfo& row : table) {
    if (!row.deprecation.empty()) {
      return true;
    }
  }
  return false;
}

}  // namespace detail

template <const auto& B>
Value invoke(const Call& call) {
  using Type = std::remove_cvref_t<decltype(B)>;
  typename Type::Arguments arguments{};
  if (!bind_arguments(call, B, &arguments)) {
    return Value::failure();
  }
  if constexpr (detail::any_deprecated(B.table)) {
    detail::tell_deprecated<B>(call);
  }
  auto result = B.body(*static_cast<typename Type::Host*>(call.host()), BuiltinCall(call, B), arguments);
  if (!result.ok()) {
    return call.fail(std::move(result.error().diagnostic()));
  }
  return returned(call.heap(), *result);
}

// A builtin ready to be installed where there is a Host.
template <class Host>
struct BuiltinEntry {
  const BuiltinInfo* info;
  NativeFunction function;
};

template <const auto& B>
inline constexpr BuiltinEntry<typename std::remove_cvref_t<decltype(B)>::Host> entry{&B, &invoke<B>};

// Collects what a program shall know, functions and constants, dotted names included, and predeclares it:
// "os.path.join" becomes a member of the module os.path, a member of the module os.
class Predeclaration {
 public:
  explicit Predeclaration(Engine& engine) : engine_(engine) {}

  void add(std::string_view name, Value value);

  template <class Host, std::size_t N>
  void add(const std::array<BuiltinEntry<Host>, N>& entries, Host& host) {
    for (const BuiltinEntry<Host>& one : entries) {
      add(one.info->name, engine_.native({one.info->name, one.function, &host}));
    }
  }

  void install();

 private:
  Value module_of(std::string_view prefix);

  Engine& engine_;
  std::vector<std::pair<std::string, Root>> members_;  // full names, in the order added
};

// local_resource(name, cmd=None, *, auto_init=True)
std::string signature(const BuiltinInfo& info);
// The whole reference of one builtin, for a terminal and as Markdown.
std::string reference(const BuiltinInfo& info);
std::string reference_markdown(const BuiltinInfo& info);

}  // namespace tiltc
