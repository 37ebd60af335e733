#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "graph/resources.h"

namespace tiltc::graph {

// Which resources a run is about.
struct Selection {
  enum class Kind { kAll, kNone, kNames };
  // What is left over in the YAML has no name that a Tiltfile chose: it stays unless it is not
  // asked for by name.
  enum class Uncategorized { kStays, kGoes };

  Kind kind = Kind::kAll;
  Uncategorized uncategorized = Uncategorized::kStays;
  std::vector<std::string> names;
  Span span;           // of the call that chose; none for words of the command line
  std::string chosen;  // who chose, for messages: "config.set_enabled_resources", "--only"
};

inline constexpr const char* kUncategorized = "uncategorized";

// Sets Resource::enabled: the named ones and all that they wait for, in the declared order, which
// does not change. Narrows what an earlier selection left; images of resources that are not
// enabled are not deployed. Fails on names that no resource has, all
// of them at once.
Status select(Graph& graph, const Selection& selection);

}  // namespace tiltc::graph
