#include "library/string_methods.h"

#include <array>

#include "library/arguments.h"
#include "library/method_tables.h"

namespace tiltc::library {
namespace {

using values::Elems;

template <Elems::Form form>
Value elems_of(const Call& call) {
  constexpr std::array<std::string_view, 4> kNames = {"elems", "elem_ords", "codepoints",
                                                      "codepoint_ords"};
  if (!take(call, kNames[form], 0, {})) {
    return Value::failure();
  }
  auto* string = values::as<values::String>(call.receiver());
  return Value::object(heap_of(call).new_elems(string, form));
}

constexpr std::array<Method, 35> kMethods = {{
    {"capitalize", strings::capitalize},
    {"codepoint_ords", elems_of<Elems::kCodepointOrds>},
    {"codepoints", elems_of<Elems::kCodepoints>},
    {"count", strings::count},
    {"elem_ords", elems_of<Elems::kElemOrds>},
    {"elems", elems_of<Elems::kElems>},
    {"endswith", strings::endswith},
    {"find", strings::find},
    {"format", strings::format},
    {"index", strings::index},
    {"isalnum", strings::isalnum},
    {"isalpha", strings::isalpha},
    {"isdigit", strings::isdigit},
    {"islower", strings::islower},
    {"isspace", strings::isspace},
    {"istitle", strings::istitle},
    {"isupper", strings::isupper},
    {"join", strings::join},
    {"lower", strings::lower},
    {"lstrip", strings::lstrip},
    {"partition", strings::partition},
    {"removeprefix", strings::removeprefix},
    {"removesuffix", strings::removesuffix},
    {"replace", strings::replace},
    {"rfind", strings::rfind},
    {"rindex", strings::rindex},
    {"rpartition", strings::rpartition},
    {"rsplit", strings::rsplit},
    {"rstrip", strings::rstrip},
    {"split", strings::split},
    {"splitlines", strings::splitlines},
    {"startswith", strings::startswith},
    {"strip", strings::strip},
    {"title", strings::title},
    {"upper", strings::upper},
}};

constexpr std::array<Method, 1> kBytesMethods = {{{"elems", elems_of<Elems::kElems>}}};

}  // namespace

std::span<const Method> string_methods() {
  return kMethods;
}
std::span<const Method> bytes_methods() {
  return kBytesMethods;
}

}  // namespace tiltc::library
