#include <algorithm>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "values/heap_impl.h"
#include "values/number.h"
#include "values/table.h"
#include "values/trace.h"

// How each kind of object is made. An object is complete before the next allocation can collect.
namespace tiltc::values {
namespace {

void fill(Value* values, std::size_t count) {
  std::fill_n(values, count, Value::none());
}

}  // namespace

String* HeapImpl::new_text(Kind kind, std::uint32_t length) {
  auto* string = static_cast<String*>(allocate(sizeof(String) + length, kind));
  string->length = length;
  return string;
}

String* HeapImpl::new_string(std::uint32_t length) {
  return new_text(Kind::kString, length);
}
String* HeapImpl::new_bytes(std::uint32_t length) {
  return new_text(Kind::kBytes, length);
}

List* HeapImpl::new_list(std::size_t capacity) {
  auto* list = static_cast<List*>(allocate(sizeof(List), Kind::kList));
  list->items = nullptr;
  list->size = list->capacity = 0;
  if (capacity > 0) {
    reserve(list, capacity);
  }
  return list;
}

Tuple* HeapImpl::new_tuple(std::size_t size) {
  auto* tuple = static_cast<Tuple*>(allocate(sizeof(Tuple) + size * sizeof(Value), Kind::kTuple));
  tuple->extra = static_cast<std::uint32_t>(size);
  fill(tuple->items(), size);
  return tuple;
}

Tuple* HeapImpl::new_record_of_values(std::size_t size) {
  Tuple* tuple = new_tuple(size);
  tuple->kind = Kind::kInternal;
  tuple->detail = kRecordOfValues;
  return tuple;
}

namespace {

void make_empty(Table* table) {
  table->entries = nullptr;
  table->size = table->used = table->capacity = table->first = table->slots = 0;
}

}  // namespace

Dict* HeapImpl::new_dict(std::size_t expected) {
  auto* dict = static_cast<Dict*>(allocate(sizeof(Dict), Kind::kDict));
  make_empty(dict);
  if (expected > 0) {
    values::reserve(*this, *dict, expected);
  }
  return dict;
}

Set* HeapImpl::new_set(std::size_t expected) {
  auto* set = static_cast<Set*>(allocate(sizeof(Set), Kind::kSet));
  make_empty(set);
  if (expected > 0) {
    values::reserve(*this, *set, expected);
  }
  return set;
}

Cell* HeapImpl::new_cell(Value value) {
  auto* cell = static_cast<Cell*>(allocate(sizeof(Cell), Kind::kCell));
  cell->value = value;
  return cell;
}

Function* HeapImpl::new_function(const void* code, Value name, std::size_t value_count) {
  auto* function = static_cast<Function*>(
      allocate(sizeof(Function) + value_count * sizeof(Value), Kind::kFunction));
  function->extra = static_cast<std::uint32_t>(value_count);
  function->code = code;
  function->name = name;
  fill(function->values(), value_count);
  return function;
}

Builtin* HeapImpl::new_builtin(NativeFunction function, void* host, Value name, Value receiver) {
  auto* builtin = static_cast<Builtin*>(allocate(sizeof(Builtin), Kind::kBuiltin));
  builtin->function = function;
  builtin->host = host;
  builtin->name = name;
  builtin->receiver = receiver;
  return builtin;
}

Record* HeapImpl::new_record(Kind kind, Shape* shape, Value name) {
  const std::size_t count = shape->size();
  auto* record = static_cast<Record*>(allocate(sizeof(Record) + count * sizeof(Value), kind));
  record->extra = shape->id;
  record->shape = shape;
  record->name = name;
  fill(record->values(), count);
  return record;
}

Record* HeapImpl::new_struct(Shape* shape) {
  return new_record(Kind::kStruct, shape, Value::none());
}
Record* HeapImpl::new_module(Shape* shape, Value name) {
  return new_record(Kind::kModule, shape, name);
}

Elems* HeapImpl::new_elems(String* string, Elems::Form form) {
  const Kind kind = string->kind == Kind::kString ? Kind::kStringElems : Kind::kBytesElems;
  auto* elems = static_cast<Elems*>(allocate(sizeof(Elems), kind));
  elems->detail = form;
  elems->string = string;
  return elems;
}

Float* HeapImpl::new_float(double d) {
  auto* boxed = static_cast<Float*>(allocate(sizeof(Float), Kind::kFloat));
  boxed->value = d;
  return boxed;
}

BigInt* HeapImpl::new_big_int(std::size_t limbs) {
  auto* big =
      static_cast<BigInt*>(allocate(sizeof(BigInt) + limbs * sizeof(std::uint64_t), Kind::kInt));
  big->extra = static_cast<std::uint32_t>(limbs);
  return big;
}

Range* HeapImpl::new_range(std::int64_t start, std::int64_t stop, std::int64_t step) {
  auto* range = static_cast<Range*>(allocate(sizeof(Range), Kind::kRange));
  range->start = start;
  range->stop = stop;
  range->step = step;
  range->length = range_length(start, stop, step);
  return range;
}

Buffer* HeapImpl::new_buffer(std::size_t bytes) {
  auto* buffer = static_cast<Buffer*>(allocate(sizeof(Buffer) + bytes, Kind::kInternal));
  buffer->detail = kBuffer;
  buffer->bytes = Space::cell_size(sizeof(Buffer) + bytes) - sizeof(Buffer);
  return buffer;
}

void HeapImpl::release(Buffer* buffer) {
  space_.release(buffer);
}

// Grows by half, and always to the full cell of the allocator.
void HeapImpl::reserve(List* list, std::size_t capacity) {
  if (capacity <= list->capacity) {
    return;
  }
  if (list->capacity > 0) {
    capacity = std::max<std::size_t>(capacity, list->capacity + list->capacity / 2 + 4);
  }
  TILTC_CHECK(capacity < std::numeric_limits<std::uint32_t>::max());
  Buffer* buffer = new_buffer(capacity * sizeof(Value));
  auto* items = reinterpret_cast<Value*>(buffer->data());
  Value* const old = list->items;
  if (old != nullptr) {
    std::copy_n(old, list->size, items);
  }
  list->items = items;
  list->capacity = static_cast<std::uint32_t>(buffer->bytes / sizeof(Value));
  if (old != nullptr) {
    release(static_cast<Buffer*>(buffer_of(old)));
  }
}

Value HeapImpl::integer(std::int64_t i) {
  return make_int(*this, i);
}
Value HeapImpl::floating(double d) {
  return make_float(*this, d);
}

Value HeapImpl::string(std::string_view bytes) {
  if (bytes.size() <= 1) {
    return bytes.empty() ? empty_string_ : byte_string(static_cast<unsigned char>(bytes[0]));
  }
  TILTC_CHECK(bytes.size() < std::numeric_limits<std::uint32_t>::max());
  String* string = new_string(static_cast<std::uint32_t>(bytes.size()));
  std::memcpy(string->data(), bytes.data(), bytes.size());
  return Value::object(string);
}

Value HeapImpl::interned(std::string_view name) {
  const std::uint32_t hash = hash_bytes(name);
  if (String* known = interned_.find(name, hash)) {
    return Value::object(known);
  }
  String* made = new_string(static_cast<std::uint32_t>(name.size()));
  std::copy(name.begin(), name.end(), made->data());
  made->extra = hash;
  made->detail = String::kHashed | String::kInterned;
  interned_.add(made);
  return Value::object(made);
}

// Elems and objects of embedders have several types to one kind.
Value HeapImpl::name_type(Value value, Value& known) {
  const Value name = interned(type_name(value));
  const Kind kind = value.kind();
  if (kind != Kind::kHost && kind != Kind::kStringElems && kind != Kind::kBytesElems) {
    known = name;
  }
  return name;
}

Value HeapImpl::bytes(std::string_view bytes) {
  String* made = new_bytes(static_cast<std::uint32_t>(bytes.size()));
  std::copy(bytes.begin(), bytes.end(), made->data());
  return Value::object(made);
}

Value HeapImpl::list(std::span<const Value> elements) {
  List* made = new_list(elements.size());
  std::copy(elements.begin(), elements.end(), made->items);
  made->size = static_cast<std::uint32_t>(elements.size());
  return Value::object(made);
}

Value HeapImpl::tuple(std::span<const Value> elements) {
  auto* made = static_cast<Tuple*>(allocate(sizeof(Tuple) + elements.size_bytes(), Kind::kTuple));
  made->extra = static_cast<std::uint32_t>(elements.size());
  std::copy(elements.begin(), elements.end(), made->items());
  return Value::object(made);
}

Value HeapImpl::dict(std::span<const DictEntry> entries) {
  Dict* made = new_dict(entries.size());
  for (const DictEntry& entry : entries) {
    put(Value::object(made), entry.key, entry.value);
  }
  return Value::object(made);
}

void HeapImpl::append(Value list, Value element) {
  push(as<List>(list), element);
}

void HeapImpl::put(Value dict, Value key, Value value) {
  TILTC_CHECK(dict_set(*this, as<Dict>(dict), key, value));
}

Value HeapImpl::host(std::unique_ptr<HostObject> object) {
  auto* host = static_cast<Host*>(allocate(sizeof(Host), Kind::kHost));
  host->object = object.release();
  hosts_.push_back(host);
  return Value::object(host);
}

}  // namespace tiltc::values
