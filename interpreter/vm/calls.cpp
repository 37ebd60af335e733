#include "values/call_access.h"
#include "values/describe.h"
#include "values/operations.h"
#include "vm/interpreter.h"

namespace tiltc {

using values::as;
using values::is_object_of;

namespace {

// How a profile writes a function: `name (path:line)`; a file is its path.
std::string describe_code(const void* callee) {
  const auto& code = *static_cast<const compile::Code*>(callee);
  const Source& source = *code.unit->source;
  if (&code == code.unit->functions.front().get()) {
    return source.path();
  }
  return code.name + " (" + source.path() + ":" +
         std::to_string(source.position(code.begin).line) + ")";
}

std::string describe_builtin(const void* callee) {
  return std::string(*as_string(static_cast<const values::Builtin*>(callee)->name));
}

std::string describe_method(const void* callee) {
  return std::string(static_cast<const library::Method*>(callee)->name);
}

}  // namespace

inline Value Interpreter::call_native(NativeFunction function, const Call& call,
                                      const void* callee, std::string (*describe)(const void*)) {
  if (thread_.profile_ == nullptr) [[likely]] {
    return function(call);
  }
  thread_.profile_->enter(reinterpret_cast<const void*>(function), callee, describe);
  const Value result = function(call);
  thread_.profile_->leave();
  return result;
}

bool Interpreter::call_positional(Value* window, std::uint32_t count, Value& result) {
  return call({window, count, nullptr, 0}, result);
}

bool Interpreter::call(const Arguments& arguments, Value& result) {
  const Value callee = *arguments.window;
  if (is_object_of(callee, Kind::kFunction)) {
    return enter(as<values::Function>(callee), arguments);
  }
  if (is_object_of(callee, Kind::kBuiltin)) {
    return call_builtin(as<values::Builtin>(callee), arguments, result);
  }
  return thread_.fail(values::with_operands(
      error("not-callable", "a value of type " + std::string(type_name(callee)) + " is called")
          .note("only functions can be called"),
      {callee}));
}

bool Interpreter::enter(values::Function* function, const Arguments& arguments) {
  const auto* code = static_cast<const compile::Code*>(function->code);
  // Room for the arguments as they are, and for the callee's registers in their place.
  Value* end = arguments.first() + std::max(arguments.count(), code->register_count);
  if (end > thread_.usable_end_ && !thread_.grow(end)) {
    return false;
  }
  const bool complete =
      code->simple && arguments.named == 0 && arguments.positional == code->positional;
  return (complete || bind(function, arguments)) && push_frame(function, arguments.first());
}

bool Interpreter::push_frame(values::Function* function, Value* base) {
  auto* code = static_cast<compile::Code*>(const_cast<void*>(function->code));
  vm::Frame* pushed = thread_.frame_ + 1;
  if (pushed == thread_.frames_end_) {
    return thread_.fail(
        error("stack-overflow", "Starlark stack overflow")
            .note("calls may nest " + std::to_string(thread_.limits_.depth) + " levels deep"));
  }
  if (!thread_.recursion_ && !check_recursion(code)) {
    return false;
  }
  Value* end = base + code->register_count;
  if (end > thread_.usable_end_ && !thread_.grow(end)) {
    return false;
  }
  *pushed = {code, function, code->instructions.data(), base, 0};
  if (thread_.profile_ != nullptr) {
    thread_.profile_->enter(code, code, &describe_code);
    pushed->exits = vm::kProfiled;
  }
  thread_.frame_ = pushed;
  return true;
}

bool Interpreter::check_recursion(const compile::Code* code) {
  for (const vm::Frame* frame = thread_.frames_.get() + 1; frame <= thread_.frame_; ++frame) {
    if (frame->code == code) {
      return thread_.fail(error("recursion", "function " + code->name + " calls itself")
                              .note("this dialect of Starlark has no recursion"));
    }
  }
  return true;
}

bool Interpreter::call_builtin(const values::Builtin* builtin, const Arguments& arguments,
                               Value& result) {
  const Value receiver = builtin->receiver.is_failure() ? Value::none() : builtin->receiver;
  const Call call =
      CallAccess::make({&thread_, &heap_, builtin->host, arguments.first(), arguments.positional,
                        arguments.names, arguments.named, receiver});
  result = call_native(builtin->function, call, builtin, &describe_builtin);
  return !result.is_failure() ||
         (builtin->host == nullptr && name_failure(*as_string(builtin->name)));
}

// "int value is not iterable" becomes "sorted: int value is not iterable", unless the message names
// the function by itself, or is the program's own. Functions of an embedder speak for themselves.
// False.
bool Interpreter::name_failure(std::string_view function) {
  if (thread_.stopped_ || !heap_.fault().pending()) {
    return false;
  }
  Diagnostic diagnostic = heap_.fault().take();
  const bool is_own = diagnostic.stack.empty() && diagnostic.code != "fail";
  if (is_own && diagnostic.message.find(function) == std::string::npos) {
    diagnostic.message = std::string(function) + ": " + diagnostic.message;
  }
  heap_.fault().set(std::move(diagnostic));
  return false;
}

bool Interpreter::call_method(const library::Method& method, const Arguments& arguments,
                              Value& result) {
  const Call call =
      CallAccess::make({&thread_, &heap_, nullptr, arguments.first(), arguments.positional,
                        arguments.names, arguments.named, *arguments.window});
  result = call_native(method.function, call, &method, &describe_method);
  return !result.is_failure() || name_failure(method.name);
}

// In both functions below the frame's pc says where a missing attribute is reported; one word on
// lies the place of the call.
bool Interpreter::call_method_positional(Value* window, std::uint32_t count,
                                         compile::AttributeSite& site, Value& result) {
  const library::Method* method = method_of(*window, site);
  if (method == nullptr) {
    const Value callee = attribute(*window, site);
    if (callee.is_failure()) {
      return false;
    }
    *window = callee;
    ++thread_.frame_->pc;
    return call({window, count, nullptr, 0}, result);
  }
  ++thread_.frame_->pc;
  return call_method(*method, {window, count, nullptr, 0}, result);
}

bool Interpreter::call_method_site(Value* window, compile::CallSite& site,
                                   compile::AttributeSite& attribute_site, Value& result) {
  const library::Method* method = method_of(*window, attribute_site);
  if (method == nullptr) {
    const Value callee = attribute(*window, attribute_site);
    if (callee.is_failure()) {
      return false;
    }
    *window = callee;
    ++thread_.frame_->pc;
    return call_site(window, site, result);
  }
  ++thread_.frame_->pc;
  return with_arguments(window, site, [&](const Arguments& arguments) {
    return call_method(*method, arguments, result);
  });
}

bool Interpreter::call_site(Value* window, compile::CallSite& site, Value& result) {
  if (!site.star && !site.star_star && is_object_of(*window, Kind::kFunction)) {
    return enter_by_site(as<values::Function>(*window), site, window);
  }
  return with_arguments(window, site,
                        [&](const Arguments& arguments) { return call(arguments, result); });
}

// Calls `then` with the arguments of the site. Starred ones are spread out on the stack, over the
// window's own and beyond it; until `then` returns the stack reaches as far.
template <class Then>
bool Interpreter::with_arguments(Value* window, const compile::CallSite& site, const Then& then) {
  Arguments arguments{window, site.positional, site.names.data(),
                      static_cast<std::uint32_t>(site.names.size())};
  if (!site.star && !site.star_star) {
    return then(arguments);
  }
  Value* const old_top = thread_.native_top_;
  values::ValueVector names(heap_);
  const bool done = spread(site, names.items, arguments) && then(arguments);
  thread_.native_top_ = old_top;
  return done;
}

}  // namespace tiltc
