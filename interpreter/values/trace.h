#pragma once

#include "tiltc/host_object.h"
#include "values/objects.h"

// What each kind of object refers to: the one place that the collector and freezing learn it from.
namespace tiltc::values {

inline bool has_references(const Object& object) {
  switch (object.kind) {
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kRange:
    case Kind::kNone:
    case Kind::kBool:
      return false;
    case Kind::kInternal:
      return object.detail == kShape || object.detail == kRecordOfValues;
    default:
      return true;
  }
}

template <class Visit>
void each_value(const Value* values, std::size_t count, const Visit& visit) {
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i].is_object()) {
      visit(values[i].object());
    }
  }
}

// The buffer in whose room `data` begins.
inline Object* buffer_of(void* data) {
  return reinterpret_cast<Object*>(static_cast<char*>(data) - sizeof(Buffer));
}

template <class Visit>
void trace_table(const Table& table, const Visit& visit) {
  if (table.entries == nullptr) {
    return;
  }
  visit(buffer_of(table.entries));
  for (std::uint32_t i = table.first; i < table.used; ++i) {
    each_value(&table.entries[i].key, 1, visit);
    each_value(&table.entries[i].value, 1, visit);
  }
}

template <class Visit>
void trace_list(const List& list, const Visit& visit) {
  if (list.items != nullptr) {
    visit(buffer_of(list.items));
    each_value(list.items, list.size, visit);
  }
}

template <class Visit>
void trace_builtin(const Builtin& builtin, const Visit& visit) {
  each_value(&builtin.name, 1, visit);
  each_value(&builtin.receiver, 1, visit);
}

template <class Visit>
void trace_record(const Record& record, const Visit& visit) {
  visit(record.shape);
  each_value(&record.name, 1, visit);
  each_value(record.values(), record.shape->size(), visit);
}

template <class Visit>
void trace_host(const Host& host, const Visit& visit) {
  host.object->visit([&visit](Value value) { each_value(&value, 1, visit); });
}

template <class Visit>
void trace_function(const Function& function, const Visit& visit) {
  each_value(&function.name, 1, visit);
  each_value(function.values(), function.extra, visit);
}

template <class Visit>
void trace_internal(Object& object, const Visit& visit) {
  if (object.detail == kShape) {
    each_value(static_cast<Shape&>(object).names(), object.extra, visit);
  } else if (object.detail == kRecordOfValues) {
    each_value(static_cast<Tuple&>(object).items(), object.extra, visit);
  }
}

inline std::size_t bytes_of_internal(const Object& object) {
  switch (object.detail) {
    case kBuffer:
      return sizeof(Buffer) + static_cast<const Buffer&>(object).bytes;
    case kShape:
      return sizeof(Shape) + object.extra * sizeof(Value);
    default:
      return sizeof(Tuple) + object.extra * sizeof(Value);
  }
}

// How large an object is, by itself: the allocator knows too, but would look at the head of its
// block, and the heads of all blocks compete for the same few lines of the processor's cache.
inline std::size_t bytes_of(const Object& object) {
  switch (object.kind) {
    case Kind::kString:
    case Kind::kBytes:
      return sizeof(String) + static_cast<const String&>(object).length;
    case Kind::kInt:
      return sizeof(BigInt) + object.extra * sizeof(std::uint64_t);
    case Kind::kList:
      return sizeof(List);
    case Kind::kTuple:
      return sizeof(Tuple) + object.extra * sizeof(Value);
    case Kind::kDict:
    case Kind::kSet:
      return sizeof(Table);
    case Kind::kRange:
      return sizeof(Range);
    case Kind::kFunction:
      return sizeof(Function) + object.extra * sizeof(Value);
    case Kind::kBuiltin:
      return sizeof(Builtin);
    case Kind::kStruct:
    case Kind::kModule: {
      const auto& record = static_cast<const Record&>(object);
      return sizeof(Record) + record.shape->size() * sizeof(Value);
    }
    case Kind::kInternal:
      return bytes_of_internal(object);
    default:  // a number, a cell, or what holds one pointer
      return sizeof(Cell);
  }
}

// Calls visit(Object*) for every object that this one refers to.
template <class Visit>
void each_reference(Object& object, const Visit& visit) {
  switch (object.kind) {
    case Kind::kList:
      return trace_list(static_cast<List&>(object), visit);
    case Kind::kTuple:
      return each_value(static_cast<Tuple&>(object).items(), object.extra, visit);
    case Kind::kDict:
    case Kind::kSet:
      return trace_table(static_cast<Table&>(object), visit);
    case Kind::kFunction:
      return trace_function(static_cast<Function&>(object), visit);
    case Kind::kBuiltin:
      return trace_builtin(static_cast<Builtin&>(object), visit);
    case Kind::kStruct:
    case Kind::kModule:
      return trace_record(static_cast<Record&>(object), visit);
    case Kind::kHost:
      return trace_host(static_cast<Host&>(object), visit);
    case Kind::kStringElems:
    case Kind::kBytesElems:
      return visit(static_cast<Elems&>(object).string);
    case Kind::kCell:
      return each_value(&static_cast<Cell&>(object).value, 1, visit);
    case Kind::kInternal:
      return trace_internal(object, visit);
    default:
      return;
  }
}

}  // namespace tiltc::values
