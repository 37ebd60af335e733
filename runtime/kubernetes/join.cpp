#include <algorithm>

#include "formats/yaml.h"
#include "kubernetes/injection.h"

namespace tiltc::kubernetes {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The first character that is neither blank nor in a comment.
std::size_t first_token(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (at == text.size() || text[at] != '#') {
      break;
    }
    at = std::min(text.find_first_of("\r\n", at), text.size());
  }
  return at;
}

// A block scalar that ends with the file has no last line break; the line break that is needed
// before the next document would give it one. Where that is so, `-` in its header keeps it as it
// is.
std::string closed(const std::string& text) {
  if (text.empty() || text.back() == '\n') {
    return text;
  }
  const Result<yaml::Stream> stream = yaml::Stream::read(std::make_shared<Source>("", text));
  if (!stream) {
    return text + "\n";
  }
  std::vector<TextEdit> edits = {
      {static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(text.size()), "\n"}};
  for (std::uint32_t i = 0; i < stream->node_count(); ++i) {
    const yaml::Node& node = stream->node(yaml::NodeId{i});
    const bool is_block = node.style == yaml::Style::kLiteral || node.style == yaml::Style::kFolded;
    if (!is_block || node.content.end != text.size() || node.value.empty() ||
        node.value.back() == '\n') {
      continue;
    }
    const std::string_view header = std::string_view(text).substr(
        node.content.begin, text.find_first_of("#\r\n", node.content.begin) - node.content.begin);
    if (const std::size_t keep = header.find('+'); keep != std::string_view::npos) {
      const auto place = static_cast<std::uint32_t>(node.content.begin + keep);
      edits.push_back({place, place + 1, "-"});
    } else if (header.find('-') == std::string_view::npos) {
      edits.push_back({node.content.begin + 1, node.content.begin + 1, "-"});
    }
  }
  return apply_edits(text, std::move(edits));
}

}  // namespace

std::string join_manifests(const std::vector<InjectedManifest>& manifests) {
  std::string all;
  std::size_t last = 0;  // where the last manifest starts
  for (const InjectedManifest& manifest : manifests) {
    std::string_view text = manifest.text;
    if (all.empty()) {
      all = text;
      continue;
    }
    if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      text.remove_prefix(kByteOrderMark.size());
    }
    const std::size_t start = first_token(text);
    if (start == text.size()) {
      continue;  // nothing but comments
    }
    if (!all.ends_with('\n')) {
      all = all.substr(0, last) + closed(all.substr(last));
    }
    last = all.size();
    if (text[start] == '%') {
      all += "...\n";
    } else if (text.substr(start, 3) != "---") {
      all += "---\n";
    }
    all += text;
  }
  return all;
}

}  // namespace tiltc::kubernetes
