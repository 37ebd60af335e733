#include "values/table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "values/intern.h"
#include "values/operations.h"
#include "values/trace.h"

namespace tiltc::values {
namespace {

constexpr std::uint32_t kMaxWithoutIndex = 8;

// The index: slots of the least width that can name every entry.
class Index {
 public:
  explicit Index(const Table& table)
      : base_(reinterpret_cast<char*>(table.entries + table.capacity)),
        mask_(table.slots - 1),
        width_(width_of(table.capacity)) {}

  static std::uint32_t width_of(std::uint32_t capacity) {
    return capacity < 0xFF ? 1 : capacity < 0xFFFF ? 2 : 4;
  }

  std::uint32_t mask() const { return mask_; }
  std::uint32_t get(std::uint32_t slot) const {
    switch (width_) {
      case 1:
        return reinterpret_cast<const std::uint8_t*>(base_)[slot];
      case 2:
        return reinterpret_cast<const std::uint16_t*>(base_)[slot];
      default:
        return reinterpret_cast<const std::uint32_t*>(base_)[slot];
    }
  }
  void set(std::uint32_t slot, std::uint32_t value) {
    switch (width_) {
      case 1:
        reinterpret_cast<std::uint8_t*>(base_)[slot] = static_cast<std::uint8_t>(value);
        break;
      case 2:
        reinterpret_cast<std::uint16_t*>(base_)[slot] = static_cast<std::uint16_t>(value);
        break;
      default:
        reinterpret_cast<std::uint32_t*>(base_)[slot] = value;
    }
  }
  void add(std::uint32_t hash, std::uint32_t entry) {
    std::uint32_t slot = hash & mask_;
    while (get(slot) != 0) {
      slot = (slot + 1) & mask_;
    }
    set(slot, entry + 1);
  }

 private:
  char* base_;
  std::uint32_t mask_;
  std::uint32_t width_;
};

// Calls `same(entry)` on live entries of this hash until it answers true. A removed entry keeps its
// slot, so that those behind it are found.
template <class Same>
Entry* search(Table& table, std::uint32_t hash, const Same& same) {
  if (table.slots == 0) {
    for (std::uint32_t i = table.first; i < table.used; ++i) {
      Entry& entry = table.entries[i];
      if (entry.hash == hash && entry.live() && same(entry)) {
        return &entry;
      }
    }
    return nullptr;
  }
  const Index index(table);
  for (std::uint32_t slot = hash & index.mask();; slot = (slot + 1) & index.mask()) {
    const std::uint32_t number = index.get(slot);
    if (number == 0) {
      return nullptr;
    }
    Entry& entry = table.entries[number - 1];
    if (entry.hash == hash && entry.live() && same(entry)) {
      return &entry;
    }
  }
}

std::uint32_t slots_for(std::uint32_t capacity) {
  return capacity <= kMaxWithoutIndex ? 0 : std::bit_ceil(capacity + capacity / 2);
}

std::size_t buffer_bytes(std::uint32_t capacity) {
  return capacity * sizeof(Entry) + std::size_t{slots_for(capacity)} * Index::width_of(capacity);
}

// Moves the live entries to a new buffer of `capacity` entries.
void move_to(HeapImpl& heap, Table& table, std::uint32_t capacity) {
  Buffer* buffer = heap.new_buffer(buffer_bytes(capacity));
  auto* entries = reinterpret_cast<Entry*>(buffer->data());
  std::uint32_t count = 0;
  each_entry(table, [&](const Entry& entry) { entries[count++] = entry; });
  Entry* const old = table.entries;
  table.entries = entries;
  table.capacity = capacity;
  table.used = table.size = count;
  table.first = 0;
  table.slots = slots_for(capacity);
  if (table.slots != 0) {
    Index index(table);
    std::memset(static_cast<void*>(entries + capacity), 0,
                std::size_t{table.slots} * Index::width_of(capacity));
    for (std::uint32_t i = 0; i < count; ++i) {
      index.add(entries[i].hash, i);
    }
  }
  if (old != nullptr) {
    heap.release(static_cast<Buffer*>(buffer_of(old)));
  }
}

void make_room(HeapImpl& heap, Table& table) {
  if (table.used < table.capacity) {
    return;
  }
  TILTC_CHECK(table.size < std::numeric_limits<std::uint32_t>::max() / 4);
  move_to(heap, table, std::max<std::uint32_t>(4, table.size + table.size));
}

void append_entry(HeapImpl& heap, Table& table, Value key, Value value, std::uint32_t hash) {
  make_room(heap, table);
  const std::uint32_t number = table.used++;
  table.entries[number] = {key, value, hash};
  ++table.size;
  if (table.slots != 0) {
    Index(table).add(hash, number);
  }
}

}  // namespace

Entry* find(Table& table, Value key, std::uint32_t hash) {
  if (is_string(key)) {
    return find_string(table, as<String>(key));
  }
  return search(table, hash,
                [key](const Entry& entry) { return entry.key == key || same_key(entry.key, key); });
}

Entry* find_string(Table& table, String* key) {
  const std::uint32_t hash = string_hash(key);
  const Value as_value = Value::object(key);
  return search(table, hash, [as_value, key](const Entry& entry) {
    return entry.key == as_value ||
           (is_string(entry.key) && as<String>(entry.key)->view() == key->view());
  });
}

Entry* find_text(Table& table, std::string_view key) {
  return search(table, hash_bytes(key), [key](const Entry& entry) {
    return is_string(entry.key) && as<String>(entry.key)->view() == key;
  });
}

bool insert(HeapImpl& heap, Table& table, Value key, Value value, std::uint32_t hash) {
  if (Entry* entry = find(table, key, hash)) {
    entry->value = value;
    return false;
  }
  append_entry(heap, table, key, value, hash);
  return true;
}

void insert_string(HeapImpl& heap, Table& table, String* key, Value value) {
  if (Entry* entry = find_string(table, key)) {
    entry->value = value;
    return;
  }
  append_entry(heap, table, Value::object(key), value, string_hash(key));
}

void erase(Table& table, Entry* entry) {
  entry->key = Value::failure();
  entry->value = Value::none();
  --table.size;
  while (table.first < table.used && !table.entries[table.first].live()) {
    ++table.first;
  }
}

void clear(HeapImpl& heap, Table& table) {
  if (table.entries != nullptr) {
    heap.release(static_cast<Buffer*>(buffer_of(table.entries)));
  }
  table.entries = nullptr;
  table.size = table.used = table.capacity = table.first = table.slots = 0;
}

void reserve(HeapImpl& heap, Table& table, std::size_t entries) {
  TILTC_CHECK(entries < std::numeric_limits<std::uint32_t>::max() / 4);
  if (entries > table.capacity) {
    move_to(heap, table, static_cast<std::uint32_t>(entries));
  }
}

Entry* first_entry(Table& table) {
  return table.size == 0 ? nullptr : &table.entries[table.first];
}

void copy_into(HeapImpl& heap, Table& table, const Table& from) {
  if (from.size == 0) {
    return;
  }
  if (from.size == from.used && table.entries == nullptr) {
    Buffer* buffer = heap.new_buffer(buffer_bytes(from.capacity));
    auto* entries = reinterpret_cast<Entry*>(buffer->data());
    std::copy_n(from.entries, from.used, entries);
    std::memcpy(static_cast<void*>(entries + from.capacity),
                static_cast<const void*>(from.entries + from.capacity),
                std::size_t{from.slots} * Index::width_of(from.capacity));
    table.entries = entries;
    table.size = table.used = from.used;
    table.capacity = from.capacity;
    table.slots = from.slots;
    table.first = 0;
    return;
  }
  reserve(heap, table, from.size);
  each_entry(from, [&](const Entry& entry) {
    append_entry(heap, table, entry.key, entry.value, entry.hash);
  });
}

bool dict_set(HeapImpl& heap, Dict* dict, Value key, Value value) {
  std::uint32_t its_hash = 0;
  if (!check_mutable(heap, Value::object(dict), "insert into") || !hash(heap, key, its_hash)) {
    return false;
  }
  insert(heap, *dict, key, value, its_hash);
  return true;
}

bool set_add(HeapImpl& heap, Set* set, Value key) {
  std::uint32_t its_hash = 0;
  if (!check_mutable(heap, Value::object(set), "insert into") || !hash(heap, key, its_hash)) {
    return false;
  }
  insert(heap, *set, key, Value::none(), its_hash);
  return true;
}

Entry* lookup(HeapImpl& heap, Table& table, Value key, bool& ok) {
  std::uint32_t its_hash = 0;
  ok = hash(heap, key, its_hash);
  return ok ? find(table, key, its_hash) : nullptr;
}

}  // namespace tiltc::values
