#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace tiltc {

// Arrays and objects nested deeper than this are refused.
inline constexpr std::size_t kMaxJsonDepth = 1000;

// A JSON value, owning all below it.
class Json {
 public:
  struct BigInteger {
    std::string digits;  // as written, beyond int64: "-9223372036854775809"
    friend bool operator==(const BigInteger&, const BigInteger&) = default;
  };
  using Array = std::vector<Json>;
  // In the order of the text. Keys are unique: a key written twice stands where it was first, with
  // the value it was given last.
  using Object = std::vector<std::pair<std::string, Json>>;
  using Value = std::variant<std::nullptr_t, bool, std::int64_t, BigInteger, double, std::string,
                             Array, Object>;

  Json() = default;  // null
  explicit Json(Value value) : value_(std::move(value)) {}

  const Value& value() const { return value_; }
  Value& value() { return value_; }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }

  // The value as T, or nullptr when it is another kind: `if (const auto* text =
  // json.get<std::string>())`.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }

  // The member `key` of an object; nullptr when there is none, or this is no object. Linear in the
  // members.
  const Json* find(std::string_view key) const;

  // For reading foreign answers: the string (number) that the member holds, else `otherwise`.
  std::string_view string_at(std::string_view key, std::string_view otherwise = {}) const;
  std::int64_t integer_at(std::string_view key, std::int64_t otherwise = 0) const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  Value value_ = nullptr;
};

// Reads one JSON text (RFC 8259; a byte order mark is skipped). Takes time in proportion to it.
// Errors have the place as their span.
Result<Json> parse_json(const SourcePtr& source);

// The same for a text without a file; `name` is what errors call it.
Result<Json> parse_json(std::string name, std::string text);

}  // namespace tiltc
