#pragma once

#include <functional>

#include "base/diagnostic.h"
#include "lint/facts.h"
#include "tiltc/check.h"

// What lint() looks for, one file each.
namespace tiltc::lint {

using Report = std::function<void(Diagnostic)>;

// unused-name: variables of functions, and names that were loaded, that nothing reads.
void find_unused_names(const Facts& facts, const Report& report);

// unreachable-code: statements behind one that never ends ordinarily.
void find_unreachable_code(const Facts& facts, const Report& report);

// Calls that do not fit what they call, by the codes that they fail with when they run.
void find_wrong_calls(const Facts& facts, const KnownNames& known, const Report& report);

// Members that the modules of the embedder do not have: os.getcwdd.
void find_unknown_members(const Facts& facts, const KnownNames& known, const Report& report);

// Operations that fail, or always have the same result, for the types of their operands.
void find_wrong_operations(const Facts& facts, const Report& report);

}  // namespace tiltc::lint
