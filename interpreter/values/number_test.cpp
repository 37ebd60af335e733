#include "values/number.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "catch.h"
#include "values/big_int.h"
#include "values/operations.h"

namespace tiltc::values {
namespace {

Value number(HeapImpl& heap, const std::string& text) {
  return *parse_int(heap, text, 10);
}

bool same_bits(double a, double b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

}  // namespace

TEST_CASE("floats survive their encoding bit for bit") {
  HeapImpl heap;
  std::mt19937_64 random(7);
  for (const double d : {0.0, -0.0, 1.0, -1.0, 0.1, 1e300, -1e-300, 0x1p-255, -0x1p-255, 0x1p256,
                         0x1.fffffffffffffp255, std::numeric_limits<double>::infinity()}) {
    CHECK(same_bits(float_of(make_float(heap, d)), d));
  }
  for (int i = 0; i < 100'000; ++i) {
    const double d = std::bit_cast<double>(random());
    REQUIRE(same_bits(float_of(make_float(heap, d)), d));
  }
  CHECK(make_float(heap, 0.5).is_small_float());
  CHECK(make_float(heap, 0.0).is_small_float());
}

TEST_CASE("floats print as short as they can and read back") {
  const std::pair<double, const char*> cases[] = {
      {0.0, "0.0"},          {-0.0, "-0.0"},
      {1.0, "1.0"},          {100000.0, "100000.0"},
      {1000000.0, "1e+06"},  {1234567.0, "1.234567e+06"},
      {0.0001, "0.0001"},    {0.00001, "1e-05"},
      {0.1, "0.1"},          {3.14, "3.14"},
      {1e100, "1e+100"},     {123456.75, "123456.75"},
      {-2.5, "-2.5"},        {5e-324, "5e-324"},
      {std::nan(""), "nan"}, {std::numeric_limits<double>::infinity(), "+inf"}};
  for (const auto& [value, text] : cases) {
    CHECK(float_to_string(value) == text);
  }
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const double d = std::bit_cast<double>(random());
    if (std::isfinite(d)) {
      REQUIRE(same_bits(std::strtod(float_to_string(d).c_str(), nullptr), d));
    }
  }
}

TEST_CASE("ints of any size compute right") {
  HeapImpl heap;
  struct Case {
    const char* a;
    const char* b;
    Value (*operation)(HeapImpl&, Value, Value);
    const char* result;
  };
  const Case cases[] = {
      {"4611686018427387903", "1", add, "4611686018427387904"},
      {"-4611686018427387904", "1", subtract, "-4611686018427387905"},
      {"4611686018427387904", "1", subtract, "4611686018427387903"},
      {"9223372036854775807", "9223372036854775807", multiply,
       "85070591730234615847396907784232501249"},
      {"123456789012345678901234567890", "987654321098765432109876543210", multiply,
       "121932631137021795226185032733622923332237463801111263526900"},
      {"-7", "2", floor_divide, "-4"},
      {"-7", "2", modulo, "1"},
      {"7", "-2", modulo, "-1"},
      {"-121932631137021795226185032733622923332237463801111263526901",
       "987654321098765432109876543210", floor_divide, "-123456789012345678901234567891"},
      {"-121932631137021795226185032733622923332237463801111263526901",
       "987654321098765432109876543210", modulo, "987654321098765432109876543209"},
      {"-18446744073709551616", "255", bit_and, "0"},
      {"-1", "340282366920938463463374607431768211455", bit_and,
       "340282366920938463463374607431768211455"},
      {"-340282366920938463463374607431768211456", "1", bit_or,
       "-340282366920938463463374607431768211455"},
      {"1", "200", shift_left, "1606938044258990275541962092341162602522202993782792835301376"},
      {"-1606938044258990275541962092341162602522202993782792835301377", "200", shift_right, "-2"},
      {"-5", "1", shift_right, "-3"},
      {"5", "3", bit_xor, "6"},
      {"-9223372036854775808", "-1", floor_divide, "9223372036854775808"},
  };
  for (const Case& each : cases) {
    const Value result = each.operation(heap, number(heap, each.a), number(heap, each.b));
    CHECK(int_to_string(result) == each.result);
  }
}

TEST_CASE("random products and quotients agree with each other") {
  HeapImpl heap;
  std::mt19937_64 random(11);
  const auto make = [&] {
    Value value = Value::small_int(static_cast<std::int64_t>(random()) >> 2);
    for (std::uint64_t i = random() % 6; i > 0; --i) {
      value = add(heap, multiply(heap, value, Value::small_int(INT32_MAX)),
                  Value::small_int(static_cast<std::int64_t>(random() >> 3)));
    }
    return value;
  };
  for (int i = 0; i < 2000; ++i) {
    const Value a = make();
    const Value b = make();
    if (int_sign(b) == 0) {
      continue;
    }
    const Value quotient = floor_divide(heap, a, b);
    const Value rest = modulo(heap, a, b);
    REQUIRE(equal(heap, add(heap, multiply(heap, quotient, b), rest), a).is_true());
    REQUIRE(int_sign(rest) * int_sign(b) >= 0);
    REQUIRE(equal(heap, number(heap, int_to_string(a)), a).is_true());
    REQUIRE(equal(heap, *parse_int(heap, int_to_base(a, 16), 16), a).is_true());
  }
}

TEST_CASE("ints and floats compare exactly") {
  HeapImpl heap;
  const Value big = number(heap, "9007199254740993");  // 2^53 + 1, no double
  CHECK(equal(heap, big, heap.floating(9007199254740992.0)).is_false());
  CHECK(greater(heap, big, heap.floating(9007199254740992.0)).is_true());
  CHECK(less(heap, number(heap, "100000000000000000000000"), heap.floating(1e23)).is_false());
  CHECK(less(heap, number(heap, std::string(400, '9')),
             heap.floating(std::numeric_limits<double>::infinity()))
            .is_true());
  const Value nan = heap.floating(std::nan(""));
  CHECK(equal(heap, nan, heap.floating(std::nan(""))).is_true());
  CHECK(greater(heap, nan, heap.floating(std::numeric_limits<double>::infinity())).is_true());
  CHECK(less(heap, nan, nan).is_false());
  CHECK(less(heap, Value::small_int(1), nan).is_true());
}

TEST_CASE("bad arithmetic says what is wrong") {
  HeapImpl heap;
  const Value one = Value::small_int(1);
  const Value zero = Value::small_int(0);
  const auto message = [&heap](Value result) {
    REQUIRE(result.is_failure());
    return heap.fault().take().message;
  };
  CHECK(message(add(heap, one, heap.string("a"))) == "unknown binary op: int + string");
  CHECK(message(add(heap, Value::boolean(true), one)) == "unknown binary op: bool + int");
  CHECK(message(less(heap, one, Value::boolean(true))) == "int < bool not implemented");
  CHECK(message(divide(heap, one, zero)) == "floating-point division by zero");
  CHECK(message(floor_divide(heap, one, zero)) == "floored division by zero");
  CHECK(message(modulo(heap, one, zero)) == "integer modulo by zero");
  CHECK(message(shift_left(heap, one, Value::small_int(512))) == "shift count too large: 512");
  CHECK(message(shift_right(heap, one, Value::small_int(-1))) == "negative shift count: -1");
  CHECK(message(multiply(heap, heap.string("ab"), Value::small_int(1 << 30))) ==
        "excessive repeat (2 * 1073741824 elements)");
  const Value huge = number(heap, std::string(400, '9'));
  CHECK(message(divide(heap, huge, one)) == "int too large to convert to float");
  Value square = huge;
  while (!square.is_failure()) {
    square = multiply(heap, square, square);
  }
  CHECK(message(square) == "int too large");
}

}  // namespace tiltc::values
