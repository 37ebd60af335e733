#include "library/dict_update.h"

#include <array>

#include <fmt/format.h>

#include "tiltc/host_object.h"
#include "values/operations.h"
#include "values/set_algebra.h"
#include "values/table.h"

namespace tiltc::library {
namespace {

using values::Dict;
using values::HeapImpl;

bool add_pair(const Call& call, std::string_view function, Dict* dict, Value pair,
              std::size_t number) {
  HeapImpl& heap = heap_of(call);
  if (!values::is_iterable(pair)) {
    fail_call(call, function,
              fmt::format("dictionary update sequence element #{} is not iterable "
                          "({})",
                          number, type_name(pair)));
    return false;
  }
  const std::optional<std::int64_t> size = values::length_of(pair);
  std::array<Value, 2> parts;
  if (!size || *size != 2) {
    fail_call(call, function,
              fmt::format("dictionary update sequence element #{} has length {}, want 2", number,
                          size.value_or(0)));
    return false;
  }
  return values::unpack(heap, pair, parts) && values::dict_set(heap, dict, parts[0], parts[1]);
}

bool add_pairs(const Call& call, std::string_view function, Dict* dict, Value pairs) {
  values::Iteration iteration(heap_of(call), pairs);
  std::size_t number = 0;
  Value pair;
  while (iteration.ok() && iteration.next(pair)) {
    if (!add_pair(call, function, dict, pair, number++)) {
      return false;
    }
  }
  return iteration.ok();
}

bool add_host(const Call& call, Dict* dict, Value mapping) {
  HeapImpl& heap = heap_of(call);
  values::Iteration keys(heap, mapping);
  Value key;
  while (keys.ok() && keys.next(key)) {
    const Value value = values::index(heap, mapping, key);
    if (value.is_failure() || !values::dict_set(heap, dict, key, value)) {
      return false;
    }
  }
  return keys.ok();
}

bool add_positional(const Call& call, std::string_view function, Dict* dict, Value source) {
  if (source.is(Kind::kDict)) {
    values::add_all(heap_of(call), *dict, *values::as<Dict>(source));
    return true;
  }
  if (const HostObject* host = host_object(source); host != nullptr && host->is_mapping()) {
    return add_host(call, dict, source);
  }
  return add_pairs(call, function, dict, source);
}

}  // namespace

bool update_dict(const Call& call, std::string_view function, Dict* dict) {
  if (call.positional_count() > 1) {
    return fail_count(call, function, 0, 1);
  }
  if (call.positional_count() == 1 && !add_positional(call, function, dict, call.positional(0))) {
    return false;
  }
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    values::insert_string(heap_of(call), *dict, values::as<values::String>(call.name_value(i)),
                          call.named(i));
  }
  return true;
}

}  // namespace tiltc::library
