#include "locator.h"

#include <fmt/format.h>

#include "base/call_text.h"

namespace tiltc::kubernetes {
namespace {

Result<JsonPath> compile_path(const std::string& text, const Span& call) {
  Result<JsonPath> path = JsonPath::parse(text);
  if (!path && !path.error().diagnostic().primary.span) {
    path.error().diagnostic().at(literal_in_call(call, "", text), "in this path");
  }
  return path;
}

}  // namespace

Result<std::shared_ptr<const ImageFinder::Locator>> ImageFinder::Locator::compile(
    const graph::ImageLocator& locator) {
  auto compiled = std::make_shared<Locator>();
  compiled->source = &locator;
  struct Selector {
    std::string_view field;
    const std::string& pattern;
    Pattern& expression;
  };
  const Selector selectors[] = {
      {"kind", locator.kind, compiled->kind},
      {"api_version", locator.api_version, compiled->api_version},
      {"name", locator.name, compiled->name},
      {"namespace", locator.namespace_, compiled->namespace_},
  };
  for (const Selector& selector : selectors) {
    Result<Pattern> expression = Pattern::compile(selector.field, selector.pattern);
    if (!expression) {
      expression.error().diagnostic().at(
          literal_in_call(locator.span, selector.field, selector.pattern));
      return std::move(expression).error();
    }
    selector.expression = *std::move(expression);
  }
  for (const std::string& text : locator.json_paths) {
    Result<JsonPath> path = compile_path(text, locator.span);
    if (!path) {
      return std::move(path).error();
    }
    compiled->paths.push_back(*std::move(path));
  }
  if (locator.image_object) {
    Result<JsonPath> path = compile_path(locator.image_object->json_path, locator.span);
    if (!path) {
      return std::move(path).error();
    }
    compiled->object_path = *std::move(path);
  }
  return std::shared_ptr<const Locator>(std::move(compiled));
}

// An object without a namespace counts as one of `default`.
bool ImageFinder::Locator::matches(const ManifestObject& object) const {
  const std::string space = object.namespace_.empty() ? "default" : object.namespace_;
  return kind.matches(object.kind) && api_version.matches(object.api_version) &&
         name.matches(object.name) && namespace_.matches(space);
}

}  // namespace tiltc::kubernetes
