#include "values/heap_impl.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/check.h"
#include "values/native_stack.h"
#include "values/trace.h"

namespace tiltc::values {
namespace {

constexpr std::uint64_t kFirstCollection = std::uint64_t{4} << 20U;
constexpr std::uint64_t kGenerous = std::uint64_t{8} << 20U;

}  // namespace

// Marks with a stack of its own, so that a list nested a million deep costs memory, not C++ frames.
class HeapImpl::MarkerImpl final : public Marker {
 public:
  explicit MarkerImpl(Space& space) : space_(space) {}

  void value(Value value) override {
    if (value.is_object()) {
      object(value.object());
    }
  }
  void object(Object* object) override {
    if (space_.is_live(object)) {
      return;
    }
    space_.mark(object);
    live_bytes_ += Space::cell_size(bytes_of(*object));
    if (has_references(*object)) {
      pending_.push_back(object);
    }
  }
  // A word that may be a pointer. It may be all that is left of a list: a pointer into its items.
  // So what lies in a buffer that is found this way is looked at likewise.
  void word(std::uintptr_t word) {
    Object* found = space_.object_at(word);
    if (found == nullptr || space_.is_live(found)) {
      return;
    }
    object(found);
    if (found->kind == Kind::kInternal && found->detail == kBuffer) {
      buffer(*static_cast<Buffer*>(found));
    }
  }
  void buffer(Buffer& found) {
    for (std::uint64_t at = 0; at + sizeof(std::uintptr_t) <= found.bytes;
         at += sizeof(std::uintptr_t)) {
      std::uintptr_t content = 0;
      std::memcpy(&content, found.data() + at, sizeof(content));
      if (Object* inner = (content & 7U) == 0 ? space_.object_at(content) : nullptr) {
        object(inner);
      }
    }
  }
  void drain() {
    while (!pending_.empty()) {
      Object* next = pending_.back();
      pending_.pop_back();
      each_reference(*next, [this](Object* referred) { object(referred); });
    }
  }
  std::uint64_t live_bytes() const { return live_bytes_; }

 private:
  Space& space_;
  std::vector<Object*> pending_;
  std::uint64_t live_bytes_ = 0;
};

HeapImpl::HeapImpl() : threshold_(kFirstCollection) {
  empty_string_ = Value::object(new_string(0));
  for (std::size_t i = 0; i < byte_strings_.size(); ++i) {
    String* one = new_string(1);
    *one->data() = static_cast<char>(static_cast<unsigned char>(i));
    byte_strings_[i] = Value::object(one);
  }
}

HeapImpl::~HeapImpl() {
  for (Host* host : hosts_) {
    std::default_delete<HostObject>()(host->object);
  }
}

void* HeapImpl::allocate_slow(std::size_t bytes, Kind kind) {
  collect_when_due(bytes);
  const bool large = bytes > kMaxSmallBytes;
  auto* object =
      static_cast<Object*>(large ? space_.allocate_large(bytes) : space_.allocate_slow(bytes));
  const auto mark = static_cast<std::uint8_t>(space_.live_mark() | (large ? kLargeMark : 0));
  *object = {kind, mark, 0, 0, 0};
  return object;
}

void HeapImpl::collect_when_due(std::size_t bytes) {
  if (stress_ || space_.allocated_bytes() + bytes > threshold_) {
    collect();
  }
  if (bytes > kMaxSmallBytes) {
    notice_limit(space_.allocated_bytes() + bytes);
  }
}

// Whether live memory and `bytes` more pass the limit; says so to whoever set it.
bool HeapImpl::notice_limit(std::uint64_t bytes) {
  const bool passed = limit_ != 0 && live_bytes_ + bytes > limit_;
  if (passed && exceeded_) {
    exceeded_();
  }
  return passed;
}

void HeapImpl::collect() {
  if (collecting_) {
    return;
  }
  collecting_ = true;
  MarkerImpl marker(space_);
  space_.begin_marking();
  mark_roots(marker);
  marker.drain();
  interned_.drop_dead([this](const Object* object) { return space_.is_live(object); });
  sweep_shapes();
  sweep_hosts();
  space_.end_marking();
  live_bytes_ = marker.live_bytes();
  ++collections_;
  collecting_ = false;
  adjust_threshold();
}

// When memory is three times of what lives, of large heaps less; near a limit, often enough to
// notice that it is passed.
void HeapImpl::adjust_threshold() {
  threshold_ = std::max(kFirstCollection, live_bytes_ + std::min(live_bytes_, kGenerous));
  if (limit_ == 0) {
    return;
  }
  notice_limit(0);
  const std::uint64_t left = limit_ > live_bytes_ ? limit_ - live_bytes_ : 0;
  threshold_ = std::min(threshold_, std::max(left, kFirstCollection / 8));
}

void HeapImpl::mark_roots(MarkerImpl& marker) {
  marker.value(empty_string_);
  marker.range(byte_strings_);
  marker.range(type_names_);
  for (const Value* slot : roots_) {
    marker.value(*slot);
  }
  for (const ValueVector* each = vectors_; each != nullptr; each = each->next_) {
    marker.range(each->items);
  }
  for (const auto& visit : visitors_) {
    visit(marker);
  }
  if (scans_native_stack_) {
    mark_native_stack(marker);
  }
}

void HeapImpl::mark_native_stack(MarkerImpl& marker) {
  visit_native_stack(
      [](void* context, std::uintptr_t word) { static_cast<MarkerImpl*>(context)->word(word); },
      &marker);
}

void HeapImpl::sweep_hosts() {
  const auto dead = std::partition(hosts_.begin(), hosts_.end(),
                                   [this](const Host* host) { return space_.is_live(host); });
  const std::vector<Host*> doomed(dead, hosts_.end());
  hosts_.erase(dead, hosts_.end());
  for (Host* host : doomed) {
    std::default_delete<HostObject>()(host->object);
  }
}

void HeapImpl::add_root(Value* slot) {
  roots_.insert(slot);
}
void HeapImpl::remove_root(Value* slot) {
  roots_.erase(slot);
}

void HeapImpl::add_root_visitor(std::function<void(Marker&)> visitor) {
  visitors_.push_back(std::move(visitor));
}

HeapImpl::Statistics HeapImpl::statistics() const {
  return {collections_, live_bytes_, space_.allocated_bytes(), space_.held_bytes()};
}

void HeapImpl::set_stress(bool on) {
  stress_ = on;
  space_.set_slow(on);
}

void HeapImpl::set_limit(std::uint64_t bytes, std::function<void()> exceeded) {
  limit_ = bytes;
  exceeded_ = std::move(exceeded);
  adjust_threshold();
}

bool HeapImpl::check_room(std::uint64_t bytes) {
  constexpr std::uint64_t kLongWork = std::uint64_t{1} << 17U;  // filling it takes some microseconds
  if (bytes >= kLongWork && !check_interruption()) {
    return false;
  }
  const std::uint64_t held = live_bytes_ + space_.allocated_bytes();
  if (limit_ == 0 || bytes <= kMaxSmallBytes || held + bytes <= limit_) {
    return true;
  }
  collect();
  if (live_bytes_ + bytes <= limit_) {
    return true;
  }
  fail(*this,
       error("memory-limit", fmt::format("the program needs more than the {} bytes of memory "
                                         "that it may use",
                                         limit_)));
  return false;
}

std::uint64_t machine_memory_limit() {
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  const std::uint64_t memory = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  rlimit space = {};
  const bool known = getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY;
  const std::uint64_t most = known ? std::min<std::uint64_t>(space.rlim_cur, memory) : memory;
  return std::min<std::uint64_t>(most / 2, std::uint64_t{4} << 30U);
}

Value fail(HeapImpl& heap, Diagnostic diagnostic) {
  heap.fault().set(std::move(diagnostic));
  return Value::failure();
}

}  // namespace tiltc::values
