#include "helm_chart.h"

#include <algorithm>

#include "base/path.h"
#include "base/text.h"
#include "formats/text_edit.h"
#include "formats/yaml.h"
#include "formats/yaml_value.h"

namespace tiltc::builtins {

namespace {

using ShowPath = std::function<std::string(const std::string& path)>;

constexpr std::string_view kFileScheme = "file://";

// The `file://` dependencies that one file of the chart lists, as folders.
Status add_dependencies(const Disk& disk, const ShowPath& shown, const std::string& chart,
                        const std::string& file, std::vector<std::string>& folders) {
  const std::string path = join_path(chart, file);
  Result<std::string> text = disk.read(path);
  if (!text.ok()) {
    return Done{};  // Helm tells what a chart must have
  }
  const Result<Json> content =
      yaml::decode_one(std::make_shared<Source>(shown(path), std::move(*text)));
  if (!content.ok()) {
    return Diagnostic(content.error().diagnostic());
  }
  const Json* list = content->find("dependencies");
  const auto* dependencies = list == nullptr ? nullptr : list->get<Json::Array>();
  for (const Json& dependency : dependencies == nullptr ? Json::Array() : *dependencies) {
    const std::string_view repository = dependency.string_at("repository");
    if (repository.starts_with(kFileScheme)) {
      folders.push_back(resolve_path(chart, repository.substr(kFileScheme.size())));
    }
  }
  return Done{};
}

// Lines of a text, with their breaks.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool is_test_source(std::string_view line) {
  return line.starts_with("# Source: ") && line.find("/tests/") != std::string_view::npos;
}

// Adds the edits that give `object` the namespace; a List passes it on to its items.
class NamespaceEdits {
 public:
  NamespaceEdits(const yaml::Stream& stream, const std::string& namespace_)
      : stream_(stream), value_(yaml::plain_or_quoted(namespace_, yaml::Context::kFlow)) {}

  void add(yaml::NodeId object) {
    const yaml::NodeId items = member(object, "items");
    if (items != yaml::kNoNode && stream_.node(items).kind == yaml::Kind::kSequence) {
      for (yaml::NodeId item = stream_.node(items).first_child; item != yaml::kNoNode;
           item = stream_.node(item).next) {
        add(item);
      }
      return;
    }
    const yaml::NodeId metadata = member(object, "metadata");
    if (metadata == yaml::kNoNode || stream_.node(metadata).size == 0) {
      return;
    }
    const yaml::NodeId present = member(metadata, "namespace");
    if (present == yaml::kNoNode) {
      insert(stream_.node(metadata));
    } else if (const yaml::Node& node = stream_.node(present); is_nothing(node)) {
      edits_.push_back(
          {node.content.begin, node.content.end, (node.content.empty() ? " " : "") + value_});
    }
  }

  std::string apply() && { return apply_edits(stream_.text(), std::move(edits_)); }

 private:
  static bool is_nothing(const yaml::Node& node) {
    return node.kind == yaml::Kind::kScalar && (node.value.empty() || yaml::is_null(node));
  }

  yaml::NodeId member(yaml::NodeId mapping, std::string_view name) const {
    const yaml::Node& node = stream_.node(mapping);
    if (node.kind != yaml::Kind::kMapping) {
      return yaml::kNoNode;
    }
    for (yaml::NodeId key = node.first_child; key != yaml::kNoNode;) {
      const yaml::NodeId value = stream_.node(key).next;
      if (stream_.node(key).value == name) {
        return value;
      }
      key = stream_.node(value).next;
    }
    return yaml::kNoNode;
  }

  // Before the first member, on a line of its own in block style.
  void insert(const yaml::Node& metadata) {
    const std::uint32_t begin = stream_.node(metadata.first_child).begin;
    std::string text = "namespace: " + value_;
    if (metadata.style == yaml::Style::kFlow) {
      text += ", ";
    } else {
      const std::size_t line = stream_.text().substr(0, begin).rfind('\n');
      const std::size_t column = begin - (line == std::string_view::npos ? 0 : line + 1);
      text += "\n" + std::string(column, ' ');
    }
    edits_.push_back({begin, begin, std::move(text)});
  }

  const yaml::Stream& stream_;
  std::string value_;
  std::vector<TextEdit> edits_;
};

}  // namespace

Result<std::vector<std::string>> chart_folders(const Disk& disk, const ShowPath& shown,
                                               const std::string& chart) {
  std::vector<std::string> folders{chart};
  for (std::size_t i = 0; i < folders.size(); ++i) {
    std::vector<std::string> found;
    for (const char* file : {"Chart.yaml", "requirements.yaml"}) {
      if (Status added = add_dependencies(disk, shown, folders[i], file, found); !added.ok()) {
        return std::move(added).error();
      }
    }
    for (std::string& folder : found) {
      if (std::find(folders.begin(), folders.end(), folder) == folders.end()) {
        folders.push_back(std::move(folder));
      }
    }
  }
  return folders;
}

std::string without_tests(const std::string& output) {
  std::string kept;
  std::string document;
  bool is_test = false;
  const auto end_document = [&] {
    if (!is_test) {
      kept += document;
    }
    document.clear();
    is_test = false;
  };
  for (const std::string_view line : lines_of(output)) {
    if (line.starts_with("---")) {
      end_document();
    }
    is_test = is_test || is_test_source(line);
    document += line;
  }
  end_document();
  return kept;
}

Result<std::string> with_namespace(const std::string& output, const std::string& namespace_) {
  const Result<yaml::Stream> stream = yaml::Stream::read(std::make_shared<Source>("helm", output));
  if (!stream.ok()) {
    return Diagnostic(stream.error().diagnostic());
  }
  NamespaceEdits edits(*stream, namespace_);
  for (const yaml::Document& document : stream->documents()) {
    if (!document.is_empty) {
      edits.add(document.root);
    }
  }
  return std::move(edits).apply();
}

}  // namespace tiltc::builtins
