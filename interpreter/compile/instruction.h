#pragma once

#include <cstdint>

namespace tiltc::compile {

// One instruction: a 64-bit word. Wide words hold every operand there is (65,000 registers, 16
// million constants), so that no instruction needs a second, wider form; measured, they cost no
// time over 32 bits.
//
//   bits  0.. 7  opcode
//   bits  8..23  A
//   bits 24..39  B
//   bits 40..63  C, or signed I or J
//   bits 24..63  X, signed, in place of B and C
using Instruction = std::uint64_t;

enum class Opcode : std::uint8_t {
#define OPCODE(name, operands, doc) k##name,
#include "compile/opcodes.def"
#undef OPCODE
};

inline constexpr std::uint32_t kMaxRegister = 0xFF00;
inline constexpr std::int64_t kMaxC = (1 << 23) - 1;  // of signed and unsigned use alike
inline constexpr std::int64_t kMaxB = 0x7FFF;

constexpr Instruction encode(Opcode op, std::uint32_t a, std::uint32_t b, std::int64_t c) {
  return static_cast<Instruction>(op) | (static_cast<Instruction>(a & 0xFFFFU) << 8U) |
         (static_cast<Instruction>(b & 0xFFFFU) << 24U) | (static_cast<Instruction>(c) << 40U);
}

constexpr Instruction encode_wide(Opcode op, std::uint32_t a, std::int64_t x) {
  return static_cast<Instruction>(op) | (static_cast<Instruction>(a & 0xFFFFU) << 8U) |
         (static_cast<Instruction>(x) << 24U);
}

constexpr Opcode opcode_of(Instruction word) {
  return static_cast<Opcode>(word & 0xFFU);
}
constexpr std::uint32_t a_of(Instruction word) {
  return static_cast<std::uint16_t>(word >> 8U);
}
constexpr std::uint32_t b_of(Instruction word) {
  return static_cast<std::uint16_t>(word >> 24U);
}
constexpr std::int32_t signed_b_of(Instruction word) {
  return static_cast<std::int16_t>(word >> 24U);
}
constexpr std::uint32_t c_of(Instruction word) {
  return static_cast<std::uint32_t>(word >> 40U);
}
constexpr std::int64_t signed_c_of(Instruction word) {
  return static_cast<std::int64_t>(word) >> 40U;
}
constexpr std::int64_t x_of(Instruction word) {
  return static_cast<std::int64_t>(word) >> 24U;
}

}  // namespace tiltc::compile
