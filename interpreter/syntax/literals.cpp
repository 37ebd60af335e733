#include "syntax/literals.h"

#include <fmt/format.h>

#include <charconv>

#include "syntax/characters.h"

namespace tiltc::syntax {
namespace {

// Decodes the inside of one literal, [at, end) of the file's text.
class Decoder {
 public:
  Decoder(const SourcePtr& source, const Token& token, std::optional<Diagnostic>& problem)
      : source_(source),
        text_(source->text()),
        form_(token.value),
        bytes_(token.kind == TokenKind::kBytes),
        problem_(problem) {
    const std::uint32_t quotes = (form_ & kTriple) != 0 ? 3 : 1;
    at_ = token.begin + (form_ >> kPrefixLengthShift) + quotes;
    end_ = token.end - quotes;
  }

  bool is_verbatim() const { return (form_ & (kHasBackslash | kHasCarriageReturn)) == 0; }
  std::string_view inside() const { return text_.substr(at_, end_ - at_); }

  std::string decode() {
    out_.reserve(end_ - at_);
    while (at_ < end_) {
      const char c = text_[at_];
      if (c == '\r') {
        line_break();
        out_ += '\n';
      } else if (c == '\\' && (form_ & kRaw) == 0) {
        escape();
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void line_break() { at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1; }

  void fail(std::uint32_t begin, std::string message, std::string help = {}) {
    if (!problem_) {
      problem_ = error("invalid-escape", std::move(message)).at({source_, begin, at_});
      problem_->with_help(std::move(help));
    }
  }

  // A single character's escape; '\0' when `c` is none.
  static char simple_escape(char c) {
    switch (c) {
      case 'a':
        return '\a';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'v':
        return '\v';
      case '\\':
      case '\'':
      case '"':
        return c;
      default:
        return '\0';
    }
  }

  void escape() {
    const std::uint32_t begin = at_;
    const char c = text_[++at_];
    if (const char simple = simple_escape(c)) {
      ++at_;
      out_ += simple;
    } else if (c == '\n' || c == '\r') {
      line_break();
    } else if (c >= '0' && c <= '7') {
      octal(begin);
    } else if (c == 'x') {
      ++at_;
      hexadecimal(begin);
    } else if (c == 'u' || c == 'U') {
      ++at_;
      unicode(begin, c == 'u' ? 4 : 8);
    } else {
      unknown(begin);
    }
  }

  void unknown(std::uint32_t begin) {
    at_ += decode_utf8(text_.substr(at_)).length;
    fail(begin, fmt::format("`{}` is no escape sequence", text_.substr(begin, at_ - begin)),
         "write `\\\\` for a backslash, or put r before the string");
  }

  void octal(std::uint32_t begin) {
    std::uint32_t value = 0;
    for (int i = 0; i < 3 && at_ < end_ && text_[at_] >= '0' && text_[at_] <= '7'; ++i, ++at_) {
      value = value * 8 + static_cast<std::uint32_t>(text_[at_] - '0');
    }
    if (value > 0xFF) {
      fail(begin, fmt::format("`{}` is more than a byte holds", text_.substr(begin, at_ - begin)));
      return;
    }
    put_byte(begin, value);
  }

  // Up to `count` hexadecimal digits; nothing unless all are there.
  std::optional<std::uint32_t> digits(int count) {
    std::uint32_t value = 0;
    int seen = 0;
    for (; seen < count && at_ < end_ && is(text_[at_], kHexDigit); ++seen, ++at_) {
      const char c = text_[at_];
      const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return seen == count ? std::optional(value) : std::nullopt;
  }

  void hexadecimal(std::uint32_t begin) {
    if (const std::optional<std::uint32_t> value = digits(2)) {
      put_byte(begin, *value);
      return;
    }
    fail(begin, fmt::format("`{}` needs two hexadecimal digits", text_.substr(begin, at_ - begin)));
  }

  // A string is UTF-8 text: half a character would not be.
  void put_byte(std::uint32_t begin, std::uint32_t value) {
    if (value >= 0x80 && !bytes_) {
      fail(begin,
           fmt::format("`{}` is a byte that is no ASCII character",
                       text_.substr(begin, at_ - begin)),
           fmt::format("write \\u{:04x} for the character U+{:04X}, or b\"…\" for bytes", value,
                       value));
      return;
    }
    out_ += static_cast<char>(value);
  }

  void unicode(std::uint32_t begin, int count) {
    const std::optional<std::uint32_t> value = digits(count);
    const std::string_view seen = text_.substr(begin, at_ - begin);
    if (!value) {
      fail(begin, fmt::format("`{}` needs {} hexadecimal digits", seen, count));
    } else if (*value > 0x10FFFF) {
      fail(begin, fmt::format("`{}` is beyond the last character, U+10FFFF", seen));
    } else if (*value >= 0xD800 && *value <= 0xDFFF) {
      fail(begin, fmt::format("`{}` is half of a surrogate pair, not a character", seen));
    } else {
      append_utf8(out_, *value);
    }
  }

  const SourcePtr& source_;
  std::string_view text_;
  std::uint32_t form_;
  bool bytes_;
  std::optional<Diagnostic>& problem_;
  std::uint32_t at_ = 0;
  std::uint32_t end_ = 0;
  std::string out_;
};

}  // namespace

std::string_view decode_string(const SourcePtr& source, const Token& token,
                               std::deque<std::string>& decoded,
                               std::optional<Diagnostic>& problem) {
  Decoder decoder(source, token, problem);
  return decoder.is_verbatim() ? decoder.inside() : decoded.emplace_back(decoder.decode());
}

std::optional<double> decode_float(std::string_view text) {
  double value = 0;
  const std::from_chars_result result =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    // Too small is rounded to 0 as everywhere; from_chars does not say which of the two it was.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos ? text.substr(exponent + 1, 1) == "-"
                                                         : text[text.find_first_not_of('0')] == '.';
    return tiny ? std::optional(0.0) : std::nullopt;
  }
  return value;
}

}  // namespace tiltc::syntax
