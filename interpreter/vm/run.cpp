#include "compile/instruction.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/table.h"
#include "vm/interpreter.h"

// The loop. Each instruction is a handler of a few lines in one of the files included below, which
// share the registers of the machine: `pc`, `R` (registers), `code`, `frame` and the current
// `word`. A handler ends with NEXT, or goes to `failed` when the heap's fault is set.
//
// With TILTC_COMPUTED_GOTO each handler jumps to the next by itself, which gives the processor one
// branch to predict per instruction kind; its plain twin is a switch in a loop.
#ifdef TILTC_COMPUTED_GOTO
#pragma GCC diagnostic ignored "-Wpedantic"
#define CASE(name) label_##name
#define NEXT    \
  word = *pc++; \
  goto* kLabels[static_cast<std::size_t>(word & 0xFFU)]
#else
#define CASE(name) case Opcode::k##name
#define NEXT goto next
#endif

#define A a_of(word)
#define B b_of(word)
#define C c_of(word)
#define CHECKED(expression)                  \
  {                                          \
    const Value checked = expression;        \
    if (checked.is_failure()) [[unlikely]] { \
      goto failed;                           \
    }                                        \
    R[A] = checked;                          \
  }                                          \
  NEXT
#define STEP                                               \
  if (--thread_.fuel_ < 0 && !thread_.poll()) [[unlikely]] \
  goto failed

namespace tiltc {

using compile::a_of;
using compile::b_of;
using compile::c_of;
using compile::Instruction;
using compile::Opcode;
using compile::signed_b_of;
using compile::signed_c_of;
using compile::x_of;

namespace {

inline bool both_ints(Value a, Value b) {
  return (a.bits() & b.bits() & 1U) != 0;
}
inline bool both_floats(Value a, Value b) {
  return a.is_small_float() && b.is_small_float();
}
inline std::int64_t signed_bits(Value v) {
  return static_cast<std::int64_t>(v.bits());
}
inline Value from_signed(std::int64_t bits) {
  return Value::from_bits(static_cast<std::uint64_t>(bits));
}

// An immediate int or float: the low bits of everything else are 00.
inline bool is_small_number(Value v) {
  return (v.bits() & 3U) != 0;
}
// Whether an operation on two immediates is one on floats.
inline bool with_float(Value a, Value b) {
  return is_small_number(a) && is_small_number(b) && !both_ints(a, b);
}
inline double to_double(Value v) {  // of an immediate number
  return v.is_small_int() ? static_cast<double>(v.small_int()) : values::decode_small_float(v);
}

inline bool is_true(Value v) {
  if (v.is_bool()) {
    return v.is_true();
  }
  return truth(v);
}

// Whether an int shifted to the left is an immediate too.
inline bool shift_left_fits(Value v, std::int64_t count) {
  return count >= 0 && count < 62 && Value::fits_small_int(v.small_int() << count) &&
         (v.small_int() << count) >> count == v.small_int();
}

inline Value floor_divide_int(Value v, std::int64_t divisor) {  // divisor > 0
  const std::int64_t dividend = v.small_int();
  const std::int64_t quotient = dividend / divisor;
  return Value::small_int(dividend % divisor < 0 ? quotient - 1 : quotient);
}

inline Value modulo_int(Value v, std::int64_t divisor) {
  const std::int64_t remainder = v.small_int() % divisor;
  return Value::small_int(remainder < 0 ? remainder + divisor : remainder);
}

// None, True or False: equal to itself alone.
inline bool is_singleton(Value v) {
  return (v.bits() & 7U) == 4;
}

// Whether two values are equal, where one look tells; false: it takes a comparison. An immediate
// float has one word only, so that two are equal when their words are.
inline bool equal_at_once(Value a, Value b, bool& result) {
  result = a == b;
  if (result || both_ints(a, b) || is_singleton(a) || is_singleton(b) || both_floats(a, b)) {
    return true;
  }
  return values::is_string(a) && values::is_string(b) &&
         values::as<values::String>(a)->interned() && values::as<values::String>(b)->interned();
}

inline bool is_changeable(const Object* container) {
  return container->frozen == 0 && container->extra == 0;
}

// item in container, for a string in a dict or set. False: it takes values::contains.
inline bool contains_at_once(Value container, Value item, bool& result) {
  if (!values::is_string(item) || !container.is_object()) {
    return false;
  }
  const Kind kind = container.object()->kind;
  if (kind != Kind::kDict && kind != Kind::kSet) {
    return false;
  }
  result = values::find_string(*values::as<values::Table>(container),
                               values::as<values::String>(item)) != nullptr;
  return true;
}

// len() of the usual kinds; -1: it takes values::length.
inline std::int64_t length_at_once(Value v) {
  if (!v.is_object()) {
    return -1;
  }
  switch (v.object()->kind) {
    case Kind::kList:
      return values::as<values::List>(v)->size;
    case Kind::kString:
      return values::as<values::String>(v)->length;
    case Kind::kTuple:
      return values::as<values::Tuple>(v)->size();
    case Kind::kDict:
    case Kind::kSet:
      return values::as<values::Table>(v)->size;
    default:
      return -1;
  }
}

}  // namespace

Value Interpreter::run() {
  vm::Frame* frame = thread_.frame_;
  Value* R = frame->base;
  compile::Code* code = frame->code;
  const Instruction* pc = frame->pc;
  Instruction word = 0;

#ifdef TILTC_COMPUTED_GOTO
  static constexpr const void* kLabels[] = {
#define OPCODE(name, operands, doc) &&label_##name,
#include "compile/opcodes.def"
#undef OPCODE
  };
  NEXT;
#else
next:
  word = *pc++;
  switch (compile::opcode_of(word)) {
#endif

#include "vm/handlers/moves.inc"

#include "vm/handlers/arithmetic.inc"

#include "vm/handlers/branches.inc"

#include "vm/handlers/containers.inc"

#include "vm/handlers/loops.inc"

#include "vm/handlers/calls.inc"

#ifndef TILTC_COMPUTED_GOTO
}
#endif

entered :  // a call has pushed a frame
           frame = thread_.frame_;
R = frame->base;
code = frame->code;
pc = code->instructions.data();
NEXT;

failed : frame->pc = pc;
failed_in_call :  // the frame's pc is written
                  return unwind();
}

}  // namespace tiltc
