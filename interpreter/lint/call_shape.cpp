#include "lint/call_shape.h"

#include <fmt/format.h>

namespace tiltc::lint {

CallShape shape_of(const library::Signature& signature) {
  using Form = library::SignatureParameter::Form;
  CallShape shape;
  shape.name = signature.name;
  shape.signature = fmt::format("{}({})", signature.name, signature.parameters);
  for (const library::SignatureParameter& one : library::parameters_of(signature)) {
    shape.takes_rest = shape.takes_rest || one.form == Form::kRest;
    shape.takes_rest_named = shape.takes_rest_named || one.form == Form::kRestNamed;
    if (one.form == Form::kOne) {
      shape.parameters.push_back(
          {std::string(one.name), "", one.required, one.by_position, one.by_name, ""});
    }
  }
  return shape;
}

CallShape shape_of(const BuiltinInfo& builtin) {
  CallShape shape;
  shape.name = builtin.name;
  shape.signature = signature(builtin);
  bool by_position = true;
  for (const ParameterInfo& row : builtin.parameters(builtin)) {
    switch (row.rule) {
      case ParameterRule::kNamedOnly:
        by_position = false;
        break;
      case ParameterRule::kRest:
        by_position = false;
        shape.takes_rest = true;
        break;
      case ParameterRule::kRestNamed:
        shape.takes_rest_named = true;
        break;
      default:
        shape.parameters.push_back({std::string(row.name), std::string(row.other_name),
                                    row.rule == ParameterRule::kRequired, by_position, true,
                                    std::string(row.deprecation)});
    }
  }
  return shape;
}

CallShape shape_of(const syntax::Tree& tree, const syntax::Function& function) {
  CallShape shape;
  shape.name = tree.name(function.name);
  shape.definition = {
      tree.source, function.begin,
      function.parameters.empty() ? function.begin + 3 : function.parameters.back().end};
  bool by_position = true;
  for (const syntax::Parameter& parameter : function.parameters) {
    switch (parameter.kind) {
      case syntax::ParameterKind::kPlain:
        shape.parameters.push_back({std::string(tree.name(parameter.name)), "",
                                    parameter.default_value == syntax::kNoNode, by_position, true,
                                    ""});
        break;
      case syntax::ParameterKind::kArgs:
        shape.takes_rest = true;
        [[fallthrough]];
      case syntax::ParameterKind::kBareStar:
        by_position = false;
        break;
      case syntax::ParameterKind::kKwargs:
        shape.takes_rest_named = true;
        break;
    }
  }
  return shape;
}

}  // namespace tiltc::lint
