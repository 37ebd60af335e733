#include <fmt/format.h>

#include <filesystem>

#include "base/path.h"
#include "base/text.h"
#include "builders.h"
#include "content_tagging.h"
#include "dockerignore_text.h"
#include "images/private_directory.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kMaxKeptOutput = 64 << 10;

// What the client reads from a private directory.
struct Paths {
  std::string dockerfile, image_id, context;
};

Result<Paths> lay_out(const BuilderInput& input, const std::string& directory) {
  Paths paths{join_path(directory, "Dockerfile"), join_path(directory, "image-id"),
              input.build().context};
  if (paths.context == "-") {
    paths.context = join_path(directory, "empty");
    std::error_code failed;
    std::filesystem::create_directory(paths.context, failed);
  }
  Result<std::string> ignore = dockerignore_text(paths.context, input.rules);
  if (!ignore.ok()) {
    return std::move(ignore).error();
  }
  if (Status written = input.tools.disk.write(paths.dockerfile, input.dockerfile); !written.ok()) {
    return std::move(written).error();
  }
  // BuildKit takes this file instead of the context's .dockerignore.
  Status written = input.tools.disk.write(paths.dockerfile + ".dockerignore", *ignore);
  return written.ok() ? Result<Paths>(std::move(paths)) : Result<Paths>(std::move(written).error());
}

void add_each(std::vector<std::string>& argv, std::string_view option,
              const std::vector<std::string>& values) {
  for (const auto& value : values) {
    argv.emplace_back(option);
    argv.push_back(value);
  }
}

void add_unless_empty(std::vector<std::string>& argv, std::string_view option,
                      const std::string& value) {
  if (!value.empty()) {
    argv.emplace_back(option);
    argv.push_back(value);
  }
}

std::vector<std::string> arguments(const BuilderInput& input, const std::string& docker,
                                   const Paths& paths) {
  const graph::DockerBuild& build = input.build();
  std::vector<std::string> argv{docker,           "build",     "--progress=plain", "-f",
                                paths.dockerfile, "--iidfile", paths.image_id};
  for (const auto label : {kBuiltLabel, kCollectableLabel}) {
    add_each(argv, "--label", {fmt::format("{}=true", label)});
  }
  for (const auto& [key, value] : build.build_args) {
    add_each(argv, "--build-arg", {value.empty() ? key : key + "=" + value});
  }
  add_unless_empty(argv, "--target", build.target);
  add_unless_empty(argv, "--network", build.network);
  add_unless_empty(argv, "--platform", build.platform);
  add_each(argv, "--cache-from", build.cache_from);
  add_each(argv, "--add-host", build.extra_hosts);
  add_each(argv, "--secret", build.secrets);
  add_each(argv, "--ssh", build.ssh);
  if (build.pull) {
    argv.emplace_back("--pull");
  }
  argv.push_back(paths.context);
  return argv;
}

// The client is to talk to this engine and to no other builder, and the image is to depend on its
// content alone: attestations have the time of the build in them.
std::vector<std::string> environment_of(const BuilderInput& input) {
  Environment environment = input.tools.environment;
  environment["DOCKER_HOST"] = input.engine.engine.info().address;
  environment["DOCKER_BUILDKIT"] = "1";
  environment["BUILDX_BUILDER"] = "default";
  environment["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1";
  environment["DOCKER_CLI_HINTS"] = "false";
  return as_assignments(environment);
}

struct Attempt {
  exec::ProcessExit exit;
  std::string output;  // the last of it
};

Async<Result<Attempt>> attempt(BuilderInput input, std::vector<std::string> argv) {
  exec::ProcessRequest request;
  request.command.argv = std::move(argv);
  request.command.environment = environment_of(input);
  request.command.directory = input.job.target.tiltfile_directory;  // secret= and ssh= start there
  const auto output = std::make_shared<std::string>();
  request.sink = [output, log = input.log](OutputStream, std::string_view bytes) {
    *output += bytes;
    if (output->size() > kMaxKeptOutput) {
      output->erase(0, output->size() - kMaxKeptOutput / 2);
    }
    if (log) {
      log(bytes);
    }
  };
  auto exit = co_await input.tools.processes.run(std::move(request));
  if (!exit.ok()) {
    co_return std::move(exit).error();
  }
  co_return Attempt{*exit, std::move(*output)};
}

// BuildKit's cache loses a blob now and then; the second attempt fetches it anew.
bool cache_was_corrupt(const Attempt& attempt) {
  return !attempt.exit.succeeded() &&
         attempt.output.find("failed precondition") != std::string::npos &&
         attempt.output.find("failed commit on ref") != std::string::npos;
}

Diagnostic build_failed(const BuilderInput& input, const Attempt& attempt) {
  if (attempt.exit.cancelled) {
    return error("cancelled", fmt::format("stopped while building `{}`", input.job.target.ref));
  }
  return error("build-failed", fmt::format("docker build of `{}` failed: {}", input.job.target.ref,
                                           describe_exit(attempt.exit.exit_code)))
      .note(fmt::format("built by {}", input.engine.engine.info().title()));
}

Result<std::string> read_image_id(const BuilderInput& input, const Paths& paths) {
  Result<std::string> id = input.tools.disk.read(paths.image_id);
  if (!id.ok() || trim(*id).empty()) {
    return error("build-failed",
                 fmt::format("docker build of `{}` succeeded without telling the image's ID",
                             input.job.target.ref))
        .note(fmt::format("built by {}", input.engine.engine.info().title()));
  }
  return std::string(trim(*id));
}

}  // namespace

Async<Result<std::string>> build_with_buildkit(BuilderInput input, std::string docker) {
  auto directory =
      PrivateDirectory::make(input.tools.environment, input.tools.processes.supervisor());
  if (!directory.ok()) {
    co_return std::move(directory).error();
  }
  Result<Paths> paths = lay_out(input, directory->path());
  if (!paths.ok()) {
    co_return std::move(paths).error();
  }
  const std::vector<std::string> argv = arguments(input, docker, *paths);
  auto done = co_await attempt(input, argv);
  if (done.ok() && cache_was_corrupt(*done)) {
    say(input.log, "the build cache was damaged: building once more");
    done = co_await attempt(input, argv);
  }
  if (!done.ok()) {
    co_return std::move(done).error();
  }
  if (!done->exit.succeeded()) {
    co_return build_failed(input, *done);
  }
  co_return read_image_id(input, *paths);
}

}  // namespace tiltc::images
