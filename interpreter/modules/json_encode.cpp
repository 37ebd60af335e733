#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "modules/json.h"
#include "values/number.h"
#include "values/operations.h"
#include "values/print.h"
#include "values/table.h"

namespace tiltc::modules {
namespace {

using values::as;
using values::Entry;
using values::HeapImpl;
using values::Record;

// A container whose elements are being written.
struct Open {
  Value container;
  std::uint64_t next = 0;       // element of a sequence, field of a record; place of an iteration
  std::size_t first_entry = 0;  // of a dict: where its sorted entries begin
  std::string_view close;
};

bool is_object(const Open& open) {
  return open.close == "}";
}

class Encoder {
 public:
  Encoder(HeapImpl& heap, std::string& out, std::string& problem)
      : heap_(heap), out_(out), problem_(problem) {}

  bool encode(Value value);

 private:
  bool one(Value value);
  bool number(double number);
  bool enter(Value container);
  bool enter_dict(Value dict);
  bool step();
  bool step_dict(Open& at);
  bool step_record(Open& at);
  bool step_iterable(Open& at);
  void leave();
  void separate() {
    if (out_.back() != '[' && out_.back() != '{') {
      out_ += ',';
    }
  }
  void quote(Value string) { out_ += json_quote(as<values::String>(string)->view()); }
  bool fail(std::string message);
  std::string path() const;

  HeapImpl& heap_;
  std::string& out_;
  std::string& problem_;
  std::vector<Open> open_;
  std::vector<const Entry*> entries_;  // of the open dicts, sorted by key, innermost last
  std::unordered_set<const Object*> inside_;
  std::uint32_t steps_ = 0;
};

bool Encoder::encode(Value value) {
  if (!one(value)) {
    return false;
  }
  while (!open_.empty()) {
    if ((++steps_ & 0x3FFU) == 0 && !heap_.check_interruption()) {
      return false;
    }
    if (out_.size() > values::kMaxText) {
      open_.clear();
      return fail("the text would be too long");
    }
    if (!step()) {
      return false;
    }
  }
  return true;
}

// Where the problem lies, from the outside in: "in field .x: at list index 1: ".
std::string Encoder::path() const {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(open_.size(), kShown); ++i) {
    const Open& at = open_[i];
    if (at.container.is(Kind::kDict)) {
      const Entry* entry = entries_[at.first_entry + static_cast<std::size_t>(at.next) - 1];
      text += fmt::format("in dict key {}: ", repr(entry->key));
    } else if (is_object(at)) {
      const Record* record = as<Record>(at.container);
      const Value name = record->shape->names()[at.next - 1];
      text += fmt::format("in field .{}: ", as<values::String>(name)->view());
    } else {
      text += fmt::format("at {} index {}: ", type_name(at.container), at.next - 1);
    }
  }
  return text;
}

bool Encoder::fail(std::string message) {
  problem_ = path() + std::move(message);
  return false;
}

bool Encoder::number(double number) {
  if (!std::isfinite(number)) {
    return fail(fmt::format("cannot encode non-finite float {}", values::float_to_string(number)));
  }
  out_ += values::float_to_string(number);
  return true;
}

bool Encoder::one(Value value) {
  switch (value.kind()) {
    case Kind::kNone:
      out_ += "null";
      return true;
    case Kind::kBool:
      out_ += value.is_true() ? "true" : "false";
      return true;
    case Kind::kInt:
      out_ += values::int_to_string(value);
      return true;
    case Kind::kFloat:
      return number(values::float_of(value));
    case Kind::kString:
      quote(value);
      return true;
    default:
      return enter(value);
  }
}

bool Encoder::enter(Value value) {
  const bool record = value.is(Kind::kStruct) || value.is(Kind::kModule);
  const bool iterable = values::is_iterable(value) && !value.is(Kind::kHost);
  if (!record && !iterable) {
    return fail(fmt::format("cannot encode {} as JSON", type_name(value)));
  }
  if (!inside_.insert(value.object()).second) {
    return fail("cycle in JSON structure");
  }
  if (value.is(Kind::kDict)) {
    return enter_dict(value);
  }
  out_ += record ? '{' : '[';
  open_.push_back({value, 0, 0, record ? "}" : "]"});
  return true;
}

bool Encoder::enter_dict(Value dict) {
  const std::size_t first = entries_.size();
  Value wrong = Value::failure();
  values::each_entry(*as<values::Table>(dict), [&](const Entry& entry) {
    entries_.push_back(&entry);
    wrong = values::is_string(entry.key) || !wrong.is_failure() ? wrong : entry.key;
  });
  if (!wrong.is_failure()) {
    return fail(fmt::format("dict has {} key, want string", type_name(wrong)));
  }
  std::sort(entries_.begin() + static_cast<std::ptrdiff_t>(first), entries_.end(),
            [](const Entry* a, const Entry* b) {
              return as<values::String>(a->key)->view() < as<values::String>(b->key)->view();
            });
  out_ += '{';
  open_.push_back({dict, 0, first, "}"});
  return true;
}

void Encoder::leave() {
  const Open done = open_.back();
  out_ += done.close;
  inside_.erase(done.container.object());
  if (done.container.is(Kind::kDict)) {
    entries_.resize(done.first_entry);
  }
  open_.pop_back();
}

// Writes the next element of the innermost container, which may open another and move `at`.
bool Encoder::step() {
  Open& at = open_.back();
  if (at.container.is(Kind::kDict)) {
    return step_dict(at);
  }
  return is_object(at) ? step_record(at) : step_iterable(at);
}

bool Encoder::step_dict(Open& at) {
  const std::size_t index = at.first_entry + static_cast<std::size_t>(at.next);
  if (index == entries_.size()) {
    leave();
    return true;
  }
  ++at.next;
  separate();
  quote(entries_[index]->key);
  out_ += ':';
  return one(entries_[index]->value);
}

bool Encoder::step_record(Open& at) {
  const Record* record = as<Record>(at.container);
  if (at.next == record->shape->size()) {
    leave();
    return true;
  }
  const std::uint64_t index = at.next++;
  separate();
  quote(record->shape->names()[index]);
  out_ += ':';
  return one(record->values()[index]);
}

bool Encoder::step_iterable(Open& at) {
  Value element;
  if (!values::next_element(heap_, at.container, at.next, element)) {
    leave();
    return true;
  }
  separate();
  return one(element);
}

}  // namespace

bool encode_json(HeapImpl& heap, Value value, std::string& out, std::string& problem) {
  return Encoder(heap, out, problem).encode(value);
}

}  // namespace tiltc::modules
