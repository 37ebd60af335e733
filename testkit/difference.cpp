#include "difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "tiltc/operators.h"

namespace tiltc::testkit {

namespace {

constexpr int kMaxDepth = 50;
constexpr std::size_t kMaxLines = 10;

bool neighbours(double a, double b) {
  return std::nextafter(a, b) == b;
}

bool near(const Call& call, Value a, Value b, int depth);

bool sequences_near(const Call& call, std::span<const Value> a, std::span<const Value> b,
                    int depth) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](Value x, Value y) { return near(call, x, y, depth); });
}

bool dicts_near(const Call& call, Value a, Value b, int depth) {
  bool all = DictView(a).size() == DictView(b).size();
  DictView(a).each([&](const DictEntry& entry) {
    const std::optional<Value> other = all ? find(call, b, entry.key) : std::nullopt;
    all = other && near(call, entry.value, *other, depth);
  });
  return all;
}

bool records_near(const Call& call, Value a, Value b, int depth) {
  const std::vector<std::string_view> names = field_names(a);
  return names == field_names(b) && std::all_of(names.begin(), names.end(), [&](auto name) {
           return near(call, *field(a, name), *field(b, name), depth);
         });
}

bool near(const Call& call, Value a, Value b, int depth) {
  if (a.kind() != b.kind() || depth == 0) {
    return depth != 0 && are_equal(a, b);
  }
  switch (a.kind()) {
    case Kind::kFloat:
      return are_equal(a, b) || neighbours(*as_float(a), *as_float(b));
    case Kind::kList:
    case Kind::kTuple:
      return sequences_near(call, *as_sequence(a), *as_sequence(b), depth - 1);
    case Kind::kDict:
      return dicts_near(call, a, b, depth - 1);
    case Kind::kStruct:
      return records_near(call, a, b, depth - 1);
    default:
      return are_equal(a, b);
  }
}

// Walks both values side by side and notes where they part.
class Differ {
 public:
  explicit Differ(const Call& call) : call_(call) {}

  void walk(const std::string& path, Value a, Value b, int depth);
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  void sequences(const std::string& path, std::span<const Value> a, std::span<const Value> b,
                 int depth);
  void dicts(const std::string& path, Value a, Value b, int depth);
  void sets(const std::string& path, Value a, Value b);
  void records(const std::string& path, Value a, Value b, int depth);
  void strings(const std::string& path, std::string_view a, std::string_view b);
  void only(const std::string& path, std::string_view side, Value value) {
    note(fmt::format("{}: only in {}: {}", path, side, short_repr(value)));
  }
  void note(std::string line) {
    if (lines_.size() == kMaxLines) {
      lines_.emplace_back("...");
    } else if (lines_.size() < kMaxLines) {
      lines_.push_back(std::move(line));
    }
  }

  const Call& call_;
  std::vector<std::string> lines_;
};

void Differ::walk(const std::string& path, Value a, Value b, int depth) {
  if (lines_.size() > kMaxLines || near(call_, a, b, depth)) {
    return;
  }
  if (a.kind() == b.kind() && depth > 0) {
    switch (a.kind()) {
      case Kind::kList:
      case Kind::kTuple:
        return sequences(path, *as_sequence(a), *as_sequence(b), depth - 1);
      case Kind::kDict:
        return dicts(path, a, b, depth - 1);
      case Kind::kSet:
        return sets(path, a, b);
      case Kind::kStruct:
        return records(path, a, b, depth - 1);
      case Kind::kString:
        return strings(path, *as_string(a), *as_string(b));
      default:
        break;
    }
  }
  if (!path.empty()) {
    note(fmt::format("{}: {} != {}", path, short_repr(a), short_repr(b)));
  }
}

void Differ::sequences(const std::string& path, std::span<const Value> a, std::span<const Value> b,
                       int depth) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    walk(fmt::format("{}[{}]", path, i), a[i], b[i], depth);
  }
  for (std::size_t i = common; i < a.size(); ++i) {
    only(fmt::format("{}[{}]", path, i), "the first", a[i]);
  }
  for (std::size_t i = common; i < b.size(); ++i) {
    only(fmt::format("{}[{}]", path, i), "the second", b[i]);
  }
}

void Differ::dicts(const std::string& path, Value a, Value b, int depth) {
  const auto path_of = [&path](Value key) {
    return fmt::format("{}[{}]", path, short_repr(key, 40));
  };
  DictView(a).each([&](const DictEntry& entry) {
    if (const std::optional<Value> other = find(call_, b, entry.key)) {
      walk(path_of(entry.key), entry.value, *other, depth);
    } else {
      only(path_of(entry.key), "the first", entry.value);
    }
  });
  DictView(b).each([&](const DictEntry& entry) {
    if (!find(call_, a, entry.key)) {
      only(path_of(entry.key), "the second", entry.value);
    }
  });
}

void Differ::sets(const std::string& path, Value a, Value b) {
  const auto missing = [&](Value from, Value in, std::string_view side) {
    const Value list = list_of(call_, from);
    const std::optional<std::span<const Value>> elements = as_sequence(list);
    for (const Value element : *elements) {
      if (!contains(call_, in, element).is_true()) {
        note(fmt::format("{}only in {}: {}", path.empty() ? "" : path + ": ", side,
                         short_repr(element)));
      }
    }
  };
  missing(a, b, "the first");
  missing(b, a, "the second");
}

void Differ::records(const std::string& path, Value a, Value b, int depth) {
  for (const std::string_view name : field_names(a)) {
    const std::string its = fmt::format("{}.{}", path, name);
    if (const std::optional<Value> other = field(b, name)) {
      walk(its, *field(a, name), *other, depth);
    } else {
      only(its, "the first", *field(a, name));
    }
  }
  for (const std::string_view name : field_names(b)) {
    if (!field(a, name)) {
      only(fmt::format("{}.{}", path, name), "the second", *field(b, name));
    }
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Texts of several lines: the first line that differs. Others are told as a whole.
void Differ::strings(const std::string& path, std::string_view a, std::string_view b) {
  const std::vector<std::string_view> first = lines_of(a);
  const std::vector<std::string_view> second = lines_of(b);
  if (first.size() < 2 && second.size() < 2) {
    if (!path.empty()) {
      note(fmt::format("{}: {} != {}", path, short_repr(call_.heap().string(a)),
                       short_repr(call_.heap().string(b))));
    }
    return;
  }
  const auto shown = [this](const std::vector<std::string_view>& lines, std::size_t i) {
    return i < lines.size() ? short_repr(call_.heap().string(lines[i])) : "no such line";
  };
  std::size_t i = 0;
  while (i < first.size() && i < second.size() && first[i] == second[i]) {
    ++i;
  }
  note(fmt::format("{}line {}: {} != {}", path.empty() ? "" : path + ": ", i + 1, shown(first, i),
                   shown(second, i)));
}

}  // namespace

bool nearly_equal(const Call& call, Value a, Value b) {
  return near(call, a, b, kMaxDepth);
}

std::vector<std::string> differences(const Call& call, Value a, Value b) {
  Differ differ(call);
  differ.walk("", a, b, kMaxDepth);
  return differ.take();
}

std::string short_repr(Value value, std::size_t most) {
  std::string text = repr(value);
  if (text.size() <= most) {
    return text;
  }
  const auto begins = [&text](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
  };
  std::size_t head = most * 2 / 3;
  while (!begins(head)) {
    --head;
  }
  std::size_t tail = text.size() - most / 3;
  while (tail < text.size() && !begins(tail)) {
    ++tail;
  }
  return text.substr(0, head) + "..." + text.substr(tail);
}

}  // namespace tiltc::testkit
