#include "library/universal.h"

#include <algorithm>
#include <array>

#include "library/universal_functions.h"

namespace tiltc::library {
namespace {

constexpr std::array<UniversalFunction, 30> kFunctions = {{
    {"abs", universal::abs_function},
    {"all", universal::all_function},
    {"any", universal::any_function},
    {"bool", universal::bool_function},
    {"bytes", universal::bytes_function},
    {"chr", universal::chr_function},
    {"dict", universal::dict_function},
    {"dir", universal::dir_function},
    {"enumerate", universal::enumerate_function},
    {"fail", universal::fail_function},
    {"float", universal::float_function},
    {"getattr", universal::getattr_function},
    {"hasattr", universal::hasattr_function},
    {"hash", universal::hash_function},
    {"int", universal::int_function},
    {"len", universal::len_function},
    {"list", universal::list_function},
    {"max", universal::max_function},
    {"min", universal::min_function},
    {"ord", universal::ord_function},
    {"print", universal::print_function},
    {"range", universal::range_function},
    {"repr", universal::repr_function},
    {"reversed", universal::reversed_function},
    {"set", universal::set_function},
    {"sorted", universal::sorted_function},
    {"str", universal::str_function},
    {"tuple", universal::tuple_function},
    {"type", universal::type_function},
    {"zip", universal::zip_function},
}};

}  // namespace

std::span<const UniversalFunction> universal_functions() {
  return kFunctions;
}

std::optional<Value> make_universal(values::HeapImpl& heap, std::string_view name) {
  if (name == "None") {
    return Value::none();
  }
  if (name == "True" || name == "False") {
    return Value::boolean(name == "True");
  }
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [name](const UniversalFunction& f) { return f.name == name; });
  if (found == kFunctions.end()) {
    return std::nullopt;
  }
  const Value interned = heap.interned(name);
  return Value::object(heap.new_builtin(found->function, nullptr, interned));
}

}  // namespace tiltc::library
