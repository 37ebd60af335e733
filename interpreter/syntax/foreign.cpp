#include "syntax/foreign.h"

#include <algorithm>
#include <array>

namespace tiltc::syntax {
namespace {

// Longer ones before those that they contain.
constexpr ForeignOperator kOperators[] = {
    {"===", "write `==`"},
    {"!==", "write `!=`"},
    {"...", "write `pass` where nothing is to be done"},
    {"&&", "write `and`"},
    {"||", "write `or`"},
    {"<>", "write `!=`"},
    {"=<", "write `<=`"},
    {"++", "write `x += 1`"},
    {"--", "write `x -= 1`"},
    {":=", "assign in a statement of its own: `x = …`"},
    {"=>", "write `key: value` in a dict, `lambda x: …` for a function"},
    {"->", "attributes are written `x.name`"},
    {"/*", "comments begin with `#`"},
};

constexpr std::string_view kNoCatching =
    "errors cannot be caught in Starlark; check before, and stop with fail(...)";

constexpr ForeignWord kReservedWords[] = {
    {"import", "other files are loaded with load(\"path\", \"name\")"},
    {"from", "other files are loaded with load(\"path\", \"name\")"},
    {"as", "load(\"path\", mine = \"name\") loads under another name"},
    {"is", "compare with `==`"},
    {"class", "use struct(...) for a value with fields"},
    {"try", kNoCatching},
    {"except", kNoCatching},
    {"finally", kNoCatching},
    {"raise", "stop with fail(...)"},
    {"with", "there is nothing to close: call the function and keep what it returns"},
    {"del", "use the method pop: `d.pop(key)`"},
    {"global", "assign at the top level; functions cannot rebind globals"},
    {"nonlocal", "share a list or dict instead; inner functions cannot rebind outer names"},
    {"yield", "return a list"},
    {"async", "functions run to their end: leave it out"},
    {"await", "functions run to their end: leave it out"},
};

constexpr std::string_view kNoDeclaration = "names need no declaration: write `name = …`";
constexpr std::string_view kFunctions = "functions are written `def name(…):`";

constexpr ForeignWord kLeadingWords[] = {
    {"assert", "write `if not …: fail(\"…\")`"},
    {"let", kNoDeclaration},
    {"var", kNoDeclaration},
    {"const", kNoDeclaration},
    {"val", kNoDeclaration},
    {"function", kFunctions},
    {"func", kFunctions},
    {"fn", kFunctions},
    {"elsif", "write `elif`"},
    {"elseif", "write `elif`"},
    {"foreach", "write `for x in …:`"},
    {"switch", "compare in turn: `if …:`, `elif …:`, `else:`"},
    {"match", "compare in turn: `if …:`, `elif …:`, `else:`"},
    {"unless", "write `if not …:`"},
    {"throw", "stop with fail(...)"},
    {"include", "call it: `include(\"path\")`"},
};

struct CharacterAdvice {
  std::uint32_t first, last;
  std::string_view help;
};

constexpr CharacterAdvice kCharacters[] = {
    {'!', '!', "write `not x`, or `x != y`"},
    {'?', '?', "a choice is written `a if condition else b`"},
    {'$', '$', "names stand without `$`; \"%s\" % name puts one into a string"},
    {'@', '@', "Starlark has no decorators: call the function with the function"},
    {'`', '`', "strings are written with quotation marks, \" or '"},
    {0x00A0, 0x00A0, "this is a non-breaking space: replace it by an ordinary one"},
    {0x00AB, 0x00AB, "strings are written with plain quotation marks, \" or '"},
    {0x00B4, 0x00B4, "strings are written with plain quotation marks, \" or '"},
    {0x00BB, 0x00BB, "strings are written with plain quotation marks, \" or '"},
    {0x00D7, 0x00D7, "write `*`"},
    {0x00F7, 0x00F7, "write `/`"},
    {0x2000, 0x200A, "this is a blank of typesetters: replace it by an ordinary space"},
    {0x200B, 0x200F, "this character is invisible: delete it"},
    {0x2010, 0x2015, "write a plain `-`"},
    {0x2018, 0x201F, "strings are written with plain quotation marks, \" or '"},
    {0x2026, 0x2026, "write `pass` where nothing is to be done"},
    {0x202F, 0x202F, "this is a non-breaking space: replace it by an ordinary one"},
    {0x2060, 0x2060, "this character is invisible: delete it"},
    {0x2212, 0x2212, "write a plain `-`"},
    {0x2260, 0x2260, "write `!=`"},
    {0x2264, 0x2264, "write `<=`"},
    {0x2265, 0x2265, "write `>=`"},
    {0x3000, 0x3000, "this is a wide space: replace it by an ordinary one"},
    {0xFEFF, 0xFEFF, "this character is invisible: delete it"},
    {0xFF01, 0xFF5E, "this is a wide character: write the plain one"},
};

template <std::size_t N>
std::string_view help_for(const ForeignWord (&words)[N], std::string_view word) {
  const auto* const found = std::find_if(std::begin(words), std::end(words),
                                         [&](const ForeignWord& one) { return one.word == word; });
  return found == std::end(words) ? std::string_view() : found->help;
}

}  // namespace

std::optional<FoundOperator> find_foreign_operator(std::string_view source, std::uint32_t token,
                                                   std::uint32_t previous_end) {
  const auto stands_at = [source](const ForeignOperator& one, std::size_t begin) {
    return begin < source.size() && source.substr(begin, one.text.size()) == one.text;
  };
  for (const ForeignOperator& one : kOperators) {
    const auto length = static_cast<std::uint32_t>(one.text.size());
    for (std::uint32_t back = 0; back < length && back <= token; ++back) {
      if (stands_at(one, token - back)) {
        return FoundOperator{one, token - back};
      }
    }
    if (previous_end >= length && stands_at(one, previous_end - length)) {
      return FoundOperator{one, previous_end - length};
    }
  }
  return std::nullopt;
}

std::string_view help_for_reserved_word(std::string_view word) {
  return help_for(kReservedWords, word);
}

std::string_view help_for_leading_word(std::string_view word) {
  return help_for(kLeadingWords, word);
}

std::string_view help_for_character(std::uint32_t code_point) {
  const auto* const found = std::find_if(
      std::begin(kCharacters), std::end(kCharacters), [code_point](const CharacterAdvice& advice) {
        return advice.first <= code_point && code_point <= advice.last;
      });
  return found == std::end(kCharacters) ? std::string_view() : found->help;
}

}  // namespace tiltc::syntax
