#include "vm/places.h"

namespace tiltc::vm {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_operator(char c) {
  return std::string_view("+-*/%<>=!&|^~").find(c) != std::string_view::npos;
}

template <class Belongs>
std::uint32_t end_of(std::string_view text, std::uint32_t offset, const Belongs& belongs) {
  std::uint32_t end = offset;
  while (end < text.size() && belongs(text[end])) {
    ++end;
  }
  return end;
}

}  // namespace

Span token_at(const SourcePtr& source, std::uint32_t offset) {
  const std::string_view text = source->text();
  std::uint32_t end = end_of(text, offset, is_word);
  if (end == offset) {
    end = end_of(text, offset, is_operator);
  }
  if (end == offset && offset < text.size()) {
    ++end;
  }
  return {source, offset, end};
}

Span place_of(const Frame& frame) {
  const compile::Code& code = *frame.code;
  const auto next = static_cast<std::size_t>(frame.pc - code.instructions.data());
  return token_at(code.unit->source, code.offset_of(next == 0 ? 0 : next - 1));
}

namespace {

// What `part` makes of the call; the current place when the instruction is no call in the text.
template <class Part>
Span part_of_call(Thread& thread, const Part& part) {
  const Frame* frame = thread.innermost();
  if (frame == nullptr) {
    return {};
  }
  const Span place = place_of(*frame);
  const auto site = thread.call_sites().find(place.source, place.begin);
  const Span found = site ? part(*site) : Span{};
  return found ? found : place;
}

}  // namespace

Span callee(Thread& thread) {
  return part_of_call(thread, [](const syntax::CallSite& site) { return site.callee(); });
}

Span positional_argument(Thread& thread, std::uint32_t index) {
  return part_of_call(thread,
                      [index](const syntax::CallSite& site) { return site.positional(index); });
}

Span named_argument(Thread& thread, std::string_view name) {
  return part_of_call(thread, [name](const syntax::CallSite& site) { return site.named(name); });
}

Span argument_name(Thread& thread, std::string_view name) {
  return part_of_call(thread,
                      [name](const syntax::CallSite& site) { return site.named_name(name); });
}

}  // namespace tiltc::vm
