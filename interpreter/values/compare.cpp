#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "tiltc/host_object.h"
#include "values/big_int.h"
#include "values/describe.h"
#include "values/intern.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/set_algebra.h"
#include "values/table.h"

// ==, < and hashes. They walk nested values by C++ recursion down to kMaxDepth.
namespace tiltc::values {
namespace {

constexpr int kMaxDepth = 1000;

enum class Equality : std::uint8_t { kNo, kYes, kTooDeep, kStopped };

// The work of one comparison. Values that share parts are walked once for each way to a part: `x =
// [x, x]` thirty times over makes a billion ways, so the program must be able to end in the middle.
class Work {
 public:
  explicit Work(const HeapImpl* heap) : heap_(heap) {}  // nullptr: cannot be interrupted
  // False: the program is to stop, which is recorded.
  bool go_on() {
    return (++steps_ & 0xFFFU) != 0 || heap_ == nullptr || heap_->check_interruption();
  }
  // The same for loops over elements, each so short that every 4096th asks.
  bool go_on(std::size_t element) {
    return (element & 0xFFFU) != 0xFFFU || heap_ == nullptr || heap_->check_interruption();
  }
  std::uint64_t steps() const { return steps_; }

 private:
  const HeapImpl* heap_;
  std::uint64_t steps_ = 0;
};

Equality equals(Value a, Value b, int depth, Work& work);

Equality yes_if(bool condition) {
  return condition ? Equality::kYes : Equality::kNo;
}

bool same_text(Value a, Value b) {
  return as<String>(a)->view() == as<String>(b)->view();
}

Equality sequences_equal(std::span<const Value> a, std::span<const Value> b, int depth,
                         Work& work) {
  if (a.size() != b.size()) {
    return Equality::kNo;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (const Equality each = equals(a[i], b[i], depth, work); each != Equality::kYes) {
      return each;
    }
    if (!work.go_on(i)) {
      return Equality::kStopped;
    }
  }
  return Equality::kYes;
}

Equality tables_equal(Table& a, Table& b, int depth, Work& work) {
  if (a.size != b.size) {
    return Equality::kNo;
  }
  for (std::uint32_t i = a.first; i < a.used; ++i) {
    const Entry& entry = a.entries[i];
    if (!entry.live()) {
      continue;
    }
    const Entry* other = find(b, entry.key, entry.hash);
    if (other == nullptr) {
      return Equality::kNo;
    }
    if (const Equality each = equals(entry.value, other->value, depth, work);
        each != Equality::kYes) {
      return each;
    }
    if (!work.go_on(i)) {
      return Equality::kStopped;
    }
  }
  return Equality::kYes;
}

// Ranges are equal when they have the same elements.
bool ranges_equal(const Range& a, const Range& b) {
  return a.length == b.length && (a.length == 0 || a.start == b.start) &&
         (a.length < 2 || a.step == b.step);
}

// Field by field in the order of names; a struct without a field of the other is not equal to it.
Equality records_equal(const Record& a, const Record& b, int depth, Work& work) {
  if (a.shape != b.shape) {
    return Equality::kNo;
  }
  const std::uint32_t count = a.shape->size();
  return sequences_equal({a.values(), count}, {b.values(), count}, depth, work);
}

Equality builtins_equal(const Builtin& a, const Builtin& b) {
  return yes_if(a.function == b.function && a.host == b.host && a.receiver == b.receiver &&
                !a.receiver.is_failure());
}

Equality numbers_equal(Value a, Value b) {
  const bool a_is_int = a.is(Kind::kInt);
  const bool b_is_int = b.is(Kind::kInt);
  if (a_is_int && b_is_int) {
    return yes_if(int_compare(a, b) == 0);
  }
  if (!a_is_int && !b_is_int) {
    const double x = float_of(a);
    const double y = float_of(b);
    return yes_if(x == y || (std::isnan(x) && std::isnan(y)));
  }
  const double real = float_of(a_is_int ? b : a);
  return yes_if(!std::isnan(real) && int_compare_float(a_is_int ? a : b, real) == 0);
}

bool is_number(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kFloat;
}

Equality same_kind_equal(Value a, Value b, Kind kind, int depth, Work& work) {
  switch (kind) {
    case Kind::kString:
    case Kind::kBytes:
      return yes_if(same_text(a, b));
    case Kind::kList:
      return sequences_equal(as<List>(a)->view(), as<List>(b)->view(), depth, work);
    case Kind::kTuple:
      return sequences_equal(as<Tuple>(a)->view(), as<Tuple>(b)->view(), depth, work);
    case Kind::kDict:
    case Kind::kSet:
      return tables_equal(*as<Table>(a), *as<Table>(b), depth, work);
    case Kind::kRange:
      return yes_if(ranges_equal(*as<Range>(a), *as<Range>(b)));
    case Kind::kStruct:
      return records_equal(*as<Record>(a), *as<Record>(b), depth, work);
    case Kind::kBuiltin:
      return builtins_equal(*as<Builtin>(a), *as<Builtin>(b));
    case Kind::kHost:
      return yes_if(as<Host>(a)->object->equals(*as<Host>(b)->object));
    default:
      return Equality::kNo;
  }
}

// Every value equals itself (NaN too), so one word compare settles identity.
Equality equals(Value a, Value b, int depth, Work& work) {
  if (a == b) {
    return Equality::kYes;
  }
  const Kind kind = a.kind();
  const Kind other = b.kind();
  if (is_number(kind) && is_number(other)) {
    return numbers_equal(a, b);
  }
  if (kind != other || !a.is_object()) {
    return Equality::kNo;
  }
  if (!work.go_on()) {
    return Equality::kStopped;
  }
  return depth == 0 ? Equality::kTooDeep : same_kind_equal(a, b, kind, depth - 1, work);
}

Value fail_depth(HeapImpl& heap) {
  return fail(heap, error("nested-too-deep", "comparison exceeded maximum recursion depth"));
}

// Less, equal or greater; nothing with a fault recorded: these two cannot be ordered.
class Orderer {
 public:
  Orderer(HeapImpl& heap, std::string_view symbol) : heap_(heap), symbol_(symbol), work_(&heap) {}

  std::optional<int> order(Value a, Value b, int depth);

 private:
  std::optional<int> sequences(std::span<const Value> a, std::span<const Value> b, int depth);
  std::optional<int> hosts(Value a, Value b);
  std::optional<int> unordered(Value a, Value b);
  static int numbers(Value a, Value b);

  HeapImpl& heap_;
  std::string_view symbol_;
  Work work_;
};

template <class T>
int three_way(T a, T b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// NaN is greater than every other number and equal to itself.
int order_floats(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) {
    return three_way(std::isnan(a) ? 1 : 0, std::isnan(b) ? 1 : 0);
  }
  return three_way(a, b);
}

int Orderer::numbers(Value a, Value b) {
  const bool a_is_int = a.is(Kind::kInt);
  const bool b_is_int = b.is(Kind::kInt);
  if (a_is_int && b_is_int) {
    return int_compare(a, b);
  }
  if (!a_is_int && !b_is_int) {
    return order_floats(float_of(a), float_of(b));
  }
  const double real = float_of(a_is_int ? b : a);
  const int order = std::isnan(real) ? -1 : int_compare_float(a_is_int ? a : b, real);
  return a_is_int ? order : -order;
}

std::optional<int> Orderer::unordered(Value a, Value b) {
  fail(heap_, error("not-comparable",
                    fmt::format("{} {} {} not implemented", type_name(a), symbol_, type_name(b))));
  return std::nullopt;
}

std::optional<int> Orderer::hosts(Value a, Value b) {
  const std::optional<int> order = host_object(a)->order(*host_object(b));
  return order ? order : unordered(a, b);
}

// The first unequal pair decides, then the lengths.
std::optional<int> Orderer::sequences(std::span<const Value> a, std::span<const Value> b,
                                      int depth) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const Equality equality = equals(a[i], b[i], depth, work_);
    if (equality == Equality::kStopped) {
      return std::nullopt;
    }
    if (equality == Equality::kNo) {
      return order(a[i], b[i], depth);
    }
    if (equality == Equality::kTooDeep) {
      fail_depth(heap_);
      return std::nullopt;
    }
  }
  return three_way(a.size(), b.size());
}

std::optional<int> Orderer::order(Value a, Value b, int depth) {
  const Kind kind = a.kind();
  if (is_number(kind) && is_number(b.kind())) {
    return numbers(a, b);
  }
  if (kind != b.kind()) {
    return unordered(a, b);
  }
  if (depth == 0) {
    fail_depth(heap_);
    return std::nullopt;
  }
  switch (kind) {
    case Kind::kBool:
      return three_way(a.is_true() ? 1 : 0, b.is_true() ? 1 : 0);
    case Kind::kString:
    case Kind::kBytes:
      return as<String>(a)->view().compare(as<String>(b)->view());
    case Kind::kList:
      return sequences(as<List>(a)->view(), as<List>(b)->view(), depth - 1);
    case Kind::kTuple:
      return sequences(as<Tuple>(a)->view(), as<Tuple>(b)->view(), depth - 1);
    case Kind::kHost:
      return hosts(a, b);
    default:
      return unordered(a, b);
  }
}

bool are_sets(Value a, Value b) {
  return is_object_of(a, Kind::kSet) && is_object_of(b, Kind::kSet);
}

// Sets: <= is "subset of", < of a larger one.
Value subset(Value a, Value b) {
  Table& left = *as<Table>(a);
  Table& right = *as<Table>(b);
  return Value::boolean(left.size <= right.size && is_subset_of(left, right));
}

Value proper_subset(Value a, Value b) {
  return as<Table>(a)->size < as<Table>(b)->size ? subset(a, b) : Value::boolean(false);
}

template <class Test>
Value ordered(HeapImpl& heap, Value a, Value b, std::string_view symbol, const Test& test) {
  const std::optional<int> order = Orderer(heap, symbol).order(a, b, kMaxDepth);
  if (order) {
    return Value::boolean(test(*order));
  }
  return fail(heap, with_operands(heap.fault().take(), {a, b}));
}

// Equal keys are told apart without interruption (same_key), so a key may not have more parts than
// this.
constexpr std::uint64_t kMaxHashed = std::uint64_t{1} << 24U;

enum class Unhashable : std::uint8_t { kType, kTooDeep, kTooLarge, kStopped };

// Why a value has no hash.
struct HashProblem {
  Unhashable why = Unhashable::kType;
  Value culprit;  // of kType
};

std::optional<std::uint32_t> hash_value(Value value, int depth, Work& work, HashProblem& problem);

std::optional<std::uint32_t> hash_sequence(const Value* values, std::size_t count, int depth,
                                           Work& work, HashProblem& problem) {
  std::uint32_t state = 0x345678;
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<std::uint32_t> each = hash_value(values[i], depth, work, problem);
    if (!each) {
      return std::nullopt;
    }
    state = (state ^ *each) * 0x9E3779B1U;
    state ^= state >> 15U;
  }
  return state;
}

std::uint32_t hash_pointer(const void* pointer) {
  const auto word = reinterpret_cast<std::uintptr_t>(pointer) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(word >> 32U);
}

std::optional<std::uint32_t> hash_object(Value value, int depth, Work& work, HashProblem& problem) {
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return string_hash(as<String>(value));
    case Kind::kTuple:
      return hash_sequence(as<Tuple>(value)->items(), as<Tuple>(value)->size(), depth, work,
                           problem);
    case Kind::kStruct:
      return hash_sequence(as<Record>(value)->values(), as<Record>(value)->shape->size(), depth,
                           work, problem);
    case Kind::kFunction:
    case Kind::kModule:
      return hash_pointer(value.object());
    case Kind::kBuiltin:
      return hash_pointer(reinterpret_cast<const void*>(as<Builtin>(value)->function));
    case Kind::kHost:
      if (const auto its = as<Host>(value)->object->hash()) {
        return *its;
      }
      [[fallthrough]];
    default:
      problem = {Unhashable::kType, value};
      return std::nullopt;
  }
}

std::optional<std::uint32_t> hash_value(Value value, int depth, Work& work, HashProblem& problem) {
  switch (value.kind()) {
    case Kind::kNone:
      return 0x5F3759DF;
    case Kind::kBool:
      return value.is_true() ? 0x2545F491U : 0x6C078965U;
    case Kind::kInt:
      return int_hash(value);
    case Kind::kFloat:
      return float_hash(float_of(value));
    default:
      if (depth == 0 || work.steps() > kMaxHashed || !work.go_on()) {
        problem.why = depth == 0                  ? Unhashable::kTooDeep
                      : work.steps() > kMaxHashed ? Unhashable::kTooLarge
                                                  : Unhashable::kStopped;
        return std::nullopt;
      }
      return hash_object(value, depth - 1, work, problem);
  }
}

}  // namespace

Value equal(HeapImpl& heap, Value a, Value b) {
  Work work(&heap);
  switch (equals(a, b, kMaxDepth, work)) {
    case Equality::kStopped:
      return Value::failure();
    case Equality::kTooDeep:
      return fail_depth(heap);
    case Equality::kYes:
      return Value::boolean(true);
    default:
      return Value::boolean(false);
  }
}

Value not_equal(HeapImpl& heap, Value a, Value b) {
  const Value same = equal(heap, a, b);
  return same.is_failure() ? same : Value::boolean(same.is_false());
}

bool same_key(Value a, Value b) {
  Work work(nullptr);
  return equals(a, b, kMaxDepth, work) == Equality::kYes;
}

Value less(HeapImpl& heap, Value a, Value b) {
  return are_sets(a, b) ? proper_subset(a, b)
                        : ordered(heap, a, b, "<", [](int order) { return order < 0; });
}

Value less_equal(HeapImpl& heap, Value a, Value b) {
  return are_sets(a, b) ? subset(a, b)
                        : ordered(heap, a, b, "<=", [](int order) { return order <= 0; });
}

Value greater(HeapImpl& heap, Value a, Value b) {
  return are_sets(a, b) ? proper_subset(b, a)
                        : ordered(heap, a, b, ">", [](int order) { return order > 0; });
}

Value greater_equal(HeapImpl& heap, Value a, Value b) {
  return are_sets(a, b) ? subset(b, a)
                        : ordered(heap, a, b, ">=", [](int order) { return order >= 0; });
}

bool compare(HeapImpl& heap, Value a, Value b, int& order) {
  const std::optional<int> result = Orderer(heap, "<").order(a, b, kMaxDepth);
  order = result.value_or(0);
  return result.has_value();
}

std::uint32_t string_hash(String* string) {
  if ((string->detail & String::kHashed) == 0) {
    string->extra = hash_bytes(string->view());
    string->detail |= String::kHashed;
  }
  return string->extra;
}

namespace {

void fail_hash(HeapImpl& heap, const HashProblem& problem) {
  switch (problem.why) {
    case Unhashable::kStopped:
      return;  // recorded already
    case Unhashable::kTooDeep:
      fail(heap, error("nested-too-deep", "value is nested too deep to be hashed"));
      return;
    case Unhashable::kTooLarge:
      fail(heap, error("too-large", "value has too many parts to be hashed"));
      return;
    default:
      fail(heap, error("unhashable", fmt::format("unhashable type: {}", type_name(problem.culprit)))
                     .note("keys of dicts and elements of sets must be hashable: numbers, "
                           "strings, and tuples of these"));
  }
}

}  // namespace

bool hash(HeapImpl& heap, Value value, std::uint32_t& result) {
  if (is_string(value)) {
    result = string_hash(as<String>(value));
    return true;
  }
  Work work(&heap);
  HashProblem problem;
  const std::optional<std::uint32_t> made = hash_value(value, kMaxDepth, work, problem);
  if (made) {
    result = *made;
    return true;
  }
  fail_hash(heap, problem);
  return false;
}

}  // namespace tiltc::values
