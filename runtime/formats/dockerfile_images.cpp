// Which images a Dockerfile uses: FROM, COPY --from and RUN --mount=from, with the variables that
// ARG gives.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "dockerfile_expand.h"
#include "formats/dockerfile.h"

namespace tiltc {
namespace {

using Kind = DockerfileImageUse::Kind;
using State = VariableValue::State;
using Variables = std::map<std::string, VariableValue, std::less<>>;

// Set by the builder, from the platform that it builds for.
bool is_automatic(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{
      "TARGETPLATFORM", "TARGETOS",  "TARGETARCH",   "TARGETVARIANT", "BUILDPLATFORM",
      "BUILDOS",        "BUILDARCH", "BUILDVARIANT", "TARGETSTAGE"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

VariableValue look_up(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  if (found != variables.end()) {
    return found->second;
  }
  return {is_automatic(name) ? State::kUnknown : State::kUnset, ""};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Walks over the instructions once. FROM sees the ARGs above the first FROM before any other; the
// rest sees the latest ARG of a name.
class ImageUseFinder {
 public:
  ImageUseFinder(char escape, const BuildArguments& arguments)
      : escape_(escape), arguments_(arguments) {}

  void visit(const DockerfileInstruction& instruction) {
    if (instruction.keyword == "ARG") {
      visit_arg(instruction);
    } else if (instruction.keyword == "FROM") {
      visit_from(instruction);
    } else if (instruction.keyword == "COPY") {
      visit_copy(instruction);
    } else if (instruction.keyword == "RUN") {
      visit_run(instruction);
    }
  }

  std::vector<DockerfileImageUse> take() { return std::move(found_); }

 private:
  void visit_arg(const DockerfileInstruction& instruction);
  void visit_from(const DockerfileInstruction& instruction);
  void visit_copy(const DockerfileInstruction& instruction);
  void visit_run(const DockerfileInstruction& instruction);
  void visit_mount(const DockerfileWord& flag, std::size_t begin);
  void use_in_stage(Kind kind, const DockerfileWord& word, std::size_t begin, std::size_t end);
  void add(Kind kind, std::optional<std::string> reference, Span span);

  VariableValue declared(std::string_view name, std::optional<std::string_view> fallback) const;
  VariableValue latest(std::string_view name) const { return look_up(latest_, name); }
  VariableValue global_first(std::string_view name) const {
    return globals_.contains(name) ? look_up(globals_, name) : latest(name);
  }

  char escape_;
  const BuildArguments& arguments_;
  Variables globals_;
  Variables latest_;
  bool in_stage_ = false;
  std::set<std::string, std::less<>> stages_;  // lower case
  std::vector<DockerfileImageUse> found_;
};

// A build argument wins over the default; a stage's ARG without default repeats the one above the
// stages.
VariableValue ImageUseFinder::declared(std::string_view name,
                                       std::optional<std::string_view> fallback) const {
  if (const auto given = arguments_.find(name); given != arguments_.end()) {
    return {State::kSet, given->second};
  }
  if (fallback) {
    auto value = expand_word(*fallback, escape_, [this](auto used) { return latest(used); });
    return value ? VariableValue{State::kSet, std::move(*value)}
                 : VariableValue{State::kUnknown, ""};
  }
  return look_up(globals_, name);
}

void ImageUseFinder::visit_arg(const DockerfileInstruction& instruction) {
  for (const DockerfileWord& word : instruction.words) {
    const std::string_view text = word.text;
    const auto equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto fallback =
        equals == std::string_view::npos ? std::nullopt : std::optional(text.substr(equals + 1));
    VariableValue value = declared(name, fallback);
    if (!in_stage_) {
      globals_[std::string(name)] = value;
    }
    latest_[std::string(name)] = std::move(value);
  }
}

void ImageUseFinder::visit_from(const DockerfileInstruction& instruction) {
  in_stage_ = true;
  const auto& words = instruction.words;
  if (words.empty()) {
    return;
  }
  const auto lookup = [this](std::string_view name) { return global_first(name); };
  auto reference = expand_word(words.front().text, escape_, lookup);
  if (reference != "scratch") {
    add(Kind::kFrom, std::move(reference), words.front().span);
  }
  if (words.size() >= 3 && to_lower(words[1].text) == "as") {
    stages_.insert(to_lower(words[2].text));
  }
}

void ImageUseFinder::visit_copy(const DockerfileInstruction& instruction) {
  constexpr std::string_view kFrom = "--from=";
  for (const DockerfileWord& flag : instruction.flags) {
    if (flag.text.starts_with(kFrom)) {
      use_in_stage(Kind::kCopyFrom, flag, kFrom.size(), flag.text.size());
    }
  }
}

void ImageUseFinder::visit_run(const DockerfileInstruction& instruction) {
  constexpr std::string_view kMount = "--mount=";
  for (const DockerfileWord& flag : instruction.flags) {
    if (flag.text.starts_with(kMount)) {
      visit_mount(flag, kMount.size());
    }
  }
}

// `type=bind,from=image,target=/x`: fields between commas, each perhaps in quotes.
void ImageUseFinder::visit_mount(const DockerfileWord& flag, std::size_t begin) {
  const std::string_view text = flag.text;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const bool is_quoted = text[begin] == '"' && end - begin > 1 && text[end - 1] == '"';
    const std::size_t from = begin + (is_quoted ? 1 : 0);
    const std::size_t to = end - (is_quoted ? 1 : 0);
    if (to_lower(text.substr(from, std::min<std::size_t>(5, to - from))) == "from=") {
      use_in_stage(Kind::kMountFrom, flag, from + 5, to);
    }
    begin = end + 1;
  }
}

void ImageUseFinder::use_in_stage(Kind kind, const DockerfileWord& word, std::size_t begin,
                                  std::size_t end) {
  const auto lookup = [this](std::string_view name) { return latest(name); };
  auto reference =
      expand_word(std::string_view(word.text).substr(begin, end - begin), escape_, lookup);
  if (!reference || !is_number(*reference)) {
    add(kind, std::move(reference), word.part(begin, end));
  }
}

void ImageUseFinder::add(Kind kind, std::optional<std::string> reference, Span span) {
  if (reference && !reference->empty() && !stages_.contains(to_lower(*reference))) {
    found_.push_back({kind, std::move(*reference), std::move(span)});
  }
}

}  // namespace

std::vector<DockerfileImageUse> Dockerfile::image_uses(const BuildArguments& arguments) const {
  ImageUseFinder finder(escape_, arguments);
  for (const DockerfileInstruction& instruction : instructions_) {
    finder.visit(instruction);
  }
  return finder.take();
}

}  // namespace tiltc
