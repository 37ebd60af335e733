#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "library/arguments.h"
#include "library/string_methods.h"
#include "values/call_access.h"
#include "values/format.h"
#include "values/operations.h"
#include "values/quote.h"
#include "values/sequences.h"
#include "values/text_buffer.h"
#include "values/text_search.h"
#include "values/unicode.h"

namespace tiltc::library::strings {
namespace {

using values::HeapImpl;

std::string_view text_of(const Call& call) {
  return values::as<values::String>(call.receiver())->view();
}

// A part of the receiver: the receiver itself when it is all of it.
Value part(const Call& call, std::string_view text) {
  return text.size() == text_of(call).size() ? call.receiver() : heap_of(call).string(text);
}

Value fail_item(const Call& call, Value item) {
  return fail_call(call, "join", fmt::format("in iterable, want string, got {}", type_name(item)));
}

// Of a list or tuple: measured first, then written in place.
Value join_sequence(const Call& call, std::span<const Value> items) {
  HeapImpl& heap = heap_of(call);
  const std::string_view separator = text_of(call);
  std::uint64_t total = items.empty() ? 0 : separator.size() * (items.size() - 1);
  for (const Value item : items) {
    if (!values::is_string(item)) {
      return fail_item(call, item);
    }
    total += values::as<values::String>(item)->length;
  }
  if (total >= values::kMaxStringBytes) {
    return fail_call(call, "join", "the result is too long");
  }
  if (!heap.check_room(total)) {
    return Value::failure();
  }
  values::String* made = heap.new_string(static_cast<std::uint32_t>(total));
  char* out = made->data();
  constexpr std::ptrdiff_t kStep = std::ptrdiff_t{4} << 20;  // copied in about a millisecond
  const char* checked = out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (out - checked > kStep) {
      checked = out;
      if (!heap.check_interruption()) {
        return Value::failure();
      }
    }
    if (i > 0) {
      out = std::copy(separator.begin(), separator.end(), out);
    }
    const std::string_view text = *as_string(items[i]);
    out = std::copy(text.begin(), text.end(), out);
  }
  return Value::object(made);
}

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// Which code points strip() takes away.
class Stripped {
 public:
  explicit Stripped(std::optional<std::string_view> set) : set_(set) {}

  bool contains(std::string_view code_point) const {
    if (set_) {
      return set_->find(code_point) != std::string_view::npos;
    }
    const char first = code_point.front();
    if (is_ascii(first)) {
      return first == ' ' || (first >= '\t' && first <= '\r');
    }
    return unicode::is_space(values::decode_utf8(code_point).code_point);
  }

 private:
  std::optional<std::string_view> set_;  // nothing, for none or "": white space
};

void strip_front(std::string_view& text, const Stripped& stripped) {
  while (!text.empty()) {
    const std::uint32_t width = is_ascii(text.front()) ? 1 : values::decode_utf8(text).width;
    if (!stripped.contains(text.substr(0, width))) {
      return;
    }
    text.remove_prefix(width);
  }
}

std::size_t last_width(std::string_view text) {
  if (is_ascii(text.back())) {
    return 1;
  }
  for (std::size_t width = 1; width <= std::min<std::size_t>(4, text.size()); ++width) {
    const values::Decoded decoded = values::decode_utf8(text.substr(text.size() - width));
    if (decoded.valid && decoded.width == width) {
      return width;
    }
  }
  return 1;
}

void strip_back(std::string_view& text, const Stripped& stripped) {
  while (!text.empty()) {
    const std::size_t width = last_width(text);
    if (!stripped.contains(text.substr(text.size() - width))) {
      return;
    }
    text.remove_suffix(width);
  }
}

enum Ends : std::uint8_t { kFront = 1, kBack = 2 };

Value strip_ends(const Call& call, std::string_view function, std::uint8_t ends) {
  std::array<Value, 1> slots = {Value::failure()};
  std::string_view set;
  if (!take(call, function, 0, slots) ||
      (!slots[0].is_failure() && !want_string(call, function, "cutset", slots[0], set))) {
    return Value::failure();
  }
  const Stripped stripped(set.empty() ? std::nullopt : std::optional(set));
  std::string_view text = text_of(call);
  if ((ends & kFront) != 0) {
    strip_front(text, stripped);
  }
  if ((ends & kBack) != 0) {
    strip_back(text, stripped);
  }
  return part(call, text);
}

// Replaces the first `limit` occurrences of `old`, which is not empty. Too long a result is cut:
// making a string of it fails; so is that of a program that is to stop, which is recorded.
void append_replaced(const HeapImpl& heap, std::string& out, std::string_view text,
                     std::string_view old, std::string_view with, std::size_t limit) {
  for (; limit > 0; --limit) {
    const std::size_t found = values::find_text(text, old);
    if (found == std::string_view::npos) {
      break;
    }
    out += text.substr(0, found);
    out += with;
    text.remove_prefix(found + old.size());
    const bool stop = (limit & 0x3FFU) == 0 && !heap.check_interruption();
    if (stop || out.size() >= values::kMaxStringBytes) {
      break;
    }
  }
  out += text;
}

// An empty `old` occurs before each code point and at the end.
void append_interspersed(std::string& out, std::string_view text, std::string_view with,
                         std::size_t limit) {
  for (; limit > 0 && out.size() < values::kMaxStringBytes; --limit) {
    out += with;
    if (text.empty()) {
      return;
    }
    const std::uint32_t width = values::decode_utf8(text).width;
    out += text.substr(0, width);
    text.remove_prefix(width);
  }
  out += text;
}

bool affix_of(const Call& call, std::string_view function, std::string_view& affix) {
  std::array<Value, 1> slots;
  return take(call, function, 1, slots) && want_string(call, function, "affix", slots[0], affix);
}

}  // namespace

Value format(const Call& call) {
  return values::format_braces(
      heap_of(call), values::as<values::String>(call.receiver()),
      {CallAccess::positional(call), CallAccess::names(call), CallAccess::named(call)});
}

Value join(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "join", 1, slots)) {
    return Value::failure();
  }
  if (const auto items = as_sequence(slots[0])) {
    return join_sequence(call, *items);
  }
  HeapImpl& heap = heap_of(call);
  values::List* items = heap.new_list(0);
  return values::extend(heap, items, slots[0]) ? join_sequence(call, items->view())
                                               : Value::failure();
}

Value strip(const Call& call) {
  return strip_ends(call, "strip", kFront | kBack);
}
Value lstrip(const Call& call) {
  return strip_ends(call, "lstrip", kFront);
}
Value rstrip(const Call& call) {
  return strip_ends(call, "rstrip", kBack);
}

Value removeprefix(const Call& call) {
  std::string_view affix;
  if (!affix_of(call, "removeprefix", affix)) {
    return Value::failure();
  }
  std::string_view text = text_of(call);
  text.remove_prefix(text.substr(0, affix.size()) == affix ? affix.size() : 0);
  return part(call, text);
}

Value removesuffix(const Call& call) {
  std::string_view affix;
  if (!affix_of(call, "removesuffix", affix)) {
    return Value::failure();
  }
  std::string_view text = text_of(call);
  const bool ends = text.size() >= affix.size() && text.substr(text.size() - affix.size()) == affix;
  text.remove_suffix(ends ? affix.size() : 0);
  return part(call, text);
}

Value replace(const Call& call) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::small_int(-1)};
  std::string_view old;
  std::string_view with;
  std::int64_t limit = -1;
  if (!take(call, "replace", 2, slots) || !want_string(call, "replace", "old", slots[0], old) ||
      !want_string(call, "replace", "new", slots[1], with) ||
      !want_int(call, "replace", "count", slots[2], limit)) {
    return Value::failure();
  }
  const std::size_t most = limit < 0 ? std::string::npos : static_cast<std::size_t>(limit);
  values::TextBuffer out;
  if (old.empty()) {
    append_interspersed(*out, text_of(call), with, most);
  } else {
    append_replaced(heap_of(call), *out, text_of(call), old, with, most);
  }
  return heap_of(call).fault().pending() ? Value::failure()
                                         : values::make_string(heap_of(call), *out);
}

}  // namespace tiltc::library::strings
