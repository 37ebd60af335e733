#include "format/formatter.h"

namespace tiltc::format {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::TokenKind;

namespace {

bool separates_elements(TokenKind kind) {
  return kind == TokenKind::kComma;
}
bool begins_clause(TokenKind kind) {
  return kind == TokenKind::kFor || kind == TokenKind::kIf;
}

// Whether the author broke a line between what the bracket at `opener` holds: behind the bracket,
// before its partner, or at a separator of its own.
bool is_spread(const CodeTokens& code, std::uint32_t opener, bool (*is_separator)(TokenKind)) {
  const std::vector<CodeToken>& tokens = code.tokens;
  const auto broken = [&](std::uint32_t i) { return tokens[i - 1].end_line != tokens[i].line; };
  const std::uint32_t closer = tokens[opener].partner;
  bool boundary = true;
  for (std::uint32_t i = opener + 1; i < closer; ++i) {
    const bool separator = is_separator(tokens[i].token.kind);
    if ((boundary || separator) && broken(i)) {
      return true;
    }
    boundary = separator;
    if (tokens[i].partner > i) {
      i = tokens[i].partner;
    }
  }
  return broken(closer);
}

}  // namespace

// A line each for the elements of a bracket when the author broke a line between any of them, else
// all on one. The next token is the bracket that opens.
template <class PrintElement>
void Formatter::sequence(const Style& style, const PrintElement& print) {
  const std::uint32_t closer = current().partner;
  const bool empty = closer == at_ + 1;
  const bool broken = !empty && is_spread(code_, at_, &separates_elements);
  ++bracket_depth_;
  emit();
  const bool spread = broken || comment_waits();  // the latter in an empty bracket
  {
    const Indented indented(printer_, spread ? style.indentation : 0);
    for (std::size_t i = 0; at_ != closer; ++i) {
      if (spread) {
        next_line_in_brackets();
      }
      print(i);
      comma(closer, spread, style.last_comma);
    }
    if (spread && (style.closer == Closer::kOwnLine || comment_waits())) {
      next_line_in_brackets();
    }
  }
  emit();
  --bracket_depth_;
}

void Formatter::next_line_in_brackets() {
  printer_.end_line();
  comments_above();
}

// What stands between an element and the next, or the bracket that closes.
void Formatter::comma(std::uint32_t closer, bool spread, LastComma last_comma) {
  const bool last = at_ == closer || (at(TokenKind::kComma) && at_ + 1 == closer);
  if (!last) {
    emit("", spread ? "" : " ");
    return;
  }
  const bool wanted =
      last_comma == LastComma::kAlways || (last_comma == LastComma::kWhenSpread && spread);
  if (wanted) {
    printer_.write(",");
  }
  if (at(TokenKind::kComma)) {
    skip();
  }
}

void Formatter::list(std::span<const NodeId> elements, LastComma last_comma) {
  sequence({.last_comma = last_comma}, [&](std::size_t i) { expression(elements[i]); });
}

// No comma follows *args and **kwargs, which older readers of the language do not take.
void Formatter::arguments(std::span<const NodeId> all) {
  const NodeKind last = all.empty() ? NodeKind::kName : tree_[all.back()].kind;
  const bool starred = last == NodeKind::kStarArgument || last == NodeKind::kStarStarArgument;
  list(all, starred ? LastComma::kNever : LastComma::kWhenSpread);
}

void Formatter::parenthesized(NodeId id) {
  sequence({.last_comma = LastComma::kNever}, [&](std::size_t) { expression(id); });
}

void Formatter::parameters(const syntax::Function& function) {
  sequence({LastComma::kNever, 2 * kIndentation, Closer::kBehindLast},
           [&](std::size_t i) { parameter(function.parameters[i]); });
}

// The file's name, then names, as `"name"` or `local = "name"`.
void Formatter::load() {
  emit();
  sequence({}, [&](std::size_t) {
    if (at(TokenKind::kName)) {
      emit();
      emit(" ", " ");
    }
    emit();
  });
}

void Formatter::tuple(const Node& node) {
  const std::span<const NodeId> elements = tree_.list(node.a, node.b);
  if (node.parenthesized) {
    return list(elements, node.b == 1 ? LastComma::kAlways : LastComma::kWhenSpread);
  }
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) {
      emit("", " ");
    }
    expression(elements[i]);
  }
}

void Formatter::comprehension(const Node& node) {
  const bool spread = is_spread(code_, at_, &begins_clause);
  ++bracket_depth_;
  emit();
  {
    const Indented indented(printer_, spread ? kIndentation : 0);
    if (spread) {
      next_line_in_brackets();
    }
    expression(NodeId{node.a});
    for (const NodeId id : tree_.list(node.b, node.c)) {
      spread ? next_line_in_brackets() : printer_.write(" ");
      clause(tree_[id]);
    }
    if (spread) {
      next_line_in_brackets();
    }
  }
  emit();
  --bracket_depth_;
}

void Formatter::clause(const Node& node) {
  emit("", " ");
  expression(NodeId{node.a});
  if (node.kind == NodeKind::kForClause) {
    emit(" ", " ");
    expression(NodeId{node.b});
  }
}

}  // namespace tiltc::format
