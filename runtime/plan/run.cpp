#include "plan/run.h"

#include <fmt/format.h>

#include "base/text.h"
#include "exec/background.h"
#include "images/docker_build.h"
#include "images/inputs_key.h"
#include "images/registry_client.h"

namespace tiltc::plan {

namespace {

using exec::Async;

double seconds_since(const Clock& clock, std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(clock.now() - start).count();
}

// One run: the state that its nodes share. One thread.
class Run {
 public:
  explicit Run(const RunInput& input)
      : input_(input),
        configured_(configured_references(input.graph)),
        matcher_(configured_),
        registry_({input.environment, input.disk, input.processes, input.cancel}) {
    result_.images.resize(input.plan.images.size());
    result_.pushed.resize(input.plan.images.size());
    result_.inputs_keys.resize(input.plan.images.size());
    result_.steps.resize(input.plan.steps.size());
    started_.resize(input.plan.steps.size());
  }

  Async<RunResult> execute() {
    exec::CancelSource finished;
    exec::spawn<bool>(
        co_await exec::current_executor(), tick(finished.token()), [](bool) {},
        [](std::exception_ptr) {});
    std::vector<exec::NodeResult> nodes = co_await exec::run_nodes(make_nodes(), scheduling());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      result_.steps[i].state = nodes[i].state;
      result_.steps[i].failure = std::move(nodes[i].failure);
    }
    co_await input_.engines.close();
    finished.cancel();
    result_.cancelled = input_.cancel.cancelled();
    result_.succeeded = !result_.cancelled && all_done();
    co_return std::move(result_);
  }

 private:
  static std::vector<Reference> configured_references(const graph::Graph& graph) {
    std::vector<Reference> references;
    for (const graph::ImageTarget& image : graph.targets.images) {
      Result<Reference> reference = Reference::parse(image.normalized);
      TILTC_CHECK(reference.ok());  // the builtin has parsed it
      references.push_back(std::move(*reference));
    }
    return references;
  }

  bool all_done() const {
    for (const StepResult& step : result_.steps) {
      if (step.state != exec::NodeState::kDone) {
        return false;
      }
    }
    return true;
  }

  Async<bool> tick(exec::CancelToken finished) {
    while (!finished.cancelled()) {
      input_.reporter.tick();
      co_await exec::sleep_for(report::kTickInterval, finished);
    }
    co_return true;
  }

  exec::SchedulerOptions scheduling() {
    exec::SchedulerOptions options;
    options.builds = input_.jobs;
    options.on_failure = input_.on_failure;
    options.cancel = input_.cancel;
    options.on_start = [this](std::size_t i) {
      started_[i] = input_.clock.now();
      input_.reporter.step_started(shown(i));
    };
    options.on_finished = [this](std::size_t i, const exec::NodeResult& node) { finish(i, node); };
    return options;
  }

  report::Step shown(std::size_t i) const {
    const Step& step = input_.plan.steps[i];
    std::string subject = subject_of(input_.graph, input_.plan, step);
    return {subject.empty() ? "YAML" : std::move(subject), action_of(step.kind)};
  }

  void finish(std::size_t i, const exec::NodeResult& node) {
    report::StepEnd end;
    switch (node.state) {
      case exec::NodeState::kDone:
        result_.steps[i].seconds = seconds_since(input_.clock, started_[i]);
        end.detail = detail_of(i);
        break;
      case exec::NodeState::kFailed:
        result_.steps[i].seconds = seconds_since(input_.clock, started_[i]);
        end.outcome = report::StepOutcome::kFailed;
        break;
      case exec::NodeState::kSkipped:
        end.outcome = report::StepOutcome::kSkipped;
        if (node.because) {
          end.detail = fmt::format("because {} of {} failed", shown(*node.because).action,
                                   shown(*node.because).target);
        }
        break;
      case exec::NodeState::kCancelled:
        end.outcome = report::StepOutcome::kCancelled;
        break;
    }
    input_.reporter.step_finished(shown(i), end);
    if (node.failure) {
      input_.reporter.step_failure(shown(i), *node.failure);
    }
  }

  std::string detail_of(std::size_t i) const {
    const Step& step = input_.plan.steps[i];
    if (step.kind == StepKind::kLocal || step.kind == StepKind::kInject) {
      return {};
    }
    const std::optional<images::BuiltImage>& built = result_.images[step.subject];
    if (!built) {
      return {};
    }
    const bool was_there =
        step.kind == StepKind::kPush && result_.pushed[step.subject] == PushOutcome::kWasThere;
    return built->local.familiar() + (was_there ? ", which was there already" : "");
  }

  std::vector<exec::Node> make_nodes() {
    std::vector<exec::Node> nodes;
    for (std::size_t i = 0; i < input_.plan.steps.size(); ++i) {
      const Step& step = input_.plan.steps[i];
      exec::Node node;
      node.name = fmt::format("{} {}", action_of(step.kind), shown(i).target);
      node.kind = action_of(step.kind);
      node.needs = step.needs;
      node.run = [this, i] { return start(i); };
      if (step.kind == StepKind::kBuild) {
        node.budget = exec::Budget::kBuild;
        node.weight = 10;  // builds are what takes long
      } else if (step.kind == StepKind::kPush || step.kind == StepKind::kVerify) {
        node.budget = exec::Budget::kPush;
        node.weight = 3;
      }
      nodes.push_back(std::move(node));
    }
    return nodes;
  }

  Async<Status> start(std::size_t i) {
    const Step& step = input_.plan.steps[i];
    switch (step.kind) {
      case StepKind::kLocal:
        return run_local(i);
      case StepKind::kBuild:
        return build(i);
      case StepKind::kPush:
        return push(i);
      case StepKind::kVerify:
        return verify(i);
      case StepKind::kInject:
        break;
    }
    return inject();
  }

  images::Log log_of(std::size_t i) {
    return [this, i](std::string_view bytes) { input_.reporter.step_output(shown(i), bytes); };
  }

  Async<Status> run_local(std::size_t i) {
    const graph::LocalResource& local =
        input_.graph.targets.local_resources[input_.plan.steps[i].subject];
    exec::ProcessRequest request;
    request.command.argv = local.command;
    request.command.directory = local.directory;
    request.command.environment = images::as_assignments(input_.environment);
    request.command.environment_base = EnvironmentBase::kEmpty;
    for (const auto& [key, value] : local.env) {
      request.command.environment.push_back(key + "=" + value);
    }
    request.sink = [log = log_of(i)](OutputStream, std::string_view bytes) { log(bytes); };
    Result<exec::ProcessExit> exit = co_await input_.processes.run(std::move(request));
    if (!exit.ok()) {
      co_return std::move(exit.error().diagnostic().at(local.span));
    }
    if (!exit->succeeded()) {
      co_return error("local-resource-failed",
                      fmt::format("the command of {} failed: {}", local.name,
                                  exit->cancelled ? "cancelled" : describe_exit(exit->exit_code)))
          .at(local.span)
          .note("the command is " + shell_join(local.command))
          .with_help("--no-local runs the images without it");
    }
    co_return Done{};
  }

  images::BuildJob job_of(const PlannedImage& image) const {
    images::BuildJob job{input_.graph.targets.images[graph::index(image.id)], image.refs, {}};
    for (const std::size_t dependency : image.dependencies) {
      const PlannedImage& needed = input_.plan.images[dependency];
      const std::optional<images::BuiltImage>& built = result_.images[dependency];
      TILTC_CHECK(built.has_value());  // the scheduler starts a node after what it needs
      job.dependencies.push_back({graph::index(needed.id), needed.refs.configured, built->local});
    }
    return job;
  }

  images::EngineUse engine_use() const {
    for (const PlannedImage& image : input_.plan.images) {
      if (images::needs_engine(input_.graph.targets.images[graph::index(image.id)])) {
        return images::EngineUse::kExpected;
      }
    }
    return images::EngineUse::kOnDemand;
  }

  // Before the build, which may change files that it reads.
  Async<Status> compute_inputs_key(std::size_t subject) {
    const PlannedImage& image = input_.plan.images[subject];
    std::vector<std::string> needed;
    for (const std::size_t dependency : image.dependencies) {
      needed.push_back(result_.inputs_keys[dependency]);
    }
    const std::function<Result<std::string>()> compute = [this, &image, &needed] {
      return images::inputs_key(input_.graph.targets.images[graph::index(image.id)], needed,
                                input_.environment, input_.disk);
    };
    Result<std::string> key = co_await exec::in_background(compute);
    if (!key.ok()) {
      co_return std::move(key).error();
    }
    result_.inputs_keys[subject] = *std::move(key);
    co_return Done{};
  }

  Async<Status> build(std::size_t i) {
    const std::size_t subject = input_.plan.steps[i].subject;
    if (input_.plan.inputs_keys == InputsKeys::kCompute) {
      if (Status computed = co_await compute_inputs_key(subject); !computed.ok()) {
        co_return computed;
      }
    }
    images::BuildTools tools{&input_.engines, input_.processes, buildkit_, input_.environment,
                             input_.disk,     input_.clock,     tags_,     matcher_,
                             engine_use()};
    Result<images::BuiltImage> built =
        co_await images::build_image(job_of(input_.plan.images[subject]), tools, log_of(i));
    if (!built.ok()) {
      co_return std::move(built).error();
    }
    result_.images[subject] = std::move(*built);
    co_return Done{};
  }

  Async<Status> push(std::size_t i) {
    const std::size_t subject = input_.plan.steps[i].subject;
    const PlannedImage& image = input_.plan.images[subject];
    const graph::ImageTarget& target = input_.graph.targets.images[graph::index(image.id)];
    const Reference& local = result_.images[subject]->local;
    // The command of an outputs_image_ref_to has chosen the name only now.
    const images::PushDecision decision =
        images::decide_push({target, local, image.refs.registry, true, input_.push});
    if (!decision.push) {
      input_.reporter.message(fmt::format("{}: not pushed, {}", target.ref, decision.reason));
      co_return Done{};
    }
    if (co_await images::is_pushed_already(*result_.images[subject], registry_)) {
      result_.pushed[subject] = PushOutcome::kWasThere;
      co_return Done{};
    }
    Result<images::EngineInUse*> engine = co_await input_.engines.get();
    if (!engine.ok()) {
      co_return std::move(engine).error();
    }
    images::PushJob job{(*engine)->engine, local, target.span};
    images::PushTools tools{input_.environment, input_.disk, input_.processes};
    Status pushed = co_await images::push_image(std::move(job), tools, log_of(i));
    result_.pushed[subject] = pushed.ok() ? PushOutcome::kSent : PushOutcome::kNone;
    co_return pushed;
  }

  Async<Status> verify(std::size_t i) {
    const std::size_t subject = input_.plan.steps[i].subject;
    const graph::ImageTarget& target =
        input_.graph.targets.images[graph::index(input_.plan.images[subject].id)];
    images::BuiltImage& image = *result_.images[subject];
    Result<std::string> digest = co_await images::pushed_digest(image, target, registry_);
    if (!digest.ok()) {
      co_return std::move(digest).error();
    }
    image.digest = *std::move(digest);
    if (input_.plan.verification == Verification::kPin) {
      image.cluster = *images::pinned(image.cluster, image.digest);
    }
    co_return Done{};
  }

  Async<Status> inject() {
    kubernetes::ClusterReferences references;
    for (std::size_t i = 0; i < input_.plan.images.size(); ++i) {
      references[input_.plan.images[i].id] = result_.images[i]->cluster.familiar();
    }
    Result<std::vector<kubernetes::InjectedManifest>> manifests =
        kubernetes::inject(input_.graph, references, input_.plan.fields);
    if (!manifests.ok()) {
      co_return std::move(manifests).error();
    }
    result_.manifests = std::move(*manifests);
    co_return Done{};
  }

  const RunInput& input_;
  std::vector<Reference> configured_;
  ReferenceMatcher matcher_;
  images::RegistryClient registry_;
  images::TemporaryTags tags_;
  images::BuildKitClient buildkit_;
  std::vector<std::chrono::steady_clock::time_point> started_;
  RunResult result_;
};

}  // namespace

RunResult execute(const RunInput& input) {
  Run run(input);
  return exec::run_blocking(run.execute());
}

}  // namespace tiltc::plan
