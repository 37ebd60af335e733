#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tiltc/call.h"
#include "values/heap_impl.h"

// How the natives of this folder take their arguments: into an array of Values that holds the
// defaults. Light, because len(x) and list.append(x) go through it; builtins of embedders use
// tiltc/builtin.h.
namespace tiltc::library {

inline values::HeapImpl& heap_of(const Call& call) {
  return values::impl(call.heap());
}

// "NAME: MESSAGE".
Value fail_call(const Call& call, std::string_view function, std::string_view message);

// Not `least` to `most` positional arguments. False.
bool fail_count(const Call& call, std::string_view function, std::size_t least, std::size_t most);

// Named argument `i` has a name that is none of `parameters`. False.
bool fail_keyword(const Call& call, std::string_view function, std::uint32_t i,
                  std::span<const std::string_view> parameters);

// Positional arguments only, `required` to slots.size() of them. False: failed.
bool take(const Call& call, std::string_view function, std::size_t required,
          std::span<Value> slots);

// By position or by name.
bool take_named(const Call& call, std::string_view function,
                std::span<const std::string_view> parameters, std::size_t required,
                std::span<Value> slots);

// Converts; false with "NAME: for parameter P: got X, want Y" recorded.
bool want_int(const Call& call, std::string_view function, std::string_view parameter, Value value,
              std::int64_t& result);
// Likewise, for a number that bounds a part of a sequence: any int will do.
bool want_bound(const Call& call, std::string_view function, std::string_view parameter,
                Value value, std::int64_t& result);
bool want_string(const Call& call, std::string_view function, std::string_view parameter,
                 Value value, std::string_view& result);
Value fail_type(const Call& call, std::string_view function, std::string_view parameter, Value got,
                std::string_view wanted);

}  // namespace tiltc::library
