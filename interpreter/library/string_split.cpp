#include <algorithm>
#include <array>
#include <limits>

#include "library/arguments.h"
#include "library/string_methods.h"
#include "values/quote.h"
#include "values/text_search.h"
#include "values/unicode.h"

namespace tiltc::library::strings {
namespace {

using values::HeapImpl;
using values::List;

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

std::string_view text_of(const Call& call) {
  return values::as<values::String>(call.receiver())->view();
}

// (sep=None, maxsplit=-1)
struct Split {
  std::optional<std::string_view> separator;  // nothing: white space
  std::size_t limit = kUnlimited;
};

bool split_of(const Call& call, std::string_view function, Split& split) {
  std::array<Value, 2> slots = {Value::none(), Value::small_int(-1)};
  std::int64_t limit = -1;
  if (!take(call, function, 0, slots) || !want_int(call, function, "maxsplit", slots[1], limit)) {
    return false;
  }
  split.limit = limit < 0 ? kUnlimited : static_cast<std::size_t>(limit);
  if (slots[0].is_none()) {
    return true;
  }
  std::string_view separator;
  if (!want_string(call, function, "sep", slots[0], separator)) {
    return false;
  }
  if (separator.empty()) {
    fail_call(call, function, "empty separator");
    return false;
  }
  split.separator = separator;
  return true;
}

void push_text(HeapImpl& heap, List* list, std::string_view text) {
  heap.push(list, heap.string(text));
}

// False, with the reason recorded: the program is to stop. Asked after each part, looks after every 1024th.
bool go_on(const HeapImpl& heap, const List* made) {
  return (made->size & 0x3FFU) != 0 || heap.check_interruption();
}

// What was split, unless that was interrupted.
Value result_of(HeapImpl& heap, List* made) {
  return heap.fault().pending() ? Value::failure() : Value::object(made);
}

void split_at(HeapImpl& heap, List* made, std::string_view text, std::string_view separator,
              std::size_t limit) {
  while (made->size < limit && go_on(heap, made)) {
    const std::size_t found = values::find_text(text, separator);
    if (found == std::string_view::npos) {
      break;
    }
    push_text(heap, made, text.substr(0, found));
    text.remove_prefix(found + separator.size());
  }
  push_text(heap, made, text);
}

// Bytes of white space at the start; 0: none.
std::size_t space_width(std::string_view text) {
  if (const char first = text.front(); static_cast<unsigned char>(first) < 0x80) {
    return first == ' ' || (first >= '\t' && first <= '\r') ? 1 : 0;
  }
  const values::Decoded decoded = values::decode_utf8(text);
  return decoded.valid && unicode::is_space(decoded.code_point) ? decoded.width : 0;
}

void skip_space(std::string_view& text) {
  for (std::size_t width = 1; !text.empty() && width > 0;) {
    width = space_width(text);
    text.remove_prefix(width);
  }
}

// The white space that ends the text; code points are at most four bytes wide.
std::size_t trailing_space_width(std::string_view text) {
  for (std::size_t width = 1; width <= std::min<std::size_t>(4, text.size()); ++width) {
    if (space_width(text.substr(text.size() - width)) == width) {
      return width;
    }
  }
  return 0;
}

void skip_trailing_space(std::string_view& text) {
  for (std::size_t width = 1; !text.empty() && width > 0;) {
    width = trailing_space_width(text);
    text.remove_suffix(width);
  }
}

std::size_t word_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && space_width(text.substr(length)) == 0) {
    ++length;
  }
  return length;
}

void split_words(HeapImpl& heap, List* made, std::string_view text, std::size_t limit) {
  skip_space(text);
  while (!text.empty() && made->size < limit && go_on(heap, made)) {
    const std::size_t length = word_length(text);
    push_text(heap, made, text.substr(0, length));
    text.remove_prefix(length);
    skip_space(text);
  }
  if (!text.empty()) {
    push_text(heap, made, text);
  }
}

void reverse(List* list) {
  std::reverse(list->items, list->items + list->size);
}

void rsplit_at(HeapImpl& heap, List* made, std::string_view text, std::string_view separator,
               std::size_t limit) {
  while (made->size < limit && go_on(heap, made)) {
    const std::size_t found = values::rfind_text(text, separator);
    if (found == std::string_view::npos) {
      break;
    }
    push_text(heap, made, text.substr(found + separator.size()));
    text = text.substr(0, found);
  }
  push_text(heap, made, text);
  reverse(made);
}

void rsplit_words(HeapImpl& heap, List* made, std::string_view text, std::size_t limit) {
  skip_trailing_space(text);
  while (!text.empty() && made->size < limit && go_on(heap, made)) {
    std::size_t start = text.size();
    while (start > 0 && trailing_space_width(text.substr(0, start)) == 0) {
      --start;
    }
    push_text(heap, made, text.substr(start));
    text = text.substr(0, start);
    skip_trailing_space(text);
  }
  if (!text.empty()) {
    push_text(heap, made, text);
  }
  reverse(made);
}

Value three(HeapImpl& heap, std::array<std::string_view, 3> parts) {
  values::Tuple* made = heap.new_tuple(3);
  for (std::size_t i = 0; i < 3; ++i) {
    made->items()[i] = heap.string(parts[i]);
  }
  return Value::object(made);
}

bool separator_of(const Call& call, std::string_view function, std::string_view& separator) {
  std::array<Value, 1> slots;
  if (!take(call, function, 1, slots) || !want_string(call, function, "sep", slots[0], separator)) {
    return false;
  }
  if (separator.empty()) {
    fail_call(call, function, "empty separator");
    return false;
  }
  return true;
}

}  // namespace

Value split(const Call& call) {
  Split its;
  if (!split_of(call, "split", its)) {
    return Value::failure();
  }
  List* made = heap_of(call).new_list(0);
  if (its.separator) {
    split_at(heap_of(call), made, text_of(call), *its.separator, its.limit);
  } else {
    split_words(heap_of(call), made, text_of(call), its.limit);
  }
  return result_of(heap_of(call), made);
}

Value rsplit(const Call& call) {
  Split its;
  if (!split_of(call, "rsplit", its)) {
    return Value::failure();
  }
  List* made = heap_of(call).new_list(0);
  if (its.separator) {
    rsplit_at(heap_of(call), made, text_of(call), *its.separator, its.limit);
  } else {
    rsplit_words(heap_of(call), made, text_of(call), its.limit);
  }
  return result_of(heap_of(call), made);
}

Value splitlines(const Call& call) {
  std::array<Value, 1> slots = {Value::boolean(false)};
  if (!take(call, "splitlines", 0, slots)) {
    return Value::failure();
  }
  if (!slots[0].is_bool()) {
    return fail_type(call, "splitlines", "keepends", slots[0], "bool");
  }
  HeapImpl& heap = heap_of(call);
  const std::size_t kept = slots[0].is_true() ? 1 : 0;
  List* made = heap.new_list(0);
  std::string_view text = text_of(call);
  while (!text.empty() && go_on(heap, made)) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      push_text(heap, made, text);
      break;
    }
    push_text(heap, made, text.substr(0, end + kept));
    text.remove_prefix(end + 1);
  }
  return result_of(heap, made);
}

Value partition(const Call& call) {
  std::string_view separator;
  if (!separator_of(call, "partition", separator)) {
    return Value::failure();
  }
  const std::string_view text = text_of(call);
  const std::size_t found = values::find_text(text, separator);
  if (found == std::string_view::npos) {
    return three(heap_of(call), {text, "", ""});
  }
  return three(heap_of(call),
               {text.substr(0, found), separator, text.substr(found + separator.size())});
}

Value rpartition(const Call& call) {
  std::string_view separator;
  if (!separator_of(call, "rpartition", separator)) {
    return Value::failure();
  }
  const std::string_view text = text_of(call);
  const std::size_t found = values::rfind_text(text, separator);
  if (found == std::string_view::npos) {
    return three(heap_of(call), {"", "", text});
  }
  return three(heap_of(call),
               {text.substr(0, found), separator, text.substr(found + separator.size())});
}

}  // namespace tiltc::library::strings
