#include "custom_errors.h"

#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kMaxSimilar = 5;

const graph::CustomBuild& build_of(const BuildJob& job) {
  return std::get<graph::CustomBuild>(job.target.build);
}

std::string last_part(const Reference& reference) {
  return base_name(reference.path());
}

// Names whose last component is the same: a forgotten registry, another tag.
std::vector<std::string> similar_names(const Reference& expected,
                                       const std::vector<std::string>& names) {
  std::vector<std::string> similar;
  for (const auto& name : names) {
    const Result<Reference> reference = Reference::parse(name);
    if (reference.ok() && similar.size() < kMaxSimilar &&
        last_part(*reference) == last_part(expected)) {
      similar.push_back(name);
    }
  }
  return similar;
}

std::string not_found_help(const graph::CustomBuild& build) {
  if (!build.outputs_image_ref_to.empty()) {
    return fmt::format(
        "write the reference that was built to {}, or set skips_local_docker=True if the image is "
        "pushed without the engine",
        build.outputs_image_ref_to);
  }
  if (!build.tag.empty()) {
    return "tag= names the tag that the command builds, below the image's own name and without the "
           "registry; set skips_local_docker=True if it pushes without the engine";
  }
  return "tag the image as $EXPECTED_REF, in this engine; set skips_local_docker=True if the "
         "command "
         "pushes the image itself, or tag= if its tag is hard-coded";
}

}  // namespace

std::string command_text(const std::vector<std::string>& argv) {
  const bool shell = argv.size() == 3 && argv[0] == "sh" && argv[1] == "-c";
  return shell ? argv[2] : shell_join(argv);
}

Diagnostic command_failed(const BuildJob& job, int exit_code) {
  const auto& build = build_of(job);
  Diagnostic diagnostic =
      error("custom-build-failed", fmt::format("custom_build of `{}` failed: {}", job.target.ref,
                                               describe_exit(exit_code)))
          .at(job.target.span, "its command failed");
  diagnostic.note(fmt::format("the command is: {}", command_text(build.command)));
  diagnostic.note(fmt::format("it ran in {}", build.directory));
  return diagnostic.with_help(fmt::format(
      "its output says why; to try it alone: cd {} && EXPECTED_REF={}:test {}",
      shell_quote(build.directory), job.refs.local.familiar(), shell_join(build.command)));
}

Diagnostic image_not_found(const BuildJob& job, const Reference& expected, const EngineInfo& engine,
                           const std::vector<std::string>& names) {
  Diagnostic diagnostic =
      error("image-not-found", fmt::format("the command of custom_build succeeded, but there is no "
                                           "image `{}`",
                                           expected.familiar()))
          .at(job.target.span, "should have built it");
  diagnostic.note(fmt::format("the command is: {}", command_text(build_of(job).command)));
  diagnostic.note(fmt::format("looked for in {}", engine.title()));
  const std::vector<std::string> similar = similar_names(expected, names);
  if (!similar.empty()) {
    diagnostic.note(fmt::format("similar names there: {}", join(similar, ", ")));
  }
  return diagnostic.with_help(not_found_help(build_of(job)));
}

Diagnostic output_file_missing(const BuildJob& job) {
  const auto& build = build_of(job);
  return error("output-file-missing",
               fmt::format("the command of custom_build succeeded, but has not written {}",
                           build.outputs_image_ref_to))
      .at(job.target.span, "outputs_image_ref_to= names the file")
      .note(fmt::format("the command is: {}", command_text(build.command)))
      .note("the path is relative to the Tiltfile, not to dir=")
      .with_help("write the reference of the image, `name:tag`, to this file");
}

Diagnostic output_file_malformed(const BuildJob& job, const std::string& why) {
  return error("output-file-malformed", fmt::format("{} does not hold an image reference: {}",
                                                    build_of(job).outputs_image_ref_to, why))
      .at(job.target.span, "outputs_image_ref_to= names the file")
      .with_help("write the reference of the image, `name:tag`, and nothing else to this file");
}

Diagnostic invalid_own_tag(const BuildJob& job, const std::string& why) {
  const std::string& tag = build_of(job).tag;
  Diagnostic diagnostic =
      error("invalid-image-tag", fmt::format("tag={} of custom_build is no tag", json_quote(tag)))
          .at(job.target.span, "of this image");
  diagnostic.note(why);
  const std::size_t colon = tag.rfind(':');
  return colon == std::string::npos
             ? diagnostic
             : diagnostic.with_help(
                   fmt::format("give the tag alone: tag={}", json_quote(tag.substr(colon + 1))));
}

}  // namespace tiltc::images
