#include <fmt/format.h>

#include <array>
#include <iterator>

#include "compile/code.h"

namespace tiltc::compile {
namespace {

enum class Operands { kNone, kA, kAB, kABC, kABI, kAX, kX, kAJ, kABJ, kAIJ, kAKJ, kABS, kAS };

struct OpcodeInfo {
  std::string_view name;
  Operands operands;
};

constexpr std::array kInfo = {
#define OPCODE(name, operands, doc) OpcodeInfo{#name, Operands::operands},
#include "compile/opcodes.def"
#undef OPCODE
};

std::string operands_of(Instruction word, std::size_t pc, Operands operands) {
  const auto a = a_of(word);
  const auto b = b_of(word);
  const auto c = c_of(word);
  const auto target = static_cast<std::int64_t>(pc) + 1 + signed_c_of(word);
  switch (operands) {
    case Operands::kNone:
      return "";
    case Operands::kA:
      return fmt::format("r{}", a);
    case Operands::kAB:
      return fmt::format("r{}, r{}", a, b);
    case Operands::kABC:
      return fmt::format("r{}, r{}, r{}", a, b, c);
    case Operands::kABI:
      return fmt::format("r{}, r{}, {}", a, b, signed_c_of(word));
    case Operands::kAX:
      return fmt::format("r{}, {}", a, x_of(word));
    case Operands::kX:
      return fmt::format("{}", x_of(word));
    case Operands::kAJ:
      return fmt::format("r{}, -> {}", a, target);
    case Operands::kABJ:
      return fmt::format("r{}, r{}, -> {}", a, b, target);
    case Operands::kAIJ:
      return fmt::format("r{}, {}, -> {}", a, signed_b_of(word), target);
    case Operands::kAKJ:
      return fmt::format("r{}, k{}, -> {}", a, b, target);
    case Operands::kABS:
      return fmt::format("r{}, r{}, site {}", a, b, c);
    case Operands::kAS:
      return fmt::format("r{}, site {}", a, c);
  }
  return "";
}

}  // namespace

std::string disassemble(const Unit& unit) {
  std::string text;
  for (const auto& code : unit.functions) {
    fmt::format_to(std::back_inserter(text), "{} ({} registers)\n", code->name,
                   code->register_count);
    for (std::size_t pc = 0; pc < code->instructions.size(); ++pc) {
      const Instruction word = code->instructions[pc];
      const OpcodeInfo& info = kInfo[static_cast<std::size_t>(opcode_of(word))];
      const auto position = unit.source->position(code->offset_of(pc));
      fmt::format_to(std::back_inserter(text), "  {:4} {:4}:{:<3} {:22} {}\n", pc, position.line,
                     position.column, info.name, operands_of(word, pc, info.operands));
    }
  }
  return text;
}

}  // namespace tiltc::compile
