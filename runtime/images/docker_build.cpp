#include "images/docker_build.h"

#include <fmt/format.h>

#include "base/text.h"
#include "builders.h"
#include "content_tagging.h"

namespace tiltc::images {
namespace {

// One docker_build from its context to its tags.
class DockerRun {
 public:
  DockerRun(BuildJob job, BuildTools tools, Log log)
      : job_(std::move(job)),
        build_(std::get<graph::DockerBuild>(job_.target.build)),
        tools_(tools),
        log_(std::move(log)) {}

  Async<Result<BuiltImage>> run();

 private:
  Status check_context() const;
  Async<Result<std::string>> build();
  Async<Status> add_extra_tags(std::string id);
  Diagnostic placed(Error failure) const;

  BuildJob job_;
  const graph::DockerBuild& build_;
  BuildTools tools_;
  Log log_;
  EngineInUse* engine_ = nullptr;
};

Diagnostic DockerRun::placed(Error failure) const {
  Diagnostic diagnostic = std::move(failure.diagnostic());
  if (diagnostic.code == "build-failed") {
    diagnostic.note(fmt::format("the Dockerfile is {}", build_.dockerfile->path()));
  }
  return at_image(std::move(diagnostic), job_.target);
}

// 1. The engine; 2. Dockerfile and context, built; 3. the tags.
Async<Result<BuiltImage>> DockerRun::run() {
  const auto start = tools_.clock.now();
  TILTC_CHECK(tools_.engines != nullptr);
  auto engine = co_await tools_.engines->get();
  if (!engine.ok()) {
    co_return placed(std::move(engine).error());
  }
  engine_ = *engine;
  Result<std::string> id = co_await build();
  if (!id.ok()) {
    co_return placed(std::move(id).error());
  }
  auto tagged = co_await tag_by_content(engine_->engine, job_.refs, *id);
  if (!tagged.ok()) {
    co_return placed(std::move(tagged).error());
  }
  if (Status added = co_await add_extra_tags(*id); !added.ok()) {
    co_return placed(std::move(added).error());
  }
  co_return BuiltImage{job_.target.ref,
                       std::move(tagged->local),
                       std::move(tagged->cluster),
                       std::move(*id),
                       "built by docker_build()",
                       "the tag follows from the image ID",
                       seconds_since(tools_.clock, start),
                       true};
}

Status DockerRun::check_context() const {
  if (build_.context == "-" || tools_.disk.kind(build_.context) == FileKind::kDirectory) {
    return Done{};
  }
  const bool missing = tools_.disk.kind(build_.context) == FileKind::kMissing;
  return error("build-context-missing",
               fmt::format("reading build context: {} {}", build_.context,
                           missing ? "does not exist" : "is not a directory"))
      .at(job_.target.span, "the context of this image")
      .with_help("the second argument of docker_build is a directory, relative to the Tiltfile");
}

Async<Result<std::string>> DockerRun::build() {
  if (Status checked = check_context(); !checked.ok()) {
    co_return std::move(checked).error();
  }
  Result<ContextRules> rules = context_rules(job_.target, build_, tools_.disk);
  if (!rules.ok()) {
    co_return std::move(rules).error();
  }
  Result<std::string> dockerfile = dockerfile_for_build(job_, tools_.matcher);
  if (!dockerfile.ok()) {
    co_return std::move(dockerfile).error();
  }
  const BuilderInput input{job_, tools_, *engine_, *rules, *dockerfile, log_};
  const bool unwanted = variable(tools_.environment, "DOCKER_BUILDKIT") == "0";
  if (engine_->engine.info().buildkit && !unwanted) {
    std::string docker = co_await tools_.buildkit.find(tools_.processes, tools_.environment);
    if (!docker.empty()) {
      co_return co_await build_with_buildkit(input, std::move(docker));
    }
    say(log_,
        "no docker client with BuildKit is on PATH: building with the engine's classic builder");
  }
  co_return co_await build_with_api(input);
}

Async<Status> DockerRun::add_extra_tags(std::string id) {
  for (const auto& text : build_.extra_tags) {
    Result<Reference> tag = Reference::parse(text);
    if (tag.ok() && tag->tag().empty()) {
      tag = tag->with_tag("latest");
    }
    if (!tag.ok()) {
      co_return std::move(tag).error();
    }
    if (Status done = co_await engine_->engine.tag(id, *tag); !done.ok()) {
      co_return std::move(done).error();
    }
  }
  co_return Done{};
}

}  // namespace

Async<Result<BuiltImage>> run_docker_build(BuildJob job, BuildTools tools, Log log) {
  DockerRun run(std::move(job), tools, std::move(log));
  co_return co_await run.run();
}

}  // namespace tiltc::images
