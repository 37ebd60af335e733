#include <algorithm>
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
  std::vector<std::size_t> order(fields.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return fields[a].first < fields[b].first; });
  for (const std::size_t i : order) {
    names.items.push_back(interned(fields[i].first));
  }
  Record* record = new_record(kind, shape_of(names.items), name);
  for (std::size_t i = 0; i < order.size(); ++i) {
    record->values()[i] = fields[order[i]].second;
  }
  return record;
}

Value HeapImpl::structure(std::span<const std::pair<std::string_view, Value>> fields) {
  return Value::object(record_of(Kind::kStruct, Value::none(), fields));
}

Value HeapImpl::module(std::string_view name,
                       std::span<const std::pair<std::string_view, Value>> members) {
  return Value::object(record_of(Kind::kModule, string(name), members));
}

}  // namespace tiltc::values
