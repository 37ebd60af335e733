#include <fmt/format.h>

#include "base/text.h"
#include "tiltc/builtin.h"

namespace tiltc {

namespace {

struct Rendering {
  const BuiltinInfo& info;
  std::string (*render)(const BuiltinInfo&, const void* defaults);
  std::string out;
};

// Runs `render` with a struct of defaults at hand.
std::string with_defaults(const BuiltinInfo& info,
                          std::string (*render)(const BuiltinInfo&, const void*)) {
  Rendering rendering{info, render, {}};
  info.with_defaults(
      info,
      [](void* context, const void* defaults) {
        auto& self = *static_cast<Rendering*>(context);
        self.out = self.render(self.info, defaults);
      },
      &rendering);
  return rendering.out;
}

std::string render_signature(const BuiltinInfo& info, const void* defaults) {
  std::string out(info.name);
  out += '(';
  std::string_view separator;
  for (const ParameterInfo& row : info.parameters(info)) {
    out += separator;
    separator = ", ";
    switch (row.rule) {
      case ParameterRule::kNamedOnly:
        out += '*';
        break;
      case ParameterRule::kRest:
        out += fmt::format("*{}", row.name);
        break;
      case ParameterRule::kRestNamed:
        out += fmt::format("**{}", row.name);
        break;
      case ParameterRule::kRequired:
        out += row.name;
        break;
      case ParameterRule::kOptional:
        out += fmt::format("{}={}", row.name, row.show_default(defaults));
        break;
    }
  }
  return out + ")";
}

// Type and default: "string, required", "bool, default False".
std::string describe(const ParameterInfo& row, const void* defaults) {
  switch (row.rule) {
    case ParameterRule::kRequired:
      return row.type() + ", required";
    case ParameterRule::kOptional:
      return fmt::format("{}, default {}", row.type(), row.show_default(defaults));
    default:
      return "any number";
  }
}

std::string_view stars(const ParameterInfo& row) {
  if (row.rule == ParameterRule::kRest) {
    return "*";
  }
  return row.rule == ParameterRule::kRestNamed ? "**" : "";
}

std::string render_text(const BuiltinInfo& info, const void* defaults) {
  std::string out = fmt::format("{}\n\n  {}\n", render_signature(info, defaults), info.doc);
  for (const ParameterInfo& row : info.parameters(info)) {
    if (row.rule == ParameterRule::kNamedOnly) {
      continue;
    }
    out += fmt::format("\n  {}{} ({})\n      {}\n", stars(row), row.name, describe(row, defaults), row.doc);
    if (!row.deprecation.empty()) {
      out += fmt::format("      Deprecated: {}\n", row.deprecation);
    }
  }
  if (!info.example.empty()) {
    out += "\n  Example:\n\n";
    for (const std::string& line : split(trim(info.example), '\n')) {
      out += line.empty() ? "\n" : fmt::format("      {}\n", line);
    }
  }
  return out;
}

std::string markdown_cell(std::string text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : std::string(1, c);
  }
  return out;
}

std::string render_markdown(const BuiltinInfo& info, const void* defaults) {
  std::string out = fmt::format("## {}\n\n    {}\n\n{}\n", info.name, render_signature(info, defaults),
                                info.doc);
  bool header = false;
  for (const ParameterInfo& row : info.parameters(info)) {
    if (row.rule == ParameterRule::kNamedOnly) {
      continue;
    }
    if (!header) {
      out += "\n| parameter | type | meaning |\n|---|---|---|\n";
      header = true;
    }
    out += fmt::format("| `{}{}` | {} | {}{} |\n", stars(row), row.name,
                       markdown_cell(describe(row, defaults)), markdown_cell(std::string(row.doc)),
                       row.deprecation.empty() ? "" : fmt::format(" Deprecated: {}", row.deprecation));
  }
  if (!info.example.empty()) {
    out += fmt::format("\n```tiltfile runnable\n{}\n```\n", trim(info.example));
  }
  return out;
}

}  // namespace

std::string signature(const BuiltinInfo& info) { return with_defaults(info, &render_signature); }
std::string reference(const BuiltinInfo& info) { return with_defaults(info, &render_text); }
std::string reference_markdown(const BuiltinInfo& info) {
  return with_defaults(info, &render_markdown);
}

}  // namespace tiltc
