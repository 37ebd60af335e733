#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "schema.h"
#include "tiltc/builtin.h"

// Makes a builtin of a schema: one parameter a field.
namespace tiltc::builtins {

// What a builtin of a schema does with its arguments, one a field.
using SchemaBody = Result<Value> (*)(Session&, const BuiltinCall&, const Schema&,
                                     std::span<const Value>);

// The rows that bind the arguments of `S`, made from its fields.
template <const Schema& S>
class SchemaRows {
 public:
  static constexpr std::size_t kCount = S.fields.size();
  using Arguments = std::array<Value, kCount>;

  static constexpr BuiltinInfo info() { return {S.function, S.doc, &list, &show, &returns}; }

 private:
  static std::string returns() { return std::string(S.type.empty() ? "any" : S.type); }

  template <std::size_t I>
  static ParameterInfo constexpr row() {
    const Field& field = S.fields[I];
    ParameterInfo info;
    info.rule = field.need == Need::kRequired ? ParameterRule::kRequired : ParameterRule::kOptional;
    info.name = field.name;
    info.doc = field.doc;
    info.type = [] { return type_words(S.fields[I]); };
    info.set = [](void* arguments, Value value, std::string&) {
      (*static_cast<Arguments*>(arguments))[I] = value;
      return true;
    };
    info.show_default = [](const void*) { return std::string(default_words(S.fields[I].type)); };
    return info;
  }

  template <std::size_t... I>
  static constexpr std::array<ParameterInfo, kCount> rows(std::index_sequence<I...>) {
    return {row<I>()...};
  }

  static constexpr auto kRows = rows(std::make_index_sequence<kCount>());

  static std::span<const ParameterInfo> list(const BuiltinInfo&) { return kRows; }
  static void show(const BuiltinInfo&, void (*visit)(void*, const void*), void* context) {
    const Arguments defaults{};
    visit(context, &defaults);
  }
};

template <const Schema& S>
inline constexpr BuiltinInfo schema_info = SchemaRows<S>::info();

template <const Schema& S, SchemaBody body>
Value invoke_schema(const Call& call) {
  typename SchemaRows<S>::Arguments arguments{};
  if (!bind_arguments(call, schema_info<S>, &arguments)) {
    return Value::failure();
  }
  Result<Value> result =
      body(*static_cast<Session*>(call.host()), BuiltinCall(call, schema_info<S>), S, arguments);
  return result.ok() ? *result : call.fail(std::move(result.error().diagnostic()));
}

// The usual body: makes a RecordValue.
Result<Value> make_record(Session& session, const BuiltinCall& call, const Schema& schema,
                          std::span<const Value> arguments);

template <const Schema& S, SchemaBody body = make_record>
inline constexpr BuiltinEntry<Session> schema_entry{&schema_info<S>, &invoke_schema<S, body>};

}  // namespace tiltc::builtins
