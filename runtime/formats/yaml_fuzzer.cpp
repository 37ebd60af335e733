// Any text: reading it must end, and what was read must be written and read again as the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "formats/yaml_value.h"

namespace {

using tiltc::Json;
using tiltc::Result;
using namespace tiltc::yaml;

// Ranges lie within the text and within their parents.
void check_places(const Stream& stream) {
  for (std::uint32_t i = 0; i < stream.node_count(); ++i) {
    const Node& node = stream.node(NodeId{i});
    TILTC_CHECK(node.begin <= node.content.begin && node.content.begin <= node.content.end);
    TILTC_CHECK(node.content.end <= stream.text().size());
    for (NodeId child = node.first_child; child != kNoNode; child = stream.node(child).next) {
      TILTC_CHECK(stream.node(child).begin >= node.content.begin);
    }
  }
}

// What encode() writes reads as the same; a second pass proves that nothing changes its kind.
void check_round_trip(const Json& value) {
  const Result<std::string> written = encode(value);
  if (!written) {
    return;
  }
  const auto source = std::make_shared<tiltc::Source>("", *written);
  const Result<Json> again = decode_one(source);
  TILTC_CHECK(again.ok());
  const Result<std::string> twice = encode(*again);
  TILTC_CHECK(twice.ok() && *twice == *written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<tiltc::Source>(
      "x.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const Result<Stream> stream = Stream::read(source);
  if (!stream) {
    return 0;
  }
  check_places(*stream);
  const auto values = decode_all(source);
  if (values) {
    for (const Json& value : *values) {
      check_round_trip(value);
    }
  }
  return 0;
}
