#pragma once

#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"
#include "graph/resources.h"
#include "kubernetes/injection.h"
#include "plan/plan.h"
#include "plan/run.h"

// An image lock file: what a run made, from which the same YAML can be made again without building.
namespace tiltc::plan {

struct LockedImage {
  std::string configured;  // familiar, as the Tiltfile has it
  std::string reference;   // what the YAML gets
  std::string digest;      // of the manifest in the registry; "" for images that were not pushed
  std::string image_id;    // "" when no engine had the image
  std::string inputs_key;  // images/inputs_key.h
  std::string builder;     // for people
  std::string built_at;    // UTC: "2026-11-28T12:00:00Z"
};

// The images of a run that succeeded; `unix_seconds` is when.
std::string lock_file(const graph::Graph& graph, const Plan& plan, const RunResult& result,
                      std::int64_t unix_seconds);

// Errors: lock-unreadable.
Result<std::vector<LockedImage>> read_lock_file(const Disk& disk, const std::string& path);

// The references for each image that some object names. Error: image-not-locked.
Result<kubernetes::ClusterReferences> locked_references(const graph::Graph& graph,
                                                        const std::vector<LockedImage>& images,
                                                        const std::string& path);

}  // namespace tiltc::plan
