#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "values/format.h"
#include "values/print.h"
#include "values/sequences.h"
#include "values/text_buffer.h"

namespace tiltc::values {
namespace {

// One "...".format(...): {}, {0}, {name}, each with an optional !s or !r; {{ and }} for braces.
class BraceFormatter {
 public:
  BraceFormatter(HeapImpl& heap, String* pattern, const FormatArguments& arguments,
                 std::string& out)
      : heap_(heap), pattern_(pattern), arguments_(arguments), out_(out) {}

  Value run();

 private:
  bool literal(std::string_view& rest);
  bool field(std::string_view text);
  std::optional<Value> argument(std::string_view name);
  std::optional<Value> numbered(std::size_t i);
  std::optional<Value> named(std::string_view name);
  bool append(Value value, std::string_view conversion);
  bool problem(std::string message) {
    fail(heap_, error("bad-format", std::move(message)));
    return false;
  }
  std::optional<Value> no_argument(std::string message) {
    problem(std::move(message));
    return std::nullopt;
  }

  HeapImpl& heap_;
  String* pattern_;
  const FormatArguments& arguments_;
  std::size_t next_ = 0;    // of {}
  bool automatic_ = false;  // a {} has been seen
  bool manual_ = false;     // a {0} has been seen
  std::string& out_;
};

Value BraceFormatter::run() {
  std::string_view rest = pattern_->view();
  while (!rest.empty()) {
    if (!literal(rest)) {
      return Value::failure();
    }
    if (rest.empty()) {
      break;
    }
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] == '{') {
      out_ += '{';
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t close = rest.find('}');
    if (close == std::string_view::npos) {
      problem("unmatched '{' in format");
      return Value::failure();
    }
    if (!field(rest.substr(0, close))) {
      return Value::failure();
    }
    rest.remove_prefix(close + 1);
  }
  return make_string(heap_, out_);
}

// Takes what lies before the next `{` off the pattern, where `}}` stands for `}`.
bool BraceFormatter::literal(std::string_view& rest) {
  while (true) {
    const auto brace =
        std::find_if(rest.begin(), rest.end(), [](char c) { return c == '{' || c == '}'; });
    const auto length = static_cast<std::size_t>(brace - rest.begin());
    out_ += rest.substr(0, length);
    rest.remove_prefix(length);
    if (rest.empty() || rest[0] == '{') {
      return true;
    }
    if (rest.size() < 2 || rest[1] != '}') {
      return problem("single '}' in format");
    }
    out_ += '}';
    rest.remove_prefix(2);
  }
}

// What lies between braces: name [! conversion] [: spec].
bool BraceFormatter::field(std::string_view text) {
  if (text.empty()) {
    const std::optional<Value> value = argument(text);
    return value && append(*value, "s");
  }
  std::string_view conversion = "s";
  const std::size_t mark = text.find_first_of("!:");
  const std::string_view name = text.substr(0, mark);
  if (mark != std::string_view::npos) {
    std::string_view rest = text.substr(mark);
    const std::size_t colon = rest.find(':');
    if (colon != std::string_view::npos && colon + 1 < rest.size()) {
      return problem(fmt::format("format spec features not supported in replacement fields: {}",
                                 rest.substr(colon + 1)));
    }
    rest = rest.substr(0, colon);
    conversion = rest.empty() ? conversion : rest.substr(1);
  }
  const std::optional<Value> value = argument(name);
  return value && append(*value, conversion);
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Value> BraceFormatter::argument(std::string_view name) {
  const bool number = is_digits(name);
  manual_ = manual_ || number;
  automatic_ = automatic_ || name.empty();
  if (manual_ && automatic_) {
    return no_argument(
        number ? "cannot switch from automatic field numbering to manual field specification"
               : "cannot switch from manual field specification to automatic field numbering");
  }
  if (name.empty()) {
    return numbered(next_++);
  }
  if (!number) {
    return named(name);
  }
  std::size_t i = 0;
  const auto result = std::from_chars(name.data(), name.data() + name.size(), i);
  return result.ec == std::errc() ? numbered(i)
                                  : no_argument(fmt::format("invalid format index {}", name));
}

std::optional<Value> BraceFormatter::numbered(std::size_t i) {
  if (i >= arguments_.positional.size()) {
    return no_argument("tuple index out of range");
  }
  return arguments_.positional[i];
}

std::optional<Value> BraceFormatter::named(std::string_view name) {
  for (std::size_t i = 0; i < arguments_.names.size(); ++i) {
    if (as<String>(arguments_.names[i])->view() == name) {
      return arguments_.named[i];
    }
  }
  if (name.find_first_of(".[,") != std::string_view::npos) {
    return no_argument(fmt::format("syntax x{} is not supported in replacement fields: {}",
                                   name.find('.') != std::string_view::npos ? ".y" : "[i]", name));
  }
  return no_argument(fmt::format("keyword {} not found", name));
}

bool BraceFormatter::append(Value value, std::string_view conversion) {
  if (conversion != "s" && conversion != "r") {
    return problem(fmt::format("unknown conversion \"{}\"", conversion));
  }
  const bool complete = conversion == "s" ? append_str(out_, value) : append_repr(out_, value);
  return complete || problem("the value is too large to be printed");
}

}  // namespace

Value format_braces(HeapImpl& heap, String* pattern, const FormatArguments& arguments) {
  TextBuffer out;
  return BraceFormatter(heap, pattern, arguments, *out).run();
}

}  // namespace tiltc::values
