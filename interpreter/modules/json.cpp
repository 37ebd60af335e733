#include "modules/json.h"

#include <array>

#include <fmt/format.h>

#include "library/arguments.h"
#include "modules/native_module.h"
#include "tiltc/modules.h"
#include "values/print.h"
#include "values/sequences.h"

namespace tiltc::modules {
namespace {

using library::heap_of;

// Copies a string literal that starts at `at`; returns the offset after it.
std::size_t copy_literal(std::string_view text, std::size_t at, std::string& out) {
  std::size_t end = at + 1;
  while (text[end] != '"') {
    end += text[end] == '\\' ? 2 : 1;
  }
  out += text.substr(at, end + 1 - at);
  return end + 1;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Value fail_json(const Call& call, std::string_view function, const std::string& problem) {
  return problem.empty() ? Value::failure() : library::fail_call(call, function, problem);
}

Value encode_function(const Call& call) {
  constexpr std::array<std::string_view, 1> kParameters = {"x"};
  std::array<Value, 1> slots;
  std::string out;
  std::string problem;
  if (!library::take_named(call, "json.encode", kParameters, 1, slots)) {
    return Value::failure();
  }
  return encode_json(heap_of(call), slots[0], out, problem)
             ? values::make_string(heap_of(call), out)
             : fail_json(call, "json.encode", problem);
}

// (…, prefix="", indent="\t"): the last two of `slots`.
bool want_indent(const Call& call, std::string_view function, std::span<const Value> slots,
                 std::string_view& prefix, std::string_view& indent) {
  return library::want_string(call, function, "prefix", slots[0], prefix) &&
         library::want_string(call, function, "indent", slots[1], indent);
}

bool take_indented(const Call& call, std::string_view function,
                   std::span<const std::string_view> parameters, std::span<Value> slots) {
  if (call.positional_count() > 1) {
    library::fail_call(call, function, "prefix and indent are given by name");
    return false;
  }
  return library::take_named(call, function, parameters, 1, slots);
}

Value indented(const Call& call, std::string_view function, std::string_view text,
               std::string_view prefix, std::string_view indent) {
  std::string out;
  return indent_json(text, prefix, indent, out)
             ? values::make_string(heap_of(call), out)
             : library::fail_call(call, function, "the indented text would be too long");
}

Value encode_indent_function(const Call& call) {
  constexpr std::string_view kName = "json.encode_indent";
  constexpr std::array<std::string_view, 3> kParameters = {"x", "prefix", "indent"};
  std::array<Value, 3> slots = {Value::none(), heap_of(call).empty_string(),
                                heap_of(call).byte_string('\t')};
  std::string_view prefix;
  std::string_view indent;
  if (!take_indented(call, kName, kParameters, slots) ||
      !want_indent(call, kName, std::span(slots).subspan(1), prefix, indent)) {
    return Value::failure();
  }
  std::string text;
  std::string problem;
  if (!encode_json(heap_of(call), slots[0], text, problem)) {
    return fail_json(call, kName, problem);
  }
  return indented(call, kName, text, prefix, indent);
}

// Indents text of the program, which must be JSON.
Value indent_function(const Call& call) {
  constexpr std::string_view kName = "json.indent";
  constexpr std::array<std::string_view, 3> kParameters = {"str", "prefix", "indent"};
  std::array<Value, 3> slots = {Value::none(), heap_of(call).empty_string(),
                                heap_of(call).byte_string('\t')};
  std::string_view text;
  std::string_view prefix;
  std::string_view indent;
  if (!take_indented(call, kName, kParameters, slots) ||
      !library::want_string(call, kName, "str", slots[0], text) ||
      !want_indent(call, kName, std::span(slots).subspan(1), prefix, indent)) {
    return Value::failure();
  }
  std::string problem;
  if (decode_json(heap_of(call), text, problem).is_failure()) {
    return fail_json(call, kName, problem);
  }
  return indented(call, kName, text, prefix, indent);
}

Value decode_function(const Call& call) {
  constexpr std::array<std::string_view, 2> kParameters = {"x", "default"};
  std::array<Value, 2> slots = {Value::none(), Value::failure()};
  std::string_view text;
  if (!library::take_named(call, "json.decode", kParameters, 1, slots) ||
      !library::want_string(call, "json.decode", "x", slots[0], text)) {
    return Value::failure();
  }
  std::string problem;
  const Value decoded = decode_json(heap_of(call), text, problem);
  if (!decoded.is_failure()) {
    return decoded;
  }
  const bool use_default = !problem.empty() && !slots[1].is_failure();
  return use_default ? slots[1] : fail_json(call, "json.decode", problem);
}

}  // namespace

bool indent_json(std::string_view text, std::string_view prefix, std::string_view indent,
                 std::string& out) {
  std::size_t depth = 0;
  const auto line_break = [&] {
    out += '\n';
    out += prefix;
    for (std::size_t i = 0; i < depth; ++i) {
      out += indent;
    }
  };
  bool opened = false;  // an array or object that has no element yet
  for (std::size_t at = 0; at < text.size();) {
    if (out.size() > values::kMaxText) {
      return false;
    }
    const char c = text[at];
    if (is_blank(c)) {
      ++at;
      continue;
    }
    const bool closes = c == '}' || c == ']';
    depth -= closes ? 1 : 0;
    if (opened != closes) {
      line_break();
    }
    opened = c == '{' || c == '[';
    depth += opened ? 1 : 0;
    if (c == '"') {
      at = copy_literal(text, at, out);
      continue;
    }
    out += c;
    if (c == ':') {
      out += ' ';
    } else if (c == ',') {
      line_break();
    }
    ++at;
  }
  return true;
}

}  // namespace tiltc::modules

namespace tiltc {

namespace {

// A limit that was reached is recorded in the heap; natives that pass this on find it there.
Error json_problem(values::HeapImpl& heap, std::string problem) {
  return problem.empty() && heap.fault().pending() ? heap.fault().take()
                                                   : error("bad-json", std::move(problem));
}

}  // namespace

Result<Value> json_to_value(Heap& heap, std::string_view text) {
  std::string problem;
  const Value value = modules::decode_json(values::impl(heap), text, problem);
  if (value.is_failure()) {
    return json_problem(values::impl(heap), std::move(problem));
  }
  return value;
}

Result<std::string> value_to_json(Heap& heap, Value value, std::string_view indent) {
  std::string compact;
  std::string problem;
  std::string out;
  if (!modules::encode_json(values::impl(heap), value, compact, problem)) {
    return json_problem(values::impl(heap), std::move(problem));
  }
  if (!modules::indent_json(compact, "", indent, out)) {
    return error("too-large", "the indented text would be too long");
  }
  return out;
}

Value json_module(Engine& engine) {
  modules::NativeModule module(engine, "json");
  module.add("json.decode", modules::decode_function);
  module.add("json.encode", modules::encode_function);
  module.add("json.encode_indent", modules::encode_indent_function);
  module.add("json.indent", modules::indent_function);
  return module.make();
}

}  // namespace tiltc
