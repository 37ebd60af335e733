#include "dockerfile_labels.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "base/text.h"
#include "builders.h"
#include "formats/dockerfile.h"

namespace tiltc::images {
namespace {

// `FROM image AS name`, or the stage's number.
bool is_stage(const DockerfileInstruction& from, std::size_t number, const std::string& target) {
  const auto& words = from.words;
  const bool named = words.size() >= 3 && to_lower(words[1].text) == "as" &&
                     to_lower(words[2].text) == to_lower(target);
  return named || target == std::to_string(number);
}

// Where the last instruction of the stage ends.
std::optional<std::uint32_t> end_of_stage(const Dockerfile& dockerfile, const std::string& target) {
  std::optional<std::uint32_t> end;
  std::size_t number = 0;
  bool inside = false;
  for (const auto& instruction : dockerfile.instructions()) {
    if (instruction.keyword == "FROM") {
      inside = target.empty() || is_stage(instruction, number, target);
      ++number;
    }
    if (inside) {
      end = instruction.span.end;
    }
  }
  return end;
}

}  // namespace

std::string with_labels(const std::string& dockerfile, const std::string& target) {
  const auto parsed = Dockerfile::parse(std::make_shared<const Source>("Dockerfile", dockerfile));
  const auto end = parsed.ok() ? end_of_stage(*parsed, target) : std::nullopt;
  if (!end) {
    return dockerfile;
  }
  std::string text = dockerfile;
  return text.insert(*end, fmt::format("\nLABEL {}=true {}=true", kBuiltLabel, kCollectableLabel));
}

}  // namespace tiltc::images
