#include "tiltc/modules.h"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "library/arguments.h"

namespace tiltc {
namespace {

Value make_struct(const Call& call) {
  if (call.positional_count() > 0) {
    return library::fail_call(call, "struct", "takes fields by name only");
  }
  std::vector<std::pair<std::string_view, Value>> fields;
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    fields.emplace_back(call.name(i), call.named(i));
  }
  return call.heap().structure(fields);
}

Value freeze(const Call& call) {
  std::array<Value, 1> slots;
  if (!library::take(call, "freeze", 1, slots)) {
    return Value::failure();
  }
  call.heap().freeze(slots[0]);
  return slots[0];
}

}  // namespace

Value struct_function(Engine& engine) {
  return engine.native({"struct", make_struct, nullptr});
}

Value freeze_function(Engine& engine) {
  return engine.native({"freeze", freeze, nullptr});
}

std::int64_t wall_clock() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void predeclare_modules(Engine& engine, const TimeSource& now) {
  engine.predeclare("json", json_module(engine));
  engine.predeclare("math", math_module(engine));
  engine.predeclare("time", time_module(engine, now));
  engine.predeclare("struct", struct_function(engine));
  engine.predeclare("freeze", freeze_function(engine));
}

}  // namespace tiltc
