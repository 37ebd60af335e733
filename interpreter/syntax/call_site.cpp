#include "syntax/call_site.h"

#include <algorithm>

#include "base/diagnostic.h"
#include "syntax/parse.h"

namespace tiltc::syntax {

Span CallSite::callee() const {
  return span(entry_->callee_begin, entry_->callee_end);
}

Span CallSite::whole() const {
  return span(entry_->begin, entry_->end);
}

Span CallSite::positional(std::uint32_t index) const {
  for (std::uint32_t i = 0; i < entry_->count; ++i) {
    const Argument& argument = file_->arguments[entry_->first + i];
    if (argument.form == Form::kPositional && index-- == 0) {
      return span(argument.value_begin, argument.end);
    }
  }
  return starred(Form::kStar);
}

Span CallSite::named(std::string_view name) const {
  const Argument* argument = find(name);
  return argument != nullptr ? span(argument->value_begin, argument->end)
                             : starred(Form::kStarStar);
}

Span CallSite::named_name(std::string_view name) const {
  const Argument* argument = find(name);
  return argument != nullptr ? span(argument->begin, argument->name_end) : starred(Form::kStarStar);
}

const CallSite::Argument* CallSite::find(std::string_view name) const {
  for (std::uint32_t i = 0; i < entry_->count; ++i) {
    const Argument& argument = file_->arguments[entry_->first + i];
    if (argument.form == Form::kNamed && name_of(argument) == name) {
      return &argument;
    }
  }
  return nullptr;
}

std::string_view CallSite::name_of(const Argument& argument) const {
  return source_->text().substr(argument.begin, argument.name_end - argument.begin);
}

// The argument with the stars; the callee when there is none, as for a call made by native code.
Span CallSite::starred(Form form) const {
  for (std::uint32_t i = 0; i < entry_->count; ++i) {
    const Argument& argument = file_->arguments[entry_->first + i];
    if (argument.form == form) {
      return span(argument.begin, argument.end);
    }
  }
  return callee();
}

Span element_in_text(const Span& display, std::size_t index) {
  if (!display) {
    return display;
  }
  Diagnostics ignored;
  const Tree tree = parse(display.source, ignored);
  for (const Node& node : tree.nodes) {
    const bool is_display = node.kind == NodeKind::kList || node.kind == NodeKind::kTuple;
    if (is_display && node.begin == display.begin && node.end == display.end && index < node.b) {
      return tree.span(tree.children[node.a + index]);
    }
  }
  return display;
}

std::optional<CallSite> CallSites::find(const SourcePtr& source, std::uint32_t anchor) {
  auto known = files_.find(source.get());
  if (known == files_.end()) {
    known = files_.emplace(source.get(), Known{source, index(source)}).first;
  }
  const CallSite::File& file = known->second.file;
  const auto entry = std::lower_bound(
      file.calls.begin(), file.calls.end(), anchor,
      [](const CallSite::Entry& call, std::uint32_t wanted) { return call.anchor < wanted; });
  if (entry == file.calls.end() || entry->anchor != anchor) {
    return std::nullopt;
  }
  return CallSite(source, file, *entry);
}

CallSite::Argument CallSites::describe(const Tree& tree, const Node& node) {
  CallSite::Argument argument{CallSite::Form::kPositional, 0, node.begin, node.begin, node.end};
  switch (node.kind) {
    case NodeKind::kNamedArgument: {
      const std::size_t length = tree.name(SymbolId{node.a}).size();
      argument.form = CallSite::Form::kNamed;
      argument.name_end = node.begin + static_cast<std::uint32_t>(length);
      argument.value_begin = tree[NodeId{node.b}].begin;
      break;
    }
    case NodeKind::kStarArgument:
      argument.form = CallSite::Form::kStar;
      break;
    case NodeKind::kStarStarArgument:
      argument.form = CallSite::Form::kStarStar;
      break;
    default:
      break;
  }
  return argument;
}

CallSite::File CallSites::index(const SourcePtr& source) {
  Diagnostics ignored;
  const Tree tree = parse(source, ignored);
  CallSite::File file;
  for (const Node& node : tree.nodes) {
    if (node.kind != NodeKind::kCall) {
      continue;
    }
    const Node& callee = tree[NodeId{node.a}];
    file.calls.push_back({node.anchor, node.begin, callee.begin, callee.end, node.end,
                          static_cast<std::uint32_t>(file.arguments.size()), node.c});
    for (const NodeId id : tree.list(node.b, node.c)) {
      file.arguments.push_back(describe(tree, tree[id]));
    }
  }
  std::sort(file.calls.begin(), file.calls.end(),
            [](const CallSite::Entry& a, const CallSite::Entry& b) { return a.anchor < b.anchor; });
  return file;
}

}  // namespace tiltc::syntax
