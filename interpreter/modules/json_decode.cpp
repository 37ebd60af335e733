#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "modules/json.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/quote.h"
#include "values/table.h"

namespace tiltc::modules {
namespace {

using values::Dict;
using values::HeapImpl;
using values::List;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A character as messages show it: 'x', '\n', '\x01'.
std::string quoted(std::string_view rest) {
  const char c = rest.front();
  if (c == '\'' || c == '\\') {
    return fmt::format("'\\{}'", c);
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
    return c == '\n' ? "'\\n'" : fmt::format("'\\x{:02x}'", static_cast<unsigned char>(c));
  }
  const values::Decoded decoded = values::decode_utf8(rest);
  return decoded.valid ? fmt::format("'{}'", rest.substr(0, decoded.width))
                       : fmt::format("'\\x{:02x}'", static_cast<unsigned char>(c));
}

// RFC 8259's grammar of numbers; sets `is_float`.
bool is_number(std::string_view text, bool& is_float) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) {
      ++at;
    }
    return at - begin;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) {
    return false;
  }
  if (at < text.size() && text[at] == '.') {
    is_float = true;
    ++at;
    if (digits() == 0) {
      return false;
    }
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    is_float = true;
    ++at;
    at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
    if (digits() == 0) {
      return false;
    }
  }
  return at == text.size();
}

std::optional<std::uint32_t> hex_digits(std::string_view text) {
  std::uint32_t unit = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), unit, 16);
  const bool all = text.size() == 4 && code == std::errc() && end == text.data() + text.size();
  return all ? std::optional(unit) : std::nullopt;
}

class Decoder {
 public:
  Decoder(HeapImpl& heap, std::string_view text, std::string& problem)
      : heap_(heap), text_(text), problem_(problem), open_(heap), keys_(heap) {}

  Value decode();

 private:
  bool value();  // one scalar, or opens a container; the result is in done_
  bool open(Value container);
  bool close();  // the innermost container is done_
  bool place();  // puts done_ where it belongs and reads what follows
  bool after_element(Value container);
  bool key();
  bool word(std::string_view text, Value value);
  bool number();
  bool string(std::string_view& bytes);
  bool escape(std::string_view rest, std::size_t& width);
  bool unicode_escape(std::string_view rest, std::size_t& width);
  void skip_blanks();
  bool peek(char& c);  // false: the text has ended, which is a problem
  bool fail(std::string_view message);
  bool unexpected() { return fail("unexpected character " + quoted(text_.substr(at_))); }
  bool wanted(std::string_view where, std::string_view what);

  HeapImpl& heap_;
  std::string_view text_;
  std::string& problem_;
  std::size_t at_ = 0;
  values::ValueVector open_;  // containers, innermost last
  values::ValueVector keys_;  // of the open dicts: the key whose value comes next
  Value done_;
  bool complete_ = false;  // done_ holds a value that is not placed yet
  std::string unescaped_;
  std::uint32_t steps_ = 0;
};

bool Decoder::fail(std::string_view message) {
  problem_ = fmt::format("at offset {}, {}", at_, message);
  return false;
}

bool Decoder::wanted(std::string_view where, std::string_view what) {
  return fail(fmt::format("{}, got {}, want {}", where, quoted(text_.substr(at_)), what));
}

void Decoder::skip_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
    ++at_;
  }
}

bool Decoder::peek(char& c) {
  skip_blanks();
  if (at_ >= text_.size()) {
    return fail("unexpected end of file");
  }
  c = text_[at_];
  return true;
}

Value Decoder::decode() {
  do {
    if ((++steps_ & 0x3FFU) == 0 && !heap_.check_interruption()) {
      return Value::failure();
    }
    if (!value() || (complete_ && !place())) {
      return Value::failure();
    }
  } while (!open_.items.empty());
  skip_blanks();
  if (at_ < text_.size()) {
    fail(fmt::format("unexpected character {} after value", quoted(text_.substr(at_))));
    return Value::failure();
  }
  return done_;
}

bool Decoder::value() {
  complete_ = true;
  char c = 0;
  if (!peek(c)) {
    return false;
  }
  switch (c) {
    case '{':
      return open(Value::object(heap_.new_dict()));
    case '[':
      return open(Value::object(heap_.new_list(0)));
    case '"': {
      std::string_view bytes;
      if (!string(bytes)) {
        return false;
      }
      done_ = heap_.string(bytes);
      return true;
    }
    case 't':
      return word("true", Value::boolean(true));
    case 'f':
      return word("false", Value::boolean(false));
    case 'n':
      return word("null", Value::none());
    default:
      return is_digit(c) || c == '-' ? number() : unexpected();
  }
}

// An empty container is done at once; in a dict the first key is read.
bool Decoder::open(Value container) {
  ++at_;
  open_.items.push_back(container);
  const bool is_dict = container.is(Kind::kDict);
  if (is_dict) {
    keys_.items.push_back(Value::none());
  }
  char c = 0;
  if (!peek(c)) {
    return false;
  }
  if (c == (is_dict ? '}' : ']')) {
    return close();
  }
  complete_ = false;
  return !is_dict || key();
}

bool Decoder::close() {
  ++at_;
  done_ = open_.items.back();
  open_.items.pop_back();
  if (done_.is(Kind::kDict)) {
    keys_.items.pop_back();
  }
  complete_ = true;
  return true;
}

bool Decoder::place() {
  while (complete_ && !open_.items.empty()) {
    const Value container = open_.items.back();
    if (container.is(Kind::kDict)) {
      values::insert_string(heap_, *values::as<Dict>(container),
                            values::as<values::String>(keys_.items.back()), done_);
    } else {
      heap_.push(values::as<List>(container), done_);
    }
    if (!after_element(container)) {
      return false;
    }
  }
  return true;
}

bool Decoder::after_element(Value container) {
  const bool is_dict = container.is(Kind::kDict);
  char c = 0;
  if (!peek(c)) {
    return false;
  }
  if (c == ',') {
    ++at_;
    complete_ = false;
    return !is_dict || key();
  }
  if (c == (is_dict ? '}' : ']')) {
    return close();
  }
  return is_dict ? wanted("in object", "',' or '}'") : wanted("in array", "',' or ']'");
}

bool Decoder::key() {
  char c = 0;
  std::string_view bytes;
  if (!peek(c)) {
    return false;
  }
  if (c != '"') {
    return wanted("in object", "a string for the key");
  }
  if (!string(bytes)) {
    return false;
  }
  // Names repeat from object to object: one string each.
  keys_.items.back() = heap_.interned(bytes);
  if (!peek(c)) {
    return false;
  }
  if (c != ':') {
    return wanted("after object key", "':'");
  }
  ++at_;
  return true;
}

bool Decoder::word(std::string_view text, Value value) {
  if (text_.substr(at_, text.size()) != text) {
    return unexpected();
  }
  at_ += text.size();
  done_ = value;
  return true;
}

bool Decoder::number() {
  const std::size_t begin = at_;
  constexpr std::string_view kCharacters = "0123456789+-.eE";
  const std::size_t end = std::min(text_.find_first_not_of(kCharacters, begin), text_.size());
  const std::string_view text = text_.substr(begin, end - begin);
  bool is_float = false;
  if (!is_number(text, is_float)) {
    return fail(fmt::format("invalid number: {}", text.substr(0, 40)));
  }
  if (is_float) {
    double real = 0;
    const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), real);
    if (code == std::errc::result_out_of_range &&
        std::isinf(std::strtod(std::string(text).c_str(), nullptr))) {
      return fail(fmt::format("number out of range: {}", text.substr(0, 40)));
    }
    done_ = values::make_float(heap_, real);
  } else {
    const std::optional<Value> parsed = values::parse_int(heap_, text, 10);
    done_ = parsed.value_or(Value::failure());
  }
  at_ = end;
  return !done_.is_failure();
}

// `bytes` lies in the text, or in unescaped_ until the next string is read.
bool Decoder::string(std::string_view& bytes) {
  const std::size_t begin = at_ + 1;
  std::size_t end = begin;
  const auto plain = [this](std::size_t from) {
    while (from < text_.size() && text_[from] != '"' && text_[from] != '\\' &&
           static_cast<unsigned char>(text_[from]) >= 0x20) {
      ++from;
    }
    return from;
  };
  end = plain(begin);
  bytes = text_.substr(begin, end - begin);
  if (end < text_.size() && text_[end] == '"') {
    at_ = end + 1;
    return true;
  }
  unescaped_.assign(bytes);
  while (end < text_.size() && text_[end] == '\\') {
    std::size_t width = 0;
    const std::size_t start = at_;
    at_ = end;
    if (!escape(text_.substr(end), width)) {
      return false;
    }
    at_ = start;
    const std::size_t next = plain(end + width);
    unescaped_ += text_.substr(end + width, next - end - width);
    end = next;
  }
  if (end >= text_.size()) {
    return fail("unclosed string literal");
  }
  if (text_[end] != '"') {
    at_ = end;
    return fail(fmt::format("invalid character {} in string literal", quoted(text_.substr(end))));
  }
  at_ = end + 1;
  bytes = unescaped_;
  return true;
}

bool Decoder::escape(std::string_view rest, std::size_t& width) {
  if (rest.size() < 2) {
    return fail("unclosed string literal");
  }
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
  if (rest[1] == 'u') {
    return unicode_escape(rest, width);
  }
  const std::size_t found = kNames.find(rest[1]);
  if (found == std::string_view::npos) {
    return fail(fmt::format("invalid character {} in string escape code", quoted(rest.substr(1))));
  }
  unescaped_ += kBytes[found];
  width = 2;
  return true;
}

// Two surrogates make one code point; half of a pair is U+FFFD.
bool Decoder::unicode_escape(std::string_view rest, std::size_t& width) {
  const std::optional<std::uint32_t> unit = hex_digits(rest.substr(2, 4));
  if (!unit) {
    return fail("invalid \\u escape: four hexadecimal digits are wanted");
  }
  width = 6;
  char32_t code_point = *unit;
  const bool high = *unit >= 0xD800 && *unit < 0xDC00;
  const bool low = *unit >= 0xDC00 && *unit < 0xE000;
  const std::optional<std::uint32_t> second =
      high && rest.substr(6, 2) == "\\u" ? hex_digits(rest.substr(8, 4)) : std::nullopt;
  if (second && *second >= 0xDC00 && *second < 0xE000) {
    code_point = 0x10000 + ((*unit - 0xD800) << 10U) + (*second - 0xDC00);
    width = 12;
  } else if (high || low) {
    code_point = 0xFFFD;
  }
  values::append_utf8(unescaped_, code_point);
  return true;
}

}  // namespace

Value decode_json(HeapImpl& heap, std::string_view text, std::string& problem) {
  return Decoder(heap, text, problem).decode();
}

}  // namespace tiltc::modules
