#include <algorithm>
#include <numeric>
#include <vector>

#include "values/heap_impl.h"
#include "values/operations.h"

// The table of shapes, and the structs and modules made from it.
namespace tiltc::values {
namespace {

std::uint32_t hash_names(std::span<const Value> names) {
  std::uint32_t hash = 17;
  for (const Value name : names) {
    hash = hash * 0x9E3779B1U + string_hash(as<String>(name));
  }
  return hash ^ (hash >> 15U);
}

}  // namespace

Shape* HeapImpl::shape_of(std::span<const Value> names) {
  const std::uint32_t hash = hash_names(names);
  const std::size_t mask = shapes_.size() - 1;
  for (std::size_t i = hash & mask; !shapes_.empty() && shapes_[i] != nullptr; i = (i + 1) & mask) {
    Shape* known = shapes_[i];
    if (known->hash == hash &&
        std::equal(names.begin(), names.end(), known->names(), known->names() + known->size())) {
      return known;
    }
  }
  auto* made =
      static_cast<Shape*>(allocate(sizeof(Shape) + names.size() * sizeof(Value), Kind::kInternal));
  made->detail = kShape;
  made->extra = static_cast<std::uint32_t>(names.size());
  made->id = next_shape_id_++;
  made->hash = hash;
  std::copy(names.begin(), names.end(), made->names());
  if ((shape_count_ + 1) * 4 > shapes_.size() * 3) {
    rehash_shapes(shapes_.empty() ? 64 : shapes_.size() * 2);
  }
  place_shape(made);
  return made;
}

void HeapImpl::place_shape(Shape* shape) {
  const std::size_t mask = shapes_.size() - 1;
  std::size_t i = shape->hash & mask;
  while (shapes_[i] != nullptr) {
    i = (i + 1) & mask;
  }
  shapes_[i] = shape;
  ++shape_count_;
}

void HeapImpl::rehash_shapes(std::size_t slots) {
  const std::vector<Shape*> old = std::exchange(shapes_, std::vector<Shape*>(slots));
  shape_count_ = 0;
  for (Shape* each : old) {
    if (each != nullptr) {
      place_shape(each);
    }
  }
}

void HeapImpl::sweep_shapes() {
  arrangements_ = {};
  for (Shape*& each : shapes_) {
    if (each != nullptr && !space_.is_live(each)) {
      each = nullptr;
    }
  }
  rehash_shapes(shapes_.size());
}

Record* HeapImpl::record_of(Kind kind, Value name,
                            std::span<const std::pair<std::string_view, Value>> fields) {
  ValueVector names(*this);
  ValueVector values(*this);
  for (const auto& [field, value] : fields) {
    names.items.push_back(interned(field));
    values.items.push_back(value);
  }
  return record_of(kind, name, names.items, values.items);
}

Record* HeapImpl::record_of(Kind kind, Value name, std::span<const Value> names,
                            std::span<const Value> values) {
  Record* record = new_record(kind, arrange(names).shape, name);
  Value* field = record->values();
  for (const std::uint32_t i : arrange(names).order) {  // again: a collection forgets them all
    *field++ = values[i];
  }
  return record;
}

// Calls that make structs are made often and always name the fields in the same order: sorting and
// looking them up is done once.
const HeapImpl::Arrangement& HeapImpl::arrange(std::span<const Value> names) {
  std::uint64_t hash = names.size();
  for (const Value name : names) {
    hash = (hash ^ name.bits()) * 0x9E3779B97F4A7C15U;
  }
  Arrangement& slot = arrangements_[hash >> 58U];
  if (slot.shape == nullptr ||
      !std::equal(names.begin(), names.end(), slot.names.begin(), slot.names.end())) {
    slot = make_arrangement(names);
  }
  return slot;
}

HeapImpl::Arrangement HeapImpl::make_arrangement(std::span<const Value> names) {
  Arrangement made{nullptr, {names.begin(), names.end()}, std::vector<std::uint32_t>(names.size())};
  std::iota(made.order.begin(), made.order.end(), 0U);
  std::sort(made.order.begin(), made.order.end(), [names](std::uint32_t a, std::uint32_t b) {
    return as<String>(names[a])->view() < as<String>(names[b])->view();
  });
  ValueVector sorted(*this);
  for (const std::uint32_t i : made.order) {
    sorted.items.push_back(names[i]);
  }
  made.shape = shape_of(sorted.items);
  return made;
}

Value HeapImpl::structure(std::span<const Value> names, std::span<const Value> values) {
  return Value::object(record_of(Kind::kStruct, Value::none(), names, values));
}

Value HeapImpl::structure(std::span<const std::pair<std::string_view, Value>> fields) {
  return Value::object(record_of(Kind::kStruct, Value::none(), fields));
}

Value HeapImpl::module(std::string_view name,
                       std::span<const std::pair<std::string_view, Value>> members) {
  return Value::object(record_of(Kind::kModule, string(name), members));
}

}  // namespace tiltc::values
