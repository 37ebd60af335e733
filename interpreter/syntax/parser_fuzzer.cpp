#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/render.h"
#include "resolve/resolve.h"
#include "syntax/call_site.h"

namespace {

using tiltc::Span;
using tiltc::syntax::Node;
using tiltc::syntax::NodeKind;

// Every place that a message might show must lie inside the text.
void check_span(const Span& span) {
  TILTC_CHECK(span.begin <= span.end && span.end <= span.source->text().size());
}

void check_tree(const tiltc::syntax::Tree& tree) {
  tiltc::syntax::CallSites sites;
  for (const Node& node : tree.nodes) {
    check_span({tree.source, node.begin, node.end});
    TILTC_CHECK(node.anchor <= tree.source->text().size());
    if (node.kind == NodeKind::kCall) {
      const auto site = sites.find(tree.source, node.anchor);
      TILTC_CHECK(site.has_value());
      check_span(site->positional(0));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  const auto source = std::make_shared<tiltc::Source>("fuzz", std::move(text));
  const bool strict = size > 0 && (data[0] & 1U) != 0;
  const tiltc::Dialect dialect = strict ? tiltc::Dialect::strict() : tiltc::Dialect::tilt();
  tiltc::Diagnostics diagnostics;
  const auto tree = tiltc::parse_and_resolve(source, dialect, {}, diagnostics);
  TILTC_CHECK(tree.has_value() == !diagnostics.has_errors());
  if (tree) {
    check_tree(*tree);
  }
  for (const tiltc::Diagnostic& diagnostic : diagnostics.all()) {
    check_span(diagnostic.primary.span);
    TILTC_CHECK(!tiltc::render_short(diagnostic).empty());
  }
  return 0;
}
