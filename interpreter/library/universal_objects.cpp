#include <array>

#include <fmt/format.h>

#include "library/arguments.h"
#include "library/universal_functions.h"
#include "values/operations.h"
#include "values/print.h"
#include "values/sequences.h"
#include "values/thread_hooks.h"

namespace tiltc::library::universal {
namespace {

// Strings and bytes as they are, other values as str() has them.
bool append_plain(std::string& text, Value value) {
  const std::optional<std::string_view> plain = as_string(value);
  text += plain.value_or("");
  return plain || values::append_str(text, value);
}

// (*args, sep=" "): the text of print() and fail(). False: failed.
bool joined(const Call& call, std::string_view function, std::string& text) {
  static constexpr std::array<std::string_view, 1> kParameters = {"sep"};
  std::string_view separator = " ";
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    if (call.name(i) != kParameters[0]) {
      return fail_keyword(call, function, i, kParameters);
    }
    if (!want_string(call, function, "sep", call.named(i), separator)) {
      return false;
    }
  }
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    text += i > 0 ? separator : "";
    if (!append_plain(text, call.positional(i))) {
      fail_call(call, function, "the value is too large to be printed");
      return false;
    }
  }
  return true;
}

// (x, name): the attribute's name as an interned string.
bool name_of(const Call& call, std::string_view function, Value name, Value& interned) {
  std::string_view text;
  if (!want_string(call, function, "name", name, text)) {
    return false;
  }
  interned = call.heap().interned(text);
  return true;
}

}  // namespace

Value dir_function(const Call& call) {
  std::array<Value, 1> slots;
  if (!take(call, "dir", 1, slots)) {
    return Value::failure();
  }
  values::HeapImpl& heap = heap_of(call);
  values::List* made = heap.new_list(0);
  for (const std::string& name : values::attribute_names(slots[0])) {
    heap.push(made, heap.string(name));
  }
  return Value::object(made);
}

Value fail_function(const Call& call) {
  std::string text;
  if (joined(call, "fail", text)) {
    call.fail(error("fail", std::move(text)));
  }
  return Value::failure();
}

Value getattr_function(const Call& call) {
  std::array<Value, 3> slots = {Value::none(), Value::none(), Value::failure()};
  Value name;
  if (!take(call, "getattr", 2, slots) || !name_of(call, "getattr", slots[1], name)) {
    return Value::failure();
  }
  values::HeapImpl& heap = heap_of(call);
  const bool absent =
      !slots[2].is_failure() && values::has_attribute(heap, slots[0], name).is_false();
  return absent ? slots[2] : values::attribute(heap, slots[0], name);
}

Value hasattr_function(const Call& call) {
  std::array<Value, 2> slots;
  Value name;
  if (!take(call, "hasattr", 2, slots) || !name_of(call, "hasattr", slots[1], name)) {
    return Value::failure();
  }
  return values::has_attribute(heap_of(call), slots[0], name);
}

Value print_function(const Call& call) {
  std::string text;
  if (!joined(call, "print", text)) {
    return Value::failure();
  }
  values::print_line(call.thread(), text);
  return Value::none();
}

Value repr_function(const Call& call) {
  std::array<Value, 1> slots;
  return take(call, "repr", 1, slots) ? values::repr_value(heap_of(call), slots[0])
                                      : Value::failure();
}

Value str_function(const Call& call) {
  std::array<Value, 1> slots;
  return take(call, "str", 1, slots) ? values::str_value(heap_of(call), slots[0])
                                     : Value::failure();
}

// One string object for each type's name.
Value type_function(const Call& call) {
  std::array<Value, 1> slots;
  return take(call, "type", 1, slots) ? heap_of(call).type_of(slots[0]) : Value::failure();
}

}  // namespace tiltc::library::universal
