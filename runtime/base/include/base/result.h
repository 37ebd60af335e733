#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/diagnostic.h"

namespace tiltc {

// Why an operation failed: a boxed diagnostic, so that a Result stays small on the good path.
class Error {
 public:
  Error(
      Diagnostic diagnostic)  // NOLINT(google-explicit-constructor): `return error(...)` reads well
      : diagnostic_(std::make_unique<Diagnostic>(std::move(diagnostic))) {}

  Diagnostic& diagnostic() { return *diagnostic_; }
  const Diagnostic& diagnostic() const { return *diagnostic_; }

 private:
  std::unique_ptr<Diagnostic> diagnostic_;
};

// What an operation that may fail returns: a value, or the Error that tells why there is none.
// Reading the side that is not there is a bug of the caller and ends the process.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}          // NOLINT
  Result(Error failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT
  Result(Diagnostic diagnostic)                                                  // NOLINT
      : state_(std::in_place_index<1>, Error(std::move(diagnostic))) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & {
    TILTC_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }
  const Error& error() const& {
    TILTC_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && { return std::move(error()); }

 private:
  T& value() {
    TILTC_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    TILTC_CHECK(ok());
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

// The value of an operation that has nothing to say but that it worked.
struct Done {};
using Status = Result<Done>;

}  // namespace tiltc
