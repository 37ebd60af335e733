#include "library/arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "library/signatures.h"
#include "values/describe.h"
#include "values/sequences.h"
#include "values/suggest.h"

namespace tiltc::library {
namespace {

// How the function is called, when it is a method of the receiver's type or a universal one.
void tell_signature(Diagnostic& what, const Call& call, std::string_view function) {
  const Signature* known = method_signature(call.receiver().kind(), function);
  known = known == nullptr ? universal_signature(function) : known;
  if (known != nullptr) {
    what.note(fmt::format("its signature is {}({})", known->name, known->parameters));
  }
}

bool fail_arguments(const Call& call, std::string_view function, Diagnostic what) {
  tell_signature(what, call, function);
  call.fail(std::move(what));
  return false;
}

// Puts one named argument into its slot.
bool take_name(const Call& call, std::string_view function, std::uint32_t i,
               std::span<const std::string_view> parameters, std::span<Value> slots,
               std::uint64_t& given) {
  const auto found = std::find(parameters.begin(), parameters.end(), call.name(i));
  if (found == parameters.end()) {
    return fail_keyword(call, function, i, parameters);
  }
  const auto slot = static_cast<std::size_t>(found - parameters.begin());
  if ((given >> slot & 1U) != 0) {
    return fail_arguments(
        call, function,
        error("duplicate-argument",
              fmt::format("{}: got multiple values for parameter {}", function, *found))
            .at(call.name_span(i), "once by position, once by name"));
  }
  given |= std::uint64_t{1} << slot;
  slots[slot] = call.named(i);
  return true;
}

}  // namespace

bool fail_count(const Call& call, std::string_view function, std::size_t least, std::size_t most) {
  const std::size_t got = call.positional_count();
  const std::string_view bound = least == most ? "" : (got < least ? "at least " : "at most ");
  const std::string message = fmt::format("{}: got {} arguments, want {}{}", function, got, bound,
                                          got < least ? least : most);
  if (got < least) {
    return fail_arguments(call, function, error("missing-argument", message));
  }
  const auto surplus = static_cast<std::uint32_t>(most);
  return fail_arguments(
      call, function,
      error("too-many-arguments", message).at(call.positional_span(surplus), "one too many"));
}

bool fail_keyword(const Call& call, std::string_view function, std::uint32_t i,
                  std::span<const std::string_view> parameters) {
  Diagnostic what = error("unknown-parameter", fmt::format("{}: unexpected keyword argument \"{}\"",
                                                           function, call.name(i)));
  what.at(call.name_span(i));
  if (parameters.empty()) {
    what.note(fmt::format("{} takes its arguments by position only", function));
  }
  values::suggest(what, call.name(i),
                  std::vector<std::string>(parameters.begin(), parameters.end()));
  return fail_arguments(call, function, std::move(what));
}

Value fail_call(const Call& call, std::string_view function, std::string_view message) {
  return call.fail(error("bad-call", fmt::format("{}: {}", function, message)));
}

bool take(const Call& call, std::string_view function, std::size_t required,
          std::span<Value> slots) {
  if (call.named_count() > 0) {
    return fail_keyword(call, function, 0, {});
  }
  const std::uint32_t count = call.positional_count();
  if (count < required || count > slots.size()) {
    return fail_count(call, function, required, slots.size());
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    slots[i] = call.positional(i);
  }
  return true;
}

bool take_named(const Call& call, std::string_view function,
                std::span<const std::string_view> parameters, std::size_t required,
                std::span<Value> slots) {
  const std::uint32_t count = call.positional_count();
  if (count > slots.size()) {
    return fail_count(call, function, required, slots.size());
  }
  std::uint64_t given = (std::uint64_t{1} << count) - 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    slots[i] = call.positional(i);
  }
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    if (!take_name(call, function, i, parameters, slots, given)) {
      return false;
    }
  }
  for (std::size_t i = 0; i < required; ++i) {
    if ((given >> i & 1U) == 0) {
      return fail_arguments(call, function,
                            error("missing-argument", fmt::format("{}: missing argument for {}",
                                                                  function, parameters[i])));
    }
  }
  return true;
}

Value fail_type(const Call& call, std::string_view function, std::string_view parameter, Value got,
                std::string_view wanted) {
  Diagnostic what = error("wrong-type", fmt::format("{}: for parameter {}: got {}, want {}",
                                                    function, parameter, type_name(got), wanted));
  for (std::uint32_t i = 0; i < call.positional_count(); ++i) {
    if (call.positional(i).bits() == got.bits()) {
      what.at(call.positional_span(i), values::describe(got));
    }
  }
  return call.fail(std::move(what));
}

bool want_int(const Call& call, std::string_view function, std::string_view parameter, Value value,
              std::int64_t& result) {
  const std::optional<std::int64_t> number = as_int64(value);
  if (number) {
    result = *number;
  } else if (value.is(Kind::kInt)) {
    fail_call(call, function,
              fmt::format("for parameter {}: {} is too large", parameter, repr(value)));
  } else {
    fail_type(call, function, parameter, value, "int");
  }
  return number.has_value();
}

bool want_bound(const Call& call, std::string_view function, std::string_view parameter,
                Value value, std::int64_t& result) {
  const std::optional<std::int64_t> number = values::as_clamped_index(value);
  if (!number) {
    fail_type(call, function, parameter, value, "int");
    return false;
  }
  result = *number;
  return true;
}

bool want_string(const Call& call, std::string_view function, std::string_view parameter,
                 Value value, std::string_view& result) {
  if (!values::is_string(value)) {
    fail_type(call, function, parameter, value, "string");
    return false;
  }
  result = values::as<values::String>(value)->view();
  return true;
}

}  // namespace tiltc::library
