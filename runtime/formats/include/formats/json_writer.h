#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"

namespace tiltc {

// Writes JSON piece by piece, with commas, colons and line breaks where they belong. Calls must
// form one value: that is the caller's duty, and checked.
class JsonWriter {
 public:
  enum class Layout {
    kCompact,
    kIndented
  };  // indented: two blanks a level; empty ones stay `{}`, `[]`

  explicit JsonWriter(Layout layout = Layout::kCompact) : layout_(layout) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();

  // Inside an object: what the next value is called.
  JsonWriter& key(std::string_view name);

  JsonWriter& string(std::string_view text);  // bytes that are not UTF-8 become U+FFFD
  JsonWriter& integer(std::int64_t number);
  JsonWriter& number(double number);  // infinities and NaN, which JSON lacks, become null
  JsonWriter& boolean(bool truth);
  JsonWriter& null();
  JsonWriter& json(const Json& value);
  JsonWriter& json_text(std::string_view text);  // a value already written as JSON

  // key() and value at once.
  JsonWriter& member(std::string_view name, std::string_view text);
  JsonWriter& member(std::string_view name, const char* text);
  JsonWriter& member(std::string_view name, const std::string& text);
  JsonWriter& member(std::string_view name, std::int64_t value);
  JsonWriter& member(std::string_view name, int value);
  JsonWriter& member(std::string_view name, bool value);
  JsonWriter& member(std::string_view name, const std::vector<std::string>& texts);

  // The text; without a line break at its end.
  std::string take();

 private:
  struct Level {
    char close = '}';
    bool has_values = false;
  };

  void before_value();
  void line_break();
  JsonWriter& raw(std::string_view text);
  JsonWriter& open(char open, char close);
  JsonWriter& close(char close);

  Layout layout_;
  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace tiltc
