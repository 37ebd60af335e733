#include <cstdint>
#include <string>

#include "base/check.h"
#include "formats/dockerfile.h"

// Putting one image in every place gives a Dockerfile that uses that image there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto file = tiltc::Dockerfile::parse(std::make_shared<tiltc::Source>("fuzz", text));
  if (!file) {
    return 0;
  }
  std::vector<tiltc::TextEdit> edits;
  for (const auto& use : file->image_uses({{"A", "b"}})) {
    edits.push_back(tiltc::replace_image(use, "r.io/new:1"));
  }
  const std::size_t count = edits.size();
  const auto edited = std::make_shared<tiltc::Source>("fuzz", tiltc::apply_edits(text, edits));
  const auto again = tiltc::Dockerfile::parse(edited);
  TILTC_CHECK(again && again->image_uses({{"A", "b"}}).size() == count);
  for (const auto& use : again->image_uses({{"A", "b"}})) {
    TILTC_CHECK(use.reference == "r.io/new:1");
  }
  return 0;
}
