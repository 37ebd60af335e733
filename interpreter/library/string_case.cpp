#include <algorithm>
#include <string>

#include "library/arguments.h"
#include "library/string_methods.h"
#include "values/quote.h"
#include "values/sequences.h"
#include "values/unicode.h"

namespace tiltc::library::strings {
namespace {

using namespace unicode;

std::string_view text_of(const Call& call) {
  return values::as<values::String>(call.receiver())->view();
}

// Calls visit(code point) for each; U+FFFD stands for a byte that belongs to none.
template <class Visit>
void each_code_point(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const values::Decoded decoded = values::decode_utf8(text);
    visit(decoded.code_point);
    text.remove_prefix(decoded.width);
  }
}

// The text with each code point changed.
template <class Change>
std::string mapped(std::string_view text, const Change& change) {
  std::string out;
  each_code_point(text, [&](char32_t c) { values::append_utf8(out, change(c)); });
  return out;
}

template <class Change>
Value changed(const Call& call, std::string_view function, const Change& change) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  return values::make_string(heap_of(call), mapped(text_of(call), change));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// upper() and lower() of ASCII text, the usual case, without decoding.
Value ascii_changed(const Call& call, char first, char last) {
  const std::string_view text = text_of(call);
  values::String* made = heap_of(call).new_string(static_cast<std::uint32_t>(text.size()));
  std::transform(text.begin(), text.end(), made->data(), [first, last](char c) {
    return c >= first && c <= last ? static_cast<char>(c ^ 0x20) : c;
  });
  return Value::object(made);
}

// Whether the string is not empty and `test` holds for every code point.
template <class Test>
Value all(const Call& call, std::string_view function, const Test& test) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  bool holds = !text_of(call).empty();
  each_code_point(text_of(call), [&](char32_t c) { holds = holds && test(c); });
  return Value::boolean(holds);
}

// Whether some character is cased, and `change` leaves the string as it is.
Value unchanged(const Call& call, std::string_view function, char32_t (*change)(char32_t)) {
  if (!take(call, function, 0, {})) {
    return Value::failure();
  }
  bool cased = false;
  each_code_point(text_of(call), [&](char32_t c) { cased = cased || is_cased(c); });
  return Value::boolean(cased && mapped(text_of(call), change) == text_of(call));
}

}  // namespace

Value capitalize(const Call& call) {
  bool first = true;
  return changed(call, "capitalize", [&first](char32_t c) {
    return std::exchange(first, false) ? to_title(c) : to_lower(c);
  });
}

Value lower(const Call& call) {
  if (is_ascii(text_of(call)) && call.positional_count() + call.named_count() == 0) {
    return ascii_changed(call, 'A', 'Z');
  }
  return changed(call, "lower", to_lower);
}

Value upper(const Call& call) {
  if (is_ascii(text_of(call)) && call.positional_count() + call.named_count() == 0) {
    return ascii_changed(call, 'a', 'z');
  }
  return changed(call, "upper", to_upper);
}

Value title(const Call& call) {
  bool inside = false;
  return changed(call, "title", [&inside](char32_t c) {
    c = inside ? to_lower(c) : to_title(c);
    inside = is_cased(c);
    return c;
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
  return unchanged(call, "islower", to_lower);
}
Value isupper(const Call& call) {
  return unchanged(call, "isupper", to_upper);
}

// Capitals begin words, small letters do not. Beyond ASCII only title letters count as capitals
// that may begin one: starlark-go's rule.
Value istitle(const Call& call) {
  if (!take(call, "istitle", 0, {})) {
    return Value::failure();
  }
  bool inside = false;
  bool cased = false;
  bool holds = true;
  each_code_point(text_of(call), [&](char32_t c) {
    const bool begins = (c >= 'A' && c <= 'Z') || is_title(c);
    const bool small = !begins && is_small(c);
    holds = holds && !(begins && inside) && !(small && !inside) && (begins || !is_capital(c));
    inside = begins || small;
    cased = cased || inside;
  });
  return Value::boolean(cased && holds);
}

}  // namespace tiltc::library::strings
