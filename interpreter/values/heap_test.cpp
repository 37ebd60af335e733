#include "values/heap_impl.h"

#include <memory>

#include "catch.h"
#include "tiltc/host_object.h"
#include "values/operations.h"
#include "values/table.h"

namespace tiltc::values {
namespace {

// Writes over what calls before have left on the stack, so that the conservative scan finds nothing
// old.
__attribute__((noinline)) void wipe_stack() {
  volatile char bytes[32768];
  for (std::size_t i = 0; i < sizeof(bytes); ++i) {
    bytes[i] = 0;
  }
}

class Counted : public HostObject {
 public:
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  ~Counted() override { --alive_; }
  std::string_view type_name() const override { return "counted"; }
  std::string str() const override { return "counted"; }

 private:
  int& alive_;
};

// A list of lists of ... of `depth`.
Value nested(HeapImpl& heap, int depth) {
  Value inner = Value::object(heap.new_list(0));
  for (int i = 0; i < depth; ++i) {
    List* outer = heap.new_list(1);
    heap.push(outer, inner);
    inner = Value::object(outer);
  }
  return inner;
}

}  // namespace

TEST_CASE("garbage is collected, what roots reach is kept") {
  int alive = 0;
  HeapImpl heap;
  heap.ignore_native_stack();
  Value kept = heap.host(std::make_unique<Counted>(alive));
  heap.add_root(&kept);
  heap.host(std::make_unique<Counted>(alive));
  heap.collect();
  CHECK(alive == 1);

  SECTION("in every kind of container") {
    ValueVector values(heap);
    const auto fresh = [&] { return heap.host(std::make_unique<Counted>(alive)); };
    heap.remove_root(&kept);
    values.items = {heap.list(std::array{fresh()}), heap.tuple(std::array{fresh()})};
    values.items.push_back(heap.structure(std::array{std::pair{std::string_view("x"), fresh()}}));
    values.items.push_back(heap.dict(std::array{DictEntry{heap.string("key"), fresh()}}));
    values.items.push_back(Value::object(heap.new_cell(fresh())));
    values.items.push_back(
        Value::object(heap.new_builtin(nullptr, nullptr, heap.string("f"), fresh())));
    heap.collect();
    CHECK(alive == 6);
    values.items.clear();
    heap.collect();
    CHECK(alive == 0);
  }
  SECTION("a visitor's values") {
    heap.add_root_visitor([&kept](Marker& marker) { marker.value(kept); });
    heap.remove_root(&kept);
    heap.collect();
    CHECK(alive == 1);
  }
  heap.remove_root(&kept);
}

TEST_CASE("values on the native stack are kept") {
  HeapImpl heap;
  const Value text = heap.string("only this variable holds it");
  const List* list = heap.new_list(0);
  for (int i = 0; i < 1000; ++i) {
    heap.push(const_cast<List*>(list), heap.string("element " + std::to_string(i)));
  }
  heap.collect();
  heap.collect();
  CHECK(*as_string(text) == "only this variable holds it");
  CHECK(*as_string(list->items[999]) == "element 999");
}

TEST_CASE("every allocation may collect") {
  HeapImpl heap;
  heap.set_stress(true);
  Dict* dict = heap.new_dict();
  for (int i = 0; i < 300; ++i) {
    const Value key = heap.string("name-" + std::to_string(i));
    CHECK(dict_set(heap, dict, key, heap.list(std::array{key, heap.floating(1e300)})));
  }
  CHECK(heap.statistics().collections > 1000);
  heap.set_stress(false);
  for (int i = 0; i < 300; ++i) {
    const std::string key = "name-" + std::to_string(i);
    const Entry* entry = find_text(*dict, key);
    REQUIRE(entry != nullptr);
    CHECK(repr(entry->value) == "[\"" + key + "\", 1e+300]");
  }
}

TEST_CASE("a loop that makes garbage runs in bounded memory") {
  HeapImpl heap;
  heap.ignore_native_stack();
  ValueVector state(heap);
  state.items.push_back(heap.string(""));
  for (int i = 0; i < 3'000'000; ++i) {
    state.items[0] = heap.tuple(std::array{Value::small_int(i), heap.floating(1e-300)});
  }
  for (int i = 0; i < 2'000; ++i) {
    state.items[0] = heap.string(std::string(100'000, 'x'));
  }
  CHECK(heap.statistics().collections > 10);
  CHECK(heap.statistics().held_bytes < (std::uint64_t{32} << 20U));
}

TEST_CASE("blocks that became empty serve other sizes") {
  HeapImpl heap;
  heap.ignore_native_stack();
  for (const std::size_t size : {1U, 10U, 50U, 200U, 900U}) {
    ValueVector kept(heap);
    for (std::size_t bytes = 0; bytes < (20U << 20U); bytes += 16 + size * 8) {
      kept.items.push_back(Value::object(heap.new_tuple(size)));
    }
    kept.items.clear();
    heap.collect();
  }
  CHECK(heap.statistics().held_bytes < (std::uint64_t{64} << 20U));
}

TEST_CASE("deep nesting needs no native stack") {
  constexpr int kDepth = 1'000'000;
  HeapImpl heap;
  const Value deep = nested(heap, kDepth);
  const Value other = nested(heap, kDepth);
  heap.collect();
  heap.freeze(deep);
  CHECK(deep.object()->frozen == 1);
  CHECK(repr(deep).size() == 2 * (kDepth + 1));
  CHECK(equal(heap, deep, deep).is_true());
  CHECK(equal(heap, deep, other).is_failure());
  CHECK(heap.fault().take().code == "nested-too-deep");
  CHECK(less(heap, deep, other).is_failure());
  CHECK(heap.fault().take().message == "comparison exceeded maximum recursion depth");

  Value tuple = Value::none();
  for (int i = 0; i < kDepth; ++i) {
    tuple = heap.tuple(std::array{tuple});
  }
  std::uint32_t ignored = 0;
  CHECK_FALSE(hash(heap, tuple, ignored));
  CHECK(heap.fault().take().code == "nested-too-deep");
}

TEST_CASE("freezing reaches everything, and nothing frozen changes") {
  HeapImpl heap;
  List* inner = heap.new_list(0);
  Dict* outer = heap.new_dict();
  REQUIRE(dict_set(heap, outer, heap.string("k"), Value::object(inner)));
  heap.push(inner, Value::object(outer));  // a cycle
  heap.freeze(Value::object(heap.new_cell(Value::object(outer))));
  CHECK_FALSE(check_mutable(heap, Value::object(inner), "append to"));
  CHECK(heap.fault().take().message == "cannot append to frozen list");
  CHECK_FALSE(set_index(heap, Value::object(outer), Value::none(), Value::none()));
  CHECK(heap.fault().take().message == "cannot insert into frozen dict");
}

TEST_CASE("interned strings are one object each, and forgotten when dead") {
  HeapImpl heap;
  heap.ignore_native_stack();
  Value kept = heap.interned("kept");
  heap.add_root(&kept);
  for (int i = 0; i < 10'000; ++i) {
    heap.interned("dropped-" + std::to_string(i));
  }
  heap.collect();
  heap.collect();
  CHECK(heap.statistics().live_bytes < 100'000);
  CHECK(heap.interned("kept") == kept);
  heap.remove_root(&kept);
}

TEST_CASE("structs of equal names share a shape whose id is never reused") {
  HeapImpl heap;
  heap.ignore_native_stack();
  const auto make = [&heap](std::string_view name) {
    return as<Record>(heap.structure(std::array{std::pair{name, Value::none()}}))->extra;
  };
  const std::uint32_t first = make("a");
  CHECK(make("a") == first);
  CHECK(make("b") != first);
  heap.collect();
  CHECK(make("a") > first);
}

TEST_CASE("the order in which a call names the fields of a struct does not matter") {
  HeapImpl heap;
  const std::array<Value, 3> names = {heap.interned("b"), heap.interned("c"), heap.interned("a")};
  const std::array<Value, 3> turned = {names[2], names[0], names[1]};
  const std::array<Value, 3> numbers = {Value::small_int(1), Value::small_int(2),
                                        Value::small_int(3)};
  const Value first = heap.structure(names, numbers);
  CHECK(str(first) == "struct(a = 3, b = 1, c = 2)");
  CHECK(str(heap.structure(turned, numbers)) == "struct(a = 1, b = 2, c = 3)");
  heap.collect();
  const Value again = heap.structure(names, numbers);
  CHECK(str(again) == "struct(a = 3, b = 1, c = 2)");
  CHECK(as<Record>(again)->shape == as<Record>(first)->shape);
}

TEST_CASE("types have one name object each") {
  HeapImpl heap;
  CHECK(*as_string(heap.type_of(Value::small_int(1))) == "int");
  CHECK(*as_string(heap.type_of(Value::none())) == "NoneType");
  CHECK(heap.type_of(heap.list({})) == heap.type_of(heap.list({})));
  Elems* bytes = heap.new_elems(as<String>(heap.string("ab")), Elems::kElems);
  Elems* points = heap.new_elems(as<String>(heap.string("ab")), Elems::kCodepoints);
  CHECK(*as_string(heap.type_of(Value::object(bytes))) == "string.elems");
  CHECK(*as_string(heap.type_of(Value::object(points))) == "string.codepoints");
}

TEST_CASE("a memory limit is noticed and refuses large values") {
  HeapImpl heap;
  bool noticed = false;
  heap.set_limit(4U << 20U, [&noticed] { noticed = true; });
  const Value big = multiply(heap, heap.string("x"), Value::small_int(8 << 20));
  CHECK(big.is_failure());
  CHECK(heap.fault().take().code == "memory-limit");
  CHECK_FALSE(noticed);
  List* list = heap.new_list(0);
  for (int i = 0; i < 400'000 && !noticed; ++i) {
    heap.push(list, heap.tuple(std::array{Value::small_int(i)}));
  }
  CHECK(noticed);
  wipe_stack();
}

}  // namespace tiltc::values
