#include "text_editor.h"

#include <algorithm>
#include <optional>
#include <set>

#include "splice.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Kind;
using yaml::kNoNode;
using yaml::kNoTree;
using yaml::Node;
using yaml::NodeId;
using yaml::Stream;
using yaml::Style;
using yaml::Tree;
using yaml::TreeId;

// A place of the data is *direct* when its value is written there: no alias and no `<<` on the way
// from the root. Every written value that counts is direct at one place, and is edited by that
// place's changes; an alias of it then reads as that place. So each alias, and each member that
// `<<` brings, is compared with the direct place of what it names, and written out where the two
// are to differ.
class DocumentEditor {
 public:
  DocumentEditor(const Changes& changes, NodeId root)
      : changes_(changes),
        tree_(changes.tree()),
        stream_(tree_.stream()),
        root_(root),
        is_direct_(tree_.node_count(), false),
        is_in_flow_(tree_.node_count(), false),
        is_gone_(tree_.node_count(), false) {}

  std::vector<TextEdit> take() {
    find_direct_places();
    find_written_members();
    // Parents come before children, so a place knows whether it stands in something written anew.
    for (std::uint32_t i = 0; i < tree_.node_count(); ++i) {
      visit(TreeId{i});
    }
    write_out_other_aliases();
    return without_overlaps();
  }

 private:
  static std::size_t at(TreeId id) { return static_cast<std::size_t>(id); }

  // The nodes of a document follow each other; its aliases name no others.
  std::size_t local(NodeId id) const {
    return static_cast<std::size_t>(id) - static_cast<std::size_t>(root_);
  }
  TreeId direct_place(NodeId id) const { return direct_place_[local(id)]; }

  // Written where its parent is: alone a `<<` or an alias further up can prevent that.
  bool is_written(TreeId id) const {
    const TreeId parent = tree_[id].parent;
    return parent == kNoTree || (is_direct_[at(parent)] && tree_[id].merged_from == kNoNode);
  }

  NodeId written_node(TreeId id) const {
    return tree_[id].alias != kNoNode ? tree_[id].alias : tree_[id].text;
  }

  void find_direct_places() {
    NodeId last = root_;
    each_node([&](NodeId id) { last = std::max(last, id); });
    direct_place_.assign(local(last) + 1, kNoTree);
    for (std::uint32_t i = 0; i < tree_.node_count(); ++i) {
      const TreeId id{i};
      if (!is_written(id)) {
        continue;
      }
      if (tree_[id].alias != kNoNode) {
        alias_place_[tree_[id].alias] = id;
        continue;
      }
      is_direct_[at(id)] = true;
      direct_place_[local(tree_[id].text)] = id;
      const TreeId parent = tree_[id].parent;
      is_in_flow_[at(id)] = parent != kNoTree &&
                            (is_in_flow_[at(parent)] || tree_.text(parent).style == Style::kFlow);
    }
  }

  // Children of a written node, for the whole document, with an explicit stack.
  template <class Visit>
  void each_node(Visit visit_node) const {
    std::vector<NodeId> open = {root_};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      visit_node(id);
      for (NodeId child = stream_.node(id).first_child; child != kNoNode;
           child = stream_.node(child).next) {
        open.push_back(child);
      }
    }
  }

  void find_written_members() {
    each_node([&](NodeId id) {
      const Node& node = stream_.node(id);
      for (NodeId child = node.first_child; child != kNoNode && node.kind == Kind::kMapping;) {
        const NodeId value = stream_.node(child).next;
        members_[value] = {id, child, value};
        child = stream_.node(value).next;
      }
      if (node.kind == Kind::kAlias) {
        aliases_.push_back(id);
      }
    });
    std::sort(aliases_.begin(), aliases_.end());
  }

  void visit(TreeId id) {
    const TreeId parent = tree_[id].parent;
    if (parent != kNoTree && (is_gone_[at(parent)] || changes_.value(parent) != nullptr)) {
      is_gone_[at(id)] = true;
      return;
    }
    if (!is_written(id)) {
      return;
    }
    if (changes_.is_removed(id)) {
      remove(id);
    } else if (tree_[id].alias != kNoNode) {
      visit_alias(id);
    } else if (const NewValue* value = changes_.value(id); value != nullptr) {
      replace(id, *value);
    } else if (tree_.is_mapping(id)) {
      visit_mapping(id);
    }
  }

  void add(TextEdit edit) {
    if (edit.begin != edit.end) {
      rewritten_.push_back({edit.begin, edit.end});
    }
    edits_.push_back(std::move(edit));
  }

  void remove(TreeId id) {
    const auto member = members_.find(written_node(id));
    std::optional<TextEdit> edit =
        member == members_.end() ? std::nullopt : remove_member(stream_, member->second);
    is_gone_[at(id)] = true;
    if (edit) {
      add(*std::move(edit));
    } else if (tree_[id].parent != kNoTree) {
      write_anew(tree_[id].parent);
    }
  }

  void replace(TreeId id, const NewValue& value) {
    add(replace_value(stream_, tree_[id].text, value, is_in_flow_[at(id)]));
  }

  void visit_alias(TreeId id) {
    const TreeId named = direct_place(tree_[id].text);
    const bool is_right = named == kNoTree ? !changes_.touches(id) : changes_.are_alike(id, named);
    handled_.insert(tree_[id].alias);
    if (!is_right) {
      write_out(id);
    }
  }

  // Puts the value, as wanted, where its alias stands.
  void write_out(TreeId id) {
    written_out_.insert(tree_[id].alias);
    edits_.push_back(replace_whole(stream_, tree_[id].alias, render(changes_, id)));
  }

  // The mapping in flow style, whatever it was.
  void write_anew(TreeId mapping) {
    is_gone_[at(mapping)] = true;
    add(replace_whole(stream_, tree_[mapping].text, render(changes_, mapping)));
  }

  void visit_mapping(TreeId id) {
    const std::vector<WrittenMember> merges = merges_of(id);
    for (const WrittenMember& merge : merges) {
      const std::vector<NodeId> sources = sources_of(merge);
      handled_.insert(sources.begin(), sources.end());
      handled_.insert(merge.value);
    }
    if (!merges.empty() && !can_override(id, merges)) {
      write_anew(id);
      return;
    }
    for (std::size_t i = 0; i < tree_[id].size && !merges.empty(); ++i) {
      const TreeId child = tree_.child(id, i);
      if (tree_[child].merged_from != kNoNode && !comes_right(child)) {
        insert(id, merges.back(), std::string(tree_[child].name), render(changes_, child));
      }
    }
    for (const NewMember& member : changes_.members(id)) {
      const std::optional<TreeId> after = tree_.find(id, member.after);
      const auto place = after ? members_.find(written_node(*after)) : members_.end();
      const bool is_here = place != members_.end() && place->second.mapping == tree_[id].text;
      if (!is_here && merges.empty()) {
        write_anew(id);
        return;
      }
      insert(id, is_here ? place->second : merges.back(), member.name,
             render(member.value, is_in_flow_[at(id)]));
    }
  }

  void insert(TreeId id, const WrittenMember& after, std::string_view name,
              const std::string& text) {
    if (std::optional<TextEdit> edit = insert_member(stream_, after, name, text)) {
      edits_.push_back(*std::move(edit));
    } else if (!is_gone_[at(id)]) {
      write_anew(id);
    }
  }

  // The `<<` members of a direct mapping, in order.
  std::vector<WrittenMember> merges_of(TreeId id) const {
    std::vector<WrittenMember> merges;
    const NodeId mapping = tree_[id].text;
    for (NodeId key = stream_.node(mapping).first_child; key != kNoNode;) {
      const NodeId value = stream_.node(key).next;
      const Node& name = stream_.follow(key);
      if (name.kind == Kind::kScalar && name.value == "<<" && name.style == Style::kPlain) {
        merges.push_back({mapping, key, value});
      }
      key = stream_.node(value).next;
    }
    return merges;
  }

  // The direct place of the member that `<<` takes; kNoTree when it is nowhere direct, hence
  // unchanged.
  TreeId origin(TreeId merged) const {
    const TreeId source = direct_place(stream_.follow_id(tree_[merged].merged_from));
    return source == kNoTree ? kNoTree : tree_.find(source, tree_[merged].name).value_or(kNoTree);
  }

  // Whether the member reads as wanted once what it comes from is edited.
  bool comes_right(TreeId merged) const {
    const TreeId from = origin(merged);
    return from == kNoTree ? !changes_.touches(merged) : changes_.are_alike(merged, from);
  }

  // Members written beside a `<<` can change and add; they cannot take away what it brings.
  bool can_override(TreeId id, const std::vector<WrittenMember>& merges) const {
    const bool is_one = merges.size() == 1 && stream_.node(merges[0].value).kind != Kind::kSequence;
    for (std::size_t i = 0; i < tree_[id].size; ++i) {
      const TreeId child = tree_.child(id, i);
      const bool is_taken = tree_[child].merged_from != kNoNode && changes_.is_removed(child);
      const TreeId from = is_taken ? origin(child) : kNoTree;
      const bool goes_there = is_one && from != kNoTree && changes_.is_removed(from);
      if (is_taken && !goes_there) {
        return false;
      }
    }
    return std::none_of(merges.begin(), merges.end(), [&](const WrittenMember& merge) {
      const std::vector<NodeId> sources = sources_of(merge);
      return std::any_of(sources.begin(), sources.end(),
                         [&](NodeId source) { return brings_unwanted(id, source); });
    });
  }

  // What a `<<` names: one mapping or several.
  std::vector<NodeId> sources_of(const WrittenMember& merge) const {
    const Node& value = stream_.node(merge.value);
    if (value.kind != Kind::kSequence) {
      return {merge.value};
    }
    std::vector<NodeId> sources;
    for (NodeId item = value.first_child; item != kNoNode; item = stream_.node(item).next) {
      sources.push_back(item);
    }
    return sources;
  }

  // Whether a merged mapping gets members that this one is not to have.
  bool brings_unwanted(TreeId id, NodeId source) const {
    const TreeId place = direct_place(stream_.follow_id(source));
    if (place == kNoTree) {
      return false;
    }
    const std::vector<NewMember>& brought = changes_.members(place);
    const std::vector<NewMember>& wanted = changes_.members(id);
    return std::any_of(brought.begin(), brought.end(), [&](const NewMember& member) {
      const std::optional<TreeId> own = tree_.find(id, member.name);
      const bool is_own = own && tree_[*own].merged_from == kNoNode;
      return !is_own && std::find(wanted.begin(), wanted.end(), member) == wanted.end();
    });
  }

  // Aliases that are keys, stand in values that a later equal key hides, or name what is no longer
  // there, get the value that they had, or are to have.
  void write_out_other_aliases() {
    index_rewritten();
    for (const NodeId alias : aliases_) {
      const NodeId target = stream_.node(alias).target;
      const TreeId place = direct_place(target);
      const bool is_changed =
          handled_.count(alias) == 0 && place != kNoTree && changes_.touches(place);
      if (written_out_.count(alias) == 0 && !is_rewritten(alias) &&
          (is_changed || is_rewritten(target))) {
        write_out_old(alias, target);
      }
    }
  }

  void write_out_old(NodeId alias, NodeId target) {
    if (const auto place = alias_place_.find(alias); place != alias_place_.end()) {
      write_out(place->second);
      return;
    }
    // What a `<<` names reads as its place does, which the mapping has reckoned with.
    const TreeId merged = handled_.count(alias) > 0 ? direct_place(target) : kNoTree;
    if (merged != kNoTree) {
      edits_.push_back(replace_whole(stream_, alias, render(changes_, merged)));
      return;
    }
    const Result<Tree> part = Tree::expand(stream_, target);
    if (part) {
      edits_.push_back(replace_whole(stream_, alias, render(Changes(*part), Tree::root())));
    }
  }

  // Sorts the ranges that are written anew; each `end` then is the furthest of all up to it.
  void index_rewritten() {
    std::sort(rewritten_.begin(), rewritten_.end(),
              [](const yaml::Bytes& a, const yaml::Bytes& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < rewritten_.size(); ++i) {
      rewritten_[i].end = std::max(rewritten_[i].end, rewritten_[i - 1].end);
    }
  }

  bool is_rewritten(NodeId id) const {
    const std::uint32_t begin = stream_.node(id).begin;
    const auto after = std::upper_bound(
        rewritten_.begin(), rewritten_.end(), begin,
        [](std::uint32_t place, const yaml::Bytes& bytes) { return place < bytes.begin; });
    return after != rewritten_.begin() && begin < std::prev(after)->end;
  }

  // Edits in order. Something written anew contains what was edited in it before; that goes.
  std::vector<TextEdit> without_overlaps() {
    std::stable_sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
      const bool a_inserts = a.begin == a.end;
      const bool b_inserts = b.begin == b.end;
      if (a.begin != b.begin || a_inserts != b_inserts) {
        return a.begin != b.begin ? a.begin < b.begin : a_inserts;
      }
      return a.end > b.end;
    });
    std::vector<TextEdit> kept;
    std::uint32_t done = 0;
    for (TextEdit& edit : edits_) {
      if (edit.begin >= done) {
        done = edit.end;
        kept.push_back(std::move(edit));
      }
    }
    return kept;
  }

  const Changes& changes_;
  const Tree& tree_;
  const Stream& stream_;
  NodeId root_;
  std::vector<bool> is_direct_;
  std::vector<bool> is_in_flow_;             // of direct places
  std::vector<bool> is_gone_;                // stands in something removed or written anew
  std::vector<TreeId> direct_place_;         // of each node of the document
  std::map<NodeId, WrittenMember> members_;  // by value
  std::vector<NodeId> aliases_;
  std::map<NodeId, TreeId> alias_place_;  // where written aliases stand
  std::set<NodeId> handled_;
  std::set<NodeId> written_out_;
  std::vector<yaml::Bytes> rewritten_;
  std::vector<TextEdit> edits_;
};

}  // namespace

std::vector<TextEdit> edit_document(const Changes& changes, NodeId root) {
  return DocumentEditor(changes, root).take();
}

}  // namespace tiltc::kubernetes
