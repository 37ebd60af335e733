#include <algorithm>
#include <array>

#include "library/arguments.h"
#include "library/string_methods.h"
#include "values/text_search.h"

namespace tiltc::library::strings {
namespace {

std::string_view text_of(const Call& call) {
  return values::as<values::String>(call.receiver())->view();
}

// Where a method looks: [start, end) of the receiver.
struct Scope {
  std::string_view text;
  std::size_t start = 0;
};

bool cut(const Call& call, std::string_view function, std::string_view parameter, Value value,
         std::size_t& result) {
  std::int64_t wanted = 0;
  if (value.is_none()) {
    return true;
  }
  if (!want_bound(call, function, parameter, value, wanted)) {
    return false;
  }
  const auto size = static_cast<std::int64_t>(text_of(call).size());
  result = static_cast<std::size_t>(
      std::clamp<std::int64_t>(wanted < 0 ? wanted + size : wanted, 0, size));
  return true;
}

bool scope_of(const Call& call, std::string_view function, Value start, Value end, Scope& scope) {
  std::size_t last = text_of(call).size();
  if (!cut(call, function, "start", start, scope.start) || !cut(call, function, "end", end, last)) {
    return false;
  }
  scope.text = text_of(call).substr(scope.start, std::max(scope.start, last) - scope.start);
  return true;
}

struct Search {
  std::string_view wanted;
  Scope scope;
};

// (sub, start?, end?)
bool search_of(const Call& call, std::string_view function, Search& search) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::none()};
  return take(call, function, 1, slots) &&
         want_string(call, function, "sub", slots[0], search.wanted) &&
         scope_of(call, function, slots[1], slots[2], search.scope);
}

Value place(const Search& search, std::size_t found) {
  return Value::small_int(
      found == std::string_view::npos ? -1 : static_cast<std::int64_t>(search.scope.start + found));
}

Value place_or_fail(const Call& call, std::string_view function, const Search& search,
                    std::size_t found) {
  return found == std::string_view::npos ? fail_call(call, function, "substring not found")
                                         : place(search, found);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

bool has_affix(std::string_view text, std::string_view affix, std::string_view function) {
  return function == "startswith"
             ? text.substr(0, affix.size()) == affix
             : text.size() >= affix.size() && text.substr(text.size() - affix.size()) == affix;
}

// (affix or tuple of them, start?, end?)
Value affix_test(const Call& call, std::string_view function) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::none()};
  Scope scope;
  if (!take(call, function, 1, slots) || !scope_of(call, function, slots[1], slots[2], scope)) {
    return Value::failure();
  }
  std::span<const Value> affixes(slots.data(), 1);
  if (slots[0].is(Kind::kTuple)) {
    affixes = *as_sequence(slots[0]);
  }
  for (const Value affix : affixes) {
    if (!values::is_string(affix)) {
      return fail_call(call, function,
                       std::string("got ") + std::string(type_name(affix)) +
                           ", want string or tuple of strings");
    }
    if (has_affix(scope.text, *as_string(affix), function)) {
      return Value::boolean(true);
    }
  }
  return Value::boolean(false);
}

}  // namespace

Value count(const Call& call) {
  Search search;
  if (!search_of(call, "count", search)) {
    return Value::failure();
  }
  if (search.wanted.empty()) {
    return Value::small_int(static_cast<std::int64_t>(code_points(search.scope.text) + 1));
  }
  std::int64_t found = 0;
  for (std::size_t at = values::find_text(search.scope.text, search.wanted); at != std::string_view::npos;
       at = values::find_text(search.scope.text, search.wanted, at + search.wanted.size())) {
    ++found;
  }
  return Value::small_int(found);
}

Value find(const Call& call) {
  Search search;
  return search_of(call, "find", search) ? place(search, values::find_text(search.scope.text, search.wanted))
                                         : Value::failure();
}

Value rfind(const Call& call) {
  Search search;
  return search_of(call, "rfind", search) ? place(search, values::rfind_text(search.scope.text, search.wanted))
                                          : Value::failure();
}

Value index(const Call& call) {
  Search search;
  if (!search_of(call, "index", search)) {
    return Value::failure();
  }
  return place_or_fail(call, "index", search, values::find_text(search.scope.text, search.wanted));
}

Value rindex(const Call& call) {
  Search search;
  if (!search_of(call, "rindex", search)) {
    return Value::failure();
  }
  return place_or_fail(call, "rindex", search, values::rfind_text(search.scope.text, search.wanted));
}

Value startswith(const Call& call) {
  return affix_test(call, "startswith");
}
Value endswith(const Call& call) {
  return affix_test(call, "endswith");
}

}  // namespace tiltc::library::strings
