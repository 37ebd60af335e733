#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/passes.h"

namespace tiltc::lint {
namespace {

using syntax::Node;
using syntax::NodeId;
using syntax::NodeKind;

// The names directly below a module; none when the name is no module's.
std::vector<std::string> members_of(const KnownNames& known, const std::string& module) {
  std::vector<std::string> members;
  for (const std::string& name : known.names) {
    if (name.size() > module.size() && name.starts_with(module) && name[module.size()] == '.') {
      const std::string rest = name.substr(module.size() + 1);
      members.push_back(rest.substr(0, rest.find('.')));
    }
  }
  return members;
}

}  // namespace

void find_unknown_members(const Facts& facts, const KnownNames& known, const Report& report) {
  const syntax::Tree& tree = facts.tree();
  facts.each_node([&](NodeId id) {
    const Node& node = tree[id];
    if (node.kind != NodeKind::kAttribute) {
      return;
    }
    const std::string module = facts.dotted_name(NodeId{node.a});
    const std::vector<std::string> members =
        module.empty() ? std::vector<std::string>() : members_of(known, module);
    const std::string name(tree.name(syntax::SymbolId{node.b}));
    if (members.empty() || std::find(members.begin(), members.end(), name) != members.end()) {
      return;
    }
    const std::vector<std::string> near = closest_names(name, members);
    report(warning("no-such-attribute", fmt::format("module {} has no `{}`", module, name))
               .at({tree.source, node.end - static_cast<std::uint32_t>(name.size()), node.end},
                   near.empty() ? "" : fmt::format("did you mean `{}`?", near.front())));
  });
}

}  // namespace tiltc::lint
