#include "syntax/parser.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include "syntax/parse.h"

namespace tiltc::syntax {
namespace {

// Byte offsets are 32 bits wide; far below that a file is no Tiltfile.
constexpr std::size_t kMaxSourceBytes = std::size_t{1} << 30U;

// Typical sources make a node of every seven bytes; a wrong guess costs only a copy.
constexpr std::size_t kBytesPerNode = 6;
constexpr std::size_t kBytesPerChild = 10;

// Touching a page of 4 KB for the first time costs about as much as parsing a line. The nodes of a
// large file lie on pages of 2 MB, where the system has them; a refusal does no harm.
template <class T>
void prefer_large_pages(std::vector<T>& reserved) {
  constexpr std::uintptr_t kPage = 4096;
  constexpr std::size_t kWorthwhile = std::size_t{4} << 20U;
  const std::size_t bytes = reserved.capacity() * sizeof(T);
  if (bytes >= kWorthwhile) {
    const std::uintptr_t begin =
        (reinterpret_cast<std::uintptr_t>(reserved.data()) + kPage - 1) & ~(kPage - 1);
    static_cast<void>(
        madvise(reinterpret_cast<void*>(begin), (bytes - kPage) & ~(kPage - 1), MADV_HUGEPAGE));
  }
}

bool has_width(TokenKind kind) {
  return kind != TokenKind::kEnd && kind != TokenKind::kDedent && kind != TokenKind::kNewline;
}

}  // namespace

Parser::Parser(SourcePtr source, Diagnostics& diagnostics)
    : diagnostics_(diagnostics), symbols_(tree_.symbols), lexer_(source, symbols_) {
  tree_.source = std::move(source);
  const std::size_t size = tree_.source->text().size();
  tree_.nodes.reserve(size / kBytesPerNode + 16);
  tree_.children.reserve(size / kBytesPerChild + 16);
  prefer_large_pages(tree_.nodes);
}

Tree Parser::run() {
  tree_.functions.emplace_back();
  tree_.functions[0].name = symbols_.intern("<toplevel>", hash_name("<toplevel>"));
  tree_.functions[0].end = static_cast<std::uint32_t>(tree_.source->text().size());
  advance();
  const std::size_t mark = scratch_.size();
  while (!at(TokenKind::kEnd)) {
    statements();
    accept(TokenKind::kDedent);  // of a line whose indentation was an error
  }
  const List list = finish_list(mark);
  const NodeId body = add(
      {.kind = NodeKind::kBlock, .end = tree_.functions[0].end, .a = list.first, .b = list.count});
  tree_.functions[0].body = body;
  tree_.functions[0].doc = doc_of(body);
  return std::move(tree_);
}

void Parser::advance() {
  if (panicking_) {
    return;
  }
  previous_end_ = token_.end;
  token_ = lexer_.next();
  if (token_.kind == TokenKind::kError) {
    fail(lexer_.take_error());
  }
}

bool Parser::accept(TokenKind kind) {
  if (token_.kind != kind) {
    return false;
  }
  advance();
  return true;
}

bool Parser::expect(TokenKind kind, std::string_view where) {
  if (accept(kind)) {
    return true;
  }
  if (!panicking_) {
    fail(unexpected(fmt::format("{} {}", describe(kind), where)));
  }
  return false;
}

bool Parser::expect_close(TokenKind kind, const Token& opener) {
  if (accept(kind)) {
    return true;
  }
  if (!panicking_) {
    fail(unclosed(kind, opener));
  }
  return false;
}

// Where the current token is. An end has no width: the caret goes behind what came before it.
Span Parser::place() const {
  if (!has_width(token_.kind)) {
    return span(previous_end_, previous_end_);
  }
  return span(token_.begin, token_.end);
}

std::string Parser::found() const {
  return describe(token_, tree_.source->text());
}

void Parser::report(Diagnostic diagnostic) {
  if (!panicking_) {
    diagnostics_.add(std::move(diagnostic));
  }
}

void Parser::fail(Diagnostic diagnostic) {
  if (panicking_) {
    return;
  }
  diagnostics_.add(std::move(diagnostic));
  panic();
}

void Parser::panic() {
  tree_.broken = true;
  panicking_ = true;
  stopped_at_ = token_;
  token_.kind = TokenKind::kError;
}

void Parser::fail_too_deep() {
  fail(error("nesting-too-deep", fmt::format("more than {} levels of nesting", kMaxDepth))
           .at(place())
           .with_help("give names to parts of it"));
}

// Whether the token is likely the begin of a statement, though a bracket before it was not closed:
// a word that is first on its line and no further to the right than the statements of this block.
bool Parser::begins_statement_inside_bracket() const {
  const bool word = token_.kind == TokenKind::kName || is_keyword(token_.kind);
  return token_.first_on_line && word && lexer_.in_brackets() &&
         lexer_.column_of(token_) <= lexer_.indentation();
}

// Ends a panic: skips what is left of the statement.
void Parser::synchronize() {
  panicking_ = false;
  token_ = stopped_at_;
  if (token_.kind == TokenKind::kError) {
    token_ = lexer_.next();
  }
  while (true) {
    switch (token_.kind) {
      case TokenKind::kNewline:
        advance();
        return;
      case TokenKind::kEnd:
      case TokenKind::kIndent:
      case TokenKind::kDedent:
        return;
      default:
        break;
    }
    if (begins_statement_inside_bracket()) {
      lexer_.restart_line(token_);
      advance();
      return;
    }
    previous_end_ = token_.end;
    token_ = lexer_.next();
  }
}

NodeId Parser::add(const Node& node) {
  tree_.nodes.push_back(node);
  return NodeId{static_cast<std::uint32_t>(tree_.nodes.size() - 1)};
}

// Adds a node whose longest path down has `height` nodes below it.
NodeId Parser::composite(Node node, std::uint32_t height) {
  height_ = height + 1;
  if (depth_ + height_ > kMaxDepth) {
    fail_too_deep();
    height_ = 1;
    node = {.kind = NodeKind::kErrorExpression, .begin = node.begin, .end = node.end};
  }
  return add(node);
}

NodeId Parser::error_expression() {
  height_ = 1;
  return add({.kind = NodeKind::kErrorExpression,
              .begin = stopped_at_.begin,
              .end = stopped_at_.end,
              .anchor = stopped_at_.begin});
}

NodeId Parser::error_statement(std::uint32_t begin) {
  return add(
      {.kind = NodeKind::kErrorStatement, .begin = begin, .end = previous_end_, .anchor = begin});
}

Parser::List Parser::finish_list(std::size_t mark) {
  const auto first = static_cast<std::uint32_t>(tree_.children.size());
  const auto from = scratch_.begin() + static_cast<std::ptrdiff_t>(mark);
  tree_.children.insert(tree_.children.end(), from, scratch_.end());
  const auto count = static_cast<std::uint32_t>(scratch_.size() - mark);
  scratch_.resize(mark);
  return {first, count};
}

std::string_view Parser::text(const Token& token) const {
  return tree_.source->text().substr(token.begin, token.end - token.begin);
}

Tree parse(SourcePtr source, Diagnostics& diagnostics) {
  if (source->text().size() > kMaxSourceBytes) {
    diagnostics.add(error("file-too-large", fmt::format("{} has {} bytes, more than 1 GiB",
                                                        source->path(), source->text().size())));
    source = std::make_shared<Source>(source->path(), "");
  }
  return Parser(std::move(source), diagnostics).run();
}

}  // namespace tiltc::syntax
