#include "library/keyed_sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string_view>

#include "values/operations.h"

namespace tiltc::library {
namespace {

using values::HeapImpl;
using values::String;

bool all_small_ints(const std::vector<Keyed>& items) {
  return std::all_of(items.begin(), items.end(),
                     [](const Keyed& each) { return each.key.is_small_int(); });
}

bool all_strings(const std::vector<Keyed>& items) {
  return std::all_of(items.begin(), items.end(),
                     [](const Keyed& each) { return values::is_string(each.key); });
}

// Thrown through std::stable_sort, which has no other way out: the program is to stop, or two
// elements have no order. The reason is recorded.
struct Stopped {};

// Stable in both directions: equal elements keep their order. False: stopped.
template <class Less>
bool sort_by(const HeapImpl& heap, std::vector<Keyed>& items, Value descending, const Less& less) {
  std::uint32_t comparisons = 0;
  const auto before = [&](const Keyed& a, const Keyed& b) {
    if ((++comparisons & 0xFFFU) == 0 && !heap.check_interruption()) [[unlikely]] {
      throw Stopped();
    }
    return less(a, b);
  };
  try {
    if (descending.is_true()) {
      std::stable_sort(items.begin(), items.end(),
                       [&](const Keyed& a, const Keyed& b) { return before(b, a); });
    } else {
      std::stable_sort(items.begin(), items.end(), before);
    }
  } catch (const Stopped&) {
    return false;
  }
  return true;
}

constexpr unsigned kDigitBits = 11;

// Orders by rank without comparing: digit by digit, the least first, each pass stable. A processor
// guesses every second comparison of random numbers wrong; here it has nothing to guess. False:
// stopped.
bool radix_sort(const HeapImpl& heap, std::vector<Keyed>& items, std::uint64_t highest) {
  constexpr std::uint64_t kMask = (1U << kDigitBits) - 1;
  std::vector<Keyed> sorted(items.size());
  for (unsigned shift = 0; shift < 64 && highest >> shift != 0; shift += kDigitBits) {
    std::array<std::size_t, kMask + 1> places = {};
    for (const Keyed& each : items) {
      ++places[each.rank >> shift & kMask];
    }
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (const Keyed& each : items) {
      sorted[places[each.rank >> shift & kMask]++] = each;
    }
    items.swap(sorted);
    if (!heap.check_interruption()) {
      return false;
    }
  }
  return true;
}

// Whether the passes of a radix sort cost less than comparing.
bool suits_radix_sort(std::size_t count, std::uint64_t highest) {
  const std::size_t passes = (std::bit_width(highest) + kDigitBits - 1) / kDigitBits;
  return passes * (count + (1U << kDigitBits)) < count * std::bit_width(count);
}

// The rank is the distance from the key that comes first.
bool sort_ints(const HeapImpl& heap, std::vector<Keyed>& items, Value descending) {
  const auto less = [](const Keyed& a, const Keyed& b) {
    return a.key.small_int() < b.key.small_int();
  };
  const auto [least, greatest] = std::minmax_element(items.begin(), items.end(), less);
  const auto low = static_cast<std::uint64_t>(least->key.small_int());
  const auto high = static_cast<std::uint64_t>(greatest->key.small_int());
  for (Keyed& each : items) {
    const auto key = static_cast<std::uint64_t>(each.key.small_int());
    each.rank = descending.is_true() ? high - key : key - low;
  }
  if (suits_radix_sort(items.size(), high - low)) {
    return radix_sort(heap, items, high - low);
  }
  return sort_by(heap, items, Value::boolean(false),
                 [](const Keyed& a, const Keyed& b) { return a.rank < b.rank; });
}

// The first eight bytes as one number, ordered as they are. Mostly it alone tells two strings
// apart, and it lies where the comparison already looks.
std::uint64_t prefix_of(std::string_view text) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof(prefix); ++i) {
    prefix = prefix << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return prefix;
}

bool sort_strings(const HeapImpl& heap, std::vector<Keyed>& items, Value descending) {
  for (Keyed& each : items) {
    each.rank = prefix_of(values::as<String>(each.key)->view());
  }
  return sort_by(heap, items, descending, [](const Keyed& a, const Keyed& b) {
    return a.rank != b.rank ? a.rank < b.rank
                            : values::as<String>(a.key)->view() < values::as<String>(b.key)->view();
  });
}

}  // namespace

bool sort_keyed(values::HeapImpl& heap, std::vector<Keyed>& items, Value descending) {
  if (items.size() < 2) {
    return true;
  }
  if (all_small_ints(items)) {
    return sort_ints(heap, items, descending);
  }
  if (all_strings(items)) {
    return sort_strings(heap, items, descending);
  }
  return sort_by(heap, items, descending, [&](const Keyed& a, const Keyed& b) {
    const Value first = values::less(heap, a.key, b.key);
    if (first.is_failure()) {
      throw Stopped();
    }
    return first.is_true();
  });
}

}  // namespace tiltc::library
