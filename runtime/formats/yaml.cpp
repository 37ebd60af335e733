#include "formats/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/yaml_parts.h"
#include "yaml_places.h"

namespace tiltc::yaml {
namespace {

constexpr std::size_t kMaxText = std::numeric_limits<std::int32_t>::max();

// libyaml's parser and the event it has last made, freed at the end.
class EventReader {
 public:
  explicit EventReader(std::string_view text) {
    if (yaml_parser_initialize(&parser_) != 0) {
      yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
      yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                   text.size());
      ready_ = true;
    }
  }
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;
  ~EventReader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  // The next event, or nullptr when the text is wrong; then parser() says why.
  const yaml_event_t* next() {
    yaml_event_delete(&event_);
    return ready_ && yaml_parser_parse(&parser_, &event_) != 0 ? &event_ : nullptr;
  }

  const yaml_parser_t& parser() const { return parser_; }

 private:
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false;
};

std::string to_string(const yaml_char_t* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return Style::kSingleQuoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return Style::kDoubleQuoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return Style::kLiteral;
    case YAML_FOLDED_SCALAR_STYLE:
      return Style::kFolded;
    default:
      return Style::kPlain;
  }
}

}  // namespace

// Builds the nodes of a stream from libyaml's events. Used once.
class StreamBuilder {
 public:
  StreamBuilder(SourcePtr source, Bytes part)
      : text_(source->text().substr(0, part.end)),
        places_(text_, part.begin),
        reader_(places_.body()) {
    stream_.source_ = std::move(source);
  }

  Result<Stream> build() {
    while (true) {
      const yaml_event_t* event = reader_.next();
      if (event == nullptr) {
        return syntax_error();
      }
      if (event->type == YAML_STREAM_END_EVENT) {
        return std::move(stream_);
      }
      if (Status status = add(*event); !status) {
        return std::move(status).error();
      }
    }
  }

 private:
  // A collection that has not ended.
  struct Open {
    NodeId id = kNoNode;
    NodeId last = kNoNode;
    std::uint64_t children = 0;
  };

  Node& at(NodeId id) { return stream_.nodes_[static_cast<std::size_t>(id)]; }

  Status add(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        return start_document(event);
      case YAML_DOCUMENT_END_EVENT:
        return end_document(event);
      case YAML_ALIAS_EVENT:
        return add_alias(event);
      case YAML_SCALAR_EVENT:
        return add_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
      case YAML_MAPPING_START_EVENT:
        return start_collection(event);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return end_collection(event);
      default:
        return Done{};
    }
  }

  Status start_document(const yaml_event_t& event) {
    Document document;
    document.bytes = range(event);
    if (event.data.document_start.implicit == 0) {
      document.start = Document::Start::kExplicit;
    }
    stream_.documents_.push_back(document);
    anchors_.clear();
    aliased_ = 0;
    return Done{};
  }

  Status end_document(const yaml_event_t& event) {
    Document& document = stream_.documents_.back();
    const Node& root = at(document.root);
    if (document.start == Document::Start::kImplicit) {
      document.bytes.begin = root.begin;
    }
    document.bytes.end = event.data.document_end.implicit != 0
                             ? std::max(root.content.end, document.bytes.begin)
                             : range(event).end;
    document.is_empty = root.kind == Kind::kScalar && root.style == Style::kPlain &&
                        root.content.empty() && !root.has_properties();
    return Done{};
  }

  Status add_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    Node node;
    node.style = style_of(scalar.style);
    node.value.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    return append(std::move(node), event, to_string(scalar.anchor), to_string(scalar.tag));
  }

  Status start_collection(const yaml_event_t& event) {
    if (open_.size() >= kMaxDepth) {
      return too_deep(range(event).begin);
    }
    Node node;
    std::string anchor;
    std::string tag;
    if (event.type == YAML_SEQUENCE_START_EVENT) {
      const auto& start = event.data.sequence_start;
      node.kind = Kind::kSequence;
      node.style = start.style == YAML_FLOW_SEQUENCE_STYLE ? Style::kFlow : Style::kBlock;
      anchor = to_string(start.anchor);
      tag = to_string(start.tag);
    } else {
      const auto& start = event.data.mapping_start;
      node.kind = Kind::kMapping;
      node.style = start.style == YAML_FLOW_MAPPING_STYLE ? Style::kFlow : Style::kBlock;
      anchor = to_string(start.anchor);
      tag = to_string(start.tag);
    }
    const NodeId id{static_cast<std::uint32_t>(stream_.nodes_.size())};
    Status status = append(std::move(node), event, std::move(anchor), std::move(tag));
    open_.push_back({id});
    return status;
  }

  Status end_collection(const yaml_event_t& event) {
    const Open ended = open_.back();
    open_.pop_back();
    Node& node = at(ended.id);
    const std::uint64_t per_member = node.kind == Kind::kMapping ? 2 : 1;
    node.size = static_cast<std::uint32_t>(ended.children / per_member);
    if (node.style == Style::kFlow) {
      node.content.end = range(event).end;
    } else if (ended.last != kNoNode) {
      node.content.end = std::max(node.content.begin, at(ended.last).content.end);
    }
    if (!open_.empty()) {
      add_measure(open_.back().id, measures_[static_cast<std::size_t>(ended.id)]);
    }
    return Done{};
  }

  Status add_alias(const yaml_event_t& event) {
    const std::string name = to_string(event.data.alias.anchor);
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) {
      return unknown_anchor(event, name);
    }
    const auto is_target = [&](const Open& open) { return open.id == found->second; };
    if (std::any_of(open_.begin(), open_.end(), is_target)) {
      return error("yaml-recursive-alias",
                   fmt::format("alias `*{}` stands within what it names", name))
          .at(span(range(event)))
          .also(stream_.span(found->second), "its anchor");
    }
    const Measure& target = measures_[static_cast<std::size_t>(found->second)];
    aliased_ += target.nodes;
    if (aliased_ > kMaxAliasedNodes) {
      return error(
                 "yaml-aliases-grow",
                 fmt::format("aliases make more than {} nodes of this document", kMaxAliasedNodes))
          .at(span(range(event)), "with this one")
          .with_help("write fewer aliases of collections that hold aliases");
    }
    if (open_.size() + target.height > kMaxDepth) {
      return too_deep(range(event).begin);
    }
    Node node;
    node.kind = Kind::kAlias;
    node.target = found->second;
    node.value = name;
    return append(std::move(node), event, {}, {});
  }

  // Puts a node where the text has come to.
  Status append(Node node, const yaml_event_t& event, std::string anchor, std::string tag) {
    const Bytes bytes = range(event);
    const int properties = (anchor.empty() ? 0 : 1) + (tag.empty() ? 0 : 1);
    node.begin = bytes.begin;
    node.content = bytes;
    if (properties > 0) {
      // A collection's event ends before or right after its first token, which is part of it.
      const bool collection = node.kind != Kind::kScalar;
      const auto limit = static_cast<std::uint32_t>(text_.size());
      node.content.begin =
          skip_properties(text_, bytes.begin, collection ? limit : bytes.end, properties);
      node.content.end = std::max(node.content.begin, bytes.end);
    }
    if (node.kind == Kind::kAlias) {
      node.anchor = std::exchange(node.value, {});
    } else {
      node.anchor = std::move(anchor);
    }
    node.tag = std::move(tag);
    link(std::move(node));
    return Done{};
  }

  void link(Node node) {
    const NodeId id{static_cast<std::uint32_t>(stream_.nodes_.size())};
    const Measure measure = node.kind == Kind::kAlias
                                ? measures_[static_cast<std::size_t>(node.target)]
                                : Measure{1, 1};
    if (!node.anchor.empty() && node.kind != Kind::kAlias) {
      anchors_[node.anchor] = id;
    }
    const bool is_collection = node.kind == Kind::kSequence || node.kind == Kind::kMapping;
    stream_.nodes_.push_back(std::move(node));
    measures_.push_back(measure);
    if (open_.empty()) {
      stream_.documents_.back().root = id;
      return;
    }
    Open& parent = open_.back();
    (parent.last == kNoNode ? at(parent.id).first_child : at(parent.last).next) = id;
    parent.last = id;
    ++parent.children;
    if (!is_collection) {
      add_measure(parent.id, measure);
    }
  }

  // With its aliases followed, how many nodes a node is and how many levels.
  struct Measure {
    std::uint64_t nodes = 1;
    std::uint32_t height = 1;
  };

  void add_measure(NodeId parent, Measure child) {
    Measure& measure = measures_[static_cast<std::size_t>(parent)];
    measure.nodes += child.nodes;
    measure.height = std::max(measure.height, child.height + 1);
  }

  Bytes range(const yaml_event_t& event) const {
    const std::uint32_t begin = places_.byte_offset(event.start_mark.index);
    return {begin, std::max(begin, places_.byte_offset(event.end_mark.index))};
  }

  Span span(Bytes bytes) const { return {stream_.source_, bytes.begin, bytes.end}; }

  Diagnostic too_deep(std::uint32_t at) const {
    return error("yaml-too-deep", fmt::format("YAML nested deeper than {} levels", kMaxDepth))
        .at(span({at, at + 1}));
  }

  Diagnostic unknown_anchor(const yaml_event_t& event, const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& [anchor, id] : anchors_) {
      known.push_back(anchor);
    }
    Diagnostic wrong =
        error("yaml-unknown-anchor",
              fmt::format("alias `*{}` names no anchor that stands before it", name));
    const std::vector<std::string> close = closest_names(name, known);
    wrong.at(span(range(event)),
             close.empty() ? std::string() : fmt::format("did you mean `*{}`?", close[0]));
    return wrong;
  }

  Diagnostic syntax_error() const {
    const yaml_parser_t& parser = reader_.parser();
    const std::string problem = parser.problem == nullptr ? "out of memory" : parser.problem;
    if (parser.error == YAML_READER_ERROR) {
      const std::size_t offset = text_.size() - places_.body().size() + parser.problem_offset;
      const auto place = static_cast<std::uint32_t>(offset);
      return error("yaml-encoding", fmt::format("this is not YAML in UTF-8: {}", problem))
          .at(span({place, place + 1}));
    }
    Diagnostic wrong = error("yaml-syntax", fmt::format("this is not YAML: {}", problem));
    const std::uint32_t place = places_.byte_offset(parser.problem_mark.index);
    wrong.at(span({place, place + 1}));
    if (parser.context != nullptr) {
      const std::uint32_t context = places_.byte_offset(parser.context_mark.index);
      wrong.also(span({context, context + 1}), parser.context);
    }
    return wrong;
  }

  std::string_view text_;  // up to where the part ends
  Places places_;
  EventReader reader_;
  Stream stream_;
  std::vector<Open> open_;
  std::vector<Measure> measures_;                       // of each node
  std::map<std::string, NodeId, std::less<>> anchors_;  // of the document
  std::uint64_t aliased_ = 0;                           // nodes that its aliases stand for
};

Result<Stream> Stream::read(SourcePtr source) {
  const std::string_view text = source->text();
  if (text.size() > kMaxText) {
    return error("yaml-too-large", fmt::format("`{}` is larger than 2 GiB", source->path()));
  }
  const Bytes all{0, static_cast<std::uint32_t>(text.size())};
  return StreamBuilder(std::move(source), all).build();
}

Result<Stream> read_part(SourcePtr source, Bytes part) {
  return StreamBuilder(std::move(source), part).build();
}

namespace {

bool starts_document(std::string_view line) {
  return line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' ||
                                     line[3] == '\r' || line[3] == '\n');
}

}  // namespace

// At the start of a line `---` starts a document wherever it stands: no scalar may hold it.
std::vector<Bytes> split_documents(std::string_view text, std::size_t at_least) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::vector<Bytes> parts;
  std::uint32_t begin = 0;
  for (std::size_t line = 0; line < text.size();) {
    const std::string_view rest = text.substr(line, 4);
    if (rest.starts_with('%') || rest.starts_with("...")) {
      return {{0, size}};
    }
    if (line - begin >= std::max<std::size_t>(at_least, 1) && starts_document(rest)) {
      parts.push_back({begin, static_cast<std::uint32_t>(line)});
      begin = static_cast<std::uint32_t>(line);
    }
    const std::size_t end = text.find('\n', line);
    line = end == std::string_view::npos ? text.size() : end + 1;
  }
  parts.push_back({begin, size});
  return parts;
}

NodeId Stream::follow_id(NodeId id) const {
  return node(id).kind == Kind::kAlias ? node(id).target : id;
}

Span Stream::span(NodeId id) const {
  const Bytes& content = node(id).content;
  return {source_, content.begin, content.end};
}

std::string_view Stream::text(NodeId id) const {
  const Bytes& content = node(id).content;
  return text().substr(content.begin, content.end - content.begin);
}

}  // namespace tiltc::yaml
