#include "locator.h"

#include <fmt/format.h>

namespace tiltc::kubernetes {
namespace {

// RE2 takes time in proportion to the text, whatever users write.
Result<std::unique_ptr<const RE2>> compile_selector(std::string_view field,
                                                    const std::string& pattern, const Span& call) {
  if (pattern.empty()) {
    return std::unique_ptr<const RE2>();
  }
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  auto expression = std::make_unique<RE2>(pattern, options);
  if (!expression->ok()) {
    return error("bad-selector", fmt::format("`{}` is \"{}\", which is no regular expression: {}",
                                             field, pattern, expression->error()))
        .at(call, "in this call");
  }
  return std::unique_ptr<const RE2>(std::move(expression));
}

Result<JsonPath> compile_path(const std::string& text, const Span& call) {
  Result<JsonPath> path = JsonPath::parse(text);
  if (!path && !path.error().diagnostic().primary.span) {
    path.error().diagnostic().at(call, "in this call");
  }
  return path;
}

bool matches_text(const std::unique_ptr<const RE2>& expression, const std::string& text) {
  return expression == nullptr || RE2::PartialMatch(text, *expression);
}

}  // namespace

Result<std::shared_ptr<const ImageFinder::Locator>> ImageFinder::Locator::compile(
    const graph::ImageLocator& locator) {
  auto compiled = std::make_shared<Locator>();
  compiled->source = &locator;
  struct Selector {
    std::string_view field;
    const std::string& pattern;
    std::unique_ptr<const RE2>& expression;
  };
  const Selector selectors[] = {
      {"kind", locator.kind, compiled->kind},
      {"api_version", locator.api_version, compiled->api_version},
      {"name", locator.name, compiled->name},
      {"namespace", locator.namespace_, compiled->namespace_},
  };
  for (const Selector& selector : selectors) {
    auto expression = compile_selector(selector.field, selector.pattern, locator.span);
    if (!expression) {
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
  return matches_text(kind, object.kind) && matches_text(api_version, object.api_version) &&
         matches_text(name, object.name) && matches_text(namespace_, space);
}

}  // namespace tiltc::kubernetes
