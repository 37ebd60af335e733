#include "image_arguments.h"

#include <fmt/format.h>

#include "formats/reference.h"

namespace tiltc::builtins {

namespace {

Status check_duplicate(const graph::ImageTarget& image,
                       const std::vector<graph::ImageTarget>& images) {
  for (const graph::ImageTarget& other : images) {
    if (other.normalized == image.normalized) {
      return error("duplicate-image", fmt::format("the image {} is defined twice", image.ref))
          .at(image.ref_span, "defined again")
          .also(other.ref_span, "first defined here")
          .with_help("give one of them another name, or remove it");
    }
  }
  return Done{};
}

// live_update rules on order: initial_sync, fall_back_on, sync, run, restart_container.
Status check_step_order(const BuiltinCall& call, const LiveUpdate& live_update) {
  using Kind = graph::LiveUpdateStep::Kind;
  Kind highest = Kind::kInitialSync;
  bool syncs = false;
  for (std::size_t i = 0; i < live_update.steps.size(); ++i) {
    const graph::LiveUpdateStep& step = live_update.steps[i]->step();
    const bool repeated = step.kind == Kind::kInitialSync && i > 0;
    if (step.kind < highest || repeated) {
      return error("live-update-order",
                   fmt::format("{} stands too late in live_update", live_update.steps[i]->str()))
          .at(call.span_of("live_update"))
          .also(step.span, "this step")
          .note(
              "the order is initial_sync, fall_back_on, sync, run, restart_container; "
              "initial_sync stands once and restart_container last");
    }
    highest = step.kind;
    syncs = syncs || step.kind == Kind::kSync || step.kind == Kind::kRun;
  }
  if (!live_update.steps.empty() && !syncs) {
    return error("live-update-without-sync", "live_update has neither sync() nor run()")
        .at(call.span_of("live_update"))
        .with_help("add a sync(), or leave live_update out");
  }
  return Done{};
}

}  // namespace

Status check_patterns(const BuiltinCall& call, std::string_view parameter,
                      const Strings& patterns) {
  for (const std::string& pattern : patterns.values) {
    if (pattern.find('\n') != std::string::npos) {
      return error("pattern-with-line-break",
                   fmt::format("a pattern of `{}` holds a line break: {}", parameter,
                               Convert<std::string>::show(pattern)))
          .at(call.span_of(parameter))
          .with_help("give one list element a pattern");
    }
  }
  return Done{};
}

Status check_references(const BuiltinCall& call, std::string_view parameter,
                        const std::vector<std::string>& references) {
  for (const std::string& text : references) {
    Result<Reference> reference = Reference::parse(text);
    if (!reference.ok()) {
      Diagnostic diagnostic = std::move(reference.error().diagnostic());
      diagnostic.message =
          fmt::format("`{}` of {}: {}", parameter, call.info().name, diagnostic.message);
      diagnostic.at(call.span_of(parameter));
      return diagnostic;
    }
  }
  return Done{};
}

Result<std::vector<graph::LiveUpdateStep>> take_steps(Session& session, const BuiltinCall& call,
                                                      const LiveUpdate& live_update) {
  if (Status checked = check_step_order(call, live_update); !checked.ok()) {
    return std::move(checked).error();
  }
  std::vector<graph::LiveUpdateStep> steps;
  for (const LiveUpdateStepValue* step : live_update.steps) {
    session.consume_step(step->number());
    steps.push_back(step->step());
  }
  return steps;
}

Result<graph::ImageTarget> make_image(Session& session, const BuiltinCall& call,
                                      const std::string& ref, const ImageArguments& arguments) {
  if (Status checked = check_references(call, "ref", {ref}); !checked.ok()) {
    return std::move(checked).error();
  }
  const Reference reference = *Reference::parse(ref);
  graph::ImageTarget image;
  image.ref = reference.familiar();
  image.normalized = reference.normalized();
  image.span = call.span();
  image.ref_span = call.span_of("ref");
  if (Status checked = check_duplicate(image, session.targets().images); !checked.ok()) {
    return std::move(checked).error();
  }
  if (Status checked = check_patterns(call, "ignore", arguments.ignore); !checked.ok()) {
    return std::move(checked).error();
  }
  auto steps = take_steps(session, call, arguments.live_update);
  if (!steps.ok()) {
    return std::move(steps).error();
  }
  image.live_update = std::move(*steps);
  image.ignore = arguments.ignore.values;
  image.match_in_env_vars = arguments.match_in_env_vars;
  image.entrypoint = arguments.entrypoint.argv;
  image.container_args = arguments.container_args.argv;
  image.tiltfile_directory = session.directory();
  return image;
}

}  // namespace tiltc::builtins

namespace tiltc {

bool Convert<builtins::Entrypoint>::from(Value value, builtins::Entrypoint& out,
                                         std::string& problem) {
  builtins::CommandLine command;
  if (!Convert<builtins::CommandLine>::from(value, command, problem)) {
    return false;
  }
  if (!command.argv.empty()) {
    out.argv = std::move(command.argv);
  }
  return true;
}

bool Convert<builtins::ContainerArgs>::from(Value value, builtins::ContainerArgs& out,
                                            std::string& problem) {
  return Convert<std::vector<std::string>>::from(value, out.argv.emplace(), problem);
}

}  // namespace tiltc
