#include "call_trace.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::builtins {

namespace {

constexpr std::size_t kShown = 60;  // bytes of an argument

std::string shortened(std::string text) {
  if (text.size() > kShown) {
    text.resize(kShown);
    while (!text.empty() && !is_valid_utf8(text)) {
      text.pop_back();
    }
    text += "…";
  }
  return text;
}

std::string describe(const Call& call, std::string_view name) {
  std::vector<std::string> arguments;
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    arguments.push_back(shortened(repr(call.positional(i))));
  }
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    arguments.push_back(fmt::format("{}={}", call.name(i), shortened(repr(call.named(i)))));
  }
  return fmt::format("{}({})", name, join(arguments, ", "));
}

}  // namespace

Value CallTrace::wrap(const BuiltinEntry<Session>& builtin) {
  Wrapped& wrapped = wrapped_.emplace_back(Wrapped{this, &builtin});
  return session_.engine().native({builtin.info->name, &CallTrace::run, &wrapped});
}

Value CallTrace::run(const Call& call) {
  const Wrapped& wrapped = *static_cast<const Wrapped*>(call.host());
  CallTrace& trace = *wrapped.trace;
  const auto start = std::chrono::steady_clock::now();
  const Value result = wrapped.builtin->function(call.for_host(&trace.session_));
  const auto cost = std::chrono::steady_clock::now() - start;
  trace.costs_.push_back({describe(call, wrapped.builtin->info->name), call.callee_span(), cost});
  return result;
}

}  // namespace tiltc::builtins
