#include "lint/silence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "syntax/lexer.h"
#include "tiltc/check.h"

namespace tiltc::lint {
namespace {

constexpr std::string_view kMark = "tiltc:";
constexpr std::uint32_t kLastLine = 0xFFFFFFFFU;

bool is_simple(syntax::NodeKind kind) {
  switch (kind) {
    case syntax::NodeKind::kExpressionStatement:
    case syntax::NodeKind::kAssign:
    case syntax::NodeKind::kAugmentedAssign:
    case syntax::NodeKind::kReturn:
    case syntax::NodeKind::kLoad:
      return true;
    default:
      return false;
  }
}

// Calls visit(offset, text) for each comment. They are what the lexer skips between two tokens.
template <class Visit>
void each_comment(const SourcePtr& source, const Visit& visit) {
  const std::string_view text = source->text();
  std::vector<std::string_view> names;
  syntax::SymbolTable symbols(names);
  syntax::Lexer lexer(source, symbols);
  std::size_t from = 0;
  for (syntax::Token token = lexer.next();; token = lexer.next()) {
    const bool is_last = token.kind == syntax::TokenKind::kEnd;
    const std::size_t to = is_last ? text.size() : token.begin;
    while ((from = text.find('#', from)) < to) {
      const std::size_t end = std::min(text.find_first_of("\r\n", from), text.size());
      visit(static_cast<std::uint32_t>(from), text.substr(from, end - from));
      from = end;
    }
    if (is_last) {
      return;
    }
    from = token.end;
  }
}

}  // namespace

Silence::Silence(const syntax::Tree& tree, Diagnostics& diagnostics) : tree_(tree) {
  if (tree.source->text().find(kMark) == std::string_view::npos) {
    return;
  }
  note_statements();
  each_comment(tree.source, [&](std::uint32_t begin, std::string_view comment) {
    read_comment(begin, comment, diagnostics);
  });
}

void Silence::note_statements() {
  for (const syntax::Node& node : tree_.nodes) {
    if (is_simple(node.kind)) {
      statements_.emplace_back(tree_.source->position(node.begin).line,
                               tree_.source->position(node.end).line);
    }
  }
}

// `# tiltc: allow(a, b)`, `# tiltc: allow-file(a, b)`.
void Silence::read_comment(std::uint32_t begin, std::string_view comment,
                           Diagnostics& diagnostics) {
  const std::string_view words = trim(comment.substr(1));
  if (words.substr(0, kMark.size()) != kMark) {
    return;
  }
  const std::string_view order = trim(words.substr(kMark.size()));
  const std::size_t open = order.find('(');
  const std::size_t close = order.find(')');
  const std::string_view verb = trim(order.substr(0, open));
  if ((verb != "allow" && verb != "allow-file") || close == std::string_view::npos) {
    diagnostics.add(
        warning("unknown-warning", fmt::format("`{}` silences nothing", trim(comment)))
            .at({tree_.source, begin, begin + static_cast<std::uint32_t>(comment.size())})
            .with_help("write `# tiltc: allow(NAME)` or `# tiltc: allow-file(NAME)`"));
    return;
  }
  for (const std::string& name : split(order.substr(open + 1, close - open - 1), ',')) {
    const std::string_view plain = trim(name);
    const auto at = comment.find(plain);
    allow(plain, begin + static_cast<std::uint32_t>(at), verb == "allow-file", diagnostics);
  }
}

void Silence::allow(std::string_view name, std::uint32_t offset, bool file,
                    Diagnostics& diagnostics) {
  const auto all = warnings();
  const bool known = std::any_of(all.begin(), all.end(),
                                 [name](const WarningInfo& one) { return one.code == name; });
  if (!known) {
    std::vector<std::string> codes;
    for (const WarningInfo& one : all) {
      codes.emplace_back(one.code);
    }
    const std::vector<std::string> near = closest_names(name, codes);
    diagnostics.add(
        warning("unknown-warning", fmt::format("there is no warning `{}`", name))
            .at({tree_.source, offset, offset + static_cast<std::uint32_t>(name.size())},
                near.empty() ? "" : fmt::format("did you mean `{}`?", near.front())));
    return;
  }
  if (file) {
    silenced_.push_back({std::string(name), 1, kLastLine});
    return;
  }
  const auto [first, last] = statement_lines(tree_.source->position(offset).line);
  silenced_.push_back({std::string(name), first, last});
}

// The lines of the statement that has a comment at the end of one of its lines, or above it.
std::pair<std::uint32_t, std::uint32_t> Silence::statement_lines(std::uint32_t line) const {
  const std::string_view text = trim(tree_.source->line(line));
  const bool alone = text.front() == '#';
  const auto around = std::find_if(
      statements_.begin(), statements_.end(),
      [line](const auto& lines) { return lines.first <= line && line <= lines.second; });
  if (around != statements_.end()) {
    return *around;
  }
  if (!alone) {
    return {line, line};
  }
  const Source& source = *tree_.source;
  const auto size = static_cast<std::uint32_t>(source.text().size());
  const std::uint32_t last = source.position(size).line;
  std::uint32_t next = line + 1;
  while (next < last && trim(source.line(next)).starts_with('#')) {
    ++next;
  }
  const auto below = std::find_if(statements_.begin(), statements_.end(),
                                  [next](const auto& lines) { return lines.first == next; });
  return below != statements_.end() ? *below : std::pair(next, next);
}

bool Silence::covers(const Diagnostic& warning) const {
  const std::uint32_t line = warning.primary.span.position().line;
  return std::any_of(silenced_.begin(), silenced_.end(), [&](const Lines& lines) {
    return lines.code == warning.code && lines.first <= line && line <= lines.last;
  });
}

}  // namespace tiltc::lint
