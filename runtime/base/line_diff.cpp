#include "base/line_diff.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace tiltc {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 3;
// Texts that differ in more lines are said to differ wholly, so that time and memory stay small.
constexpr std::ptrdiff_t kMaxEdits = 2'000;

// With their line breaks; the last may have none.
Lines split_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

// Lines [before_begin, before_end) became lines [after_begin, after_end).
struct Change {
  std::size_t before_begin, before_end, after_begin, after_end;
};

// Myers' greedy algorithm: the shortest list of removed and added lines. Row d of `trace_` holds,
// for each diagonal that d edits reach, how far in `before` they come.
class Myers {
 public:
  Myers(std::span<const std::string_view> before, std::span<const std::string_view> after)
      : before_(before),
        after_(after),
        before_size_(static_cast<std::ptrdiff_t>(before.size())),
        after_size_(static_cast<std::ptrdiff_t>(after.size())) {}

  std::vector<Change> run() {
    for (std::ptrdiff_t edits = 0; edits <= kMaxEdits; ++edits) {
      if (advance(edits)) {
        return read_back(edits);
      }
    }
    return {{0, before_.size(), 0, after_.size()}};
  }

 private:
  using Row = std::vector<std::ptrdiff_t>;  // of diagonal k at index k + edits

  static std::ptrdiff_t reach(const Row& row, std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    return diagonal < -edits || diagonal > edits ? -1
                                                 : row[static_cast<std::size_t>(diagonal + edits)];
  }

  // Whether the path to `diagonal` with `edits` edits ends with an added line.
  bool adds(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    const Row& row = trace_[static_cast<std::size_t>(edits - 1)];
    return diagonal == -edits || (diagonal != edits && reach(row, edits - 1, diagonal - 1) <
                                                           reach(row, edits - 1, diagonal + 1));
  }

  // Where that last edit leads.
  std::ptrdiff_t after_edit(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    if (edits == 0) {
      return 0;
    }
    const Row& row = trace_[static_cast<std::size_t>(edits - 1)];
    return adds(edits, diagonal) ? reach(row, edits - 1, diagonal + 1)
                                 : reach(row, edits - 1, diagonal - 1) + 1;
  }

  bool advance(std::ptrdiff_t edits) {
    Row row(static_cast<std::size_t>(2 * edits + 1), -1);
    bool arrived = false;
    for (std::ptrdiff_t diagonal = -edits; diagonal <= edits && !arrived; diagonal += 2) {
      std::ptrdiff_t x = after_edit(edits, diagonal);
      while (x < before_size_ && x - diagonal < after_size_ && x >= diagonal &&
             before_[static_cast<std::size_t>(x)] ==
                 after_[static_cast<std::size_t>(x - diagonal)]) {
        ++x;
      }
      row[static_cast<std::size_t>(diagonal + edits)] = x;
      arrived = x >= before_size_ && x - diagonal >= after_size_;
    }
    trace_.push_back(std::move(row));
    return arrived;
  }

  std::vector<Change> read_back(std::ptrdiff_t edits) const {
    std::vector<Change> changes;
    std::ptrdiff_t diagonal = before_size_ - after_size_;
    for (; edits > 0; --edits) {
      const auto x = static_cast<std::size_t>(after_edit(edits, diagonal));
      const auto y = x - static_cast<std::size_t>(diagonal);
      const bool added = adds(edits, diagonal);
      changes.push_back(added ? Change{x, x, y - 1, y} : Change{x - 1, x, y, y});
      diagonal += added ? 1 : -1;
    }
    std::reverse(changes.begin(), changes.end());
    return changes;
  }

  std::span<const std::string_view> before_;
  std::span<const std::string_view> after_;
  std::ptrdiff_t before_size_;
  std::ptrdiff_t after_size_;
  std::vector<Row> trace_;
};

// The changes between two lists of lines, neighbours joined.
std::vector<Change> changes_between(const Lines& before, const Lines& after) {
  const auto same = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto head = static_cast<std::size_t>(same.first - before.begin());
  std::size_t tail = 0;
  while (tail < std::min(before.size(), after.size()) - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  std::vector<Change> joined;
  for (const Change& change : Myers(std::span(before).subspan(head, before.size() - head - tail),
                                    std::span(after).subspan(head, after.size() - head - tail))
                                  .run()) {
    if (!joined.empty() && joined.back().before_end == change.before_begin + head &&
        joined.back().after_end == change.after_begin + head) {
      joined.back().before_end = change.before_end + head;
      joined.back().after_end = change.after_end + head;
    } else {
      joined.push_back({change.before_begin + head, change.before_end + head,
                        change.after_begin + head, change.after_end + head});
    }
  }
  return joined;
}

void append_lines(std::string& out, char sign, const Lines& lines, std::size_t begin,
                  std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    out += sign;
    out += lines[i];
    if (!lines[i].ends_with('\n')) {
      out += "\n\\ No newline at end of file\n";
    }
  }
}

// "12,3": lines count from 1, and an empty range names the line before it.
std::string range(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  const std::string first = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? first : first + "," + std::to_string(count);
}

// Changes whose contexts touch, shown as one.
void append_hunk(std::string& out, const Lines& before, const Lines& after,
                 std::span<const Change> changes) {
  const Change& first = changes.front();
  const Change& last = changes.back();
  const std::size_t above = std::min(kContext, first.before_begin);
  const std::size_t below = std::min(kContext, before.size() - last.before_end);
  out += "@@ -" + range(first.before_begin - above, last.before_end + below) + " +" +
         range(first.after_begin - above, last.after_end + below) + " @@\n";
  std::size_t shown = first.before_begin - above;
  for (const Change& change : changes) {
    append_lines(out, ' ', before, shown, change.before_begin);
    append_lines(out, '-', before, change.before_begin, change.before_end);
    append_lines(out, '+', after, change.after_begin, change.after_end);
    shown = change.before_end;
  }
  append_lines(out, ' ', before, shown, last.before_end + below);
}

}  // namespace

std::string unified_diff(std::string_view before_name, std::string_view before,
                         std::string_view after_name, std::string_view after) {
  if (before == after) {
    return "";
  }
  const Lines old_lines = split_lines(before);
  const Lines new_lines = split_lines(after);
  const std::vector<Change> changes = changes_between(old_lines, new_lines);
  std::string out = "--- " + std::string(before_name) + "\n+++ " + std::string(after_name) + "\n";
  for (std::size_t begin = 0; begin < changes.size();) {
    std::size_t end = begin + 1;
    while (end < changes.size() &&
           changes[end].before_begin - changes[end - 1].before_end <= 2 * kContext) {
      ++end;
    }
    append_hunk(out, old_lines, new_lines, std::span(changes).subspan(begin, end - begin));
    begin = end;
  }
  return out;
}

}  // namespace tiltc
