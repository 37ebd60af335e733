#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "formats/yaml_value.h"

namespace tiltc::yaml {
namespace {

Result<Json> decode_scalar(const Tree& tree, TreeId id) {
  const Scalar value = resolve(tree.text(id));
  if (std::holds_alternative<std::monostate>(value)) {
    return Json();
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return Json(*boolean);
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return Json(*integer);
  }
  if (const auto* large = std::get_if<std::uint64_t>(&value)) {
    return Json(Json::BigInteger{fmt::format("{}", *large)});
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (!std::isfinite(*number)) {
      return error("yaml-number",
                   fmt::format("`{}` is no number that JSON has", tree.text(id).value))
          .at(tree.span(id))
          .with_help("put it in quotes if it is meant as text");
    }
    return Json(*number);
  }
  return Json(*std::get_if<std::string>(&value));
}

Result<Json> decode_sequence(const Tree& tree, TreeId id) {
  Json::Array items;
  items.reserve(tree[id].size);
  for (std::size_t i = 0; i < tree[id].size; ++i) {
    Result<Json> item = decode(tree, tree.child(id, i));
    if (!item) {
      return item;
    }
    items.push_back(*std::move(item));
  }
  return Json(std::move(items));
}

Result<Json> decode_mapping(const Tree& tree, TreeId id) {
  Json::Object members;
  members.reserve(tree[id].size);
  for (std::size_t i = 0; i < tree[id].size; ++i) {
    const TreeId child = tree.child(id, i);
    Result<Json> member = decode(tree, child);
    if (!member) {
      return member;
    }
    members.emplace_back(std::string(tree[child].name), *std::move(member));
  }
  return Json(std::move(members));
}

Result<Json> decode_document(const Stream& stream, const Document& document) {
  Result<Tree> tree = Tree::expand(stream, document.root);
  if (!tree) {
    return std::move(tree).error();
  }
  return decode(*tree);
}

}  // namespace

// The recursion is bounded by the reader's kMaxDepth.
Result<Json> decode(const Tree& tree, TreeId id) {
  switch (tree.text(id).kind) {
    case Kind::kSequence:
      return decode_sequence(tree, id);
    case Kind::kMapping:
      return decode_mapping(tree, id);
    default:
      return decode_scalar(tree, id);
  }
}

Result<Json> decode_one(const SourcePtr& source) {
  Result<Stream> stream = Stream::read(source);
  if (!stream) {
    return std::move(stream).error();
  }
  const std::vector<Document>& documents = stream->documents();
  if (documents.empty()) {
    return Json();
  }
  if (documents.size() > 1) {
    const Bytes& second = documents[1].bytes;
    return error("yaml-stream",
                 fmt::format("{} YAML documents where one is wanted", documents.size()))
        .at(Span{source, second.begin, second.end}, "the second one starts here");
  }
  return decode_document(*stream, documents[0]);
}

Result<std::vector<Json>> decode_all(const SourcePtr& source) {
  Result<Stream> stream = Stream::read(source);
  if (!stream) {
    return std::move(stream).error();
  }
  std::vector<Json> values;
  for (const Document& document : stream->documents()) {
    Result<Json> value = decode_document(*stream, document);
    if (!value) {
      return std::move(value).error();
    }
    if (!value->is_null()) {
      values.push_back(*std::move(value));
    }
  }
  return values;
}

}  // namespace tiltc::yaml
