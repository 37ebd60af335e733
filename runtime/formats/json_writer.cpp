#include "formats/json_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/text.h"

namespace tiltc {

void JsonWriter::line_break() {
  if (layout_ == Layout::kIndented) {
    out_ += '\n';
    out_.append(2 * levels_.size(), ' ');
  }
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) {
    TILTC_CHECK(out_.empty());  // one value a text
    return;
  }
  if (levels_.back().has_values) {
    out_ += ',';
  }
  levels_.back().has_values = true;
  line_break();
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  before_value();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::open(char open, char close) {
  before_value();
  out_ += open;
  levels_.push_back({close, false});
  return *this;
}

JsonWriter& JsonWriter::close(char close) {
  TILTC_CHECK(!levels_.empty() && levels_.back().close == close && !after_key_);
  const bool has_values = levels_.back().has_values;
  levels_.pop_back();
  if (has_values) {
    line_break();
  }
  out_ += close;
  return *this;
}

JsonWriter& JsonWriter::begin_object() {
  return open('{', '}');
}
JsonWriter& JsonWriter::end_object() {
  return close('}');
}
JsonWriter& JsonWriter::begin_array() {
  return open('[', ']');
}
JsonWriter& JsonWriter::end_array() {
  return close(']');
}

JsonWriter& JsonWriter::key(std::string_view name) {
  TILTC_CHECK(!levels_.empty() && levels_.back().close == '}' && !after_key_);
  before_value();
  out_ += json_quote(name);
  out_ += layout_ == Layout::kIndented ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  return raw(json_quote(text));
}
JsonWriter& JsonWriter::integer(std::int64_t number) {
  return raw(std::to_string(number));
}
JsonWriter& JsonWriter::boolean(bool truth) {
  return raw(truth ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

// The shortest text that reads back as the same double, and as a double: 1.0, not 1.
JsonWriter& JsonWriter::number(double number) {
  if (!std::isfinite(number)) {
    return null();
  }
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) {
    text += ".0";
  }
  return raw(text);
}

// One overload a kind of value. Recursion is as deep as the value, whose readers limit it.
struct JsonValueWriter {
  JsonWriter& out;

  void operator()(std::nullptr_t) const { out.null(); }
  void operator()(bool truth) const { out.boolean(truth); }
  void operator()(std::int64_t number) const { out.integer(number); }
  void operator()(const Json::BigInteger& number) const { out.json_text(number.digits); }
  void operator()(double number) const { out.number(number); }
  void operator()(const std::string& text) const { out.string(text); }

  void operator()(const Json::Array& array) const {
    out.begin_array();
    for (const Json& element : array) {
      out.json(element);
    }
    out.end_array();
  }

  void operator()(const Json::Object& object) const {
    out.begin_object();
    for (const auto& [name, value] : object) {
      out.key(name).json(value);
    }
    out.end_object();
  }
};

JsonWriter& JsonWriter::json(const Json& value) {
  std::visit(JsonValueWriter{*this}, value.value());
  return *this;
}

JsonWriter& JsonWriter::json_text(std::string_view text) {
  return raw(text);
}

JsonWriter& JsonWriter::member(std::string_view name, std::string_view text) {
  return key(name).string(text);
}
JsonWriter& JsonWriter::member(std::string_view name, const char* text) {
  return key(name).string(text);
}
JsonWriter& JsonWriter::member(std::string_view name, const std::string& text) {
  return key(name).string(text);
}
JsonWriter& JsonWriter::member(std::string_view name, std::int64_t value) {
  return key(name).integer(value);
}
JsonWriter& JsonWriter::member(std::string_view name, int value) {
  return key(name).integer(value);
}
JsonWriter& JsonWriter::member(std::string_view name, bool value) {
  return key(name).boolean(value);
}

JsonWriter& JsonWriter::member(std::string_view name, const std::vector<std::string>& texts) {
  key(name).begin_array();
  for (const std::string& text : texts) {
    string(text);
  }
  return end_array();
}

std::string JsonWriter::take() {
  TILTC_CHECK(levels_.empty() && !after_key_ && !out_.empty());
  return std::exchange(out_, {});
}

}  // namespace tiltc
