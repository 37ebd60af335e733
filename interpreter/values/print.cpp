#include "values/print.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "tiltc/host_object.h"
#include "values/number.h"
#include "values/quote.h"
#include "values/table.h"
#include "values/text_buffer.h"

namespace tiltc::values {
namespace {

// What of a container is still to be printed.
struct Open {
  Object* object;
  std::uint32_t next;     // element to print next
  std::uint32_t printed;  // elements printed so far
};

// Prints by a stack of open containers instead of recursion. A container inside itself prints as
// `...`.
class Printer {
 public:
  // `heap`, when there is one, says when the program is to stop.
  explicit Printer(std::string& out, const HeapImpl* heap = nullptr)
      : out_(out), limit_(out.size() + kMaxText), heap_(heap) {}

  bool print(Value value) {
    one(value);
    while (!open_.empty()) {
      const bool stop =
          (++steps_ & 0xFFFU) == 0 && heap_ != nullptr && !heap_->check_interruption();
      if (stop || out_.size() > limit_) {
        return false;
      }
      step();
    }
    return true;
  }

 private:
  static constexpr std::size_t kScanned = 16;  // below this depth, cycles are looked for by a scan

  void one(Value value);
  void object(Value value);
  void builtin(const Builtin& builtin);
  void range(const Range& range);
  void elems(const Elems& elems);
  void enter(Object* object);
  void leave();
  void step();
  void sequence_step(std::span<const Value> elements, Open& at);
  void table_step(const Table& table, Open& at);
  void record_step(const Record& record, Open& at);
  bool is_open(const Object* object) const;
  void separate(Open& at) {
    if (at.printed++ > 0) {
      out_ += ", ";
    }
  }

  std::string& out_;
  std::size_t limit_;
  const HeapImpl* heap_;
  std::uint32_t steps_ = 0;
  std::vector<Open> open_;
  std::unordered_set<const Object*> deep_;  // the open ones beyond kScanned
};

std::string_view opening(const Object& object) {
  switch (object.kind) {
    case Kind::kList:
      return "[";
    case Kind::kTuple:
      return "(";
    case Kind::kDict:
      return "{";
    case Kind::kSet:
      return "set([";
    default:
      return "struct(";
  }
}

std::string_view closing(const Object& object) {
  switch (object.kind) {
    case Kind::kList:
      return "]";
    case Kind::kTuple:
      return static_cast<const Tuple&>(object).size() == 1 ? ",)" : ")";
    case Kind::kDict:
      return "}";
    case Kind::kSet:
      return "])";
    default:
      return ")";
  }
}

// Appends repr() of a value that holds no others. False: it is of another kind.
bool append_simple(std::string& out, Value value) {
  switch (value.kind()) {
    case Kind::kNone:
      out += "None";
      return true;
    case Kind::kBool:
      out += value.is_true() ? "True" : "False";
      return true;
    case Kind::kInt:
      append_int(out, value);
      return true;
    case Kind::kFloat:
      out += float_to_string(float_of(value));
      return true;
    case Kind::kBytes:
      out += 'b';
      [[fallthrough]];
    case Kind::kString:
      append_quoted(out, as<String>(value)->view());
      return true;
    default:
      return false;
  }
}

void Printer::one(Value value) {
  if (!append_simple(out_, value)) {
    object(value);
  }
}

void Printer::object(Value value) {
  switch (value.kind()) {
    case Kind::kRange:
      return range(*as<Range>(value));
    case Kind::kFunction:
      out_ += fmt::format("<function {}>", *as_string(as<Function>(value)->name));
      return;
    case Kind::kBuiltin:
      return builtin(*as<Builtin>(value));
    case Kind::kModule:
      out_ += fmt::format("[module: {}]", *as_string(as<Record>(value)->name));
      return;
    case Kind::kHost:
      out_ += as<Host>(value)->object->str();
      return;
    case Kind::kStringElems:
    case Kind::kBytesElems:
      return elems(*as<Elems>(value));
    default:
      return enter(value.object());
  }
}

void Printer::builtin(const Builtin& builtin) {
  const std::string_view name = *as_string(builtin.name);
  out_ += builtin.receiver.is_failure()
              ? fmt::format("<built-in function {}>", name)
              : fmt::format("<built-in method {} of {} value>", name, type_name(builtin.receiver));
}

void Printer::range(const Range& range) {
  if (range.step != 1) {
    out_ += fmt::format("range({}, {}, {})", range.start, range.stop, range.step);
  } else if (range.start != 0) {
    out_ += fmt::format("range({}, {})", range.start, range.stop);
  } else {
    out_ += fmt::format("range({})", range.stop);
  }
}

void Printer::elems(const Elems& elems) {
  static constexpr std::array<std::string_view, 4> kNames = {".elems()", ".elem_ords()",
                                                             ".codepoints()", ".codepoint_ords()"};
  one(Value::object(elems.string));
  out_ += kNames[elems.form()];
}

bool Printer::is_open(const Object* object) const {
  const auto end = open_.begin() + static_cast<std::ptrdiff_t>(std::min(open_.size(), kScanned));
  return std::any_of(open_.begin(), end,
                     [object](const Open& each) { return each.object == object; }) ||
         (open_.size() > kScanned && deep_.count(object) > 0);
}

void Printer::enter(Object* object) {
  out_ += opening(*object);
  if (is_open(object)) {
    out_ += "...";
    out_ += closing(*object);
    return;
  }
  if (open_.size() >= kScanned) {
    deep_.insert(object);
  }
  open_.push_back({object, 0, 0});
}

void Printer::leave() {
  const Object* done = open_.back().object;
  out_ += closing(*done);
  open_.pop_back();
  if (open_.size() >= kScanned) {
    deep_.erase(done);
  }
}

// Prints the next element of the innermost open container. Printing may open another and so move
// `at`, which is therefore advanced before.
void Printer::step() {
  Open& at = open_.back();
  switch (at.object->kind) {
    case Kind::kList:
      return sequence_step(static_cast<List*>(at.object)->view(), at);
    case Kind::kTuple:
      return sequence_step(static_cast<Tuple*>(at.object)->view(), at);
    case Kind::kDict:
    case Kind::kSet:
      return table_step(*static_cast<Table*>(at.object), at);
    default:
      return record_step(*static_cast<Record*>(at.object), at);
  }
}

void Printer::sequence_step(std::span<const Value> elements, Open& at) {
  if (at.next >= elements.size()) {
    return leave();
  }
  separate(at);
  one(elements[at.next++]);
}

// A dict's key is printed with its own stack: hashable values have bounded depth.
void Printer::table_step(const Table& table, Open& at) {
  while (at.next < table.used && !table.entries[at.next].live()) {
    ++at.next;
  }
  if (at.next >= table.used) {
    return leave();
  }
  separate(at);
  const Entry& entry = table.entries[at.next++];
  if (table.kind == Kind::kSet) {
    return one(entry.key);
  }
  Printer(out_, heap_).print(entry.key);
  out_ += ": ";
  one(entry.value);
}

void Printer::record_step(const Record& record, Open& at) {
  if (at.next >= record.shape->size()) {
    return leave();
  }
  separate(at);
  const std::uint32_t i = at.next++;
  out_ += *as_string(record.shape->names()[i]);
  out_ += " = ";
  one(record.values()[i]);
}

// Bytes as text: what is not UTF-8 becomes U+FFFD.
void append_decoded(std::string& out, std::string_view bytes) {
  while (!bytes.empty()) {
    const Decoded decoded = decode_utf8(bytes);
    append_utf8(out, decoded.code_point);
    bytes.remove_prefix(decoded.width);
  }
}

Value text_value(HeapImpl& heap, const std::string& text, bool complete) {
  return complete ? heap.string(text)
                  : fail(heap, error("too-large", "the value is too large to be printed"));
}

}  // namespace

bool append_repr(std::string& out, Value value) {
  return append_simple(out, value) || Printer(out).print(value);
}

bool append_str(std::string& out, Value value) {
  if (is_string(value)) {
    out += as<String>(value)->view();
    return true;
  }
  return append_repr(out, value);
}

Value str_value(HeapImpl& heap, Value value) {
  if (is_string(value)) {
    return value;
  }
  TextBuffer text;
  if (is_object_of(value, Kind::kBytes)) {
    append_decoded(*text, as<String>(value)->view());
    return heap.string(*text);
  }
  const bool complete = Printer(*text, &heap).print(value);
  return text_value(heap, *text, complete);
}

Value repr_value(HeapImpl& heap, Value value) {
  TextBuffer text;
  const bool complete = Printer(*text, &heap).print(value);
  return text_value(heap, *text, complete);
}

}  // namespace tiltc::values
