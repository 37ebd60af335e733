#include <fmt/format.h>

#include <algorithm>

#include "base/render.h"
#include "base/text.h"

// SARIF 2.1.0 (OASIS): the result of one run of one tool.
namespace tiltc {

namespace {

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

template <class Items, class Render>
std::string array(const Items& items, const Render& render) {
  std::string out = "[";
  for (const auto& item : items) {
    out += (out.size() > 1 ? "," : "") + render(item);
  }
  return out + "]";
}

std::string message(std::string_view text) {
  return fmt::format(R"({{"text":{}}})", json_quote(text));
}

// A path as a URI: RFC 3986's unreserved characters and `/` stand for themselves.
std::string uri(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += letter || kPlain.find(c) != std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string physical_location(const Span& span) {
  const Position begin = span.position();
  const Position end = span.source->position(span.end);
  return fmt::format(
      R"("physicalLocation":{{"artifactLocation":{{"uri":{}}},"region":{{"startLine":{},"startColumn":{},)"
      R"("endLine":{},"endColumn":{},"byteOffset":{},"byteLength":{}}}}})",
      json_quote(uri(span.source->path())), begin.line, begin.column, end.line, end.column,
      span.begin, span.end - span.begin);
}

std::string location_object(const Label& label) {
  std::string out = "{";
  if (label.span) {
    out += physical_location(label.span);
  }
  if (!label.text.empty()) {
    out += (label.span ? "," : "") + ("\"message\":" + message(label.text));
  }
  return out + "}";
}

// Innermost frame first, as the standard wants it.
std::string call_stack(const std::vector<Frame>& stack) {
  const std::vector<Frame> inner_first(stack.rbegin(), stack.rend());
  return R"({"frames":)" +
         array(inner_first,
               [](const Frame& frame) {
                 std::string place = "{";
                 if (frame.span) {
                   place += physical_location(frame.span) + ",";
                 }
                 place += R"("logicalLocations":[{"fullyQualifiedName":)" +
                          json_quote(frame.function) + "}]}";
                 return R"({"location":)" + place + "}";
               }) +
         "}";
}

// What the reader is told: the message, then rules and the way out.
std::string whole_text(const Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  for (const std::string& note : diagnostic.notes) {
    text += "\n" + note;
  }
  return diagnostic.help.empty() ? text : text + "\nhelp: " + diagnostic.help;
}

std::string result_object(const Diagnostic& diagnostic, const std::vector<std::string>& rules) {
  const auto rule = std::lower_bound(rules.begin(), rules.end(), diagnostic.code);
  std::string out = fmt::format(R"({{"ruleId":{},"ruleIndex":{},"level":"{}","message":{})",
                                json_quote(diagnostic.code), rule - rules.begin(),
                                diagnostic.severity == Severity::kError ? "error" : "warning",
                                message(whole_text(diagnostic)));
  out += ",\"locations\":" +
         array(std::vector<Label>(diagnostic.primary.span ? 1 : 0, diagnostic.primary),
               location_object);
  if (!diagnostic.secondary.empty()) {
    out += ",\"relatedLocations\":" + array(diagnostic.secondary, location_object);
  }
  if (!diagnostic.stack.empty()) {
    out += ",\"stacks\":[" + call_stack(diagnostic.stack) + "]";
  }
  return out + "}";
}

std::vector<std::string> rule_ids(std::span<const Diagnostic> diagnostics) {
  std::vector<std::string> ids;
  for (const Diagnostic& diagnostic : diagnostics) {
    ids.push_back(diagnostic.code);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

std::string render_sarif(std::span<const Diagnostic> diagnostics, std::string_view tool_version) {
  const std::vector<std::string> rules = rule_ids(diagnostics);
  std::string out = fmt::format(
      R"({{"$schema":"{}","version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"tiltc","version":{},)"
      R"("rules":)",
      kSchema, json_quote(tool_version));
  out += array(rules,
               [](const std::string& id) { return fmt::format(R"({{"id":{}}})", json_quote(id)); });
  out += "}},\"columnKind\":\"unicodeCodePoints\",\"results\":";
  out += array(diagnostics, [&rules](const Diagnostic& diagnostic) {
    return "\n" + result_object(diagnostic, rules);
  });
  return out + "}]}\n";
}

}  // namespace tiltc
