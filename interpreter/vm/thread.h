#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "compile/code.h"
#include "syntax/call_site.h"
#include "tiltc/engine.h"
#include "tiltc/profile.h"
#include "values/heap_impl.h"

namespace tiltc {

namespace vm {

// One running Starlark function. Frames lie in one array, their registers in one stack of values,
// so that calls between Starlark functions need no native recursion.
struct Frame {
  compile::Code* code = nullptr;
  values::Function* function = nullptr;
  const compile::Instruction* pc = nullptr;  // the next instruction; written at calls and failures
  Value* base = nullptr;                     // its first register
  std::uint8_t exits = 0;                    // Exit bits: what its return has to do
};

// A frame without these bits returns to the one below it and nobody is told.
enum Exit : std::uint8_t {
  kToNative = 1U,  // called by native code, to which it returns
  kProfiled = 2U,  // the profile is told
};

// Memory that the system provides when it is touched.
template <class T>
using LazyArray = std::unique_ptr<T, decltype(&std::free)>;

// Runs a load statement or what is like one; the engine gives it to the thread.
class FileRunner {
 public:
  // Loads the file, stores the names of load statement `index` in the unit's globals.
  virtual bool run_load(compile::Unit& unit, std::size_t index) = 0;

 protected:
  ~FileRunner() = default;
};

}  // namespace vm

// The state of a program that runs: its stack, its limits, its failure. One per Engine; used by the
// thread that evaluates, except for cancel().
class Thread {
 public:
  Thread(values::HeapImpl& heap, const Limits& limits, bool recursion);
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  values::HeapImpl& heap() { return heap_; }

  // Calls any callable from native code. failure(): the heap's fault has the diagnostic, complete
  // with place and stack, unless the program was stopped.
  Value call(Value callee, std::span<const Value> arguments);

  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  void resume() { cancelled_.store(false, std::memory_order_relaxed); }
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }
  void begin_evaluation();  // forgets stop and reached limits, starts the clock; when nothing runs

  std::size_t depth() const { return static_cast<std::size_t>(frame_ - frames_.get()); }
  // Where the program is, outermost first. The innermost frame's pc must be written.
  std::vector<tiltc::Frame> stack() const;
  const vm::Frame* innermost() const { return depth() == 0 ? nullptr : frame_; }

  // Completes the pending diagnostic with the place of the innermost frame and the stack.
  void complete_fault();
  bool fail(Diagnostic diagnostic);  // false

  syntax::CallSites& call_sites() { return call_sites_; }

  // Bounds how deep native functions, loads and Starlark may call each other in turn.
  bool enter_native();
  void leave_native() { --native_depth_; }

  void set_runner(vm::FileRunner* runner) { runner_ = runner; }
  void set_print(std::function<void(std::string_view)> print) { print_ = std::move(print); }
  void print(std::string_view text) const;
  void set_profile(Profile* profile);
  void mark_roots(values::Marker& marker);
  void memory_exceeded();
  bool check_interruption();  // false: cancelled, or out of memory or time

 private:
  friend class Interpreter;

  Value run_call(Value* window, std::uint32_t count);

  // Takes a step that the fast path could not: the budget's end, cancellation, limits.
  bool poll();
  void adapt_quantum();
  void refill();
  bool grow(Value* top);  // makes the stack usable up to `top`
  Value* stack_top() const;

  values::HeapImpl& heap_;
  Limits limits_;
  bool recursion_;
  bool plain_calls_;  // a call within Starlark does nothing but push a frame
  Profile* profile_ = nullptr;
  vm::FileRunner* runner_ = nullptr;
  std::function<void(std::string_view)> print_;

  vm::LazyArray<Value> values_;
  vm::LazyArray<vm::Frame> frames_;
  Value* values_end_;  // of the array
  Value* usable_end_;  // what lies below holds values, stale ones perhaps
  Value* native_top_;  // arguments of native calls that lie beyond the registers of the last frame
  vm::Frame* frame_;   // the innermost; frames_[0] is none
  vm::Frame* frames_end_;

  std::chrono::steady_clock::time_point deadline_;  // of the evaluation, when there is a limit of time
  std::chrono::steady_clock::time_point polled_;    // when poll() was last called
  std::int64_t quantum_ = 1;                        // steps between two polls
  std::int64_t fuel_ = 0;    // steps until the next poll
  std::int64_t filled_ = 0;  // what fuel_ was when last filled
  std::uint64_t steps_ = 0;  // taken before that
  std::uint32_t native_depth_ = 0;
  std::atomic<bool> cancelled_ = false;
  bool stopped_ = false;
  bool memory_exceeded_ = false;
  syntax::CallSites call_sites_;
  std::vector<Value> scratch_;  // of argument binding
};

}  // namespace tiltc
