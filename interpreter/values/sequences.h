#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "values/heap_impl.h"

// What operators do with strings, bytes, lists and tuples.
namespace tiltc::values {

inline constexpr std::uint64_t kMaxStringBytes = std::uint64_t{1} << 30U;
inline constexpr std::uint64_t kMaxRepeat = std::uint64_t{1} << 30U;

// A new string or bytes value of the same kind as `like`. failure(): too long.
Value concat_text(HeapImpl& heap, Value a, Value b);
Value concat_lists(HeapImpl& heap, Value a, Value b);
Value concat_tuples(HeapImpl& heap, Value a, Value b);
// Nothing: not a sequence that can be repeated.
std::optional<Value> repeat(HeapImpl& heap, Value sequence, Value count);

// A string of `bytes`, which may lie in another string; failure(): too long.
Value make_string(HeapImpl& heap, std::string_view bytes);
Value make_like(HeapImpl& heap, Kind kind, std::string_view bytes);  // string or bytes

// An int as an index; too large ones become the nearest int64. Nothing: no int.
std::optional<std::int64_t> as_clamped_index(Value value);

}  // namespace tiltc::values
