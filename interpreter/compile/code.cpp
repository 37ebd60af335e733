#include "compile/code.h"

#include <algorithm>

namespace tiltc::compile {

std::uint32_t Code::offset_of(std::size_t pc) const {
  const auto after =
      std::upper_bound(positions.begin(), positions.end(), pc,
                       [](std::size_t wanted, const Position& p) { return wanted < p.pc; });
  return after == positions.begin() ? begin : std::prev(after)->offset;
}

}  // namespace tiltc::compile
