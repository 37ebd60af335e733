#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "formats/json.h"

// Any text: reading it must end, alike every time, and an error must lie inside the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<tiltc::Source>(
      "x.json", std::string(reinterpret_cast<const char*>(data), size));
  const tiltc::Result<tiltc::Json> first = tiltc::parse_json(source);
  const tiltc::Result<tiltc::Json> second = tiltc::parse_json(source);
  TILTC_CHECK(first.ok() == second.ok());
  if (first.ok()) {
    TILTC_CHECK(*first == *second);
    return 0;
  }
  const tiltc::Span span = first.error().diagnostic().primary.span;
  TILTC_CHECK(!span || (span.begin <= span.end && span.end <= source->text().size()));
  return 0;
}
