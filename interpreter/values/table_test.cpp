#include "values/table.h"

#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catch.h"
#include "values/intern.h"
#include "values/operations.h"

namespace tiltc::values {
namespace {

// The longest run of used slots when `count` names are put into a table twice as large by linear
// probing: what a lookup can cost.
std::size_t longest_run(const std::string& pattern, std::size_t count) {
  std::vector<bool> used(count * 2);
  const std::size_t mask = used.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = pattern;
    name.replace(name.find('%'), 1, std::to_string(i));
    std::size_t slot = hash_bytes(name) & mask;
    while (used[slot]) {
      slot = (slot + 1) & mask;
    }
    used[slot] = true;
  }
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const bool taken : used) {
    run = taken ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

TEST_CASE("hashes of numbered names are well mixed") {
  for (const std::string pattern :
       {"name-%", "%", "lib%", "//pkg/sub%:target", "%-resource", "a%b%", "resource-name-%"}) {
    INFO(pattern);
    CHECK(longest_run(pattern, 1U << 14U) < 60);  // random numbers give about 30
  }
  std::unordered_set<std::uint32_t> seen;
  for (int i = 0; i < 100'000; ++i) {
    seen.insert(hash_bytes("name-" + std::to_string(i)));
  }
  CHECK(seen.size() > 99'990);
}

TEST_CASE("a dict does what a map and a list of keys do") {
  HeapImpl heap;
  Dict* dict = heap.new_dict();
  std::unordered_map<std::int64_t, std::int64_t> model;
  std::vector<std::int64_t> order;
  std::mt19937 random(1);
  for (int step = 0; step < 200'000; ++step) {
    const std::int64_t key = random() % 3000;
    bool ok = true;
    Entry* entry = lookup(heap, *dict, Value::small_int(key), ok);
    REQUIRE((entry != nullptr) == (model.count(key) > 0));
    if (entry != nullptr && random() % 2 == 0) {
      erase(*dict, entry);
      model.erase(key);
      order.erase(std::find(order.begin(), order.end(), key));
      continue;
    }
    if (model.count(key) == 0) {
      order.push_back(key);
    }
    REQUIRE(dict_set(heap, dict, Value::small_int(key), Value::small_int(step)));
    model[key] = step;
  }
  REQUIRE(dict->size == model.size());
  std::size_t i = 0;
  each_entry(*dict, [&](const Entry& entry) {
    REQUIRE(entry.key.small_int() == order[i++]);
    REQUIRE(entry.value.small_int() == model[entry.key.small_int()]);
  });
}

TEST_CASE("equal keys of different kinds are one key") {
  HeapImpl heap;
  Dict* dict = heap.new_dict();
  const Value huge = multiply(heap, Value::small_int(std::int64_t{1} << 61), Value::small_int(16));
  REQUIRE(dict_set(heap, dict, Value::small_int(2), heap.string("int")));
  REQUIRE(dict_set(heap, dict, heap.floating(2.0), heap.string("float")));
  REQUIRE(dict_set(heap, dict, huge, Value::none()));
  REQUIRE(dict_set(heap, dict, heap.floating(0x1p65), Value::none()));
  REQUIRE(dict_set(heap, dict, Value::boolean(true), Value::none()));
  REQUIRE(dict_set(heap, dict, Value::small_int(1), Value::none()));
  CHECK(repr(Value::object(dict)) ==
        "{2: \"float\", 36893488147419103232: None, True: None, 1: None}");
}

TEST_CASE("a queue of keys stays small") {
  HeapImpl heap;
  Dict* dict = heap.new_dict();
  for (int i = 0; i < 100'000; ++i) {
    REQUIRE(dict_set(heap, dict, Value::small_int(i), Value::none()));
    if (i >= 10) {
      erase(*dict, first_entry(*dict));
    }
  }
  CHECK(dict->size == 10);
  CHECK(dict->capacity < 100);
}

TEST_CASE("a list as a key is refused") {
  HeapImpl heap;
  Dict* dict = heap.new_dict();
  const Value list = Value::object(heap.new_list(0));
  CHECK_FALSE(dict_set(heap, dict, heap.tuple(std::array{list}), Value::none()));
  CHECK(heap.fault().take().message == "unhashable type: list");
}

}  // namespace tiltc::values
