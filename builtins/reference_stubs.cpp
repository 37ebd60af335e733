#include <fmt/format.h>

#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "all_tables.h"
#include "base/text.h"
#include "builtins/evaluation.h"
#include "constants.h"

// The Python stub file: what editors and type checkers of Python know of a Tiltfile.
namespace tiltc::builtins {

namespace {

constexpr std::string_view kOfThese = " or list of these";
constexpr std::string_view kOrNone = " | None";

// Turns the words in which tables name types into types of Python. Words that it does not know are
// types of Tiltfiles: they become classes.
class PythonTypes {
 public:
  std::string of(std::string_view text) {
    if (text.ends_with(kOrNone)) {
      return of(text.substr(0, text.size() - kOrNone.size())) + " | None";
    }
    text = without_remarks(text);
    if (text.ends_with(kOfThese)) {
      const std::string one = of(text.substr(0, text.size() - kOfThese.size()));
      return fmt::format("{0} | list[{0}]", one);
    }
    for (const std::string_view separator : {", or ", " or ", ", "}) {
      const std::size_t at = text.find(separator);
      if (at != std::string_view::npos) {
        return unite(of(text.substr(0, at)), of(text.substr(at + separator.size())));
      }
    }
    return single(text);
  }

  std::string classes() const {
    std::string out;
    for (const std::string& name : classes_) {
      out += fmt::format("class {}: ...\n", name);
    }
    return out;
  }

 private:
  // "command: a string for sh" is "string".
  static std::string_view without_remarks(std::string_view text) {
    if (const std::size_t colon = text.find(": "); colon != std::string_view::npos) {
      text.remove_prefix(colon + 2);
    }
    if (text.starts_with("a ")) {
      text.remove_prefix(2);
    }
    const std::string_view remark = " for sh";
    return text.ends_with(remark) ? text.substr(0, text.size() - remark.size()) : text;
  }

  static std::string unite(const std::string& a, const std::string& b) {
    return a == b ? a : a + " | " + b;
  }

  std::string single(std::string_view text) {
    constexpr std::string_view kList = "list of ";
    constexpr std::string_view kDict = "dict of ";
    if (text.starts_with(kList)) {
      return fmt::format("list[{}]", of(text.substr(kList.size())));
    }
    if (text.starts_with(kDict)) {
      return fmt::format("dict[str, {}]", of(text.substr(kDict.size())));
    }
    static const std::map<std::string_view, std::string_view> kKnown{
        {"string", "str"},  {"strings", "str"},         {"path", "str"},      {"paths", "str"},
        {"command", "str"}, {"bool", "bool"},           {"int", "int"},       {"number", "int"},
        {"port", "int"},    {"float", "float"},         {"any", "Any"},       {"value", "Any"},
        {"None", "None"},   {"dict", "dict[Any, Any]"}, {"list", "list[Any]"}};
    const auto known = kKnown.find(text);
    return known != kKnown.end() ? std::string(known->second) : class_named(text);
  }

  // "live_update steps" is LiveUpdateStep.
  std::string class_named(std::string_view text) {
    std::string name;
    bool upper = true;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0) {
        name += upper ? static_cast<char>(std::toupper(byte)) : c;
      }
      upper = std::isalnum(byte) == 0;
    }
    if (name.ends_with('s')) {
      name.pop_back();
    }
    classes_.insert(name);
    return name;
  }

  std::set<std::string> classes_;
};

// What a stub file says of a module; the file itself is the outermost.
struct StubModule {
  std::string members;
  std::map<std::string, StubModule> modules;
};

std::string indented(std::string_view text, const std::string& by) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    out += line.empty() ? "" : by + line + "\n";
  }
  return out;
}

std::string parameters_of(const BuiltinInfo& info, PythonTypes& types) {
  std::vector<std::string> parts;
  for (const ParameterInfo& row : info.parameters(info)) {
    switch (row.rule) {
      case ParameterRule::kNamedOnly:
        parts.emplace_back("*");
        break;
      case ParameterRule::kRest:
        parts.push_back(fmt::format("*{}: Any", row.name));
        break;
      case ParameterRule::kRestNamed:
        parts.push_back(fmt::format("**{}: Any", row.name));
        break;
      default:
        parts.push_back(fmt::format("{}: {}{}", row.name, types.of(row.type()),
                                    row.rule == ParameterRule::kOptional ? " = ..." : ""));
    }
  }
  return join(parts, ", ");
}

std::string doc_of(const BuiltinInfo& info) {
  std::string doc = replace_all(info.doc, "\\", "\\\\");
  for (const ParameterInfo& row : info.parameters(info)) {
    if (row.rule != ParameterRule::kNamedOnly) {
      doc += fmt::format("\n{}: {}", row.name, replace_all(row.doc, "\\", "\\\\"));
    }
  }
  return doc;
}

std::string function_stub(const BuiltinInfo& info, PythonTypes& types) {
  const std::string_view dotted = info.name;
  const std::size_t dot = dotted.rfind('.');
  const bool in_module = dot != std::string_view::npos;
  return fmt::format("{}def {}({}) -> {}:\n{}", in_module ? "@staticmethod\n" : "",
                     in_module ? dotted.substr(dot + 1) : dotted, parameters_of(info, types),
                     types.of(info.returns()),
                     indented("\"\"\"" + doc_of(info) + "\n\"\"\"", "    "));
}

// Puts the stub of a dotted name where it belongs.
void place(StubModule& file, std::string_view dotted, const std::string& stub) {
  StubModule* module = &file;
  for (std::size_t dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.')) {
    module = &module->modules[std::string(dotted.substr(0, dot))];
    dotted.remove_prefix(dot + 1);
  }
  module->members += stub;
}

std::string text_of(const StubModule& module) {
  std::string out = module.members;
  for (const auto& [name, inner] : module.modules) {
    out += fmt::format("class {}:\n{}", name, indented(text_of(inner), "    "));
  }
  return out;
}

}  // namespace

std::string reference_stubs() {
  PythonTypes types;
  StubModule file;
  for (const Table table : all_tables()) {
    for (const BuiltinEntry<Session>& entry : table) {
      place(file, entry.info->name, function_stub(*entry.info, types));
    }
  }
  for (const Constant& constant : constants()) {
    const std::string_view name = constant.name.substr(constant.name.rfind('.') + 1);
    place(file, constant.name, fmt::format("{}: {}\n", name, types.of(constant.type)));
  }
  const std::string body = text_of(file);
  return fmt::format(
      "\"\"\"What a Tiltfile knows, for editors; made by `tiltc help --stubs`.\"\"\"\n"
      "from typing import Any\n\n{}\n{}",
      types.classes(), body);
}

}  // namespace tiltc::builtins
