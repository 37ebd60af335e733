#include "images/custom_build.h"

#include <fmt/format.h>

#include "base/text.h"
#include "content_tagging.h"
#include "custom_errors.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kMaxReferenceFile = 64 << 10;

// One custom_build from its command to its tag. The functions stand in the order in which they
// happen.
class CustomRun {
 public:
  CustomRun(BuildJob job, BuildTools tools, Log log)
      : job_(std::move(job)),
        build_(std::get<graph::CustomBuild>(job_.target.build)),
        mode_(custom_build_mode(build_)),
        tools_(tools),
        log_(std::move(log)) {}

  Async<Result<BuiltImage>> run();

 private:
  Async<Status> find_engine();
  Async<Status> run_command();
  exec::ProcessRequest command_request() const;
  Async<Result<BuiltImage>> finish();
  Async<Result<BuiltImage>> finish_engine();
  Async<Result<BuiltImage>> finish_file();
  Result<Reference> read_file() const;
  Async<Result<ImageFacts>> find_image(Reference reference);
  Async<Result<bool>> drop_temporary_tag(ImageFacts facts);
  BuiltImage result(Reference local, Reference cluster, std::string reason) const;
  Diagnostic placed(Error failure) const { return at_image(failure.diagnostic(), job_.target); }

  BuildJob job_;
  const graph::CustomBuild& build_;
  CustomBuildMode mode_;
  BuildTools tools_;
  Log log_;
  EngineInUse* engine_ = nullptr;  // none in the remote modes, or one that is of no concern
  std::optional<Reference> expected_;
};

// 1. The names; 2. the engine; 3. the command; 4. the tag.
Async<Result<BuiltImage>> CustomRun::run() {
  const auto start = tools_.clock.now();
  auto expected = expected_reference(job_, tools_.tags.next(tools_.clock.unix_seconds()));
  if (!expected.ok()) {
    co_return placed(std::move(expected).error());
  }
  expected_ = std::move(*expected);
  if (Status found = co_await find_engine(); !found.ok()) {
    co_return placed(std::move(found).error());
  }
  if (Status ended = co_await run_command(); !ended.ok()) {
    co_return placed(std::move(ended).error());
  }
  Result<BuiltImage> image = co_await finish();
  if (!image.ok()) {
    co_return placed(std::move(image).error());
  }
  image->seconds = seconds_since(tools_.clock, start);
  co_return image;
}

Async<Status> CustomRun::find_engine() {
  const bool needed = needs_engine(job_.target);
  if (tools_.engines == nullptr || (!needed && tools_.engine_use == EngineUse::kOnDemand)) {
    TILTC_CHECK(!needed);
    co_return Done{};
  }
  auto engine = co_await tools_.engines->get();
  if (engine.ok()) {
    engine_ = *engine;
  } else if (needed) {
    co_return std::move(engine).error();
  }
  co_return Done{};
}

exec::ProcessRequest CustomRun::command_request() const {
  // What a command finds where nobody has set anything.
  Environment environment{{"LINES", "24"},
                          {"COLUMNS", "80"},
                          {"PYTHONUNBUFFERED", "1"},
                          {"TILT_DISABLE_ANALYTICS", "1"},
                          {"TILT_HOST", "localhost"},
                          {"TILT_PORT", "10350"}};
  for (const auto& [name, value] : tools_.environment) {
    environment[name] = value;
  }
  const std::string docker_host = engine_ == nullptr ? "" : engine_->docker_host;
  for (const auto& [name, value] : custom_build_variables(job_, expected_, docker_host)) {
    environment[name] = value;
  }
  exec::ProcessRequest request;
  request.command.argv = build_.command;
  request.command.environment = as_assignments(environment);
  request.command.environment_base = EnvironmentBase::kEmpty;
  request.command.directory = build_.directory;
  request.sink = [log = log_](OutputStream, std::string_view bytes) {
    if (log) {
      log(bytes);
    }
  };
  return request;
}

Async<Status> CustomRun::run_command() {
  if (!build_.outputs_image_ref_to.empty()) {
    // A reference of an earlier run must not be taken for this one's.
    (void)tools_.disk.remove(build_.outputs_image_ref_to);
  }
  if (expected_) {
    say(log_, "EXPECTED_REF=" + expected_->familiar());
  }
  say(log_, "$ " + command_text(build_.command));
  auto exit = co_await tools_.processes.run(command_request());
  if (!exit.ok()) {
    co_return std::move(exit).error();
  }
  if (exit->cancelled) {
    co_return error("cancelled", fmt::format("stopped while building `{}`", job_.target.ref));
  }
  if (!exit->succeeded()) {
    co_return command_failed(job_, exit->exit_code);
  }
  co_return Done{};
}

BuiltImage CustomRun::result(Reference local, Reference cluster, std::string reason) const {
  return {job_.target.ref,
          std::move(local),
          std::move(cluster),
          {},
          "built by custom_build()",
          std::move(reason),
          0};
}

Async<Result<BuiltImage>> CustomRun::finish() {
  switch (mode_) {
    case CustomBuildMode::kEngine:
    case CustomBuildMode::kOwnTag:
      co_return co_await finish_engine();
    case CustomBuildMode::kOutputFile:
    case CustomBuildMode::kRemoteFile:
      co_return co_await finish_file();
    case CustomBuildMode::kRemoteOwnTag:
      co_return result(*expected_, *expected_,
                       "tag= with skips_local_docker=True is taken as it is");
    case CustomBuildMode::kRemote:
      break;
  }
  Result<Reference> cluster = job_.refs.cluster.with_tag(expected_->tag());
  if (!cluster.ok()) {
    co_return std::move(cluster).error();
  }
  co_return result(
      *expected_, std::move(*cluster),
      "skips_local_docker=True: the engine is not asked, so the tag of the build stays");
}

Async<Result<ImageFacts>> CustomRun::find_image(Reference reference) {
  Engine& engine = engine_->engine;
  auto facts = co_await engine.inspect(reference.normalized());
  if (!facts.ok()) {
    co_return std::move(facts).error();
  }
  if (facts->has_value()) {
    co_return **std::move(facts);
  }
  // The names are a help only: without them the error still stands.
  auto names = co_await engine.names();
  co_return image_not_found(job_, reference, engine.info(),
                            names.ok() ? *std::move(names) : std::vector<std::string>());
}

Async<Result<BuiltImage>> CustomRun::finish_engine() {
  auto facts = co_await find_image(*expected_);
  if (!facts.ok()) {
    co_return std::move(facts).error();
  }
  auto tagged = co_await tag_by_content(engine_->engine, job_.refs, facts->id);
  if (!tagged.ok()) {
    co_return std::move(tagged).error();
  }
  if (mode_ == CustomBuildMode::kEngine) {
    auto dropped = co_await drop_temporary_tag(*facts);
    if (!dropped.ok()) {
      co_return std::move(dropped).error();
    }
  }
  BuiltImage image = result(std::move(tagged->local), std::move(tagged->cluster),
                            "the tag follows from the image ID");
  image.has_content_tag = true;
  image.image_id = std::move(facts->id);
  co_return image;
}

// Podman keeps a short name that its own build command stored below localhost/.
Async<Result<bool>> CustomRun::drop_temporary_tag(ImageFacts facts) {
  for (const auto& name : facts.names) {
    const Result<Reference> reference = Reference::parse(name);
    const bool ours = (reference.ok() && *reference == *expected_) ||
                      name == "localhost/" + expected_->familiar();
    if (!ours) {
      continue;
    }
    Status removed = co_await engine_->engine.untag(name);
    if (!removed.ok() && removed.error().diagnostic().code == "engine-refused") {
      say(log_, fmt::format("the temporary tag {} stays: {}", name,
                            removed.error().diagnostic().message));
    } else if (!removed.ok()) {
      co_return std::move(removed).error();
    }
  }
  co_return true;
}

Result<Reference> CustomRun::read_file() const {
  const std::string& path = build_.outputs_image_ref_to;
  if (tools_.disk.kind(path) == FileKind::kMissing) {
    return output_file_missing(job_);
  }
  Result<std::string> content = tools_.disk.read(path);
  if (!content.ok()) {
    return std::move(content).error();
  }
  if (content->size() > kMaxReferenceFile) {
    return output_file_malformed(job_, "it is larger than any reference");
  }
  Result<Reference> reference = Reference::parse(trim(*content));
  if (!reference.ok()) {
    return output_file_malformed(job_, reference.error().diagnostic().message);
  }
  if (reference->tag().empty()) {
    return output_file_malformed(
        job_, fmt::format("`{}` has no tag: expected a tag", reference->familiar()));
  }
  return reference;
}

Async<Result<BuiltImage>> CustomRun::finish_file() {
  Result<Reference> local = read_file();
  if (!local.ok()) {
    co_return std::move(local).error();
  }
  std::string id;
  if (mode_ == CustomBuildMode::kOutputFile) {
    auto facts = co_await find_image(*local);
    if (!facts.ok()) {
      co_return std::move(facts).error();
    }
    id = std::move(facts->id);
  }
  Result<Reference> cluster = as_seen_from_cluster(job_.refs.registry, *local);
  if (!cluster.ok()) {
    co_return std::move(cluster).error();
  }
  BuiltImage image = result(std::move(*local), std::move(*cluster),
                            "the command wrote the reference to " + build_.outputs_image_ref_to);
  image.image_id = std::move(id);
  co_return image;
}

}  // namespace

CustomBuildMode custom_build_mode(const graph::CustomBuild& build) {
  if (!build.outputs_image_ref_to.empty()) {
    return build.skips_local_docker ? CustomBuildMode::kRemoteFile : CustomBuildMode::kOutputFile;
  }
  if (!build.tag.empty()) {
    return build.skips_local_docker ? CustomBuildMode::kRemoteOwnTag : CustomBuildMode::kOwnTag;
  }
  return build.skips_local_docker ? CustomBuildMode::kRemote : CustomBuildMode::kEngine;
}

Result<std::optional<Reference>> expected_reference(const BuildJob& job,
                                                    const std::string& temporary_tag) {
  const auto& build = std::get<graph::CustomBuild>(job.target.build);
  switch (custom_build_mode(build)) {
    case CustomBuildMode::kOutputFile:
    case CustomBuildMode::kRemoteFile:
      return std::optional<Reference>();
    case CustomBuildMode::kOwnTag:
    case CustomBuildMode::kRemoteOwnTag: {
      // Neither registry nor single_name: the command has the name hard-coded.
      Result<Reference> own = job.refs.configured.with_tag(build.tag);
      if (!own.ok()) {
        return invalid_own_tag(job, own.error().diagnostic().message);
      }
      return std::optional<Reference>(std::move(*own));
    }
    case CustomBuildMode::kEngine:
    case CustomBuildMode::kRemote:
      break;
  }
  Result<TaggedRefs> tagged = job.refs.tagged(temporary_tag);
  if (!tagged.ok()) {
    return std::move(tagged).error();
  }
  return std::optional<Reference>(std::move(tagged->local));
}

Async<Result<BuiltImage>> run_custom_build(BuildJob job, BuildTools tools, Log log) {
  CustomRun run(std::move(job), tools, std::move(log));
  co_return co_await run.run();
}

}  // namespace tiltc::images
