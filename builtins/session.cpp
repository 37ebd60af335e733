#include "session.h"

#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "formats/ignore.h"

namespace tiltc::builtins {

namespace {

constexpr std::string_view kExtensionScheme = "ext://";

}  // namespace

Session::Session(const EvaluationInput& input, Diagnostics& diagnostics)
    : input_(input),
      disk_(input_.disk),
      diagnostics_(diagnostics),
      environment_(input.environment),
      extensions_(input.disk, input.repositories),
      deferred_({input.commands, input.disk, input.journal, input.background_jobs},
                [this] { engine_->cancel(); }) {
  targets_.main_path = input_.tiltfile;
  watch(input_.tiltfile);
  watch(join_path(directory_name(input_.tiltfile), ".tiltignore"));
}

std::optional<std::string> Session::variable(const std::string& name) {
  // What the Tiltfile itself has set is no input; what it found before is.
  const auto given = input_.environment.find(name);
  disk_.note_variable(
      name, given == input_.environment.end() ? std::optional<std::string>() : given->second);
  const auto now = environment_.find(name);
  return now == environment_.end() ? std::optional<std::string>() : now->second;
}

void Session::note_all_variables() {
  for (const auto& [name, value] : input_.environment) {
    disk_.note_variable(name, value);
  }
}

std::map<std::string, std::string> Session::command_environment() const {
  std::map<std::string, std::string> environment = environment_;
  // Programs then format as for a small terminal and do not hold their output back.
  environment.insert({{"LINES", "24"}, {"COLUMNS", "80"}, {"PYTHONUNBUFFERED", "1"}});
  return environment;
}

void Session::add_secret(graph::SecretValue secret) {
  scrubber_.add(secret.value, graph::redacted(secret));
  targets_.secrets.push_back(std::move(secret));
}

void Session::forget_secrets() {
  scrubber_ = Scrubber();
  targets_.secrets.clear();
}

const Result<KubeContext>& Session::kube_context() {
  if (!kube_context_) {
    kube_context_ = read_kube_context(disk_, input_.environment);
  }
  return *kube_context_;
}

graph::Selection Session::selection() const {
  graph::Selection selection = config_.selection;
  const bool words_select = selection.kind == graph::Selection::Kind::kAll && !config_.parsed_at;
  if (words_select && !input_.arguments.empty()) {
    selection.kind = graph::Selection::Kind::kNames;
    selection.names = input_.arguments;
    selection.chosen = "the command line";
  }
  return selection;
}

std::string Session::directory() const {
  const std::string_view executing = engine_->executing_key();
  return directory_name(executing.empty() ? std::string_view(input_.tiltfile) : executing);
}

std::string Session::resolve(std::string_view path) const {
  return resolve_path(directory(), path);
}

std::string Session::shown(const std::string& path) const {
  return is_within(input_.working_directory, path) ? relative_path(input_.working_directory, path)
                                                   : path;
}

void Session::deprecated_argument(const BuiltinCall& call, const ParameterInfo& parameter) {
  diagnostics_.add(
      warning("obsolete-parameter", fmt::format("`{}` of {} is obsolete: {}", parameter.name,
                                                call.info().name, parameter.deprecation))
          .at(call.span_of(parameter.name)));
}

void Session::log_lines(std::string_view text) {
  for (const std::string& line : split(trim(text), '\n')) {
    if (!line.empty()) {
      log(" → " + line);
    }
  }
}

std::size_t Session::register_step(Span span, std::string text, std::string_view type) {
  steps_.push_back({std::move(span), std::move(text), std::string(type)});
  return steps_.size() - 1;
}

Status Session::claim_resource_name(const std::string& name, const Span& span) {
  const auto [first, is_new] = resource_names_.emplace(name, span);
  if (is_new) {
    return Done{};
  }
  return error("duplicate-resource", fmt::format("a resource named `{}` exists already", name))
      .at(span)
      .also(first->second, "first defined here");
}

Result<graph::Targets> Session::finish() {
  if (Status settled = deferred_.settle(); !settled.ok()) {
    return std::move(settled).error();
  }
  std::optional<Diagnostic> lost;
  std::size_t count = 0;
  for (const Step& step : steps_) {
    if (step.consumed) {
      continue;
    }
    ++count;
    if (!lost) {
      lost = error("unused-live-update-step", "").at(step.span, "made here");
    } else {
      lost->also(step.span, "made here");
    }
    lost->note(fmt::format("{} ({})", step.text, step.type));
  }
  if (lost) {
    lost->message = fmt::format("{} live_update step{} made but given to no image", count,
                                count == 1 ? " was" : "s were");
    lost->with_help("put steps into the list of a live_update= parameter");
    return std::move(*lost);
  }
  if (Status read = read_tiltignore(); !read.ok()) {
    return std::move(read).error();
  }
  targets_.config_files.assign(config_files_.begin(), config_files_.end());
  return std::move(targets_);
}

Status Session::read_tiltignore() {
  const std::string path = join_path(directory_name(input_.tiltfile), ".tiltignore");
  if (disk_.kind(path) != FileKind::kFile) {
    return Done{};
  }
  Result<std::string> text = disk_.read(path);
  if (!text.ok()) {
    return std::move(text).error();
  }
  graph::IgnoreRules rules{directory_name(path), path, {}};
  for (const std::string& line : split(*text, '\n')) {
    const std::string_view pattern = trim(line);
    if (!pattern.empty() && pattern[0] != '#') {
      rules.patterns.emplace_back(pattern);
    }
  }
  auto matcher = IgnoreMatcher::from_text(rules.base, *text, shown(path));
  if (!matcher.ok()) {
    return std::move(matcher).error();
  }
  targets_.settings.watch_ignores.push_back(std::move(rules));
  return Done{};
}

Result<std::string> Session::resolve(std::string_view path, std::string_view from) {
  if (path.starts_with(kExtensionScheme)) {
    return extensions_.load(std::string(path.substr(kExtensionScheme.size())));
  }
  return resolve_path(directory_name(from), path);
}

Result<SourcePtr> Session::read(const std::string& key) {
  watch(key);
  if (Status settled = deferred_.settle(); !settled.ok()) {
    return std::move(settled).error();
  }
  Result<std::string> text = disk_.read(key);
  if (!text.ok()) {
    return std::move(text).error();
  }
  return SourcePtr(std::make_shared<Source>(shown(key), std::move(*text)));
}

}  // namespace tiltc::builtins
