#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "tiltc/host_object.h"
#include "values/big_int.h"
#include "values/format.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/print.h"
#include "values/quote.h"
#include "values/sequences.h"
#include "values/text_buffer.h"

namespace tiltc::values {
namespace {

// One formatting of "..." % operand. Flags, widths and precisions do not exist in the language.
class PercentFormatter {
 public:
  PercentFormatter(HeapImpl& heap, String* pattern, Value operand, std::string& out)
      : heap_(heap), pattern_(pattern), operand_(operand), out_(out) {
    count_ = operand.is(Kind::kTuple) ? as<Tuple>(operand)->size() : 1;
  }

  Value run();

 private:
  bool conversion(std::string_view& rest);
  std::optional<Value> argument(std::string_view& rest);
  std::optional<Value> by_name(std::string_view& rest);
  std::optional<Value> next_positional();
  bool append(char conversion, Value value);
  bool append_integer(char conversion, Value value);
  bool append_float(char conversion, Value value);
  bool append_character(Value value);
  bool problem(std::string message) {
    fail(heap_, error("bad-format", std::move(message)));
    return false;
  }
  bool wants(char conversion, std::string_view wanted, Value got) {
    return problem(
        fmt::format("%{} format requires {}, not {}", conversion, wanted, type_name(got)));
  }

  HeapImpl& heap_;
  String* pattern_;
  Value operand_;
  std::size_t count_ = 0;  // positional arguments
  std::size_t used_ = 0;
  std::string& out_;
};

Value PercentFormatter::run() {
  std::string_view rest = pattern_->view();
  while (true) {
    const std::size_t percent = rest.find('%');
    out_ += rest.substr(0, percent);
    if (percent == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(percent + 1);
    if (!conversion(rest)) {
      return Value::failure();
    }
  }
  const bool mapping = operand_.is(Kind::kDict) || operand_.is(Kind::kHost);
  if (used_ < count_ && !mapping) {
    problem("too many arguments for format string");
    return Value::failure();
  }
  return make_string(heap_, out_);
}

// What follows a `%`.
bool PercentFormatter::conversion(std::string_view& rest) {
  if (rest.empty()) {
    return problem("incomplete format");
  }
  if (rest[0] == '%') {
    out_ += '%';
    rest.remove_prefix(1);
    return true;
  }
  const std::optional<Value> value = argument(rest);
  if (!value) {
    return false;
  }
  if (rest.empty()) {
    return problem("incomplete format");
  }
  const char letter = rest[0];
  rest.remove_prefix(1);
  return append(letter, *value);
}

std::optional<Value> PercentFormatter::argument(std::string_view& rest) {
  return rest[0] == '(' ? by_name(rest) : next_positional();
}

std::optional<Value> PercentFormatter::by_name(std::string_view& rest) {
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos) {
    problem("incomplete format key");
    return std::nullopt;
  }
  const Value key = heap_.string(rest.substr(1, close - 1));
  rest.remove_prefix(close + 1);
  const HostObject* host = host_object(operand_);
  if (!operand_.is(Kind::kDict) && (host == nullptr || !host->is_mapping())) {
    problem("format requires a mapping");
    return std::nullopt;
  }
  ++used_;  // so that no positional conversion may follow
  const Value found = index(heap_, operand_, key);
  return found.is_failure() ? std::nullopt : std::optional(found);
}

std::optional<Value> PercentFormatter::next_positional() {
  if (used_ >= count_) {
    problem("not enough arguments for format string");
    return std::nullopt;
  }
  const std::size_t i = used_++;
  return operand_.is(Kind::kTuple) ? as<Tuple>(operand_)->items()[i] : operand_;
}

bool PercentFormatter::append(char conversion, Value value) {
  switch (conversion) {
    case 's':
      return append_str(out_, value) || problem("the value is too large to be printed");
    case 'r':
      return append_repr(out_, value) || problem("the value is too large to be printed");
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
      return append_integer(conversion, value);
    case 'e':
    case 'f':
    case 'g':
    case 'E':
    case 'F':
    case 'G':
      return append_float(conversion, value);
    case 'c':
      return append_character(value);
    case '%':  // after a (name)
      out_ += '%';
      return true;
    default:
      return problem(fmt::format("unknown conversion %{}", conversion));
  }
}

std::string upper(std::string text) {
  for (char& c : text) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

bool PercentFormatter::append_integer(char conversion, Value value) {
  if (const std::optional<double> real = as_float(value)) {
    if (!std::isfinite(*real)) {
      return problem(fmt::format("%{} format requires integer: cannot convert float {} to integer",
                                 conversion, float_to_string(*real)));
    }
    value = double_to_int(heap_, *real);
  }
  if (!value.is(Kind::kInt)) {
    return wants(conversion, "integer", value);
  }
  if (conversion == 'd' || conversion == 'i') {
    append_int(out_, value);
  } else {
    const std::string digits = int_to_base(value, conversion == 'o' ? 8 : 16);
    out_ += conversion == 'X' ? upper(digits) : digits;
  }
  return true;
}

bool PercentFormatter::append_float(char conversion, Value value) {
  if (!value.is(Kind::kInt) && !value.is(Kind::kFloat)) {
    return wants(conversion, "float", value);
  }
  const double real = value.is(Kind::kInt) ? int_to_double(value) : float_of(value);
  const bool general = conversion == 'g' || conversion == 'G';
  const std::string text = general ? float_to_string(real) : float_to_precision(real, conversion);
  out_ += conversion <= 'G' && std::isfinite(real) ? upper(text) : text;
  return true;
}

bool PercentFormatter::append_character(Value value) {
  if (is_string(value)) {
    const std::string_view text = as<String>(value)->view();
    if (text.empty() || decode_utf8(text).width != text.size()) {
      return problem("%c format requires a single-character string");
    }
    append_utf8(out_, decode_utf8(text).code_point);
    return true;
  }
  const std::optional<std::int64_t> code = as_int64(value);
  if (!value.is(Kind::kInt)) {
    return wants('c', "int or single-character string", value);
  }
  if (!code || *code < 0 || *code > 0x10FFFF) {
    return problem(
        fmt::format("%c format requires a valid Unicode code point, got {}", int_to_string(value)));
  }
  append_utf8(out_, scalar_value(*code));
  return true;
}

}  // namespace

Value format_percent(HeapImpl& heap, String* pattern, Value operand) {
  TextBuffer out;
  return PercentFormatter(heap, pattern, operand, *out).run();
}

}  // namespace tiltc::values
