#include "values/intern.h"

#include <cstring>

namespace tiltc::values {
namespace {

__extension__ using Wide = unsigned __int128;

// Folds the product of two words: every bit of both reaches every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t load(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t kSecond = 0xD1B54A32D192ED03U;

}  // namespace

std::uint32_t hash_bytes(std::string_view bytes) {
  std::uint64_t state = kFirst ^ (bytes.size() * kSecond);
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    state = mix(state ^ load(at, 8), kFirst);
  }
  if (left > 0) {
    state = mix(state ^ load(at, left), kFirst);
  }
  state = mix(state, kSecond);
  return static_cast<std::uint32_t>(state ^ (state >> 32U));
}

String* InternTable::find(std::string_view text, std::uint32_t hash) const {
  if (slots_.empty()) {
    return nullptr;
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask; slots_[i] != nullptr; i = (i + 1) & mask) {
    if (slots_[i]->extra == hash && slots_[i]->view() == text) {
      return slots_[i];
    }
  }
  return nullptr;
}

void InternTable::add(String* string) {
  if ((count_ + 1) * 4 > slots_.size() * 3) {
    rehash(slots_.empty() ? 512 : slots_.size() * 2);
  }
  place(string);
}

void InternTable::place(String* string) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = string->extra & mask;
  while (slots_[i] != nullptr) {
    i = (i + 1) & mask;
  }
  slots_[i] = string;
  ++count_;
}

void InternTable::rehash(std::size_t slots) {
  const std::vector<String*> old = std::exchange(slots_, std::vector<String*>(slots));
  count_ = 0;
  for (String* each : old) {
    if (each != nullptr) {
      place(each);
    }
  }
}

void InternTable::drop_dead(const std::function<bool(const Object*)>& is_live) {
  for (String*& each : slots_) {
    if (each != nullptr && !is_live(each)) {
      each = nullptr;
    }
  }
  rehash(slots_.size());
}

}  // namespace tiltc::values
