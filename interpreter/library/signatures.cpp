#include "library/signatures.h"

#include <algorithm>
#include <span>

namespace tiltc::library {
namespace {

constexpr Signature kUniversal[] = {
    {"abs", "x, /"},
    {"all", "iterable, /", Kind::kBool},
    {"any", "iterable, /", Kind::kBool},
    {"bool", "x=False, /", Kind::kBool},
    {"bytes", "x, /", Kind::kBytes},
    {"chr", "i, /", Kind::kString},
    {"dict", "pairs=[], /, **kwargs", Kind::kDict},
    {"dir", "x, /", Kind::kList},
    {"enumerate", "iterable, start=0, /", Kind::kList},
    {"fail", "*args, sep=\" \"", Kind::kNone},
    {"float", "x=0.0, /", Kind::kFloat},
    {"getattr", "x, name, default=None, /"},
    {"hasattr", "x, name, /", Kind::kBool},
    {"hash", "x, /", Kind::kInt},
    {"int", "x, base=10", Kind::kInt},
    {"len", "x, /", Kind::kInt},
    {"list", "iterable=[], /", Kind::kList},
    {"max", "x, /, *args, key=None"},
    {"min", "x, /, *args, key=None"},
    {"ord", "s, /", Kind::kInt},
    {"print", "*args, sep=\" \"", Kind::kNone},
    {"range", "start_or_stop, stop=None, step=1, /", Kind::kRange},
    {"repr", "x, /", Kind::kString},
    {"reversed", "iterable, /", Kind::kList},
    {"set", "iterable=[], /", Kind::kSet},
    {"sorted", "iterable, key=None, reverse=False", Kind::kList},
    {"str", "x, /", Kind::kString},
    {"tuple", "iterable=(), /", Kind::kTuple},
    {"type", "x, /", Kind::kString},
    {"zip", "*args", Kind::kList},
};

constexpr Signature kString[] = {
    {"capitalize", "", Kind::kString},
    {"codepoint_ords", ""},
    {"codepoints", ""},
    {"count", "sub, start=None, end=None, /", Kind::kInt},
    {"elem_ords", ""},
    {"elems", ""},
    {"endswith", "suffix, start=None, end=None, /", Kind::kBool},
    {"find", "sub, start=None, end=None, /", Kind::kInt},
    {"format", "*args, **kwargs", Kind::kString},
    {"index", "sub, start=None, end=None, /", Kind::kInt},
    {"isalnum", "", Kind::kBool},
    {"isalpha", "", Kind::kBool},
    {"isdigit", "", Kind::kBool},
    {"islower", "", Kind::kBool},
    {"isspace", "", Kind::kBool},
    {"istitle", "", Kind::kBool},
    {"isupper", "", Kind::kBool},
    {"join", "iterable, /", Kind::kString},
    {"lower", "", Kind::kString},
    {"lstrip", "cutset=None, /", Kind::kString},
    {"partition", "sep, /", Kind::kTuple},
    {"removeprefix", "prefix, /", Kind::kString},
    {"removesuffix", "suffix, /", Kind::kString},
    {"replace", "old, new, count=-1, /", Kind::kString},
    {"rfind", "sub, start=None, end=None, /", Kind::kInt},
    {"rindex", "sub, start=None, end=None, /", Kind::kInt},
    {"rpartition", "sep, /", Kind::kTuple},
    {"rsplit", "sep=None, maxsplit=-1, /", Kind::kList},
    {"rstrip", "cutset=None, /", Kind::kString},
    {"split", "sep=None, maxsplit=-1, /", Kind::kList},
    {"splitlines", "keepends=False, /", Kind::kList},
    {"startswith", "prefix, start=None, end=None, /", Kind::kBool},
    {"strip", "cutset=None, /", Kind::kString},
    {"title", "", Kind::kString},
    {"upper", "", Kind::kString},
};

constexpr Signature kBytes[] = {{"elems", ""}};

constexpr Signature kList[] = {
    {"append", "x, /", Kind::kNone},        {"clear", "", Kind::kNone},
    {"extend", "iterable, /", Kind::kNone}, {"index", "x, start=None, end=None, /", Kind::kInt},
    {"insert", "i, x, /", Kind::kNone},     {"pop", "i=-1, /"},
    {"remove", "x, /", Kind::kNone},
};

constexpr Signature kDict[] = {
    {"clear", "", Kind::kNone},
    {"get", "key, default=None, /"},
    {"items", "", Kind::kList},
    {"keys", "", Kind::kList},
    {"pop", "key, default=None, /"},
    {"popitem", "", Kind::kTuple},
    {"setdefault", "key, default=None, /"},
    {"update", "pairs=[], /, **kwargs", Kind::kNone},
    {"values", "", Kind::kList},
};

constexpr Signature kSet[] = {
    {"add", "x, /", Kind::kNone},
    {"clear", "", Kind::kNone},
    {"difference", "other, /", Kind::kSet},
    {"discard", "x, /", Kind::kNone},
    {"intersection", "other, /", Kind::kSet},
    {"issubset", "other, /", Kind::kBool},
    {"issuperset", "other, /", Kind::kBool},
    {"pop", ""},
    {"remove", "x, /", Kind::kNone},
    {"symmetric_difference", "other, /", Kind::kSet},
    {"union", "*others", Kind::kSet},
    {"update", "*others", Kind::kNone},
};

const Signature* find(std::span<const Signature> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const Signature& one) { return one.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::span<const Signature> methods(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return kString;
    case Kind::kBytes:
      return kBytes;
    case Kind::kList:
      return kList;
    case Kind::kDict:
      return kDict;
    case Kind::kSet:
      return kSet;
    default:
      return {};
  }
}

SignatureParameter read_parameter(std::string_view text) {
  SignatureParameter parameter;
  const std::size_t stars = text.find_first_not_of('*');
  if (stars > 0) {
    parameter.form =
        stars == 1 ? SignatureParameter::Form::kRest : SignatureParameter::Form::kRestNamed;
    parameter.name = text.substr(stars);
    return parameter;
  }
  const std::size_t equal = text.find('=');
  parameter.name = text.substr(0, equal);
  parameter.required = equal == std::string_view::npos;
  return parameter;
}

// Cuts off the part before the next ", ".
std::string_view take_part(std::string_view& rest) {
  const std::size_t comma = rest.find(", ");
  const std::string_view part = rest.substr(0, comma);
  rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
  return part;
}

}  // namespace

const Signature* universal_signature(std::string_view name) {
  return find(kUniversal, name);
}

const Signature* method_signature(Kind kind, std::string_view name) {
  return find(methods(kind), name);
}

std::vector<SignatureParameter> parameters_of(const Signature& signature) {
  std::vector<SignatureParameter> parameters;
  bool by_position = true;
  for (std::string_view rest = signature.parameters; !rest.empty();) {
    const std::string_view part = take_part(rest);
    if (part == "/") {
      for (SignatureParameter& before : parameters) {
        before.by_name = false;
      }
      continue;
    }
    if (part == "*") {
      by_position = false;
      continue;
    }
    SignatureParameter parameter = read_parameter(part);
    parameter.by_position = by_position;
    by_position = by_position && parameter.form == SignatureParameter::Form::kOne;
    parameters.push_back(parameter);
  }
  return parameters;
}

}  // namespace tiltc::library
