#include <fmt/format.h>

#include "arguments.h"
#include "base/command.h"
#include "base/path.h"
#include "base/sha256.h"
#include "base/text.h"
#include "contexts.h"
#include "tables.h"

// local() runs a command now.
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
};

// The command as its author wrote it: without the `sh -c` that a string got.
std::string shown_command(const graph::Argv& argv) {
  return argv.size() == 3 && argv[0] == "sh" && argv[1] == "-c" ? argv[2] : shell_join(argv);
}

// Collects standard output whole, and shows both streams line by line.
class LocalOutput {
 public:
  LocalOutput(Session& session, bool quiet) : session_(session), quiet_(quiet) {}

  void take(OutputStream stream, std::string_view bytes) {
    const bool is_out = stream == OutputStream::kOut;
    (is_out ? output_ : error_output_) += bytes;
    if (quiet_) {
      return;
    }
    std::string& line = is_out ? output_line_ : error_line_;
    line += bytes;
    for (std::size_t end = line.find('\n'); end != std::string::npos; end = line.find('\n')) {
      session_.log(" → " + line.substr(0, end));
      line.erase(0, end + 1);
    }
  }

  void finish() {
    for (std::string* line : {&output_line_, &error_line_}) {
      if (!line->empty()) {
        session_.log(" → " + *line);
        line->clear();
      }
    }
  }

  const std::string& output() const { return output_; }
  const std::string& error_output() const { return error_output_; }
  bool empty() const { return output_.empty() && error_output_.empty(); }

 private:
  Session& session_;
  bool quiet_;
  std::string output_, error_output_, output_line_, error_line_;
};

std::vector<std::string> full_environment(
    const Session& session, const std::vector<std::pair<std::string, std::string>>& extra) {
  std::vector<std::string> environment;
  for (const auto& [key, value] : session.command_environment()) {
    environment.push_back(key + "=" + value);
  }
  for (const auto& [key, value] : extra) {
    environment.push_back(key + "=" + value);
  }
  return environment;
}

Diagnostic local_failure(const BuiltinCall& call, const std::string& shown,
                         const CommandOutcome& outcome, const LocalOutput& output, bool quiet) {
  Diagnostic diagnostic = error("local-failed", fmt::format("the command \"{}\" failed: {}", shown,
                                                            describe_exit(outcome.exit_code)))
                              .at(call.span_of("command"));
  if (quiet) {
    for (const auto& [name, text] : {std::pair("standard output", output.output()),
                                     std::pair("standard error", output.error_output())}) {
      if (!trim(text).empty()) {
        diagnostic.note(fmt::format("{}:\n{}", name, trim(text)));
      }
    }
  }
  return diagnostic;
}

Result<Value> local(Session& session, const BuiltinCall& call, const LocalArguments& arguments) {
  if (arguments.command.argv.empty()) {
    return error("empty-command", "`command` of local is empty").at(call.span_of("command"));
  }
  if (Status checked = check_context(session, call); !checked.ok()) {
    return std::move(checked).error();
  }
  const std::string shown = shown_command(arguments.command.argv);
  if (!arguments.echo_off) {
    session.log("local: " + shown);
  }
  Command command;
  command.argv = arguments.command.argv;
  command.environment = full_environment(session, arguments.env.entries);
  command.environment_base = EnvironmentBase::kEmpty;
  command.directory = arguments.dir ? session.resolve(arguments.dir->text) : session.directory();
  command.input = arguments.standard_input.text;
  LocalOutput output(session, arguments.quiet);
  Result<CommandOutcome> outcome = session.commands().run(
      command,
      [&output](OutputStream stream, std::string_view bytes) { output.take(stream, bytes); });
  output.finish();
  if (!outcome.ok()) {
    return std::move(outcome.error().diagnostic().at(call.span_of("command")));
  }
  if (!outcome->succeeded()) {
    return session.scrubber().scrub(local_failure(call, shown, *outcome, output, arguments.quiet));
  }
  session.disk().note_command({command.argv, command.directory, sha256_hex(output.output())});
  if (output.empty() && !arguments.quiet && !arguments.echo_off) {
    session.log(" → [no output]");
  }
  return session.heap().host(std::make_unique<Blob>(output.output(), "local: " + shown));
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
};

constexpr std::array kEntries{entry<kLocal>};

}  // namespace

Table commands_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
