#include <fmt/format.h>

#include "arguments.h"
#include "base/command.h"
#include "base/path.h"
#include "base/sha256.h"
#include "base/text.h"
#include "contexts.h"
#include "tables.h"

// local() runs a command now, or in the background.
namespace tiltc::builtins {

namespace {

struct LocalArguments {
  CommandLine command;
  bool quiet = false;
  Value command_bat;
  bool echo_off = false;
  StringMap env;
  std::optional<Path> dir;
  Text standard_input;
  std::optional<Paths> inputs;
};

// The command as its author wrote it: without the `sh -c` that a string got.
std::string shown_command(const graph::Argv& argv) {
  return argv.size() == 3 && argv[0] == "sh" && argv[1] == "-c" ? argv[2] : shell_join(argv);
}

// Collects standard output whole, and shows both streams line by line.
class LocalOutput {
 public:
  LocalOutput(Session& session, const LocalArguments& arguments)
      : session_(session), quiet_(arguments.quiet), echo_off_(arguments.echo_off) {}

  void take(OutputStream stream, std::string_view bytes) {
    const bool is_out = stream == OutputStream::kOut;
    (is_out ? output_ : error_output_) += bytes;
    if (quiet_) {
      return;
    }
    std::string& line = is_out ? output_line_ : error_line_;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
         end = bytes.find('\n')) {
      line += bytes.substr(0, end);
      session_.log(" → " + std::exchange(line, {}));
      bytes.remove_prefix(end + 1);
    }
    line += bytes;
  }

  void finish() {
    for (std::string* line : {&output_line_, &error_line_}) {
      if (!line->empty()) {
        session_.log(" → " + *line);
        line->clear();
      }
    }
  }

  void mention_silence() {
    if (output_.empty() && error_output_.empty() && !quiet_ && !echo_off_) {
      session_.log(" → [no output]");
    }
  }

  const std::string& output() const { return output_; }
  const std::string& error_output() const { return error_output_; }
  bool quiet() const { return quiet_; }

 private:
  Session& session_;
  bool quiet_, echo_off_;
  std::string output_, error_output_, output_line_, error_line_;
};

std::map<std::string, std::string> full_environment(const Session& session,
                                                    const LocalArguments& arguments) {
  std::map<std::string, std::string> environment = session.command_environment();
  for (const auto& [key, value] : arguments.env.entries) {
    environment[key] = value;
  }
  return environment;
}

std::string directory_of(const Session& session, const LocalArguments& arguments) {
  return arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
}

Diagnostic local_failure(const std::string& shown, const CommandOutcome& outcome,
                         const LocalOutput& output) {
  Diagnostic diagnostic = error("local-failed", fmt::format("the command \"{}\" failed: {}", shown,
                                                            describe_exit(outcome.exit_code)));
  if (output.quiet()) {
    for (const auto& [name, text] : {std::pair("standard output", output.output()),
                                     std::pair("standard error", output.error_output())}) {
      if (!trim(text).empty()) {
        diagnostic.note(fmt::format("{}:\n{}", name, trim(text)));
      }
    }
  }
  return diagnostic;
}

// What there is to say once the command has ended; an error without its place.
Result<std::string> finish_local(Session& session, const std::string& shown, LocalOutput& output,
                                 const Result<CommandOutcome>& outcome) {
  output.finish();
  if (!outcome.ok()) {
    return Diagnostic(outcome.error().diagnostic());
  }
  if (!outcome->succeeded()) {
    return session.scrubber().scrub(local_failure(shown, *outcome, output));
  }
  output.mention_silence();
  return output.output();
}

Result<Value> local_now(Session& session, const BuiltinCall& call, const LocalArguments& arguments,
                        const std::string& shown) {
  Command command;
  command.argv = arguments.command.argv;
  for (const auto& [key, value] : full_environment(session, arguments)) {
    command.environment.push_back(key + "=" + value);
  }
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = directory_of(session, arguments);
  command.input = arguments.standard_input.text;
  LocalOutput output(session, arguments);
  const Result<CommandOutcome> outcome = session.commands().run(
      command,
      [&output](OutputStream stream, std::string_view bytes) { output.take(stream, bytes); });
  Result<std::string> text = finish_local(session, shown, output, outcome);
  if (!text.ok()) {
    return std::move(text.error().diagnostic().at(call.span_of("command")));
  }
  session.note_command({command.argv, command.directory, sha256_hex(*text)});
  return session.heap().host(std::make_unique<Blob>(std::move(*text), "local: " + shown));
}

Value local_in_background(Session& session, const BuiltinCall& call,
                          const LocalArguments& arguments, const std::string& shown) {
  PureCommand command;
  command.argv = arguments.command.argv;
  command.environment = full_environment(session, arguments);
  command.directory = directory_of(session, arguments);
  command.input = arguments.standard_input.text;
  for (const std::string& input : arguments.inputs->values) {
    command.inputs.push_back(session.resolve(input));
    session.watch(command.inputs.back());
  }
  auto finish = [&session, command, output = LocalOutput(session, arguments), shown,
                 place = session.place(call.span_of("command"))](
                    const Result<CommandOutcome>& outcome) mutable -> Result<std::string> {
    if (outcome.ok()) {
      output.take(OutputStream::kOut, outcome->output);
      output.take(OutputStream::kError, outcome->error_output);
    }
    Result<std::string> text = finish_local(session, shown, output, outcome);
    if (!text.ok()) {
      return place.put(std::move(text.error().diagnostic()));
    }
    session.note_command({command.argv, command.directory, sha256_hex(*text)});
    return text;
  };
  return session.heap().host(std::make_unique<Blob>(
      session.deferred().start(std::move(command), std::move(finish)), "local: " + shown));
}

Result<Value> local(Session& session, const BuiltinCall& call, const LocalArguments& arguments) {
  if (arguments.command.argv.empty()) {
    return error("empty-command", "`command` of local is empty").at(call.span_of("command"));
  }
  if (Status checked = check_context(session, call); !checked.ok()) {
    return std::move(checked).error();
  }
  const std::string shown = shown_command(arguments.command.argv);
  const bool in_background = arguments.inputs.has_value();
  if (Status settled = in_background ? Done{} : session.deferred().settle(); !settled.ok()) {
    return std::move(settled).error();
  }
  if (!arguments.echo_off) {
    session.log("local: " + shown);
  }
  return in_background ? local_in_background(session, call, arguments, shown)
                       : local_now(session, call, arguments, shown);
}

constexpr Builtin kLocal{
    "local",
    "Runs a command now, while the Tiltfile is evaluated, and returns its standard output as a "
    "blob.",
    local,
    required<&LocalArguments::command>("command", "A string for sh, or an argv."),
    optional<&LocalArguments::quiet>("quiet", "Do not log the output."),
    optional<&LocalArguments::command_bat>("command_bat",
                                           "The command on Windows; not looked at elsewhere."),
    optional<&LocalArguments::echo_off>("echo_off", "Do not log the command."),
    optional<&LocalArguments::env>("env", "Environment variables for the command."),
    optional<&LocalArguments::dir>("dir", "Folder in which it runs; default: the Tiltfile's."),
    optional<&LocalArguments::standard_input>("stdin", "Text for its standard input."),
    optional<&LocalArguments::inputs>(
        "inputs",
        "All files and folders that the output depends on, beside command, environment, folder and "
        "stdin. Given, even as [], the command runs in the background until its text is needed, "
        "and "
        "does not run again while they are what they were."),
    example(R"(
version = str(local('echo v1.2', quiet = True)).strip()
print('building', version)
)"),
};
constexpr std::array kEntries{entry<kLocal>};

}  // namespace

Table commands_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
