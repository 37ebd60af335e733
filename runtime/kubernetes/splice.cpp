#include "splice.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/yaml_value.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Node;
using yaml::NodeId;
using yaml::Stream;
using yaml::Style;

constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";
constexpr std::string_view kSequenceTag = "tag:yaml.org,2002:seq";

TextEdit edit(std::size_t begin, std::size_t end, std::string text) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), std::move(text)};
}

bool is_break(char c) {
  return c == '\n' || c == '\r';
}

// The line break of the text around `at`.
std::string line_break(std::string_view text, std::size_t at) {
  std::size_t place = text.find('\n', at);
  if (place == std::string_view::npos) {
    place = text.rfind('\n');
  }
  const bool is_crlf = place != std::string_view::npos && place > 0 && text[place - 1] == '\r';
  return is_crlf ? "\r\n" : "\n";
}

std::size_t line_start(std::string_view text, std::size_t at) {
  while (at > 0 && !is_break(text[at - 1])) {
    --at;
  }
  return at;
}

// Where the line that holds text[at] is over, its break included.
std::size_t after_line(std::string_view text, std::size_t at) {
  at = std::min(text.find_first_of("\r\n", at), text.size());
  if (text.substr(at, 2) == "\r\n") {
    return at + 2;
  }
  return std::min(at + 1, text.size());
}

// Where the last line of a node is over. A block scalar ends there by itself.
std::size_t after_node(const Stream& stream, const Node& node) {
  const std::size_t end = node.content.end;
  const bool has_ended = end > node.content.begin && is_break(stream.text()[end - 1]);
  return has_ended ? end : after_line(stream.text(), end);
}

// The indentation of a block collection: its first token's column, counted in characters as YAML
// does.
std::size_t column(const Stream& stream, std::size_t at) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::string_view text = stream.text();
  std::size_t start = line_start(text, at);
  if (start == 0 && text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    start = std::min(kByteOrderMark.size(), at);
  }
  const auto starts_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  };
  return static_cast<std::size_t>(std::count_if(text.begin() + static_cast<std::ptrdiff_t>(start),
                                                text.begin() + static_cast<std::ptrdiff_t>(at),
                                                starts_character));
}

// Quotes and backslashes need escapes in double quotes alone.
bool is_one_printable_line(std::string_view text) {
  const std::string escaped = replace_all(replace_all(yaml::quote(text), "\\\\", ""), "\\\"", "");
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         escaped.find('\\') == std::string::npos;
}

std::string single_quoted(const std::string& text) {
  return "'" + replace_all(text, "'", "''") + "'";
}

// A block scalar of one line keeps its header and indentation; only the line changes.
std::optional<TextEdit> replace_block_line(const Stream& stream, const Node& node,
                                           const std::string& text) {
  const std::string_view all = stream.text();
  const std::size_t header_end = after_line(all, node.content.begin);
  const std::string_view header = all.substr(node.content.begin, header_end - node.content.begin);
  const std::string_view body =
      all.substr(header_end, std::max<std::size_t>(node.content.end, header_end) - header_end);
  const std::string_view line = trim(body);
  const bool has_digit =
      header.substr(0, header.find('#')).find_first_of("0123456789") != std::string_view::npos;
  if (line != node.value || line.empty() || has_digit || !is_one_printable_line(text)) {
    return std::nullopt;
  }
  const auto begin = static_cast<std::size_t>(line.data() - all.data());
  return edit(begin, begin + line.size(), text);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return lines;
    }
    text.remove_prefix(end + 1);
  }
}

// A literal block scalar of which some lines change, and none comes or goes: each line as written
// ends with the line of the value, and keeps what stands before it.
std::optional<TextEdit> replace_literal_lines(const Stream& stream, const Node& node,
                                              const std::string& text) {
  const std::string_view all = stream.text();
  const std::size_t begin = after_line(all, node.content.begin);
  const std::vector<std::string_view> written =
      lines_of(all.substr(begin, std::max<std::size_t>(node.content.end, begin) - begin));
  const std::vector<std::string_view> before = lines_of(node.value);
  const std::vector<std::string_view> after = lines_of(text);
  if (before.size() != after.size() || before.size() > written.size()) {
    return std::nullopt;
  }
  std::string body;
  for (std::size_t i = 0; i < written.size(); ++i) {
    body += i == 0 ? "" : "\n";
    if (i >= before.size() || before[i] == after[i]) {
      body += written[i];
      continue;
    }
    const bool is_crlf = written[i].ends_with('\r');
    const std::string_view line = written[i].substr(0, written[i].size() - (is_crlf ? 1 : 0));
    if (!line.ends_with(before[i])) {
      return std::nullopt;
    }
    body += line.substr(0, line.size() - before[i].size());
    body += after[i];
    body += is_crlf ? "\r" : "";
  }
  return edit(begin, node.content.end, std::move(body));
}

std::string string_like(const Node& node, const std::string& text, bool in_flow) {
  switch (node.style) {
    case Style::kSingleQuoted:
      return is_one_printable_line(text) ? single_quoted(text) : yaml::quote(text);
    case Style::kDoubleQuoted:
      return yaml::quote(text);
    default:
      return yaml::plain_or_quoted(text, in_flow ? yaml::Context::kFlow : yaml::Context::kBlock);
  }
}

// A block list keeps its dashes and their column.
std::string block_list(const Stream& stream, const Node& node,
                       const std::vector<std::string>& list) {
  const std::string next = line_break(stream.text(), node.content.begin) +
                           std::string(column(stream, node.content.begin), ' ');
  std::string all;
  for (const std::string& item : list) {
    all += (all.empty() ? "- " : next + "- ") + yaml::plain_or_quoted(item, yaml::Context::kBlock);
  }
  return all;
}

// What makes a replacement fit: a space after the `:` of a value left out, the line break that a
// block scalar took with it.
std::string fitted(const Stream& stream, const Node& node, std::string text) {
  const std::string_view all = stream.text();
  if (node.content.empty()) {
    return " " + text;
  }
  if (is_break(all[node.content.end - 1])) {
    text += line_break(all, node.content.begin);
  }
  return text;
}

bool keeps_tag(const Node& node, const NewValue& value) {
  const std::string_view tag =
      std::holds_alternative<std::string>(value) ? kStringTag : kSequenceTag;
  return node.tag.empty() || node.tag == tag;
}

}  // namespace

TextEdit replace_value(const Stream& stream, NodeId id, const NewValue& value, bool in_flow) {
  const Node& node = stream.node(id);
  const auto* text = std::get_if<std::string>(&value);
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  std::string rendered =
      text != nullptr ? string_like(node, *text, in_flow) : render(value, in_flow);
  if (node.kind != yaml::Kind::kAlias && !keeps_tag(node, value)) {
    return replace_whole(stream, id, render(value, in_flow));
  }
  const bool is_block_scalar = node.style == Style::kLiteral || node.style == Style::kFolded;
  if (text != nullptr && is_block_scalar && node.kind == yaml::Kind::kScalar) {
    if (std::optional<TextEdit> line = replace_block_line(stream, node, *text)) {
      return *std::move(line);
    }
    std::optional<TextEdit> lines =
        node.style == Style::kLiteral ? replace_literal_lines(stream, node, *text) : std::nullopt;
    if (lines) {
      return *std::move(lines);
    }
  }
  const bool is_block_list = node.kind == yaml::Kind::kSequence && node.style == Style::kBlock;
  if (list != nullptr && is_block_list && !list->empty()) {
    rendered = block_list(stream, node, *list);
  }
  return edit(node.content.begin, node.content.end, fitted(stream, node, std::move(rendered)));
}

TextEdit replace_whole(const Stream& stream, NodeId id, const std::string& rendered) {
  const Node& node = stream.node(id);
  if (node.kind == yaml::Kind::kAlias) {
    return edit(node.content.begin, node.content.end, rendered);
  }
  if (!node.has_properties()) {
    return edit(node.content.begin, node.content.end, fitted(stream, node, rendered));
  }
  const std::string anchor = node.anchor.empty() ? "" : "&" + node.anchor + " ";
  std::string text = anchor + rendered;
  if (is_break(stream.text()[node.content.end - 1])) {
    text += line_break(stream.text(), node.begin);
  }
  return edit(node.begin, node.content.end, std::move(text));
}

std::optional<TextEdit> insert_member(const Stream& stream, const WrittenMember& after,
                                      std::string_view name, const std::string& rendered) {
  const std::string_view text = stream.text();
  const Node& mapping = stream.node(after.mapping);
  const Node& value = stream.node(after.value);
  if (mapping.style == Style::kFlow) {
    const bool quoted = stream.node(after.key).style == Style::kDoubleQuoted;
    const std::string key = quoted ? yaml::quote(name) : std::string(name);
    return edit(value.content.end, value.content.end, fmt::format(", {}: {}", key, rendered));
  }
  const std::string entry =
      std::string(column(stream, mapping.content.begin), ' ') + std::string(name) + ": " + rendered;
  const std::size_t place = after_node(stream, value);
  const std::string next = line_break(text, value.content.end);
  const bool line_is_open = place == text.size() && (place == 0 || !is_break(text[place - 1]));
  return edit(place, place, line_is_open ? next + entry : entry + next);
}

namespace {

std::optional<TextEdit> remove_from_flow(const Stream& stream, const WrittenMember& member) {
  NodeId previous = yaml::kNoNode;
  for (NodeId node = stream.node(member.mapping).first_child; node != member.key;
       node = stream.node(node).next) {
    previous = node;
  }
  const std::size_t end = stream.node(member.value).content.end;
  if (previous != yaml::kNoNode) {
    return edit(stream.node(previous).content.end, end, "");
  }
  const NodeId next = stream.node(member.value).next;
  const std::size_t begin = stream.node(member.key).begin;
  return edit(begin, next == yaml::kNoNode ? end : stream.node(next).begin, "");
}

}  // namespace

std::optional<TextEdit> remove_member(const Stream& stream, const WrittenMember& member) {
  const std::string_view text = stream.text();
  const Node& mapping = stream.node(member.mapping);
  const Node& value = stream.node(member.value);
  if (mapping.style == Style::kFlow) {
    return remove_from_flow(stream, member);
  }
  const std::size_t key = stream.node(member.key).begin;
  const std::size_t end = after_node(stream, value);
  if (member.key != mapping.first_child) {
    const std::size_t start = line_start(text, key);
    const bool is_alone =
        text.substr(start, key - start).find_first_not_of(' ') == std::string_view::npos;
    return is_alone ? std::optional(edit(start, end, "")) : std::nullopt;
  }
  // The first member shares its line with a dash or stands at the indentation that the next one
  // takes.
  const NodeId next = value.next;
  const std::size_t rest = std::min(text.find_first_not_of(" \r\n", end), text.size());
  return next == yaml::kNoNode ? std::nullopt : std::optional(edit(key, rest, ""));
}

}  // namespace tiltc::kubernetes
