#include <algorithm>

#include "values/operations.h"
#include "values/table.h"
#include "vm/interpreter.h"

namespace tiltc {

namespace {

constexpr std::size_t kMaxArguments = 60'000;

bool fail_too_many(Thread& thread) {
  return thread.fail(error("too-many-arguments",
                           "a call has more than " + std::to_string(kMaxArguments) + " arguments"));
}

}  // namespace

// Makes room on the stack for `count` values that begin at `first`, and has the collector see them.
bool Interpreter::reserve_arguments(Value* first, std::size_t count) {
  if (count > kMaxArguments) {
    return fail_too_many(thread_);
  }
  Value* end = first + count;
  if (end > thread_.usable_end_ && !thread_.grow(end)) {
    return false;
  }
  thread_.native_top_ = std::max(thread_.native_top_, end);
  return true;
}

// Rearranges `positional, named, *args, **kwargs` into `positional + args, named + kwargs`.
bool Interpreter::spread(const compile::CallSite& site, std::vector<Value>& names,
                         Arguments& arguments) {
  values::ValueVector positional(heap_);
  values::ValueVector named(heap_);
  const Value* source = arguments.first();
  positional.items.assign(source, source + site.positional);
  named.items.assign(source + site.positional, source + site.positional + site.names.size());
  names = site.names;
  source += site.positional + site.names.size();
  if (site.star && !spread_star(*source++, positional.items)) {
    return false;
  }
  if (site.star_star && !spread_star_star(*source, named.items, names)) {
    return false;
  }
  Value* target = arguments.first();
  if (!reserve_arguments(target, positional.items.size() + named.items.size())) {
    return false;
  }
  target = std::copy(positional.items.begin(), positional.items.end(), target);
  std::copy(named.items.begin(), named.items.end(), target);
  arguments.positional = static_cast<std::uint32_t>(positional.items.size());
  arguments.named = static_cast<std::uint32_t>(named.items.size());
  arguments.names = names.data();
  return true;
}

bool Interpreter::spread_star(Value list, std::vector<Value>& positional) {
  if (const auto elements = as_sequence(list)) {
    if (elements->size() > kMaxArguments) {
      return fail_too_many(thread_);
    }
    positional.insert(positional.end(), elements->begin(), elements->end());
    return true;
  }
  values::Iteration iteration(heap_, list);
  if (!iteration.ok()) {
    heap_.fault().clear();
    return thread_.fail(error("bad-star-argument", "argument after * must be iterable, not " +
                                                       std::string(type_name(list))));
  }
  Value element;
  while (iteration.next(element)) {
    if (positional.size() > kMaxArguments) {
      return fail_too_many(thread_);
    }
    positional.push_back(element);
  }
  return true;
}

bool Interpreter::spread_star_star(Value dict, std::vector<Value>& named,
                                   std::vector<Value>& names) {
  if (!dict.is(Kind::kDict)) {
    return thread_.fail(error("bad-star-argument", "argument after ** must be a dict, not " +
                                                       std::string(type_name(dict))));
  }
  const auto* table = values::as<values::Dict>(dict);
  const std::size_t in_text = names.size();
  if (table->size > kMaxArguments) {
    return fail_too_many(thread_);
  }
  for (std::uint32_t i = table->first; i < table->used; ++i) {
    const values::Entry& entry = table->entries[i];
    if (!entry.live()) {
      continue;
    }
    const auto name = as_string(entry.key);
    if (!entry.key.is(Kind::kString)) {
      return thread_.fail(error("bad-star-argument", "keywords of ** must be strings, not " +
                                                         std::string(type_name(entry.key))));
    }
    const Value interned = heap_.interned(*name);
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(in_text);
    if (std::find(names.begin(), end, interned) != end) {
      return thread_.fail(
          error("duplicate-argument", "the argument `" + std::string(*name) + "` is given twice"));
    }
    names.push_back(interned);
    named.push_back(entry.value);
  }
  return true;
}

}  // namespace tiltc
