#include "tiltc/value.h"

#include <array>

#include "base/check.h"
#include "tiltc/host_object.h"
#include "values/big_int.h"
#include "values/number.h"
#include "values/objects.h"
#include "values/print.h"
#include "values/table.h"

namespace tiltc {

using values::as;

std::string_view type_name(Value value) {
  static constexpr std::array<std::string_view, 18> kNames = {"NoneType",
                                                              "bool",
                                                              "int",
                                                              "float",
                                                              "string",
                                                              "bytes",
                                                              "list",
                                                              "tuple",
                                                              "dict",
                                                              "set",
                                                              "range",
                                                              "function",
                                                              "builtin_function_or_method",
                                                              "struct",
                                                              "module",
                                                              "",
                                                              "string.elems",
                                                              "bytes.elems"};
  switch (const Kind kind = value.kind()) {
    case Kind::kHost:
      return as<values::Host>(value)->object->type_name();
    case Kind::kStringElems:
      return as<values::Elems>(value)->form() >= values::Elems::kCodepoints ? "string.codepoints"
                                                                            : "string.elems";
    case Kind::kCell:
    case Kind::kInternal:
      return "internal";
    default:
      return kNames[static_cast<std::size_t>(kind)];
  }
}

bool truth(Value value) {
  switch (value.kind()) {
    case Kind::kNone:
      return false;
    case Kind::kBool:
      return value.is_true();
    case Kind::kInt:
      return value != Value::small_int(0);
    case Kind::kFloat:
      return values::float_of(value) != 0.0;
    case Kind::kString:
    case Kind::kBytes:
      return as<values::String>(value)->length != 0;
    case Kind::kList:
      return as<values::List>(value)->size != 0;
    case Kind::kTuple:
      return as<values::Tuple>(value)->size() != 0;
    case Kind::kDict:
    case Kind::kSet:
      return as<values::Table>(value)->size != 0;
    case Kind::kRange:
      return as<values::Range>(value)->length != 0;
    case Kind::kHost:
      return as<values::Host>(value)->object->truth();
    default:
      return true;
  }
}

std::optional<std::string_view> as_string(Value value) {
  if (value.is(Kind::kString) || value.is(Kind::kBytes)) {
    return as<values::String>(value)->view();
  }
  return std::nullopt;
}

std::optional<std::int64_t> as_int64(Value value) {
  if (value.is_small_int()) {
    return value.small_int();
  }
  if (!value.is(Kind::kInt)) {
    return std::nullopt;
  }
  const std::optional<values::Wide> wide = values::int_to_wide(value);
  if (!wide || *wide < INT64_MIN || *wide > INT64_MAX) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*wide);
}

std::optional<double> as_float(Value value) {
  return value.is(Kind::kFloat) ? std::optional(values::float_of(value)) : std::nullopt;
}

std::optional<std::span<const Value>> as_sequence(Value value) {
  if (value.is(Kind::kList)) {
    return as<values::List>(value)->view();
  }
  if (value.is(Kind::kTuple)) {
    return as<values::Tuple>(value)->view();
  }
  return std::nullopt;
}

DictView::DictView(Value dict) : dict_(dict) {
  TILTC_CHECK(dict.is(Kind::kDict));
}

std::size_t DictView::size() const {
  return as<values::Dict>(dict_)->size;
}
std::size_t DictView::slots() const {
  return as<values::Dict>(dict_)->used;
}

std::optional<Value> DictView::find(std::string_view key) const {
  const values::Entry* entry = values::find_text(*as<values::Dict>(dict_), key);
  return entry == nullptr ? std::nullopt : std::optional(entry->value);
}

std::optional<DictEntry> DictView::slot(std::size_t index) const {
  const values::Entry& entry = as<values::Dict>(dict_)->entries[index];
  return entry.live() ? std::optional(DictEntry{entry.key, entry.value}) : std::nullopt;
}

std::string str(Value value) {
  std::string text;
  if (!values::append_str(text, value)) {
    text += "...";
  }
  return text;
}

std::string repr(Value value) {
  std::string text;
  if (!values::append_repr(text, value)) {
    text += "...";
  }
  return text;
}

HostObject* host_object(Value value) {
  return value.is(Kind::kHost) ? as<values::Host>(value)->object : nullptr;
}

}  // namespace tiltc
