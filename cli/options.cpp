#include "options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "command_line.h"

#include "option_values.h"

namespace tiltc::cli {

namespace {

constexpr const char* kFooter =
    "Results go to standard output, everything else to standard error.\n"
    "Exit codes: 0 good, 1 a build or push failed, 2 usage, 3 mistakes in the Tiltfile,\n"
    "130 interrupted, 143 terminated.";

void add_profile(CLI::App& app, Options& options) {
  app.add_option("--profile", options.profile,
                 "Write where the evaluation's time went, as folded stacks in microseconds")
      ->type_name("FILE");
}

// What every command has that evaluates a Tiltfile.
void add_project(CLI::App& app, Options& options) {
  app.add_option("TILTFILE", options.words,
                 "The Tiltfile, then words for it: names of resources, unless it reads them itself")
      ->type_name("[NAME]...");
  app.add_option("-f,--file", options.file, "The Tiltfile; then all words are for it")
      ->type_name("FILE");
  app.add_option("--only", options.only, "The run is about this resource and what it waits for")
      ->type_name("NAME")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--context", options.kube_context,
                 "The Kubernetes context, instead of the kubeconfig's current one")
      ->type_name("NAME");
  app.add_option("--namespace", options.kube_namespace,
                 "The Kubernetes namespace, instead of the context's")
      ->type_name("NAME");
}

// How many things run side by side, and what may be used.
void add_evaluation(CLI::App& app, Options& options) {
  app.add_option("-j,--jobs", options.jobs,
                 "Builds at once (default 3), and commands of helm() and its kin")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  app.add_option("--state-dir", options.state_dir,
                 "Where is kept what commands answered (default: $XDG_STATE_HOME/tiltc)")
      ->type_name("DIR");
  app.add_flag("--offline", options.offline, "Fetch no extensions: use what is on this machine");
}

// The first word is the Tiltfile, unless -f names it.
void sort_words(Options& options) {
  if (!options.file.empty()) {
    options.tiltfile = options.file;
    options.tiltfile_given = true;
  } else if (!options.words.empty()) {
    options.tiltfile = options.words.front();
    options.tiltfile_given = true;
    options.words.erase(options.words.begin());
  }
  options.arguments.insert(options.arguments.begin(), options.words.begin(), options.words.end());
}

void add_error_format(CLI::App& app, Options& options) {
  app.add_option("--error-format", options.error_format, "How mistakes are shown")
      ->check(CLI::IsMember({"full", "short", "json", "sarif"}))
      ->type_name("full|short|json|sarif");
}

// An option whose words `read` turns into a value; its error is the command line's.
template <class Value, class Read>
CLI::Option* add_converted(CLI::App& app, const std::string& name, const std::string& doc,
                           Value& target, const Read& read) {
  return app.add_option_function<std::string>(
      name,
      [name, &target, read](const std::string& word) {
        Result<Value> value = read(word);
        if (!value.ok()) {
          const Diagnostic& why = value.error().diagnostic();
          throw CLI::ValidationError(
              name, why.notes.empty() ? why.message : why.message + "; " + why.notes.front());
        }
        target = *value;
      },
      doc);
}

void add_dialect(CLI::App& app, Options& options) {
  add_converted(app, "--dialect",
                "The language: Tilt's, strict Starlark, or that with some extensions",
                options.dialect, parse_dialect)
      ->type_name("tilt|starlark|LIST");
}

void add_limits(CLI::App& app, Options& options) {
  Limits& limits = options.limits;
  app.add_option("--max-steps", limits.steps,
                 "Loop iterations and calls before the program is ended")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  app.add_option("--max-depth", limits.depth, "Calls inside calls (default 100000)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  add_converted(app, "--max-memory", "Live memory of the program (default: half of the machine's)",
                limits.memory_bytes, parse_byte_count)
      ->type_name("BYTES[K|M|G]");
  add_converted(app, "--timeout", "Time for the evaluation", limits.wall_time, parse_duration)
      ->type_name("SECONDS|DURATION");
}

CLI::App* add_run(CLI::App& app, Options& options) {
  CLI::App* run = app.add_subcommand(
      "run",
      "Evaluate, build, retag, push and inject; the deployable YAML goes to standard output");
  add_project(*run, options);
  run->add_option("--until", options.until, "The last stage to run")
      ->check(CLI::IsMember({"build", "push", "inject"}))
      ->type_name("build|push|inject");
  run->add_option("--push", options.push,
                  "auto pushes images whose registry is known, and never to Docker Hub by default")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("auto|always|never");
  run->add_option("--pin", options.pin,
                  "How the YAML names images; digest asks the registry for theirs")
      ->check(CLI::IsMember({"tag", "digest"}))
      ->type_name("tag|digest");
  run->add_flag("--verify-images", options.verify_images,
                "Ask registries for the images: a missing one is an error");
  run->add_option("--inject", options.inject,
                  "minimal writes references, command and args; tilt also what Tilt deploys with")
      ->check(CLI::IsMember({"minimal", "tilt"}))
      ->type_name("minimal|tilt");
  run->add_option("-o,--output", options.output, "Where the YAML goes; - is standard output")
      ->type_name("FILE|-");
  add_evaluation(*run, options);
  run->add_flag("--json", options.json, "One JSON object on standard output instead of YAML");
  run->add_flag("--dry-run", options.dry_run,
                "Print every command, ref, push and edit in order; do none of it")
      ->excludes("--json");
  run->add_flag("--keep-going", options.keep_going,
                "After a failure go on with what does not depend on it");
  run->add_flag("--no-local", options.no_local, "Run no local_resource commands");
  auto* lock_output =
      run->add_option("--lock-output", options.lock_output,
                      "Write an image lock file: what was built, from what, and its digest")
          ->type_name("FILE");
  run->add_option("--lock", options.lock,
                  "Take the images from a lock file: build nothing, only inject")
      ->type_name("FILE")
      ->excludes(lock_output)
      ->excludes("--json")
      ->excludes("--dry-run")
      ->excludes("--until");
  run->add_option("--progress", options.progress, "How progress is shown")
      ->check(CLI::IsMember({"auto", "live", "plain"}))
      ->type_name("auto|live|plain");
  add_dialect(*run, options);
  add_limits(*run, options);
  add_error_format(*run, options);
  add_profile(*run, options);
  run->footer("Arguments after -- belong to the Tiltfile.");
  return run;
}

CLI::App* add_eval(CLI::App& app, Options& options) {
  CLI::App* eval =
      app.add_subcommand("eval", "Only evaluate; print what the Tiltfile registered as JSON");
  add_project(*eval, options);
  add_evaluation(*eval, options);
  auto* trace =
      eval->add_flag("--trace", options.trace,
                     "Print on standard error what each call of a builtin took, slowest first");
  auto* expression =
      eval->add_option("-e,--expression", options.expression,
                       "Evaluate this and print its value; after TILTFILE, if one is named")
          ->type_name("EXPR")
          ->each([&options](const std::string&) { options.has_expression = true; })
          ->excludes(trace);
  for (const char* of_a_run : {"--only", "--context", "--namespace"}) {
    expression->excludes(eval->get_option(of_a_run));
  }
  add_profile(*eval, options);
  add_dialect(*eval, options);
  add_limits(*eval, options);
  add_error_format(*eval, options);
  eval->footer(
      "Arguments after -- belong to the Tiltfile. The JSON is described in docs/eval-json.md.");
  return eval;
}

CLI::App* add_check(CLI::App& app, Options& options) {
  CLI::App* check = app.add_subcommand("check", "Parse and resolve files; report every mistake");
  auto* files = check->add_option("FILES", options.files, "Files to check (default: Tiltfile)")
                    ->type_name("");
  check->add_option("-f,--file", options.files, "The same as FILES")
      ->type_name("FILE")
      ->excludes(files);
  add_dialect(*check, options);
  add_error_format(*check, options);
  return check;
}

CLI::App* add_test(CLI::App& app, Options& options) {
  CLI::App* test = app.add_subcommand("test", "Run tests written in Starlark");
  test->add_option("FILES", options.files,
                   "Files of tests, and folders with *_test.star and *_test.tiltfile (default: .)")
      ->type_name("");
  test->add_option("--filter", options.filter, "Run the tests whose FILE:FUNCTION matches")
      ->type_name("REGEX");
  test->add_flag("--accept", options.accept, "Keep the values of testing.snapshot as they are now");
  test->add_flag("--json", options.json, "One JSON object on standard output");
  test->add_option("--junit", options.junit, "Write a report in JUnit's XML")->type_name("FILE");
  test->add_flag("--coverage", options.coverage,
                 "Show which lines of loaded files and Tiltfiles ran");
  test->add_option("--lcov", options.lcov, "Write the coverage in lcov's form")->type_name("FILE");
  test->add_option("-j,--jobs", options.jobs, "Files at once (default: one a processor)")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  const std::map<std::string, Phase> phases{{"parse", Phase::kParse},
                                            {"resolve", Phase::kResolve},
                                            {"compile", Phase::kCompile},
                                            {"exec", Phase::kExecute}};
  test->add_option("--phase", options.last_phase, "The last phase that files go through")
      ->transform(CLI::CheckedTransformer(phases))
      ->type_name("parse|resolve|compile|exec");
  add_dialect(*test, options);
  add_limits(*test, options);
  add_error_format(*test, options);
  return test;
}

CLI::App* add_graph(CLI::App& app, Options& options) {
  CLI::App* graph = app.add_subcommand("graph", "Print images, resources and their edges");
  add_project(*graph, options);
  add_evaluation(*graph, options);
  graph->add_option("--format", options.graph_format, "The notation")
      ->check(CLI::IsMember({"dot", "mermaid", "json"}))
      ->type_name("dot|mermaid|json");
  add_dialect(*graph, options);
  add_limits(*graph, options);
  add_error_format(*graph, options);
  return graph;
}

CLI::App* add_fmt(CLI::App& app, Options& options) {
  CLI::App* fmt = app.add_subcommand("fmt", "Lay out Starlark files in the one common way");
  fmt->add_option("FILES", options.files,
                  "Files to format in place (default: Tiltfile); - is standard input, formatted to "
                  "standard output")
      ->type_name("");
  fmt->add_flag("--check", options.check_only,
                "Write nothing; name the files that are not formatted and exit with 1");
  fmt->add_flag("--diff", options.diff, "Write nothing; show what would change");
  add_error_format(*fmt, options);
  return fmt;
}

CLI::App* add_repl(CLI::App& app, Options& options) {
  CLI::App* repl = app.add_subcommand("repl", "Evaluate what is typed in, piece by piece");
  repl->add_option("TILTFILE", options.tiltfile, "A file to run first")
      ->type_name("")
      ->each([&options](const std::string&) { options.tiltfile_given = true; });
  add_dialect(*repl, options);
  add_limits(*repl, options);
  add_error_format(*repl, options);
  return repl;
}

// `tiltc ext lock` and `tiltc ext fetch`.
CLI::App* add_ext(CLI::App& app, Options& options) {
  CLI::App* ext = app.add_subcommand("ext", "Bring the repositories of ext:// up to date");
  ext->require_subcommand(1);
  const auto add = [&](const char* name, const char* doc, ExtensionAction action) {
    CLI::App* command = ext->add_subcommand(name, doc);
    command->callback([&options, action] { options.extension_action = action; });
    add_project(*command, options);
    add_error_format(*command, options);
    command->footer("Arguments after -- belong to the Tiltfile.");
  };
  add("lock", "Fetch what the Tiltfile uses and write tiltc.lock beside it",
      ExtensionAction::kLock);
  add("fetch", "Fetch what the Tiltfile uses; without a lock, later runs use this",
      ExtensionAction::kFetch);
  return ext;
}

// The command that was called, with its own command where it has one.
CLI::App* innermost(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? &app : innermost(*chosen.front());
}

// "tiltc ext lock"
std::string spoken_name(CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app.get_name() : app.get_name() + " " + spoken_name(*chosen.front());
}

CLI::App* add_help(CLI::App& app, Options& options) {
  CLI::App* help = app.add_subcommand("help", "The reference of a builtin, or the list of all");
  auto* topic = help->add_option("BUILTIN", options.topic, "Its name, dotted where it is");
  topic->type_name("");
  CLI::Option_group* form = help->add_option_group("");
  form->add_flag("--markdown", options.markdown, "The whole reference as a page")->excludes(topic);
  form->add_flag("--man", options.man, "The manual page tiltc(1)")->excludes(topic);
  form->add_flag("--stubs", options.stubs, "A Python stub file of all builtins, for editors")
      ->excludes(topic);
  form->require_option(0, 1);
  return help;
}

CLI::App* add_completion(CLI::App& app, Options& options) {
  CLI::App* completion =
      app.add_subcommand("completion", "Print what makes a shell complete tiltc");
  completion->add_option("SHELL", options.shell, "The shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("bash|zsh|fish");
  return completion;
}

using Commands = std::vector<std::pair<CLI::App*, CommandName>>;

Commands add_commands(CLI::App& app, Options& options) {
  app.name("tiltc");
  app.description("tiltc evaluates Tiltfiles and executes what they describe.");
  app.footer(kFooter);
  app.require_subcommand(1);
  return {
      {add_run(app, options), CommandName::kRun},
      {add_eval(app, options), CommandName::kEval},
      {add_check(app, options), CommandName::kCheck},
      {add_test(app, options), CommandName::kTest},
      {add_graph(app, options), CommandName::kGraph},
      {add_fmt(app, options), CommandName::kFmt},
      {add_repl(app, options), CommandName::kRepl},
      {add_ext(app, options), CommandName::kExt},
      {add_help(app, options), CommandName::kHelp},
      {add_completion(app, options), CommandName::kCompletion},
      {app.add_subcommand("version", "Print the version"), CommandName::kVersion},
  };
}

OptionDescription describe(const CLI::Option& option) {
  OptionDescription described;
  for (const std::string& name : option.get_snames()) {
    described.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    described.names.push_back("--" + name);
  }
  if (described.names.empty()) {
    described.names.push_back(option.get_name());
  }
  described.value = option.get_type_name();
  described.value.resize(std::min(described.value.find(':'), described.value.size()));  // checks
  described.doc = option.get_description();
  return described;
}

// Options of groups, and of the commands that a command has, are shown as its own.
void describe_options(const CLI::App& app, CommandDescription& command) {
  for (const CLI::Option* option : app.get_options()) {
    const OptionDescription described = describe(*option);
    const bool known = std::any_of(
        command.options.begin(), command.options.end(),
        [&described](const OptionDescription& one) { return one.names == described.names; });
    if (option != app.get_help_ptr() && !known) {
      command.options.push_back(described);
    }
  }
  std::string inner;
  for (const CLI::App* part : app.get_subcommands(nullptr)) {
    describe_options(*part, command);
    if (!part->get_name().empty()) {
      inner += (inner.empty() ? "" : "|") + part->get_name();
    }
  }
  if (!inner.empty()) {
    command.options.push_back({{"COMMAND"}, inner, "What to do"});
  }
}

// CLI11 has exit codes of its own; ours are documented.
void fail_with(Options& options, std::string message) {
  options.command = CommandName::kNone;
  options.message = std::move(message);
}

}  // namespace

CommandLine describe_command_line() {
  CLI::App app;
  Options ignored;
  CommandLine line;
  for (const auto& [command, name] : add_commands(app, ignored)) {
    CommandDescription described{
        command->get_name(), command->get_description(), command->get_footer(), {}};
    describe_options(*command, described);
    line.commands.push_back(std::move(described));
  }
  line.doc = app.get_description();
  line.footer = app.get_footer();
  return line;
}

Options parse_command_line(int argc, const char* const* argv) {
  Options options;
  // CLI11 would put words after `--` into the positional: they are the Tiltfile's.
  const auto* const end = argv + argc;
  const auto* const separator =
      std::find_if(argv, end, [](const char* word) { return std::string_view(word) == "--"; });
  if (separator != end) {
    options.arguments.assign(separator + 1, end);
  }

  CLI::App app;
  bool version_flag = false;
  app.add_flag("--version", version_flag, "Print the version");
  const Commands commands = add_commands(app, options);

  std::vector<std::string> words(argv + 1, separator);
  if (words.size() == 1 && words[0] == "--version") {
    options.command = CommandName::kVersion;
    return options;
  }
  std::reverse(words.begin(), words.end());  // CLI11's vector form reads from the back
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    options.help_requested = true;
    options.message = innermost(app)->help();
    return options;
  } catch (const CLI::ParseError& problem) {
    fail_with(options, std::string(problem.what()) + "\nTry `" + spoken_name(app) + " --help`.");
    return options;
  }
  const CLI::App* chosen = app.get_subcommands().front();
  for (const auto& [command, name] : commands) {
    if (command == chosen) {
      options.command = name;
    }
  }
  const bool takes_arguments =
      options.command == CommandName::kRun || options.command == CommandName::kEval ||
      options.command == CommandName::kGraph || options.command == CommandName::kRepl ||
      options.command == CommandName::kExt;
  if (takes_arguments) {
    sort_words(options);
  } else if (!options.arguments.empty()) {
    fail_with(options, chosen->get_name() + " takes no arguments for the Tiltfile (after --)");
  }
  if (options.command == CommandName::kTest && options.files.empty()) {
    options.files = {"."};
  }
  const bool takes_files =
      options.command == CommandName::kCheck || options.command == CommandName::kFmt;
  if (takes_files && options.files.empty()) {
    options.files = {"Tiltfile"};
  }
  return options;
}

}  // namespace tiltc::cli
