#pragma once

#include <cstdint>
#include <span>

#include "compile/code.h"
#include "library/methods.h"
#include "values/heap_impl.h"
#include "vm/thread.h"

namespace tiltc {

// Runs frames of a thread. The loop (run.cpp) holds what is frequent; everything else is out of
// line here, so that the loop stays small. Functions that fail return false or failure() with the
// heap's fault set.
class Interpreter {
 public:
  explicit Interpreter(Thread& thread)
      : thread_(thread), heap_(thread.heap_), list_append_(library::list_append()) {}

  // Runs the innermost frame, an entry frame, until it returns. On failure the fault is complete
  // and the frame is gone.
  Value run();

  // A call's arguments as they lie on the stack: the callee, positional, then named values.
  struct Arguments {
    Value* window = nullptr;
    std::uint32_t positional = 0;
    const Value* names = nullptr;
    std::uint32_t named = 0;
    bool in_text = true;  // the innermost frame's call; else native code calls

    Value* first() const { return window + 1; }
    std::uint32_t count() const { return positional + named; }
  };

  // Calls whatever the window begins with. After true, a native function has left its result in
  // `result`, or a frame has been pushed and waits to be run.
  bool call(const Arguments& arguments, Value& result);

  // Binds the arguments and pushes a frame whose registers begin behind the window's callee.
  bool enter(values::Function* function, const Arguments& arguments);

 private:
  // calls.cpp
  bool call_positional(Value* window, std::uint32_t count, Value& result);
  bool call_site(Value* window, compile::CallSite& site, Value& result);
  bool call_method_positional(Value* window, std::uint32_t count, compile::AttributeSite& attribute,
                              Value& result);
  bool call_method_site(Value* window, compile::CallSite& site, compile::AttributeSite& attribute,
                        Value& result);
  bool call_builtin(const values::Builtin* builtin, const Arguments& arguments, Value& result);
  bool call_method(const library::Method& method, const Arguments& arguments, Value& result);
  bool name_failure(std::string_view function);
  bool push_frame(values::Function* function, Value* base);
  bool check_recursion(const compile::Code* code);
  Value call_native(NativeFunction function, const Call& call, const void* callee,
                    std::string (*describe)(const void*));

  template <class Then>
  bool with_arguments(Value* window, const compile::CallSite& site, const Then& then);

  // starred.cpp: *args and **kwargs at the call
  bool reserve_arguments(Value* first, std::size_t count);
  bool spread(const compile::CallSite& site, std::vector<Value>& names, Arguments& arguments);
  bool spread_star(Value list, std::vector<Value>& positional);
  bool spread_star_star(Value dict, std::vector<Value>& named, std::vector<Value>& names);

  // attributes.cpp
  Value attribute(Value value, compile::AttributeSite& site);
  // The method of a builtin type; nullptr when the attribute is something else, or absent.
  const library::Method* method_of(Value value, compile::AttributeSite& site);
  bool check_attribute(Value value, compile::AttributeSite& site);

  // binding.cpp
  bool enter_by_site(values::Function* function, compile::CallSite& site, Value* window);
  bool bind(values::Function* function, const Arguments& arguments);
  bool bind_positional(const compile::Code& code, const Arguments& arguments, Value& rest);
  bool bind_named(const compile::Code& code, const Arguments& arguments, values::Dict* others);
  bool bind_defaults(values::Function* function, const compile::Code& code);

  // binding_errors.cpp
  bool fail_surplus(const compile::Code& code, const Arguments& arguments);
  bool fail_missing(const compile::Code& code);
  bool fail_unknown(const compile::Code& code, const Arguments& arguments, std::uint32_t index);
  bool fail_twice(const compile::Code& code, const Arguments& arguments, std::uint32_t index);

  // steps.cpp: instructions that do much
  void fail_unbound(std::string_view scope, std::string_view name);
  Value make_list(const Value* elements, std::uint32_t count);
  Value make_function(const Value* registers, compile::Instruction word);
  bool dict_insert(Value dict, Value key, Value value);
  bool prepare_range(Value* slot, std::uint32_t count);
  void release_loops(const vm::Frame& frame);
  bool leave(const vm::Frame& frame);
  Value unwind();

  Thread& thread_;
  values::HeapImpl& heap_;
  const library::Method* list_append_;
};

}  // namespace tiltc
