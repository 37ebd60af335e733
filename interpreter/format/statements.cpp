#include "format/formatter.h"

namespace tiltc::format {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;
using syntax::TokenKind;

Formatter::Paragraph Formatter::paragraph(const Node& node) {
  switch (node.kind) {
    case NodeKind::kLoad:
      return Paragraph::kLoad;
    case NodeKind::kDef:
      return Paragraph::kDef;
    default:
      return Paragraph::kOther;
  }
}

// The statements of a block, and the comments before, between and after them.
void Formatter::statements(NodeId id) {
  const Node& block = tree_[id];
  Paragraph last = Paragraph::kNone;
  // A block on the line of its head has no lines of its own, so no comments follow in it.
  const bool own_lines = at_ == 0 || code_.tokens[at_ - 1].end_line != current().line;
  std::uint32_t column = 0;
  if (at_ > 0) {
    column = own_lines ? code_.column_at(current().token.begin) : ~0U;
  }
  for (const NodeId child : tree_.list(block.a, block.b)) {
    comments_in_block(last, 0);
    begin_paragraph(last, paragraph(tree_[child]), current().line);
    statement(tree_[child]);
  }
  comments_in_block(last, column);
}

// Comments before the next token that are indented at least as far as the block.
void Formatter::comments_in_block(Paragraph& last, std::uint32_t least_column) {
  while (comment_waits() && code_.comments[comment_].column >= least_column) {
    begin_paragraph(last, Paragraph::kComment, code_.comments[comment_].line);
    printer_.write(take_comment());
    printer_.end_line();
  }
}

// Blank lines: one where the source has some; none among loads; one around loads and functions, and
// above a comment.
void Formatter::begin_paragraph(Paragraph& last, Paragraph next, std::uint32_t line) {
  const auto either = [&](Paragraph wanted) { return last == wanted || next == wanted; };
  bool blank = line > last_line_ + 1;
  if (last == Paragraph::kNone || (last == Paragraph::kLoad && next == Paragraph::kLoad)) {
    blank = false;
  } else if (last != Paragraph::kComment) {
    blank =
        blank || either(Paragraph::kLoad) || either(Paragraph::kDef) || next == Paragraph::kComment;
  }
  if (blank) {
    printer_.blank_line();
  }
  last = next;
}

void Formatter::statement(const Node& node) {
  switch (node.kind) {
    case NodeKind::kIf:
      return if_statement(node);
    case NodeKind::kFor:
      return for_statement(node);
    case NodeKind::kWhile:
      emit("", " ");
      expression(NodeId{node.a});
      return suite(NodeId{node.b});
    case NodeKind::kDef:
      return def(tree_.functions[node.a]);
    default:
      simple_statement(node);
      if (at(TokenKind::kSemicolon)) {
        skip();
      }
      printer_.end_line();
  }
}

void Formatter::simple_statement(const Node& node) {
  switch (node.kind) {
    case NodeKind::kExpressionStatement:
      return expression(NodeId{node.a});
    case NodeKind::kAssign:
    case NodeKind::kAugmentedAssign:
      return assignment(node);
    case NodeKind::kReturn:
      return return_statement(node);
    case NodeKind::kLoad:
      return load();
    default:
      return emit();  // pass, break, continue
  }
}

void Formatter::if_statement(const Node& node) {
  emit("", " ");
  expression(NodeId{node.a});
  suite(NodeId{node.b});
  if (NodeId{node.c} == syntax::kNoNode) {
    return;
  }
  const std::uint32_t next = comment_waits() ? code_.comments[comment_].line : current().line;
  if (next > last_line_ + 1) {
    printer_.blank_line();
  }
  comments_above();
  const Node& otherwise = tree_[NodeId{node.c}];
  if (otherwise.kind == NodeKind::kIf) {
    return if_statement(otherwise);
  }
  emit();
  suite(NodeId{node.c});
}

void Formatter::for_statement(const Node& node) {
  emit("", " ");
  expression(NodeId{node.a});
  emit(" ", " ");
  expression(NodeId{node.b});
  suite(NodeId{node.c});
}

// `:` and an indented block.
void Formatter::suite(NodeId block) {
  emit();
  printer_.end_line();
  const Indented indented(printer_, kIndentation);
  statements(block);
}

void Formatter::return_statement(const Node& node) {
  emit();
  if (NodeId{node.a} != syntax::kNoNode) {
    printer_.write(" ");
    expression(NodeId{node.a});
  }
}

void Formatter::assignment(const Node& node) {
  expression(NodeId{node.a});
  value_behind_sign(NodeId{node.b});
}

// `=` and a value, on the next line where the author put it there.
void Formatter::value_behind_sign(NodeId value) {
  const bool broken = is_broken(current().token.end, tree_[value].begin);
  emit(" ", "");
  const Indented indented(printer_, broken ? kIndentation : 0);
  space_or_break(broken);
  expression(value);
}

void Formatter::def(const syntax::Function& function) {
  emit("", " ");
  emit();
  parameters(function);
  suite(function.body);
}

void Formatter::parameter(const syntax::Parameter& parameter) {
  if (parameter.kind != syntax::ParameterKind::kPlain) {
    emit();
  }
  if (parameter.kind != syntax::ParameterKind::kBareStar) {
    emit();
  }
  if (parameter.default_value != syntax::kNoNode) {
    emit(" ", " ");
    expression(parameter.default_value);
  }
}

}  // namespace tiltc::format
