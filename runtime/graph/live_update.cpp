#include "graph/live_update.h"

namespace tiltc::graph {

bool is_live_update_only(const ImageTarget& image) {
  static const Argv kNothing = {"sh", "-c", ":"};
  const auto* custom = std::get_if<CustomBuild>(&image.build);
  return custom != nullptr && custom->command == kNothing && !image.live_update.empty();
}

}  // namespace tiltc::graph
