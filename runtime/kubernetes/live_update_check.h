#pragma once

#include "base/result.h"
#include "graph/resources.h"

namespace tiltc::kubernetes {

// Checks what the steps of live_update can only be asked once all is known. Fails on a sync() or
// fall_back_on() of files that neither the image nor those that it is built from are made of, for
// they are not watched; and on restart_container() in an image that Kubernetes runs.
Status check_live_updates(const graph::Graph& graph);

}  // namespace tiltc::kubernetes
