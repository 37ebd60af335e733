#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "values/objects.h"

namespace tiltc::values {

// Mixed well enough that its low bits alone tell `name-1`, `name-2`, ... apart. Not the hash() of
// programs.
std::uint32_t hash_bytes(std::string_view bytes);

// Strings of which there is one object per text. Weak: drop_dead forgets those that nothing
// reaches.
class InternTable {
 public:
  // nullptr: absent.
  String* find(std::string_view text, std::uint32_t hash) const;
  void add(String* string);  // hashed, and absent so far
  void drop_dead(const std::function<bool(const Object*)>& is_live);

 private:
  void place(String* string);
  void rehash(std::size_t slots);

  std::vector<String*> slots_;  // nullptr: free
  std::size_t count_ = 0;
};

}  // namespace tiltc::values
