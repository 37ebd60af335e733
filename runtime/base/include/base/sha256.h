#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tiltc {

// Digests of content: what keys, tags and registries identify things by. One thread a value.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);

  // 64 lower-case hex digits, of all that update() got. Nothing may follow.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace tiltc
