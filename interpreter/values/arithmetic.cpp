#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "tiltc/host_object.h"
#include "values/big_int.h"
#include "values/describe.h"
#include "values/format.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/records.h"
#include "values/sequences.h"
#include "values/set_algebra.h"

// The operators. Each looks at numbers first, then at what else it is defined for.
namespace tiltc::values {
namespace {

Value fail_operands(HeapImpl& heap, Value a, std::string_view symbol, Value b) {
  Diagnostic what = error("unsupported-operands", fmt::format("unknown binary op: {} {} {}",
                                                              type_name(a), symbol, type_name(b)));
  if (symbol == "+" && (is_string(a) != is_string(b))) {
    what.with_help("str(x) makes a string of any value");
  }
  return fail(heap, with_operands(std::move(what), {a, b}));
}

std::string_view symbol_of(Operator op) {
  constexpr std::array<std::string_view, 5> kSymbols = {"+", "-", "*", "/", "//"};
  return kSymbols[static_cast<std::size_t>(op)];
}

// What the host type of `self` makes of it; nothing: it does not define the operator.
std::optional<Value> ask_host(HeapImpl& heap, Value self, Operator op, Side side, Value other) {
  if (!is_object_of(self, Kind::kHost)) {
    return std::nullopt;
  }
  Result<std::optional<Value>> result = host_object(self)->binary(heap, op, side, other);
  return result.ok() ? *result : fail(heap, std::move(result.error().diagnostic()));
}

// The last resort of an operator: host types, the left operand first.
Value host_operation(HeapImpl& heap, Value a, Operator op, Value b) {
  if (const std::optional<Value> result = ask_host(heap, a, op, Side::kLeft, b)) {
    return *result;
  }
  const std::optional<Value> result = ask_host(heap, b, op, Side::kRight, a);
  return result ? *result : fail_operands(heap, a, symbol_of(op), b);
}

Value fail_unary(HeapImpl& heap, std::string_view symbol, Value a) {
  return fail(heap,
              with_operands(error("unsupported-operands",
                                  fmt::format("unknown unary op: {}{}", symbol, type_name(a))),
                            {a}));
}

enum class Numbers : std::uint8_t { kNone, kInts, kFloats, kTooLarge };

// Both as doubles when at least one is a float.
struct Pair {
  Numbers numbers = Numbers::kNone;
  double a = 0;
  double b = 0;
};

bool is_number(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kFloat;
}

double to_double(Value value, Kind kind) {
  return kind == Kind::kInt ? int_to_double(value) : float_of(value);
}

Pair classify(Value a, Value b) {
  const Kind first = a.kind();
  const Kind second = b.kind();
  if (!is_number(first) || !is_number(second)) {
    return {};
  }
  if (first == Kind::kInt && second == Kind::kInt) {
    return {Numbers::kInts};
  }
  const Pair pair = {Numbers::kFloats, to_double(a, first), to_double(b, second)};
  const bool too_large =
      (first == Kind::kInt && std::isinf(pair.a)) || (second == Kind::kInt && std::isinf(pair.b));
  return too_large ? Pair{Numbers::kTooLarge} : pair;
}

Value fail_too_large(HeapImpl& heap) {
  return fail(heap, error("int-too-large", "int too large to convert to float"));
}

// The numeric half of an operator; nothing: the operands are not numbers.
template <class IntOp, class FloatOp>
std::optional<Value> numeric(HeapImpl& heap, Value a, Value b, const IntOp& ints,
                             const FloatOp& floats) {
  const Pair pair = classify(a, b);
  switch (pair.numbers) {
    case Numbers::kInts:
      return ints(heap, a, b);
    case Numbers::kFloats:
      return floats(pair.a, pair.b);
    case Numbers::kTooLarge:
      return fail_too_large(heap);
    default:
      return std::nullopt;
  }
}

Value fail_division(HeapImpl& heap, std::string_view what) {
  return fail(heap, error("division-by-zero", fmt::format("{} by zero", what)));
}

double modulo_of(double a, double b) {
  const double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

bool both(Value a, Value b, Kind kind) {
  return is_object_of(a, kind) && is_object_of(b, kind);
}

bool both_ints(Value a, Value b) {
  return a.is(Kind::kInt) && b.is(Kind::kInt);
}

// A shift count between 0 and `limit`; records what is wrong with another.
std::optional<unsigned> shift_count(HeapImpl& heap, Value count, std::int64_t limit) {
  const std::int64_t bits = *as_clamped_index(count);
  if (bits < 0) {
    fail(heap, error("bad-shift", fmt::format("negative shift count: {}", int_to_string(count))));
    return std::nullopt;
  }
  if (bits >= limit) {
    fail(heap,
         error("bad-shift", fmt::format("shift count too large: {}", int_to_string(count)))
             .note(fmt::format("an int can be shifted to the left by up to {} bits", limit - 1)));
    return std::nullopt;
  }
  return static_cast<unsigned>(bits);
}

}  // namespace

Value add(HeapImpl& heap, Value a, Value b) {
  if (is_string(a) && is_string(b)) {
    return concat_text(heap, a, b);
  }
  const auto sum =
      numeric(heap, a, b, int_add, [&heap](double x, double y) { return make_float(heap, x + y); });
  if (sum) {
    return *sum;
  }
  if (both(a, b, Kind::kList)) {
    return concat_lists(heap, a, b);
  }
  if (both(a, b, Kind::kTuple)) {
    return concat_tuples(heap, a, b);
  }
  if (both(a, b, Kind::kBytes)) {
    return concat_text(heap, a, b);
  }
  if (both(a, b, Kind::kStruct)) {
    return merge_structs(heap, *as<Record>(a), *as<Record>(b));
  }
  return host_operation(heap, a, Operator::kAdd, b);
}

Value subtract(HeapImpl& heap, Value a, Value b) {
  const auto difference = numeric(heap, a, b, int_subtract,
                                  [&heap](double x, double y) { return make_float(heap, x - y); });
  if (difference) {
    return *difference;
  }
  return both(a, b, Kind::kSet) ? set_difference(heap, a, b) : host_operation(heap, a, Operator::kSubtract, b);
}

Value multiply(HeapImpl& heap, Value a, Value b) {
  const auto product = numeric(heap, a, b, int_multiply,
                               [&heap](double x, double y) { return make_float(heap, x * y); });
  if (product) {
    return *product;
  }
  if (const std::optional<Value> repeated = repeat(heap, a, b)) {
    return *repeated;
  }
  if (const std::optional<Value> repeated = repeat(heap, b, a)) {
    return *repeated;
  }
  return host_operation(heap, a, Operator::kMultiply, b);
}

Value divide(HeapImpl& heap, Value a, Value b) {
  const auto floats = [&heap](double x, double y) {
    return y == 0 ? fail_division(heap, "floating-point division") : make_float(heap, x / y);
  };
  const auto ints = [&floats](HeapImpl& its_heap, Value x, Value y) {
    const double dividend = int_to_double(x);
    const double divisor = int_to_double(y);
    return std::isinf(dividend) || std::isinf(divisor) ? fail_too_large(its_heap)
                                                       : floats(dividend, divisor);
  };
  const auto quotient = numeric(heap, a, b, ints, floats);
  return quotient ? *quotient : host_operation(heap, a, Operator::kDivide, b);
}

Value floor_divide(HeapImpl& heap, Value a, Value b) {
  const auto ints = [](HeapImpl& its_heap, Value x, Value y) {
    return int_sign(y) == 0 ? fail_division(its_heap, "floored division")
                            : int_floor_divide(its_heap, x, y);
  };
  const auto quotient = numeric(heap, a, b, ints, [&heap](double x, double y) {
    return y == 0 ? fail_division(heap, "floored division") : make_float(heap, std::floor(x / y));
  });
  return quotient ? *quotient : host_operation(heap, a, Operator::kFloorDivide, b);
}

Value modulo(HeapImpl& heap, Value a, Value b) {
  if (is_string(a)) {
    const Value text = format_percent(heap, as<String>(a), b);
    return text.is_failure() ? fail(heap, with_operands(heap.fault().take(), {a, b})) : text;
  }
  const auto ints = [](HeapImpl& its_heap, Value x, Value y) {
    return int_sign(y) == 0 ? fail_division(its_heap, "integer modulo")
                            : int_modulo(its_heap, x, y);
  };
  const auto rest = numeric(heap, a, b, ints, [&heap](double x, double y) {
    return y == 0 ? fail_division(heap, "floating-point modulo")
                  : make_float(heap, modulo_of(x, y));
  });
  return rest ? *rest : fail_operands(heap, a, "%", b);
}

Value bit_and(HeapImpl& heap, Value a, Value b) {
  if (both_ints(a, b)) {
    return int_and(heap, a, b);
  }
  return both(a, b, Kind::kSet) ? set_intersection(heap, a, b) : fail_operands(heap, a, "&", b);
}

Value bit_or(HeapImpl& heap, Value a, Value b) {
  if (both_ints(a, b)) {
    return int_or(heap, a, b);
  }
  if (both(a, b, Kind::kDict) || both(a, b, Kind::kSet)) {
    return union_of(heap, a, b);
  }
  return fail_operands(heap, a, "|", b);
}

Value bit_xor(HeapImpl& heap, Value a, Value b) {
  if (both_ints(a, b)) {
    return int_xor(heap, a, b);
  }
  return both(a, b, Kind::kSet) ? set_symmetric_difference(heap, a, b)
                                : fail_operands(heap, a, "^", b);
}

Value shift_left(HeapImpl& heap, Value a, Value b) {
  if (!both_ints(a, b)) {
    return fail_operands(heap, a, "<<", b);
  }
  const std::optional<unsigned> bits = shift_count(heap, b, 512);
  return bits ? int_shift_left(heap, a, *bits) : Value::failure();
}

Value shift_right(HeapImpl& heap, Value a, Value b) {
  if (!both_ints(a, b)) {
    return fail_operands(heap, a, ">>", b);
  }
  constexpr std::int64_t kAll = std::int64_t{1} << 31U;  // more than any int has
  const Value count = *as_clamped_index(b) >= kAll ? Value::small_int(kAll - 1) : b;
  const std::optional<unsigned> bits = shift_count(heap, count, kAll);
  return bits ? int_shift_right(heap, a, *bits) : Value::failure();
}

Value add_in_place(HeapImpl& heap, Value a, Value b) {
  if (!is_object_of(a, Kind::kList)) {
    return add(heap, a, b);
  }
  if (!is_iterable(b)) {
    return fail_operands(heap, a, "+", b);
  }
  return check_mutable(heap, a, "extend") && extend(heap, as<List>(a), b) ? a : Value::failure();
}

Value or_in_place(HeapImpl& heap, Value a, Value b) {
  if (!both(a, b, Kind::kDict)) {
    return bit_or(heap, a, b);
  }
  if (!check_mutable(heap, a, "update")) {
    return Value::failure();
  }
  add_all(heap, *as<Table>(a), *as<Table>(b));
  return a;
}

Value plus(HeapImpl& heap, Value a) {
  return is_number(a.kind()) ? a : fail_unary(heap, "+", a);
}

Value negate(HeapImpl& heap, Value a) {
  if (a.is(Kind::kInt)) {
    return int_negate(heap, a);
  }
  return a.is(Kind::kFloat) ? make_float(heap, -float_of(a)) : fail_unary(heap, "-", a);
}

Value invert(HeapImpl& heap, Value a) {
  return a.is(Kind::kInt) ? int_subtract(heap, Value::small_int(-1), a) : fail_unary(heap, "~", a);
}

}  // namespace tiltc::values
