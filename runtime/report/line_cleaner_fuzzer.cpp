#include "line_cleaner.h"

#include <cstdint>

#include "base/check.h"
#include "base/text.h"

namespace {

// What may stand in a cleaned line: no control characters but tab and, with colours, well-formed
// SGR.
void check_line(std::string_view line, tiltc::report::Colours colours) {
  const std::string plain = tiltc::report::without_colours(line);
  TILTC_CHECK(colours == tiltc::report::Colours::kKeep || plain == line);
  TILTC_CHECK(tiltc::is_valid_utf8(plain));
  for (const char c : plain) {
    TILTC_CHECK(static_cast<unsigned char>(c) >= 0x20 || c == '\t');
    TILTC_CHECK(c != '\x7f');
  }
  TILTC_CHECK(line.size() < tiltc::report::LineCleaner::kMaxLine + 1024);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto colours : {tiltc::report::Colours::kDrop, tiltc::report::Colours::kKeep}) {
    std::string whole;
    std::string pieces;
    const auto collect = [colours](std::string& to) {
      return [colours, &to](std::string_view line) {
        check_line(line, colours);
        to.append(line).append("\n");
      };
    };
    tiltc::report::LineCleaner at_once(colours);
    at_once.feed(text, collect(whole));
    at_once.finish(collect(whole));
    tiltc::report::LineCleaner bytewise(colours);
    for (std::size_t i = 0; i < size; ++i) {
      bytewise.feed(text.substr(i, 1), collect(pieces));
    }
    bytewise.finish(collect(pieces));
    TILTC_CHECK(whole == pieces);
  }
  return 0;
}
