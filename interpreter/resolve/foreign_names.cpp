#include "resolve/foreign_names.h"

#include <algorithm>

namespace tiltc {
namespace {

struct ForeignName {
  std::string_view name;
  std::string_view help;
};

constexpr std::string_view kNone = "write `None`";
constexpr std::string_view kNoCatching =
    "errors cannot be caught in Starlark; check before, and stop with fail(...)";
constexpr std::string_view kType = "compare the type's name: `type(x) == \"string\"`";

constexpr ForeignName kNames[] = {
    {"null", kNone},
    {"nil", kNone},
    {"none", kNone},
    {"undefined", kNone},
    {"NULL", kNone},
    {"true", "write `True`"},
    {"false", "write `False`"},
    {"this", "functions see what they are given, and the names around them"},
    {"self", "functions see what they are given, and the names around them"},
    {"isinstance", kType},
    {"issubclass", kType},
    {"callable", kType},
    {"sum", "add in a loop: `total += x`"},
    {"map", "write `[f(x) for x in xs]`"},
    {"filter", "write `[x for x in xs if f(x)]`"},
    {"pow", "multiply: `x * x`"},
    {"round", "write `int(x + 0.5)`"},
    {"divmod", "write `(a // b, a % b)`"},
    {"iter", "lists, dicts, sets and ranges are gone through by `for`"},
    {"next", "index the list: `xs[0]`"},
    {"xrange", "write `range`"},
    {"unicode", "write `str`"},
    {"frozenset", "write `set`; values freeze when their file has run"},
    {"format", "write `\"{}\".format(x)`"},
    {"Exception", kNoCatching},
    {"ValueError", kNoCatching},
    {"exit", "stop with fail(...)"},
    {"assert", "write `if not …: fail(\"…\")`"},
    {"require", "other files are loaded with load(\"path\", \"name\")"},
    {"console", "write `print(…)`"},
    {"printf", "write `print(\"%s\" % x)`"},
    {"echo", "write `print(…)`"},
    {"re", "there are no regular expressions; strings have find, split, startswith, replace"},
};

}  // namespace

std::string_view help_for_foreign_name(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kNames), std::end(kNames),
                   [name](const ForeignName& one) { return one.name == name; });
  return found == std::end(kNames) ? std::string_view() : found->help;
}

}  // namespace tiltc
