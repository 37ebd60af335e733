#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "formats/reference.h"

// The short and the full form of a reference mean the reference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reference = tiltc::Reference::parse({reinterpret_cast<const char*>(data), size});
  if (reference) {
    const auto familiar = tiltc::Reference::parse(reference->familiar());
    TILTC_CHECK(familiar && *familiar == *reference);
    const auto normalized = tiltc::Reference::parse_canonical(reference->normalized());
    TILTC_CHECK(normalized && *normalized == *reference);
    TILTC_CHECK(reference->with_tag("x").ok());
  }
  return 0;
}
