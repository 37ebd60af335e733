#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "library/arguments.h"
#include "modules/native_module.h"
#include "tiltc/modules.h"
#include "values/big_int.h"
#include "values/number.h"

// math: IEEE 754 doubles with Go's rules at the edges, which are C's.
namespace tiltc::modules {
namespace {

bool want_number(const Call& call, std::string_view function, std::string_view parameter,
                 Value value, double& result) {
  if (value.is(Kind::kFloat)) {
    result = values::float_of(value);
    return true;
  }
  if (!value.is(Kind::kInt)) {
    library::fail_type(call, function, parameter, value, "float or int");
    return false;
  }
  result = values::int_to_double(value);
  if (std::isinf(result)) {
    library::fail_call(call, function, "int too large to convert to float");
    return false;
  }
  return true;
}

// The running function's name, as programs know it: "math.sqrt".
struct OneArgument {
  std::string_view name;
  double (*function)(double);
};

double degrees(double x) {
  return x * (180 / std::numbers::pi);
}
double radians(double x) {
  return x * (std::numbers::pi / 180);
}
double gamma(double x) {
  return std::tgamma(x);
}

#define ONE(name, function)                              \
  OneArgument {                                          \
    name, [](double x) -> double { return function(x); } \
  }

constexpr std::array kOneArgument = {
    ONE("math.acos", std::acos),   ONE("math.acosh", std::acosh), ONE("math.asin", std::asin),
    ONE("math.asinh", std::asinh), ONE("math.atan", std::atan),   ONE("math.atanh", std::atanh),
    ONE("math.cos", std::cos),     ONE("math.cosh", std::cosh),   ONE("math.degrees", degrees),
    ONE("math.exp", std::exp),     ONE("math.fabs", std::fabs),   ONE("math.gamma", gamma),
    ONE("math.radians", radians),  ONE("math.round", std::round), ONE("math.sin", std::sin),
    ONE("math.sinh", std::sinh),   ONE("math.sqrt", std::sqrt),   ONE("math.tan", std::tan),
    ONE("math.tanh", std::tanh),
};

#undef ONE

template <std::size_t I>
Value one_argument(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"x"};
  const OneArgument& its = kOneArgument[I];
  std::array<Value, 1> slots;
  double x = 0;
  if (!library::take_named(call, its.name, kParameters, 1, slots) ||
      !want_number(call, its.name, "x", slots[0], x)) {
    return Value::failure();
  }
  return values::make_float(library::heap_of(call), its.function(x));
}

struct TwoArguments {
  std::string_view name;
  std::array<std::string_view, 2> parameters;
  double (*function)(double, double);
};

#define TWO(name, a, b, function)                                             \
  TwoArguments {                                                              \
    name, {a, b}, [](double x, double y) -> double { return function(x, y); } \
  }

constexpr std::array kTwoArguments = {
    TWO("math.atan2", "y", "x", std::atan2), TWO("math.copysign", "x", "y", std::copysign),
    TWO("math.hypot", "x", "y", std::hypot), TWO("math.mod", "x", "y", std::fmod),
    TWO("math.pow", "x", "y", std::pow),     TWO("math.remainder", "x", "y", std::remainder),
};

#undef TWO

template <std::size_t I>
Value two_arguments(const Call& call) {
  const TwoArguments& its = kTwoArguments[I];
  std::array<Value, 2> slots;
  double x = 0;
  double y = 0;
  if (!library::take_named(call, its.name, its.parameters, 2, slots) ||
      !want_number(call, its.name, its.parameters[0], slots[0], x) ||
      !want_number(call, its.name, its.parameters[1], slots[1], y)) {
    return Value::failure();
  }
  return values::make_float(library::heap_of(call), its.function(x, y));
}

// ceil and floor give ints; an int is its own.
Value to_int(const Call& call, std::string_view function, double (*rounded)(double)) {
  constexpr std::array<std::string_view, 1> kParameters = {"x"};
  std::array<Value, 1> slots;
  double x = 0;
  if (!library::take_named(call, function, kParameters, 1, slots)) {
    return Value::failure();
  }
  if (slots[0].is(Kind::kInt)) {
    return slots[0];
  }
  if (!want_number(call, function, "x", slots[0], x)) {
    return Value::failure();
  }
  if (!std::isfinite(x)) {
    return library::fail_call(
        call, function,
        fmt::format("cannot convert float {} to integer", values::float_to_string(x)));
  }
  return values::double_to_int(library::heap_of(call), rounded(x));
}

Value ceil_function(const Call& call) {
  return to_int(call, "math.ceil", [](double x) { return std::ceil(x); });
}
Value floor_function(const Call& call) {
  return to_int(call, "math.floor", [](double x) { return std::floor(x); });
}

Value log_function(const Call& call) {
  constexpr std::array<std::string_view, 2> kParameters = {"x", "base"};
  std::array<Value, 2> slots = {Value::none(), Value::failure()};
  double x = 0;
  double base = std::numbers::e;
  if (!library::take_named(call, "math.log", kParameters, 1, slots) ||
      !want_number(call, "math.log", "x", slots[0], x) ||
      (!slots[1].is_failure() && !want_number(call, "math.log", "base", slots[1], base))) {
    return Value::failure();
  }
  if (base == 1) {
    return library::fail_call(call, "math.log", "division by zero");
  }
  const double result = slots[1].is_failure() ? std::log(x) : std::log(x) / std::log(base);
  return values::make_float(library::heap_of(call), result);
}

template <std::size_t... I>
void add_one_argument(NativeModule& module, std::index_sequence<I...>) {
  (module.add(kOneArgument[I].name, one_argument<I>), ...);
}
template <std::size_t... I>
void add_two_arguments(NativeModule& module, std::index_sequence<I...>) {
  (module.add(kTwoArguments[I].name, two_arguments<I>), ...);
}

}  // namespace
}  // namespace tiltc::modules

namespace tiltc {

Value math_module(Engine& engine) {
  modules::NativeModule module(engine, "math");
  modules::add_one_argument(module, std::make_index_sequence<modules::kOneArgument.size()>());
  modules::add_two_arguments(module, std::make_index_sequence<modules::kTwoArguments.size()>());
  module.add("math.ceil", modules::ceil_function);
  module.add("math.floor", modules::floor_function);
  module.add("math.log", modules::log_function);
  module.add("math.e", engine.heap().floating(std::numbers::e));
  module.add("math.pi", engine.heap().floating(std::numbers::pi));
  return module.make();
}

}  // namespace tiltc
