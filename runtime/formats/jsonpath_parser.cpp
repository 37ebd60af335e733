// Templates as kubectl reads them (client-go's jsonpath), with two liberties: a key in quotes may
// contain dots, and may stand in either kind of quotes.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "jsonpath_template.h"
#include "quoting.h"

namespace tiltc {
namespace {

constexpr int kMaxNesting = 32;  // of filters in filters and ranges in ranges

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_character(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Where in the template the parser is decides what ends a field's name.
enum class Place { kBraces, kFilter };

// Recursive descent. The first fault stops it; every function returns false from then on.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<PathTemplate> parse() {
    PathTemplate made;
    if (parse_items(made.items, 0) && !at_end()) {
      fail("`{end}` has no `{range …}`");
    }
    if (fault_.empty()) {
      return made;
    }
    return error("bad-json-path", fmt::format("{} is no JSONPath template: {}, at column {}",
                                              shown(text_), fault_, fault_at_ + 1))
        .with_help("paths stand in braces, like `{.spec.containers[*].image}`");
  }

 private:
  bool at_end() const { return next_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[next_]; }
  bool looking_at(std::string_view word) const { return text_.substr(next_).starts_with(word); }

  bool fail(std::string fault) {
    if (fault_.empty()) {
      fault_ = std::move(fault);
      fault_at_ = next_;
    }
    return false;
  }

  bool take(std::string_view word) {
    if (!looking_at(word)) {
      return false;
    }
    next_ += word.size();
    return true;
  }

  bool expect(std::string_view word) {
    return take(word) || fail(at_end() ? fmt::format("`{}` is missing", word)
                                       : fmt::format("{} stands where `{}` should be",
                                                     shown(text_.substr(next_, 1)), word));
  }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n') {
      ++next_;
    }
  }

  bool take_keyword(std::string_view word);
  bool parse_items(std::vector<PathItem>& items, int nesting);
  bool parse_braces(std::vector<PathItem>& items, int nesting);
  bool parse_range(PathItem& range, int nesting);
  bool parse_path(PathSteps& steps, Place place, int nesting);
  bool parse_dot(PathSteps& steps, Place place);
  bool parse_descent(PathSteps& steps, Place place);
  bool parse_name(PathSteps& steps, Place place);
  bool ends_name(char c, Place place) const;
  bool parse_brackets(PathSteps& steps, int nesting);
  bool parse_subscripts(PathSteps& found);
  bool parse_subscript(PathStep& step);
  bool parse_slice(PathStep& step);
  bool parse_integer(std::optional<std::int64_t>& number);
  bool parse_quoted(std::string& out);
  bool parse_filter(PathStep& filter, int nesting);
  bool parse_comparison(PathStep& filter);
  bool parse_operand(PathStep& filter, int nesting);
  bool parse_number(PathOperand& operand);

  std::string_view text_;
  std::size_t next_ = 0;
  std::string fault_;
  std::size_t fault_at_ = 0;
};

bool Parser::take_keyword(std::string_view word) {
  const std::size_t after = next_ + word.size();
  if (!looking_at(word) || (after < text_.size() && is_word_character(text_[after]))) {
    return false;
  }
  next_ = after;
  return true;
}

// Up to the end of the text, or to an `{end}`, which is left standing.
bool Parser::parse_items(std::vector<PathItem>& items, int nesting) {
  while (!at_end()) {
    const std::size_t begin = next_;
    if (take("{")) {
      skip_blanks();
      if (looking_at("end}")) {
        next_ = begin;
        return true;
      }
      if (!parse_braces(items, nesting)) {
        return false;
      }
      continue;
    }
    next_ = std::min(text_.find('{', next_), text_.size());
    items.push_back(
        {PathItem::Kind::kText, std::string(text_.substr(begin, next_ - begin)), {}, {}});
  }
  return true;
}

// What follows a `{`, up to its `}`.
bool Parser::parse_braces(std::vector<PathItem>& items, int nesting) {
  PathItem item;
  if (peek() == '"' || peek() == '\'') {
    if (!parse_quoted(item.text)) {
      return false;
    }
  } else if (take_keyword("range")) {
    item.kind = PathItem::Kind::kRange;
    if (!parse_range(item, nesting + 1)) {
      return false;
    }
  } else {
    item.kind = PathItem::Kind::kPath;
    if (!parse_path(item.steps, Place::kBraces, 0)) {
      return false;
    }
  }
  items.push_back(std::move(item));
  skip_blanks();
  return expect("}");
}

// Ends before the `}` of its `{end}`.
bool Parser::parse_range(PathItem& range, int nesting) {
  if (nesting > kMaxNesting) {
    return fail("ranges are nested too deep");
  }
  if (!parse_path(range.steps, Place::kBraces, 0) || !expect("}") ||
      !parse_items(range.body, nesting)) {
    return false;
  }
  if (!take("{")) {
    return fail("`{range …}` has no `{end}`");
  }
  skip_blanks();
  return expect("end");
}

// `@` and `$` are the node that the path starts from, and lead nowhere.
bool Parser::parse_path(PathSteps& steps, Place place, int nesting) {
  bool any = false;
  while (true) {
    skip_blanks();
    if (peek() == '.') {
      if (!parse_dot(steps, place)) {
        return false;
      }
    } else if (peek() == '[') {
      if (!parse_brackets(steps, nesting)) {
        return false;
      }
    } else if (!take("@") && !take("$")) {
      break;
    }
    any = true;
  }
  if (!steps.empty() && steps.back().kind == PathStep::Kind::kDescend) {
    return fail("nothing follows `..`");
  }
  return any || fail("a path should begin here, with `.`, `[`, `@` or `$`");
}

bool Parser::parse_dot(PathSteps& steps, Place place) {
  if (take("..")) {
    return parse_descent(steps, place);
  }
  take(".");
  const bool is_current_node = at_end() || (ends_name(peek(), place) && peek() != '.');
  return is_current_node || parse_name(steps, place);
}

bool Parser::parse_descent(PathSteps& steps, Place place) {
  steps.push_back({});
  steps.back().kind = PathStep::Kind::kDescend;
  return peek() == '[' || parse_name(steps, place);
}

bool Parser::ends_name(char c, Place place) const {
  constexpr std::string_view kAnywhere = " \t\n.,[]$@{}";
  constexpr std::string_view kInFilter = "=!<>)";
  return kAnywhere.find(c) != std::string_view::npos ||
         (place == Place::kFilter && kInFilter.find(c) != std::string_view::npos);
}

// A backslash takes the next character as it is: `.metadata.labels.app\.kubernetes\.io/name`.
bool Parser::parse_name(PathSteps& steps, Place place) {
  PathStep step;
  const std::size_t begin = next_;
  while (!at_end() && !ends_name(peek(), place)) {
    next_ += peek() == '\\' && next_ + 1 < text_.size() ? 1 : 0;
    step.name += text_[next_++];
  }
  if (next_ == begin) {
    return fail("a key's name is missing");
  }
  if (text_.substr(begin, next_ - begin) == "*") {
    step.kind = PathStep::Kind::kWildcard;
  }
  steps.push_back(std::move(step));
  return true;
}

bool Parser::parse_brackets(PathSteps& steps, int nesting) {
  take("[");
  skip_blanks();
  PathStep step;
  if (take("?(")) {
    if (!parse_filter(step, nesting + 1)) {
      return false;
    }
  } else {
    if (!parse_subscripts(step.alternatives)) {
      return false;
    }
    if (step.alternatives.size() == 1) {
      step = PathStep(std::move(step.alternatives.front()));
    } else {
      step.kind = PathStep::Kind::kUnion;
    }
  }
  steps.push_back(std::move(step));
  return expect("]");
}

bool Parser::parse_subscripts(PathSteps& found) {
  do {
    skip_blanks();
    PathStep step;
    if (!parse_subscript(step)) {
      return false;
    }
    found.push_back(std::move(step));
    skip_blanks();
  } while (take(","));
  return true;
}

bool Parser::parse_subscript(PathStep& step) {
  if (peek() == '\'' || peek() == '"') {
    return parse_quoted(step.name);
  }
  if (take("*")) {
    step.kind = PathStep::Kind::kWildcard;
    return true;
  }
  return parse_slice(step);
}

// `2`, `1:`, `:-1`, `::2`
bool Parser::parse_slice(PathStep& step) {
  const std::size_t begin = next_;
  step.kind = PathStep::Kind::kIndex;
  if (!parse_integer(step.start)) {
    return false;
  }
  if (take(":")) {
    step.kind = PathStep::Kind::kSlice;
    if (!parse_integer(step.end) || (take(":") && !parse_integer(step.stride))) {
      return false;
    }
  }
  if (step.stride && *step.stride <= 0) {
    return fail("a slice's step must be greater than 0");
  }
  return next_ > begin || fail("an index, a slice, `*` or a key in quotes should stand here");
}

// Nothing is a number that is not there.
bool Parser::parse_integer(std::optional<std::int64_t>& number) {
  const std::size_t begin = next_;
  take("-");
  while (is_digit(peek())) {
    ++next_;
  }
  if (next_ == begin) {
    return true;
  }
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text_.data() + begin, text_.data() + next_, value);
  number = value;
  return code == std::errc() || fail("this is no index");
}

bool Parser::parse_quoted(std::string& out) {
  const char quote = text_[next_++];
  while (!at_end() && peek() != quote) {
    const bool is_escape = peek() == '\\' && next_ + 1 < text_.size();
    next_ += is_escape ? 1 : 0;
    const char c = text_[next_++];
    out += is_escape && c == 'n' ? '\n' : is_escape && c == 't' ? '\t' : c;
  }
  return expect(std::string_view(&quote, 1));
}

bool Parser::parse_filter(PathStep& filter, int nesting) {
  filter.kind = PathStep::Kind::kFilter;
  if (nesting > kMaxNesting) {
    return fail("filters are nested too deep");
  }
  if (!parse_operand(filter, nesting)) {
    return false;
  }
  skip_blanks();
  if (peek() == ')') {
    return take(")");
  }
  if (!parse_comparison(filter) || !parse_operand(filter, nesting)) {
    return false;
  }
  skip_blanks();
  return expect(")");
}

bool Parser::parse_comparison(PathStep& filter) {
  using Row = std::pair<std::string_view, Comparison>;
  constexpr std::array<Row, 6> kRows{{{"==", Comparison::kEqual},
                                      {"!=", Comparison::kUnequal},
                                      {"<=", Comparison::kLessOrEqual},
                                      {">=", Comparison::kGreaterOrEqual},
                                      {"<", Comparison::kLess},
                                      {">", Comparison::kGreater}}};
  for (const auto& [word, comparison] : kRows) {
    if (take(word)) {
      filter.comparison = comparison;
      return true;
    }
  }
  return fail("a filter compares with `==`, `!=`, `<`, `<=`, `>` or `>=`, or ends with `)`");
}

bool Parser::parse_operand(PathStep& filter, int nesting) {
  PathOperand operand;
  skip_blanks();
  const char c = peek();
  if (c == '"' || c == '\'') {
    std::string text;
    if (!parse_quoted(text)) {
      return false;
    }
    operand.literal = std::move(text);
  } else if (is_digit(c) || c == '-' || c == '+') {
    if (!parse_number(operand)) {
      return false;
    }
  } else if (take_keyword("true")) {
    operand.literal = true;
  } else if (take_keyword("false")) {
    operand.literal = false;
  } else if (!parse_path(operand.steps, Place::kFilter, nesting)) {
    return false;
  }
  filter.operands.push_back(std::move(operand));
  return true;
}

bool Parser::parse_number(PathOperand& operand) {
  take("+");
  double value = 0;
  const auto [end, code] =
      std::from_chars(text_.data() + next_, text_.data() + text_.size(), value);
  if (code != std::errc()) {
    return fail("this is no number");
  }
  next_ = static_cast<std::size_t>(end - text_.data());
  operand.literal = value;
  return true;
}

}  // namespace

Result<PathTemplate> parse_path_template(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace tiltc
