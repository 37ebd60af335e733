#include "testing_module.h"

#include <fmt/format.h>

#include <array>

#include "assertions.h"
#include "base/path.h"
#include "base/render.h"
#include "base/text.h"
#include "difference.h"
#include "fake_commands.h"
#include "overlay_disk.h"
#include "tiltc/builtin.h"
#include "tiltc/modules.h"
#include "tiltc/operators.h"

namespace tiltc::testkit {

namespace {

struct EvalArguments {
  std::string path;
  Value files;
  Value env;
  Value commands;
  std::vector<std::string> args;
};

Diagnostic wrong_entry(const BuiltinCall& call, std::string_view parameter, std::string_view wanted,
                       Value got) {
  return error("wrong-type", fmt::format("testing.eval: {} is a dict of {}; it has {}", parameter,
                                         wanted, short_repr(got)))
      .at(call.span_of(parameter));
}

// The entries of a dict argument, which may be None.
Result<std::vector<DictEntry>> entries_of(const BuiltinCall& call, std::string_view parameter,
                                          Value dict) {
  std::vector<DictEntry> entries;
  if (dict.is_none()) {
    return entries;
  }
  if (!dict.is(Kind::kDict)) {
    return error("wrong-type",
                 fmt::format("testing.eval: {} wants a dict, got {}", parameter, type_name(dict)))
        .at(call.span_of(parameter));
  }
  DictView(dict).each([&entries](const DictEntry& entry) { entries.push_back(entry); });
  return entries;
}

Result<std::map<std::string, std::string>> texts_of(const BuiltinCall& call,
                                                    std::string_view parameter, Value dict) {
  Result<std::vector<DictEntry>> entries = entries_of(call, parameter, dict);
  if (!entries.ok()) {
    return std::move(entries.error());
  }
  std::map<std::string, std::string> texts;
  for (const DictEntry& entry : *entries) {
    const auto key = as_string(entry.key);
    const auto text = as_string(entry.value);
    if (!key || !text) {
      return wrong_entry(call, parameter, "strings", key ? entry.value : entry.key);
    }
    texts.emplace(*key, *text);
  }
  return texts;
}

std::string text_field(Value record, std::string_view name) {
  const std::optional<Value> value = field(record, name);
  return value ? str(*value) : "";
}

// A string is what the command prints; struct(stdout=, stderr=, code=) says more.
std::optional<CommandOutcome> outcome_of(Value answer) {
  CommandOutcome outcome;
  if (const auto text = as_string(answer)) {
    outcome.output = *text;
    return outcome;
  }
  if (!answer.is(Kind::kStruct)) {
    return std::nullopt;
  }
  outcome.output = text_field(answer, "stdout");
  outcome.error_output = text_field(answer, "stderr");
  const std::optional<Value> code = field(answer, "code");
  const std::optional<std::int64_t> number =
      code ? as_int64(*code) : std::optional<std::int64_t>(0);
  if (!number) {
    return std::nullopt;
  }
  outcome.exit_code = static_cast<int>(*number);
  return outcome;
}

// Keys are shell commands, or tuples of the words of a command.
std::optional<std::string> command_key(Value key) {
  if (const auto text = as_string(key)) {
    return std::string(*text);
  }
  const auto words = as_sequence(key);
  if (!words) {
    return std::nullopt;
  }
  Command command;
  for (const Value word : *words) {
    command.argv.push_back(str(word));
  }
  return command_text(command);
}

Result<std::map<std::string, CommandOutcome>> answers_of(const BuiltinCall& call, Value commands) {
  Result<std::vector<DictEntry>> entries = entries_of(call, "commands", commands);
  if (!entries.ok()) {
    return std::move(entries.error());
  }
  std::map<std::string, CommandOutcome> answers;
  for (const DictEntry& entry : *entries) {
    const std::optional<std::string> key = command_key(entry.key);
    const std::optional<CommandOutcome> outcome = outcome_of(entry.value);
    if (!key || !outcome) {
      return wrong_entry(call, "commands",
                         "commands to output strings or struct(stdout, stderr, code)",
                         key ? entry.value : entry.key);
    }
    answers.emplace(*key, *outcome);
  }
  return answers;
}

std::map<std::string, std::string> absolute_files(const std::map<std::string, std::string>& files,
                                                  const std::string& folder) {
  std::map<std::string, std::string> absolute;
  for (const auto& [path, text] : files) {
    absolute.emplace(resolve_path(folder, path), text);
  }
  return absolute;
}

Value list_of_texts(Heap& heap, const std::vector<std::string>& texts) {
  const Value list = heap.list({});
  for (const std::string& text : texts) {
    heap.append(list, heap.string(text));
  }
  return list;
}

// The members of the evaluation's JSON as fields, and what the Tiltfile printed and asked.
Value result_value(Heap& heap, Value members, const std::vector<std::string>& output,
                   const std::vector<std::string>& commands) {
  const Value lines = list_of_texts(heap, output);
  const Value asked = list_of_texts(heap, commands);
  std::vector<std::pair<std::string_view, Value>> fields;
  DictView(members).each([&fields](const DictEntry& entry) {
    fields.emplace_back(*as_string(entry.key), entry.value);
  });
  std::erase_if(
      fields, [](const auto& each) { return each.first == "output" || each.first == "commands"; });
  fields.emplace_back("output", lines);
  fields.emplace_back("commands", asked);
  return heap.structure(fields);
}

// The Tiltfile's own error becomes the call's: the place in the Tiltfile stays, as a note beside
// the call.
Diagnostic failed_evaluation(const BuiltinCall& call, const Diagnostics& found) {
  for (const Diagnostic& diagnostic : found.all()) {
    if (diagnostic.severity != Severity::kError) {
      continue;
    }
    Diagnostic mine = error(diagnostic.code, summary(diagnostic)).at(call.span());
    if (diagnostic.primary.span) {
      mine.also(diagnostic.primary.span, "the mistake in the Tiltfile");
    }
    mine.notes = diagnostic.notes;
    mine.help = diagnostic.help;
    return mine;
  }
  return error("evaluation-failed", "the Tiltfile could not be evaluated").at(call.span());
}

// JSON whose paths below the folder are relative, so that results are the same on every machine.
std::string seen_from(const std::string& folder, const std::string& json) {
  const std::string quoted = json_quote(folder);
  const std::string open = quoted.substr(0, quoted.size() - 1);
  return replace_all(replace_all(json, open + "/", "\""), quoted, "\".\"");
}

Result<Value> eval(TestingModule& testing, const BuiltinCall& call,
                   const EvalArguments& arguments) {
  Result<std::map<std::string, std::string>> files = texts_of(call, "files", arguments.files);
  Result<std::map<std::string, std::string>> env = texts_of(call, "env", arguments.env);
  Result<std::map<std::string, CommandOutcome>> answers = answers_of(call, arguments.commands);
  if (!files.ok() || !env.ok() || !answers.ok()) {
    return !files.ok() ? std::move(files.error())
                       : (!env.ok() ? std::move(env.error()) : std::move(answers.error()));
  }
  const TestingModule::Input& mine = testing.input();
  OverlayDisk disk(absolute_files(*files, testing.folder()), mine.disk);
  FakeCommands commands(std::move(*answers));
  std::vector<std::string> output;
  builtins::EvaluationInput input{
      resolve_path(testing.folder(), arguments.path),
      mine.options.working_directory,
      arguments.args,
      std::move(*env),
      disk,
      commands,
      [&output](std::string_view line) { output.emplace_back(line); },
      nullptr};
  input.limits = mine.options.limits;
  input.background_jobs = 1;
  if (mine.options.covers) {
    input.on_coverage = [&mine](std::vector<FileCoverage> lines) { mine.coverage.add(lines); };
  }
  Diagnostics found;
  const std::optional<std::string> text = mine.options.evaluate(input, found);
  if (!text) {
    return failed_evaluation(call, found);
  }
  Result<Value> members = json_to_value(call.heap(), seen_from(testing.folder(), *text));
  if (!members.ok()) {
    return std::move(members.error());
  }
  return result_value(call.heap(), *members, output, commands.asked());
}

struct SnapshotArguments {
  Value value;
  std::string name;
};

// Strings as they are, so that YAML reads as YAML; other values as JSON, what JSON lacks as
// Starlark prints it.
std::string snapshot_text(Heap& heap, Value value) {
  std::string text;
  if (const auto string = as_string(value)) {
    text = *string;
  } else {
    Result<std::string> json = value_to_json(heap, value, "  ");
    text = json.ok() ? *json : repr(value);
  }
  return text.ends_with('\n') ? text : text + "\n";
}

Result<Done> snapshot(TestingModule& testing, const BuiltinCall& call,
                      const SnapshotArguments& arguments) {
  if (arguments.name.find('/') != std::string::npos || arguments.name.starts_with('.')) {
    return error("bad-value", "testing.snapshot: the name is part of a file's name")
        .at(call.span_of("name"));
  }
  const std::optional<std::string> path = testing.claim_snapshot(arguments.name);
  if (!path) {
    return error("bad-value", "testing.snapshot: the test has a snapshot of this name already")
        .at(call.span())
        .with_help("give each its own: testing.snapshot(value, name=\"...\")");
  }
  const SnapshotMode mode =
      testing.input().options.accepts ? SnapshotMode::kAccept : SnapshotMode::kCompare;
  std::optional<Diagnostic> problem = check_snapshot(
      testing.input().disk, *path, snapshot_text(call.heap(), arguments.value), mode);
  if (problem) {
    problem->at(call.span());
    problem->stack = testing.engine().stack();
    testing.input().assertions.report(std::move(*problem));
  }
  return Done{};
}

constexpr Builtin kEval{
    "testing.eval",
    "Evaluates a Tiltfile with files, environment and commands of the test, and returns what it "
    "registered.",
    eval,
    required<&EvalArguments::path>("path", "The Tiltfile, from the test's folder."),
    optional<&EvalArguments::files>("files",
                                    "Texts of files by path, laid over those of the disk."),
    optional<&EvalArguments::env>("env", "The whole environment."),
    optional<&EvalArguments::commands>("commands", "Output of commands by command."),
    optional<&EvalArguments::args>("args", "The user's arguments.")};
constexpr Builtin kSnapshot{"testing.snapshot",
                            "Compares a value with the one that was accepted before.", snapshot,
                            required<&SnapshotArguments::value>("value", "Any value."),
                            optional<&SnapshotArguments::name>(
                                "name", "Which of the test's snapshots, if it has several.")};

constexpr std::array kEntries{entry<kEval>, entry<kSnapshot>};

}  // namespace

void TestingModule::predeclare() {
  Predeclaration names(input_.engine);
  names.add(kEntries, *this);
  names.install();
}

void TestingModule::begin_test(std::string name) {
  test_ = std::move(name);
  snapshots_.clear();
}

std::string TestingModule::folder() const {
  return directory_name(resolve_path(input_.options.working_directory, input_.file));
}

std::optional<std::string> TestingModule::claim_snapshot(const std::string& name) {
  std::string stem = base_name(input_.file);
  stem = stem.substr(0, stem.rfind('.'));
  std::string file = test_.empty() ? "file" : test_;
  file += name.empty() ? ".txt" : "." + name + ".txt";
  if (!snapshots_.insert(file).second) {
    return std::nullopt;
  }
  return join_path(directory_name(input_.file), "snapshots/" + stem + "/" + file);
}

}  // namespace tiltc::testkit
