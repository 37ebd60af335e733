#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/yaml_value.h"

namespace tiltc::yaml {
namespace {

constexpr std::size_t kLongKey = 128;

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : static_cast<unsigned char>(0);
}

// Length of a character at text[at] that some YAML reader takes for a line break or refuses, though
// it is valid UTF-8: C1 controls, U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF. 0 for any other.
std::size_t special_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  const unsigned second = byte_at(text, at + 1);
  const unsigned third = byte_at(text, at + 2);
  if (first == 0xC2U) {
    return second >= 0x80U && second < 0xA0U ? 2 : 0;
  }
  const bool is_separator = first == 0xE2U && second == 0x80U && (third == 0xA8U || third == 0xA9U);
  const bool is_mark = first == 0xEFU && second == 0xBBU && third == 0xBFU;
  const bool is_no_character = first == 0xEFU && second == 0xBFU && third >= 0xBEU;
  return is_separator || is_mark || is_no_character ? 3 : 0;
}

bool has_special(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (special_length(text, at) > 0) {
      return true;
    }
  }
  return false;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Numbers, dates and times of any YAML version are made of these.
bool may_be_number(std::string_view text) {
  const bool starts = is_digit(text[0]) || (text.size() > 1 && text.find_first_of("+-.") == 0);
  return starts && std::any_of(text.begin(), text.end(), is_digit) &&
         text.find_first_not_of("0123456789abcdefABCDEFxXoOtTzZ_+-.: ") == std::string_view::npos;
}

bool is_reserved_word(std::string_view text) {
  static constexpr std::array<std::string_view, 16> kWords = {
      "y",    "n",    "yes",  "no",    "on",    "off",       "true", "false",
      "null", ".nan", ".inf", "+.inf", "-.inf", "undefined", "=",    "<<"};
  const std::string lower = to_lower(text);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool starts_plainly(std::string_view text) {
  if (std::string_view(" ?:,[]{}#&*!|>'\"%@`~").find(text[0]) != std::string_view::npos) {
    return false;
  }
  if (text[0] == '-') {
    return text.size() > 1 && text[1] != ' ' && text.substr(0, 3) != "---";
  }
  return text.substr(0, 3) != "...";
}

bool is_plain(std::string_view text, Context context) {
  if (text.empty() || !starts_plainly(text) || text.back() == ' ' || text.back() == ':' ||
      is_reserved_word(text) || may_be_number(text) || has_special(text)) {
    return false;
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; };
  if (std::any_of(text.begin(), text.end(), is_control) || !is_valid_utf8(text)) {
    return false;
  }
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) {
    return false;
  }
  return context == Context::kBlock || text.find_first_of(",[]{}") == std::string_view::npos;
}

// Whether `text` can stand as it is below a `|`.
bool is_literal(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || has_special(text) || !is_valid_utf8(text) ||
      text.find_first_not_of('\n') == std::string_view::npos) {
    return false;
  }
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty() && (line.front() == '\t' || line.back() == ' ' || line.back() == '\t')) {
      return false;
    }
  }
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20U && c != '\n' && c != '\t') || c == 0x7F;
  };
  return text.front() != ' ' && text.front() != '\n' &&
         std::none_of(text.begin(), text.end(), is_control);
}

// Writes block style. Each write_… starts after its key or dash and leaves the line finished.
class Emitter {
 public:
  Status write(const Json& value, std::size_t indent, std::size_t depth) {
    if (depth > kMaxDepth) {
      return error(
          "yaml-too-deep",
          fmt::format("a value nested deeper than {} levels cannot be written as YAML", kMaxDepth));
    }
    if (const auto* items = value.get<Json::Array>(); items != nullptr && !items->empty()) {
      return write_items(*items, indent, depth);
    }
    if (const auto* members = value.get<Json::Object>(); members != nullptr && !members->empty()) {
      return write_members(*members, indent, depth);
    }
    out_ += scalar(value, indent);
    out_ += '\n';
    return Done{};
  }

  std::string take() { return std::move(out_); }

 private:
  // The first item stands where the line has come to; the others on lines of their own.
  Status write_items(const Json::Array& items, std::size_t indent, std::size_t depth) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      start_line(i, indent);
      out_ += "- ";
      if (Status status = write(items[i], indent + 2, depth + 1); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status write_members(const Json::Object& members, std::size_t indent, std::size_t depth) {
    std::vector<const std::pair<std::string, Json>*> sorted;
    for (const auto& member : members) {
      sorted.push_back(&member);
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return a->first < b->first; });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      start_line(i, indent);
      write_key(sorted[i]->first, indent);
      if (Status status = write_member(sorted[i]->second, indent, depth); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status write_member(const Json& value, std::size_t indent, std::size_t depth) {
    const auto* items = value.get<Json::Array>();
    const auto* members = value.get<Json::Object>();
    if (items != nullptr && !items->empty()) {
      out_ += '\n';
      out_.append(indent, ' ');
      return write(value, indent, depth + 1);
    }
    if (members != nullptr && !members->empty()) {
      out_ += '\n';
      out_.append(indent + 2, ' ');
      return write(value, indent + 2, depth + 1);
    }
    out_ += ' ';
    return write(value, indent + 2, depth + 1);
  }

  void write_key(const std::string& key, std::size_t indent) {
    const std::string text = plain_or_quoted(key, Context::kBlock);
    if (text.size() <= kLongKey) {
      out_ += text + ":";
      return;
    }
    out_ += "? " + text + "\n";
    out_.append(indent, ' ');
    out_ += ':';
  }

  void start_line(std::size_t item, std::size_t indent) {
    if (item > 0) {
      out_.append(indent, ' ');
    }
  }

  static std::string scalar(const Json& value, std::size_t indent) {
    struct Writer {
      std::size_t indent;
      std::string operator()(std::nullptr_t) const { return "null"; }
      std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
      std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
      std::string operator()(const Json::BigInteger& number) const { return number.digits; }
      std::string operator()(double number) const { return float_text(number); }
      std::string operator()(const std::string& text) const {
        return is_literal(text) ? literal(text, indent) : plain_or_quoted(text, Context::kBlock);
      }
      std::string operator()(const Json::Array&) const { return "[]"; }
      std::string operator()(const Json::Object&) const { return "{}"; }
    };
    return std::visit(Writer{std::max<std::size_t>(indent, 2)}, value.value());
  }

  // Always with a dot, so that no reader takes it for an integer or a string.
  static std::string float_text(double number) {
    std::string text = fmt::format("{}", number);
    if (text.find_first_of(".n") == std::string::npos) {
      const std::size_t exponent = std::min(text.find('e'), text.size());
      text.insert(exponent, ".0");
    }
    return text;
  }

  static std::string literal(std::string_view text, std::size_t indent) {
    const bool one_break = text.back() == '\n';
    const bool more_breaks = one_break && text[text.size() - 2] == '\n';
    std::string out = more_breaks ? "|+" : one_break ? "|" : "|-";
    for (const std::string& line :
         split(one_break ? text.substr(0, text.size() - 1) : text, '\n')) {
      out += '\n';
      out += line.empty() ? std::string() : std::string(indent, ' ') + line;
    }
    return out;
  }

  std::string out_;
};

}  // namespace

Result<std::string> encode(const Json& value) {
  Emitter emitter;
  if (Status status = emitter.write(value, 0, 0); !status) {
    return std::move(status).error();
  }
  return emitter.take();
}

Result<std::string> encode_all(const std::vector<Json>& values) {
  std::string all;
  for (const Json& value : values) {
    Result<std::string> text = encode(value);
    if (!text) {
      return text;
    }
    all += (all.empty() ? "" : "---\n") + *text;
  }
  return all;
}

std::string quote(std::string_view text) {
  const std::string json = json_quote(text);
  std::string out;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const std::size_t length = special_length(json, at);
    if (length == 0) {
      out += json[at];
      continue;
    }
    unsigned code = byte_at(json, at) & (length == 2 ? 0x1FU : 0x0FU);
    for (std::size_t i = 1; i < length; ++i) {
      code = (code << 6U) | (byte_at(json, at + i) & 0x3FU);
    }
    out += fmt::format("\\u{:04X}", code);
    at += length - 1;
  }
  return out;
}

std::string plain_or_quoted(std::string_view text, Context context) {
  return is_plain(text, context) ? std::string(text) : quote(text);
}

}  // namespace tiltc::yaml
