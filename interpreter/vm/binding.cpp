#include <algorithm>
#include <array>

#include "values/operations.h"
#include "values/table.h"
#include "vm/interpreter.h"

// How the arguments of a call become the parameters of a def: in place where the call is complete
// and by position (interpreter.h, enter), by a permutation that the call site remembers where names
// are used, else through a list of all parameters in the thread's scratch.
namespace tiltc {

using compile::CallSite;
using compile::Code;

namespace {

constexpr std::size_t kMaxCachedNames = 32;

std::size_t index_of(const Code& code, Value name) {
  const auto found = std::find_if(code.parameters.begin(), code.parameters.end(),
                                  [name](const compile::Parameter& p) { return p.name == name; });
  return static_cast<std::size_t>(found - code.parameters.begin());
}

// Computes which register takes which named argument, if the call is right; whether it is depends
// on the site and the code alone.
bool fill_cache(const values::Function& function, const Code& code, CallSite& site) {
  site.code = nullptr;
  if (code.args_slot != compile::kNoRegister || code.kwargs_slot != compile::kNoRegister ||
      site.positional > code.positional || site.names.size() > kMaxCachedNames) {
    return false;
  }
  std::vector<bool> given(code.parameters.size());
  std::fill_n(given.begin(), site.positional, true);
  site.slots.clear();
  for (const Value name : site.names) {
    const std::size_t index = index_of(code, name);
    if (index == given.size() || given[index]) {
      return false;
    }
    given[index] = true;
    site.slots.push_back(code.parameters[index].slot);
  }
  const std::size_t first_default = code.parameters.size() - code.default_count;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bool has_default =
        i >= first_default && !function.values()[i - first_default].is_failure();
    if (!given[i] && !has_default) {
      return false;
    }
  }
  site.code = &code;
  return true;
}

}  // namespace

bool Interpreter::enter_by_site(values::Function* function, CallSite& site, Value* window) {
  const auto& code = *static_cast<const Code*>(function->code);
  const auto named = static_cast<std::uint32_t>(site.names.size());
  if (site.code != &code && !fill_cache(*function, code, site)) {
    return enter(function, {window, site.positional, site.names.data(), named});
  }
  Value* base = window + 1;
  Value* end = base + std::max(code.register_count, site.positional + named);
  if (end > thread_.usable_end_ && !thread_.grow(end)) {
    return false;
  }
  std::uint64_t
      given[kMaxCachedNames];  // words: an array of Values would be filled with None first
  for (std::uint32_t i = 0; i < named; ++i) {
    given[i] = base[site.positional + i].bits();
  }
  const std::size_t first_default = code.parameters.size() - code.default_count;
  for (std::size_t i = std::max<std::size_t>(site.positional, first_default);
       i < code.parameters.size(); ++i) {
    base[code.parameters[i].slot] = function->values()[i - first_default];
  }
  for (std::uint32_t i = 0; i < named; ++i) {
    base[site.slots[i]] = Value::from_bits(given[i]);
  }
  return push_frame(function, base);
}

bool Interpreter::bind(values::Function* function, const Arguments& arguments) {
  const auto& code = *static_cast<const Code*>(function->code);
  thread_.scratch_.assign(code.parameters.size(), Value::failure());
  Value rest;
  Value others;
  if (!bind_positional(code, arguments, rest)) {
    return false;
  }
  if (code.kwargs_slot != compile::kNoRegister) {
    others = Value::object(heap_.new_dict(arguments.named));
  }
  if (!bind_named(code, arguments, others.is_none() ? nullptr : values::as<values::Dict>(others)) ||
      !bind_defaults(function, code)) {
    return false;
  }
  Value* base = arguments.first();
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    base[code.parameters[i].slot] = thread_.scratch_[i];
  }
  if (code.args_slot != compile::kNoRegister) {
    base[code.args_slot] = rest;
  }
  if (code.kwargs_slot != compile::kNoRegister) {
    base[code.kwargs_slot] = others;
  }
  thread_.scratch_.clear();
  return true;
}

bool Interpreter::bind_positional(const Code& code, const Arguments& arguments, Value& rest) {
  const std::uint32_t taken = std::min(arguments.positional, code.positional);
  std::copy_n(arguments.first(), taken, thread_.scratch_.begin());
  if (code.args_slot != compile::kNoRegister) {
    rest = heap_.tuple({arguments.first() + taken, arguments.positional - taken});
    return true;
  }
  return taken == arguments.positional || fail_surplus(code, arguments);
}

bool Interpreter::bind_named(const Code& code, const Arguments& arguments, values::Dict* others) {
  for (std::uint32_t i = 0; i < arguments.named; ++i) {
    const Value name = arguments.names[i];
    const Value value = arguments.first()[arguments.positional + i];
    const std::size_t index = index_of(code, name);
    if (index < code.parameters.size()) {
      if (!thread_.scratch_[index].is_failure()) {
        return fail_twice(code, arguments, i);
      }
      thread_.scratch_[index] = value;
    } else if (others != nullptr) {
      values::insert_string(heap_, *others, values::as<values::String>(name), value);
    } else {
      return fail_unknown(code, arguments, i);
    }
  }
  return true;
}

bool Interpreter::bind_defaults(values::Function* function, const Code& code) {
  const std::size_t first_default = code.parameters.size() - code.default_count;
  bool complete = true;
  for (std::size_t i = 0; i < code.parameters.size(); ++i) {
    Value& value = thread_.scratch_[i];
    if (value.is_failure() && i >= first_default) {
      value = function->values()[i - first_default];
    }
    complete = complete && !value.is_failure();
  }
  return complete || fail_missing(code);
}

}  // namespace tiltc
