#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "values/heap_impl.h"
#include "values/objects.h"

// What the operators and statements of the language do with values of every kind. Complete: a
// virtual machine that calls nothing else is right; its own fast paths are for speed. Failing
// functions return failure(), or false, and leave the reason in heap.fault().
namespace tiltc::values {

// a OP b.
Value add(HeapImpl& heap, Value a, Value b);
Value subtract(HeapImpl& heap, Value a, Value b);
Value multiply(HeapImpl& heap, Value a, Value b);
Value divide(HeapImpl& heap, Value a, Value b);
Value floor_divide(HeapImpl& heap, Value a, Value b);
Value modulo(HeapImpl& heap, Value a, Value b);  // of a string: formats
Value bit_and(HeapImpl& heap, Value a, Value b);
Value bit_or(HeapImpl& heap, Value a, Value b);
Value bit_xor(HeapImpl& heap, Value a, Value b);
Value shift_left(HeapImpl& heap, Value a, Value b);
Value shift_right(HeapImpl& heap, Value a, Value b);

// a += b extends a list in place, a |= b updates a dict in place (of sets it makes a new one); else
// like + and |. Return what the variable is set to.
Value add_in_place(HeapImpl& heap, Value a, Value b);
Value or_in_place(HeapImpl& heap, Value a, Value b);

Value plus(HeapImpl& heap, Value a);
Value negate(HeapImpl& heap, Value a);
Value invert(HeapImpl& heap, Value a);

// True, False, or failure().
Value equal(HeapImpl& heap, Value a, Value b);
Value not_equal(HeapImpl& heap, Value a, Value b);
Value less(HeapImpl& heap, Value a, Value b);
Value less_equal(HeapImpl& heap, Value a, Value b);
Value greater(HeapImpl& heap, Value a, Value b);
Value greater_equal(HeapImpl& heap, Value a, Value b);
Value contains(HeapImpl& heap, Value container, Value item);  // item in container

// Order of two values as sorted() sees it: negative, 0, positive. False: they have none.
bool compare(HeapImpl& heap, Value a, Value b, int& order);

// Whether two hashable values are equal; cannot fail.
bool same_key(Value a, Value b);

// False: unhashable.
bool hash(HeapImpl& heap, Value value, std::uint32_t& result);
std::uint32_t string_hash(String* string);  // cached; never fails

Value length(HeapImpl& heap, Value value);  // len()
// Nothing: the value has no length.
std::optional<std::int64_t> length_of(Value value);

Value index(HeapImpl& heap, Value container, Value key);
bool set_index(HeapImpl& heap, Value container, Value key, Value value);
// low, high, step: None where absent.
Value slice(HeapImpl& heap, Value container, Value low, Value high, Value step);

// A new list or dict with the elements of the (immutable) template, nested lists and dicts copied
// too.
Value copy_template(HeapImpl& heap, Value pattern);

// Attributes. The generic way first; then the parts of which a call site makes its cache:
//   struct and module: field_index(record, name) and Record::extra, the shape's id
//   other builtin types: find_method (library/methods.h), whose result lives as long as the heap
Value attribute(HeapImpl& heap, Value value, Value name);
Value has_attribute(HeapImpl& heap, Value value, Value name);  // hasattr()
int field_index(const Record* record, Value interned_name);    // -1: none
// Records "TYPE has no .NAME field or method" with the nearest name.
Value fail_attribute(HeapImpl& heap, Value value, Value name);
Value set_attribute(HeapImpl& heap, Value value, Value name, Value field);  // always fails
std::vector<std::string> attribute_names(Value value);                      // sorted

// Iteration. begin checks, and counts one iteration on list, dict and set; what it returns is what
// next and end are to be given (a host mapping becomes a list of its keys). `place` starts at 0 and
// fits a small int.
Value begin_iteration(HeapImpl& heap, Value iterable);
bool is_iterable(Value value);
bool next_element(HeapImpl& heap, Value iterable, std::uint64_t& place, Value& element);
void end_iteration(Value iterable);

// An iteration for native code.
class Iteration {
 public:
  Iteration(HeapImpl& heap, Value iterable)
      : heap_(heap), iterable_(begin_iteration(heap, iterable)) {}
  ~Iteration() {
    if (ok()) {
      end_iteration(iterable_);
    }
  }
  Iteration(const Iteration&) = delete;
  Iteration& operator=(const Iteration&) = delete;

  bool ok() const { return !iterable_.is_failure(); }
  // False at the end, and when the program is to stop: then ok() is false too.
  bool next(Value& element) {
    if ((++steps_ & 0x3FFU) == 0 && !heap_.check_interruption()) [[unlikely]] {
      end_iteration(iterable_);
      iterable_ = Value::failure();
      return false;
    }
    return next_element(heap_, iterable_, place_, element);
  }

 private:
  HeapImpl& heap_;
  Value iterable_;
  std::uint64_t place_ = 0;
  std::uint32_t steps_ = 0;
};

// Whether a list, dict or set may change now; records why not. `verb` as in "cannot append to
// frozen list".
bool check_mutable(HeapImpl& heap, Value container, std::string_view verb);

// Adds the elements of any iterable (the list itself included) to the list.
bool extend(HeapImpl& heap, List* list, Value iterable);

// Copies the sequence's or iterable's elements; false: not iterable. For a, b = value; see Unpack.
bool unpack(HeapImpl& heap, Value iterable, std::span<Value> targets);

}  // namespace tiltc::values
