#include "builtins/interactive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/path.h"
#include "base/text.h"
#include "make_engine.h"
#include "session.h"
#include "tiltc/builtin.h"
#include "tiltc/interactive.h"

namespace tiltc::builtins {

namespace {

std::string help_of_name(const std::string& name) {
  if (const std::optional<std::string> text = reference_text(name)) {
    return *text;
  }
  const std::vector<std::string> universal = universal_names();
  if (std::find(universal.begin(), universal.end(), name) != universal.end()) {
    return fmt::format("{} belongs to the language: every Starlark file knows it\n", name);
  }
  const std::vector<std::string> near = closest_names(name, builtin_names(), 3);
  return fmt::format(
      "there is no builtin {}{}\n", name,
      near.empty() ? "; help() lists all" : "; did you mean " + join(near, ", ") + "?");
}

std::string help_of_value(Value value) {
  switch (value.kind()) {
    case Kind::kString:
      return help_of_name(std::string(*as_string(value)));
    case Kind::kBuiltin:
      return help_of_name(describe_function(value).name);
    case Kind::kFunction: {
      const FunctionDescription function = describe_function(value);
      return fmt::format("{}{}\n{}", function.name, function.parameters,
                         function.doc.empty() ? "" : "\n" + function.doc + "\n");
    }
    default:
      const std::vector<std::string> names = attributes_of(value);
      return fmt::format("a value of type {}{}\n", type_name(value),
                         names.empty() ? "" : "; it has " + join(names, ", "));
  }
}

struct HelpArguments {
  std::optional<Value> topic;
};

Result<Done> help(Session& session, const BuiltinCall&, const HelpArguments& arguments) {
  std::string text = arguments.topic ? help_of_value(*arguments.topic) : reference_index();
  text.pop_back();  // the log ends lines by itself
  session.log(text);
  return Done{};
}

constexpr Builtin kHelp{
    "help", "Shows what a function takes and does.", help,
    optional<&HelpArguments::topic>("topic", "A function, its name, or a value.")};
constexpr std::array kEntries{entry<kHelp>};

bool is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

class InteractiveImpl final : public Interactive {
 public:
  explicit InteractiveImpl(const EvaluationInput& input)
      : session_(input, found_), engine_(make_engine(session_, found_)) {
    Predeclaration names(*engine_);
    names.add(kEntries, session_);
    names.install();
  }
  ~InteractiveImpl() override { session_.release(); }

  Answer run(const std::string& name, const std::string& piece, Diagnostics& diagnostics) override {
    const std::string key = join_path(session_.input().working_directory, name);
    return run_source(std::make_shared<const Source>(name, piece), key, diagnostics);
  }

  Answer run_file(const std::string& path, Diagnostics& diagnostics) override {
    const std::string key = resolve_path(session_.input().working_directory, path);
    Result<SourcePtr> source = session_.read(key);
    if (!source.ok()) {
      diagnostics.add(std::move(source.error().diagnostic()));
      Answer answer;
      answer.good = false;
      return answer;
    }
    return run_source(*source, key, diagnostics);
  }

  std::vector<std::string> complete(std::string_view line) override;
  void cancel() override { engine_->cancel(); }

 private:
  Answer run_source(SourcePtr source, const std::string& key, Diagnostics& diagnostics);
  std::vector<std::string> names() const;
  std::vector<std::string> names_below(std::string_view owner);

  Diagnostics found_;  // of the piece that runs
  Session session_;
  std::unique_ptr<Engine> engine_;
};

Interactive::Answer InteractiveImpl::run_source(SourcePtr source, const std::string& key,
                                                Diagnostics& diagnostics) {
  found_ = Diagnostics();
  const Result<std::optional<Value>> result =
      engine_->execute_piece(std::move(source), key, found_);
  Answer answer;
  if (!result.ok()) {
    answer.stopped = !found_.has_errors();
    answer.good = answer.stopped;
  } else if (const std::optional<Value> value = *result) {
    answer.value = repr(*value);
    answer.is_none = value->is_none();
    if (!answer.is_none) {
      engine_->predeclare("_", *value);
    }
  }
  // What runs in the background ends with its piece; its failure is what went wrong.
  if (const std::optional<Diagnostic> failure = session_.deferred().take_failure()) {
    found_ = Diagnostics();
    found_.add(*failure);
    answer = Answer();
    answer.good = false;
  }
  for (const Diagnostic& diagnostic : found_.all()) {
    diagnostics.add(diagnostic);
  }
  return answer;
}

std::vector<std::string> InteractiveImpl::names() const {
  std::vector<std::string> all = engine_->predeclared_names();
  for (const std::vector<std::string>& more : {universal_names(), keyword_names()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

// Attributes of what a dotted name stands for. Looking it up has no effects.
std::vector<std::string> InteractiveImpl::names_below(std::string_view owner) {
  Diagnostics ignored;
  const auto source = std::make_shared<const Source>("", std::string(owner) + "\n");
  const Result<std::optional<Value>> value = engine_->execute_piece(source, "", ignored);
  std::vector<std::string> names;
  if (value.ok() && *value) {
    for (const std::string& name : attributes_of(**value)) {
      names.push_back(std::string(owner) + "." + name);
    }
  }
  return names;
}

std::vector<std::string> InteractiveImpl::complete(std::string_view line) {
  const std::string typed = last_name(line);
  const std::size_t dot = typed.rfind('.');
  std::vector<std::string> all =
      dot == std::string::npos ? names() : names_below(typed.substr(0, dot));
  std::erase_if(all, [&typed](const std::string& name) { return !name.starts_with(typed); });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace

std::string Interactive::last_name(std::string_view line) {
  std::size_t begin = line.size();
  while (begin > 0 && is_name_part(line[begin - 1])) {
    --begin;
  }
  return std::string(line.substr(begin));
}

std::unique_ptr<Interactive> Interactive::create(const EvaluationInput& input) {
  return std::make_unique<InteractiveImpl>(input);
}

}  // namespace tiltc::builtins
