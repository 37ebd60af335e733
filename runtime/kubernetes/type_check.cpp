#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "formats/yaml_value.h"
#include "kinds.h"
#include "object_shapes.h"

namespace tiltc::kubernetes {
namespace {

using yaml::Tree;
using yaml::TreeId;

std::string describe(const Tree& tree, TreeId id) {
  if (tree.is_mapping(id)) {
    return "a mapping";
  }
  if (tree.is_sequence(id)) {
    return "a list";
  }
  const yaml::Scalar value = yaml::resolve(tree.text(id));
  if (std::holds_alternative<bool>(value)) {
    return "a boolean";
  }
  return std::holds_alternative<std::string>(value) ? "a string" : "a number";
}

// RFC 4648, with line breaks where people have them.
bool is_base64(std::string_view text) {
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    const bool is_digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                          (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (c == '\n' || c == '\r') {
      continue;
    }
    if ((is_digit && padding > 0) || (!is_digit && c != '=')) {
      return false;
    }
    digits += is_digit ? 1 : 0;
    padding += is_digit ? 0 : 1;
  }
  return padding < 3 && (digits + padding) % 4 == 0;
}

class TypeCheck {
 public:
  TypeCheck(const Tree& tree, const ManifestObject& object) : tree_(tree), object_(object) {}

  // As deep as the shapes, which are not recursive.
  Status check(TreeId node, const Shape& shape) const {
    if (tree_.is_null(node)) {
      return Done{};
    }
    switch (shape.kind) {
      case Shape::Kind::kObject:
        return tree_.is_mapping(node) ? check_fields(node, shape) : wrong(node, "a mapping");
      case Shape::Kind::kMap:
        return tree_.is_mapping(node) ? check_children(node, *shape.items)
                                      : wrong(node, "a mapping of strings");
      case Shape::Kind::kList:
        return tree_.is_sequence(node) ? check_children(node, *shape.items)
                                       : wrong(node, list_name(*shape.items));
      default:
        return check_scalar(node, shape.kind);
    }
  }

 private:
  static std::string_view list_name(const Shape& items) {
    return items.kind == Shape::Kind::kString ? "a list of strings" : "a list";
  }

  Status check_fields(TreeId node, const Shape& shape) const {
    for (std::size_t i = 0; i < tree_[node].size; ++i) {
      const TreeId child = tree_.child(node, i);
      const auto field =
          std::find_if(shape.fields.begin(), shape.fields.end(),
                       [&](const Field& known) { return known.name == tree_[child].name; });
      if (field == shape.fields.end()) {
        continue;
      }
      if (Status status = check(child, *field->shape); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status check_children(TreeId node, const Shape& shape) const {
    for (std::size_t i = 0; i < tree_[node].size; ++i) {
      if (Status status = check(tree_.child(node, i), shape); !status) {
        return status;
      }
    }
    return Done{};
  }

  Status check_scalar(TreeId node, Shape::Kind kind) const {
    const bool is_scalar = tree_.is_scalar(node);
    switch (kind) {
      case Shape::Kind::kString:
        return tree_.string(node) ? Status(Done{}) : wrong(node, "a string");
      case Shape::Kind::kBase64:
        return check_base64(node);
      case Shape::Kind::kBoolean:
        return is_scalar && std::holds_alternative<bool>(yaml::resolve(tree_.text(node)))
                   ? Status(Done{})
                   : wrong(node, "a boolean");
      case Shape::Kind::kIntegerOrString:
        if (is_scalar && tree_.string(node)) {
          return Done{};
        }
        break;
      default:
        break;
    }
    return is_scalar && std::holds_alternative<std::int64_t>(yaml::resolve(tree_.text(node)))
               ? Status(Done{})
               : wrong(node, "an integer");
  }

  Status check_base64(TreeId node) const {
    const std::optional<std::string_view> text = tree_.string(node);
    if (!text) {
      return wrong(node, "a string");
    }
    if (is_base64(*text)) {
      return Done{};
    }
    return error("kubernetes-type", fmt::format("`{}` of {} \"{}\" is no base64", path_of(node),
                                                object_.kind, object_.name))
        .at(tree_.span(node), "this")
        .with_help(object_.kind == "Secret" ? "plain text goes into `stringData`"
                                            : "plain text goes into `data`");
  }

  // `spec.containers[0].image`, from the object down.
  std::string path_of(TreeId node) const {
    std::string path;
    for (; node != object_.root && node != yaml::kNoTree; node = tree_[node].parent) {
      const TreeId parent = tree_[node].parent;
      if (parent != yaml::kNoTree && tree_.is_sequence(parent)) {
        const auto index = static_cast<std::uint32_t>(node) -
                           static_cast<std::uint32_t>(tree_[parent].first_child);
        path = fmt::format("[{}]{}", index, path);
      } else {
        path = fmt::format(".{}{}", tree_[node].name, path);
      }
    }
    return path.empty() ? "the object" : path.substr(1);
  }

  Status wrong(TreeId node, std::string_view wanted) const {
    const std::string seen = describe(tree_, node);
    Diagnostic diagnostic =
        error("kubernetes-type", fmt::format("`{}` of {} \"{}\" must be {}, not {}", path_of(node),
                                             object_.kind, object_.name, wanted, seen));
    diagnostic.at(tree_.span(node), "this is " + seen);
    if (wanted == "a string" && tree_.is_scalar(node)) {
      diagnostic.with_help(
          fmt::format("write it with quotes: {}", yaml::quote(tree_.text(node).value)));
      if (seen == "a boolean") {
        diagnostic.note("YAML 1.1 takes y, n, yes, no, on and off for booleans");
      }
    } else if (seen == "a string" && tree_.text(node).style != yaml::Style::kPlain) {
      diagnostic.with_help("write it without quotes");
    }
    return diagnostic;
  }

  const Tree& tree_;
  const ManifestObject& object_;
};

}  // namespace

Status check_types(const Tree& tree, const ManifestObject& object) {
  if (!is_own_group(object.group())) {
    return Done{};
  }
  return TypeCheck(tree, object).check(object.root, shape_of(object));
}

}  // namespace tiltc::kubernetes
