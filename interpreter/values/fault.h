#pragma once

#include <optional>

#include "base/diagnostic.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

// Why an operation failed. Operations return Value::failure(), false or nullptr, and leave a
// Diagnostic without place and stack in the heap; the virtual machine takes it and adds both.
// Call::fail leaves its own in the same place.
namespace tiltc::values {

class Fault {
 public:
  // The first one stands: what fails later is a consequence.
  void set(Diagnostic diagnostic) {
    if (!pending_) {
      pending_ = std::move(diagnostic);
    }
  }
  bool pending() const { return pending_.has_value(); }
  void clear() { pending_.reset(); }

  // Must be pending.
  Diagnostic take() {
    Diagnostic result = *std::move(pending_);
    pending_.reset();
    return result;
  }

 private:
  std::optional<Diagnostic> pending_;
};

class HeapImpl;

// Records the diagnostic; returns failure() for the caller to return.
Value fail(HeapImpl& heap, Diagnostic diagnostic);

}  // namespace tiltc::values
