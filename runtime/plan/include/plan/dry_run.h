#pragma once

#include <string>

#include "base/result.h"
#include "graph/resources.h"
#include "plan/plan.h"

namespace tiltc::plan {

// The plan for people, doing none of it: every command with the variables it gets, every reference,
// push and edit, in the order in which a run would do them. Tags that follow from content that does
// not exist yet are shown as `tilt-XXXXXXXXXXXXXXXX`. Fails where the injection would.
Result<std::string> describe_plan(const graph::Graph& graph, const Plan& plan);

}  // namespace tiltc::plan
