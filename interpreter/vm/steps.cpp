#include <algorithm>

#include "values/operations.h"
#include "values/table.h"
#include "vm/interpreter.h"

namespace tiltc {

using compile::Code;

void Interpreter::fail_unbound(std::string_view scope, std::string_view name) {
  thread_.fail(error("unbound-variable", std::string(scope) + " variable " + std::string(name) +
                                             " referenced before assignment"));
}

Value Interpreter::make_list(const Value* elements, std::uint32_t count) {
  values::List* list = heap_.new_list(count);
  std::copy_n(elements, count, list->items);
  list->size = count;
  return Value::object(list);
}

// The function's values: its defaults, then the cells of the variables that it captures.
Value Interpreter::make_function(const Value* registers, compile::Instruction word) {
  const vm::Frame& maker = *thread_.frame_;
  const Code& code = *maker.code->unit->functions[compile::c_of(word)];
  values::Function* function =
      heap_.new_function(&code, code.function_name, code.default_count + code.captures.size());
  const Value* defaults = registers + compile::b_of(word);
  Value* target = std::copy_n(defaults, code.default_count, function->values());
  for (const compile::CaptureSource& capture : code.captures) {
    *target++ = capture.from_register
                    ? registers[capture.index]
                    : maker.function->values()[maker.code->default_count + capture.index];
  }
  return Value::object(function);
}

bool Interpreter::dict_insert(Value dict, Value key, Value value) {
  auto* table = values::as<values::Dict>(dict);
  std::uint32_t hash = 0;
  if (!values::hash(heap_, key, hash)) {
    return false;
  }
  if (!values::insert(heap_, *table, key, value, hash)) {
    return thread_.fail(error("duplicate-key", "duplicate key " + repr(key) + " in this dict"));
  }
  return true;
}

// start, stop, step of range() become: next number, how many, step.
bool Interpreter::prepare_range(Value* slot, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool is_stop = i == (count == 1 ? 0U : 1U);
    if (slot[i].is_small_int() || (is_stop && as_int64(slot[i]))) {
      continue;
    }
    return thread_.fail(
        slot[i].is(Kind::kInt)
            ? error("bad-value", "a number of range() is too large")
            : error("wrong-type", "range() takes ints, not " + std::string(type_name(slot[i]))));
  }
  const std::int64_t start = count == 1 ? 0 : slot[0].small_int();
  const std::int64_t stop = *as_int64(slot[count == 1 ? 0 : 1]);
  const std::int64_t step = count == 3 ? slot[2].small_int() : 1;
  if (step == 0) {
    return thread_.fail(error("bad-value", "the step of range() must not be 0"));
  }
  const std::int64_t length = values::range_length(start, stop, step);
  slot[0] = Value::small_int(start);
  slot[1] = Value::small_int(std::min(length, Value::kMaxSmallInt));
  slot[2] = Value::small_int(step);
  return true;
}

// A failing frame lets go of the containers it iterates over, because they may outlive it.
void Interpreter::release_loops(const vm::Frame& frame) {
  const Code& code = *frame.code;
  const auto pc = static_cast<std::uint32_t>(frame.pc - code.instructions.data()) - 1;
  for (const compile::LoopRange& loop : code.loops) {
    if (pc >= loop.begin && pc < loop.end) {
      values::end_iteration(frame.base[loop.slot]);
    }
  }
}

// What the return from a frame with Exit bits does; true: the frame is gone, and native code goes
// on.
bool Interpreter::leave(const vm::Frame& frame) {
  if ((frame.exits & vm::kProfiled) != 0) {
    thread_.profile_->leave();
  }
  if ((frame.exits & vm::kToNative) == 0) {
    return false;
  }
  --thread_.frame_;
  return true;
}

// Leaves all frames down to the one that native code called.
Value Interpreter::unwind() {
  thread_.complete_fault();
  while (true) {
    release_loops(*thread_.frame_);
    if (leave(*thread_.frame_)) {
      return Value::failure();
    }
    --thread_.frame_;
  }
}

}  // namespace tiltc
