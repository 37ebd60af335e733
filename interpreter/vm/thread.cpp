#include "vm/thread.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "values/thread_hooks.h"
#include "vm/explain.h"
#include "vm/interpreter.h"
#include "vm/places.h"

namespace tiltc {

namespace {

constexpr std::size_t kValuesPerFrame = 64;      // on average, when the depth limit is reached
constexpr std::size_t kLeastValues = 1U << 16U;  // a single function may have that many registers
constexpr std::size_t kGrowth = 4096;            // values made usable at once
constexpr std::int64_t kMostQuantum = 4096;      // steps between two polls
constexpr std::chrono::milliseconds kPollEvery{1};
constexpr std::uint32_t kMaxNativeDepth = 128;

std::size_t value_count(const Limits& limits) {
  return 2 * kLeastValues + kValuesPerFrame * (std::size_t{limits.depth} + 2);
}

// The system hands out pages when they are touched: the size bounds, it does not cost.
template <class T>
vm::LazyArray<T> lazy_array(std::size_t count) {
  auto* memory = static_cast<T*>(std::malloc(count * sizeof(T)));
  TILTC_CHECK(memory != nullptr);
  return {memory, &std::free};
}

}  // namespace

Thread::Thread(values::HeapImpl& heap, const Limits& limits, bool recursion)
    : heap_(heap),
      limits_(limits),
      recursion_(recursion),
      plain_calls_(recursion),
      values_(lazy_array<Value>(value_count(limits))),
      frames_(lazy_array<vm::Frame>(std::size_t{limits.depth} + 2)),
      values_end_(values_.get() + value_count(limits)),
      usable_end_(values_.get()),
      native_top_(values_.get()),
      frame_(frames_.get()),
      frames_end_(frames_.get() + limits.depth + 1) {
  frames_.get()[0] = vm::Frame{};
  heap_.add_root_visitor([this](values::Marker& marker) { mark_roots(marker); });
  if (limits_.memory_bytes == 0) {
    limits_.memory_bytes = values::machine_memory_limit();
  }
  heap_.set_limit(limits_.memory_bytes, [this] { memory_exceeded(); });
  heap_.set_interruption([this] { return check_interruption(); });
  refill();
}

void Thread::begin_evaluation() {
  stopped_ = false;
  memory_exceeded_ = false;
  steps_ = 0;
  quantum_ = 1;
  polled_ = std::chrono::steady_clock::now();
  deadline_ = polled_ +
              std::chrono::duration_cast<std::chrono::steady_clock::duration>(limits_.wall_time);
  refill();
}

void Thread::set_profile(Profile* profile) {
  profile_ = profile;
  plain_calls_ = recursion_ && profile == nullptr;
}

void Thread::print(std::string_view text) const {
  if (print_) {
    print_(text);
  }
}

bool Thread::fail(Diagnostic diagnostic) {
  heap_.fault().set(std::move(diagnostic));
  return false;
}

void Thread::memory_exceeded() {
  memory_exceeded_ = true;
  steps_ += static_cast<std::uint64_t>(filled_ - fuel_);
  fuel_ = filled_ = 0;
}

// A step is a few nanoseconds, or a builtin that works for milliseconds: so many steps go by between two polls as
// took about a millisecond last time.
void Thread::adapt_quantum() {
  const auto now = std::chrono::steady_clock::now();
  const auto spent = std::max<std::chrono::nanoseconds>(now - polled_, std::chrono::nanoseconds(1));
  polled_ = now;
  const std::int64_t fitting =
      quantum_ * std::chrono::nanoseconds(kPollEvery).count() / spent.count();
  quantum_ = std::clamp(std::min(fitting, 2 * quantum_), std::int64_t{1}, kMostQuantum);
}

void Thread::refill() {
  std::int64_t steps = quantum_;
  if (limits_.steps != 0) {
    const std::uint64_t left = limits_.steps > steps_ ? limits_.steps - steps_ : 0;
    steps = static_cast<std::int64_t>(
        std::min<std::uint64_t>(left, static_cast<std::uint64_t>(quantum_)));
  }
  fuel_ = filled_ = steps;
}

bool Thread::check_interruption() {
  if (cancelled_.load(std::memory_order_relaxed)) {
    return fail(error("cancelled", "the evaluation was cancelled"));
  }
  if (memory_exceeded_) {
    return fail(error("memory-limit", "the program needs more than the " +
                                          std::to_string(limits_.memory_bytes) +
                                          " bytes of memory that it may use"));
  }
  if (limits_.wall_time.count() > 0 && std::chrono::steady_clock::now() >= deadline_) {
    return fail(error("time-limit", fmt::format("the program took more than the {} s that it may take",
                                                std::chrono::duration<double>(limits_.wall_time).count())));
  }
  return true;
}

bool Thread::poll() {
  steps_ += static_cast<std::uint64_t>(filled_ - fuel_ - 1);
  fuel_ = filled_ = 0;
  if (!check_interruption()) {
    return false;
  }
  if (limits_.steps != 0 && steps_ >= limits_.steps) {
    return fail(error("step-limit", "the program took more than the " +
                                        std::to_string(limits_.steps) + " steps that it may take"));
  }
  adapt_quantum();
  refill();
  --fuel_;
  return true;
}

// Registers are not cleared when a function is entered: what lies below usable_end_ may be stale,
// but has been alive at the last collection or written since, so it never dangles (see mark_roots).
bool Thread::grow(Value* top) {
  if (top > values_end_) {
    return fail(error("stack-overflow", "Starlark stack overflow")
                    .note("the functions that are running need more memory than the stack has"));
  }
  Value* end = std::min(top + kGrowth, values_end_);
  std::fill(usable_end_, end, Value::none());
  usable_end_ = end;
  return true;
}

Value* Thread::stack_top() const {
  Value* top = native_top_;
  if (depth() != 0) {
    top = std::max(top, frame_->base + frame_->code->register_count);
  }
  return top;
}

void Thread::mark_roots(values::Marker& marker) {
  Value* top = stack_top();
  marker.range({values_.get(), top});
  std::fill(top, std::max(top, usable_end_), Value::none());
  for (const vm::Frame* frame = frames_.get() + 1; frame <= frame_; ++frame) {
    marker.object(frame->function);
  }
  marker.range(scratch_);
}

bool Thread::enter_native() {
  if (native_depth_ >= kMaxNativeDepth) {
    return fail(error("nesting-too-deep", "calls through builtins and loads nest more than " +
                                              std::to_string(kMaxNativeDepth) + " levels deep"));
  }
  ++native_depth_;
  return true;
}

Value Thread::call(Value callee, std::span<const Value> arguments) {
  Value* window = stack_top();
  Value* end = window + 1 + arguments.size();
  if (!enter_native()) {
    complete_fault();
    return Value::failure();
  }
  if ((end > usable_end_ && !grow(end)) || (--fuel_ < 0 && !poll())) {
    leave_native();
    complete_fault();
    return Value::failure();
  }
  *window = callee;
  std::copy(arguments.begin(), arguments.end(), window + 1);
  Value* const old_top = native_top_;
  native_top_ = end;
  const Value result = run_call(window, static_cast<std::uint32_t>(arguments.size()));
  native_top_ = old_top;
  leave_native();
  return result;
}

Value Thread::run_call(Value* window, std::uint32_t count) {
  Interpreter interpreter(*this);
  const vm::Frame* before = frame_;
  Value result;
  if (!interpreter.call({window, count, nullptr, 0, false}, result)) {
    complete_fault();
    return Value::failure();
  }
  if (frame_ != before) {
    frame_->exits |= vm::kToNative;
    result = interpreter.run();
  }
  return result;
}

std::vector<tiltc::Frame> Thread::stack() const {
  std::vector<tiltc::Frame> result;
  constexpr std::size_t kOuter = 20;
  constexpr std::size_t kInner = 20;
  for (std::size_t i = 1; i <= depth(); ++i) {
    if (i > kOuter && i + kInner <= depth()) {
      continue;  // of a runaway recursion the ends tell enough
    }
    const vm::Frame& frame = frames_.get()[i];
    result.push_back({frame.code->name, vm::place_of(frame)});
  }
  return result;
}

void Thread::complete_fault() {
  if (stopped_) {
    heap_.fault().clear();
    return;
  }
  if (!heap_.fault().pending()) {
    fail(error("failed", "the call failed"));
  }
  Diagnostic diagnostic = heap_.fault().take();
  if (depth() != 0 && diagnostic.stack.empty()) {
    diagnostic.stack = stack();
  }
  if (depth() != 0 && !diagnostic.primary.span) {
    diagnostic.primary.span = vm::place_of(*frame_);
    vm::explain(diagnostic);
  }
  heap_.fault().set(std::move(diagnostic));
}

bool is_limit(const Diagnostic& diagnostic) {
  constexpr std::array<std::string_view, 6> kCodes = {
      "cancelled", "memory-limit", "nesting-too-deep", "stack-overflow", "step-limit", "time-limit"};
  return std::find(kCodes.begin(), kCodes.end(), diagnostic.code) != kCodes.end();
}

namespace values {

Value call_value(Thread& thread, Value function, std::span<const Value> arguments) {
  return thread.call(function, arguments);
}

void print_line(Thread& thread, std::string_view text) {
  thread.print(text);
}

}  // namespace values

}  // namespace tiltc
