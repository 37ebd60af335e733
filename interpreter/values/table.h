#pragma once

#include "values/heap_impl.h"
#include "values/objects.h"

// Dicts and sets without checks: keys come with their hash (operations.h), whoever calls has asked
// check_mutable. Pointers to entries hold until the table grows.
namespace tiltc::values {

Entry* find(Table& table, Value key, std::uint32_t hash);  // nullptr: absent
Entry* find_string(Table& table, String* key);             // by string key; fastest when interned
Entry* find_text(Table& table, std::string_view key);

// Inserts or overwrites; true when the key is new.
bool insert(HeapImpl& heap, Table& table, Value key, Value value, std::uint32_t hash);
void insert_string(HeapImpl& heap, Table& table, String* key, Value value);

void erase(Table& table, Entry* entry);
void clear(HeapImpl& heap, Table& table);
void reserve(HeapImpl& heap, Table& table, std::size_t entries);
Entry* first_entry(Table& table);  // nullptr when empty

// Copies every entry of `from` into the empty table.
void copy_into(HeapImpl& heap, Table& table, const Table& from);

// Checked forms: hash the key and ask whether the dict may change. False or failure(): see fault().
bool dict_set(HeapImpl& heap, Dict* dict, Value key, Value value);
bool set_add(HeapImpl& heap, Set* set, Value key);
// The entry of the key, or nullptr when absent; `ok` is false when the key is unhashable.
Entry* lookup(HeapImpl& heap, Table& table, Value key, bool& ok);

// Visits live entries in order; `visit(Entry&)`.
template <class Visit>
void each_entry(const Table& table, const Visit& visit) {
  for (std::uint32_t i = table.first; i < table.used; ++i) {
    if (table.entries[i].live()) {
      visit(table.entries[i]);
    }
  }
}

}  // namespace tiltc::values
