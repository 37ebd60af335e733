#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// What people bring along from other languages: its name there, and how Starlark has it. Asked only
// when a file is wrong already, so that the right ones do not pay for it.
namespace tiltc::syntax {

struct ForeignOperator {
  std::string_view text;
  std::string_view help;
};

struct ForeignWord {
  std::string_view word;
  std::string_view help;
};

// Where operands stand before and behind it; Starlark has the token, but for other things.
inline constexpr ForeignOperator kPowerOperator{"**", "multiply: `x * x`"};
// Where an operand should begin.
inline constexpr ForeignOperator kSlashComment{"//",
                                               "comments begin with `#`; `//` divides two numbers"};

struct FoundOperator {
  ForeignOperator what;
  std::uint32_t begin = 0;  // in the source
};

// The operator of another language that the token beginning at `token` is a part of, or that stands
// right before `previous_end`: `&&` is seen as an `&` behind an `&`.
std::optional<FoundOperator> find_foreign_operator(std::string_view source, std::uint32_t token,
                                                   std::uint32_t previous_end);

// The way out for a word of Python that is reserved; empty when there is none.
std::string_view help_for_reserved_word(std::string_view word);

// The way out for a word that other languages begin a statement with, such as `let`.
std::string_view help_for_leading_word(std::string_view word);

// The way out for a character that no token begins with: quotes and blanks of word processors,
// operators of other languages.
std::string_view help_for_character(std::uint32_t code_point);

}  // namespace tiltc::syntax
