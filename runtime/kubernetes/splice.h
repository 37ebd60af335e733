#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "changes.h"
#include "formats/text_edit.h"
#include "formats/yaml.h"

// Single edits of YAML text, in the style of what stands around them. Each returns nothing when the
// text is written in a way that it does not know; the caller then writes a larger piece anew.
namespace tiltc::kubernetes {

// A member of a mapping as it is written.
struct WrittenMember {
  yaml::NodeId mapping = yaml::kNoNode;
  yaml::NodeId key = yaml::kNoNode;
  yaml::NodeId value = yaml::kNoNode;
};

// Puts a value in the place of a node's content: quotes, block scalars and lists keep their style.
TextEdit replace_value(const yaml::Stream& stream, yaml::NodeId node, const NewValue& value,
                       bool in_flow);

// Puts `name: rendered` below a member (block style) or behind it (flow style).
std::optional<TextEdit> insert_member(const yaml::Stream& stream, const WrittenMember& after,
                                      std::string_view name, const std::string& rendered);

// Takes a member out; the lines that it stood on go with it.
std::optional<TextEdit> remove_member(const yaml::Stream& stream, const WrittenMember& member);

// Puts flow style on one line in the place of a node, anchor and all.
TextEdit replace_whole(const yaml::Stream& stream, yaml::NodeId node, const std::string& rendered);

}  // namespace tiltc::kubernetes
