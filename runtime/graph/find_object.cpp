#include "graph/find_object.h"

#include <algorithm>

namespace tiltc::graph {

const Object* find_object(const Graph& graph, ObjectId id) {
  const auto found =
      std::lower_bound(graph.objects.begin(), graph.objects.end(), id,
                       [](const Object& object, ObjectId wanted) { return object.id < wanted; });
  return found == graph.objects.end() || found->id != id ? nullptr : &*found;
}

std::span<const Object> objects_of(const Graph& graph, ManifestId manifest) {
  const auto first_of = [&](std::uint32_t number) {
    return std::partition_point(
        graph.objects.begin(), graph.objects.end(),
        [&](const Object& object) { return index(object.id.manifest) < number; });
  };
  const auto number = static_cast<std::uint32_t>(manifest);
  return {first_of(number), first_of(number + 1)};
}

}  // namespace tiltc::graph
