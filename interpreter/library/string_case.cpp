#include <algorithm>
#include <string>

#include "library/arguments.h"
#include "library/string_methods.h"
#include "library/unicode.h"
#include "values/quote.h"
#include "values/sequences.h"

namespace tiltc::library::strings {
namespace {

std::string_view text_of(const Call& call) {
  return values::as<values::String>(call.receiver())->view();
}

// Calls visit(code point, the one before) for each; the first follows a space.
template <class Visit>
void each_code_point(std::string_view text, const Visit& visit) {
  char32_t before = ' ';
  while (!text.empty()) {
    const values::Decoded decoded = values::decode_utf8(text);
    visit(decoded.code_point, before);
    before = decoded.code_point;
    text.remove_prefix(decoded.width);
  }
}

// The string with each code point c that follows b replaced by change(c, b).
template <class Change>
Value changed(const Call& call, std::string_view function, const Change& change) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  std::string out;
  each_code_point(text_of(call), [&](char32_t c, char32_t before) {
    values::append_utf8(out, change(c, before));
  });
  return values::make_string(heap_of(call), out);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// upper() and lower() of ASCII text, the usual case, without decoding.
Value ascii_changed(const Call& call, char first, char last) {
  std::string out(text_of(call));
  for (char& c : out) {
    c = c >= first && c <= last ? static_cast<char>(c ^ 0x20) : c;
  }
  return heap_of(call).string(out);
}

// Whether the string is not empty and `test` holds for every code point.
template <class Test>
Value all(const Call& call, std::string_view function, const Test& test) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  bool holds = !text_of(call).empty();
  each_code_point(text_of(call), [&](char32_t c, char32_t) { holds = holds && test(c); });
  return Value::boolean(holds);
}

bool is_cased(char32_t c) {
  return is_upper(c) || is_lower(c);
}

// Whether some character is cased, and none has the case of `wrong`.
template <class Wrong>
Value all_cased(const Call& call, std::string_view function, const Wrong& wrong) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  bool cased = false;
  bool holds = true;
  each_code_point(text_of(call), [&](char32_t c, char32_t before) {
    cased = cased || is_cased(c);
    holds = holds && !wrong(c, before);
  });
  return Value::boolean(cased && holds);
}

}  // namespace

Value capitalize(const Call& call) {
  bool first = true;
  return changed(call, "capitalize", [&first](char32_t c, char32_t) {
    return std::exchange(first, false) ? to_upper(c) : to_lower(c);
  });
}

Value lower(const Call& call) {
  if (is_ascii(text_of(call)) && call.positional_count() + call.named_count() == 0) {
    return ascii_changed(call, 'A', 'Z');
  }
  return changed(call, "lower", [](char32_t c, char32_t) { return to_lower(c); });
}

Value upper(const Call& call) {
  if (is_ascii(text_of(call)) && call.positional_count() + call.named_count() == 0) {
    return ascii_changed(call, 'a', 'z');
  }
  return changed(call, "upper", [](char32_t c, char32_t) { return to_upper(c); });
}

Value title(const Call& call) {
  return changed(call, "title", [](char32_t c, char32_t before) {
    return is_letter(before) ? to_lower(c) : to_upper(c);
  });
}

Value isalnum(const Call& call) {
  return all(call, "isalnum", [](char32_t c) { return is_letter(c) || is_digit(c); });
}
Value isalpha(const Call& call) {
  return all(call, "isalpha", is_letter);
}
Value isdigit(const Call& call) {
  return all(call, "isdigit", is_digit);
}
Value isspace(const Call& call) {
  return all(call, "isspace", is_space);
}

Value islower(const Call& call) {
  return all_cased(call, "islower", [](char32_t c, char32_t) { return is_upper(c); });
}
Value isupper(const Call& call) {
  return all_cased(call, "isupper", [](char32_t c, char32_t) { return is_lower(c); });
}

// Capitals begin words, small letters do not.
Value istitle(const Call& call) {
  return all_cased(call, "istitle", [](char32_t c, char32_t before) {
    return is_upper(c) ? is_cased(before) : (is_lower(c) && !is_cased(before));
  });
}

}  // namespace tiltc::library::strings
