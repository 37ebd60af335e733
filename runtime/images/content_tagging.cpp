#include "content_tagging.h"

namespace tiltc::images {

Diagnostic at_image(Diagnostic diagnostic, const graph::ImageTarget& target) {
  if (!diagnostic.primary.span) {
    diagnostic.at(target.span, "of this image");
  }
  return diagnostic;
}

Async<Result<TaggedRefs>> tag_by_content(Engine& engine, const ImageRefs& refs, std::string id) {
  Result<std::string> content = co_await engine.content_id(id);
  if (!content.ok()) {
    co_return std::move(content).error();
  }
  Result<std::string> suffix = content_tag(*content);
  if (!suffix.ok()) {
    co_return suffix.error().diagnostic().note("the engine is " + engine.info().title());
  }
  Result<TaggedRefs> tagged = refs.tagged(*suffix);
  if (!tagged.ok()) {
    co_return std::move(tagged).error();
  }
  Status done = co_await engine.tag(std::move(id), tagged->local);
  if (!done.ok()) {
    co_return std::move(done).error();
  }
  co_return tagged;
}

double seconds_since(const Clock& clock, std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(clock.now() - start).count();
}

void say(const Log& log, std::string_view line) {
  if (log) {
    log(std::string(line) + "\n");
  }
}

}  // namespace tiltc::images
