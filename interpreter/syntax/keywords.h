#pragma once

#include <array>
#include <string_view>

#include "syntax/token.h"

namespace tiltc::syntax {

struct Keyword {
  std::string_view text;
  TokenKind kind = TokenKind::kName;
};

// The words of the language, then the words that Python has and Starlark keeps free.
inline constexpr std::array kKeywords = {
    Keyword{"and", TokenKind::kAnd},
    Keyword{"break", TokenKind::kBreak},
    Keyword{"continue", TokenKind::kContinue},
    Keyword{"def", TokenKind::kDef},
    Keyword{"elif", TokenKind::kElif},
    Keyword{"else", TokenKind::kElse},
    Keyword{"for", TokenKind::kFor},
    Keyword{"if", TokenKind::kIf},
    Keyword{"in", TokenKind::kIn},
    Keyword{"lambda", TokenKind::kLambda},
    Keyword{"load", TokenKind::kLoad},
    Keyword{"not", TokenKind::kNot},
    Keyword{"or", TokenKind::kOr},
    Keyword{"pass", TokenKind::kPass},
    Keyword{"return", TokenKind::kReturn},
    Keyword{"while", TokenKind::kWhile},
    Keyword{"as", TokenKind::kReserved},
    Keyword{"async", TokenKind::kReserved},
    Keyword{"await", TokenKind::kReserved},
    Keyword{"class", TokenKind::kReserved},
    Keyword{"del", TokenKind::kReserved},
    Keyword{"except", TokenKind::kReserved},
    Keyword{"finally", TokenKind::kReserved},
    Keyword{"from", TokenKind::kReserved},
    Keyword{"global", TokenKind::kReserved},
    Keyword{"import", TokenKind::kReserved},
    Keyword{"is", TokenKind::kReserved},
    Keyword{"nonlocal", TokenKind::kReserved},
    Keyword{"raise", TokenKind::kReserved},
    Keyword{"try", TokenKind::kReserved},
    Keyword{"with", TokenKind::kReserved},
    Keyword{"yield", TokenKind::kReserved},
};

inline constexpr std::size_t kKeywordSlots = 64;

// Distinct for all keywords (checked below); one multiplication on letters that are at hand.
constexpr std::size_t keyword_slot(std::string_view word) {
  const auto first = static_cast<unsigned char>(word[0]);
  const auto second = static_cast<unsigned char>(word[1]);
  const auto last = static_cast<unsigned char>(word[word.size() - 1]);
  return (first * 27U + second * 41U + last * 62U + word.size() * 13U) % kKeywordSlots;
}

consteval std::array<Keyword, kKeywordSlots> make_keyword_table() {
  std::array<Keyword, kKeywordSlots> table{};
  for (const Keyword& keyword : kKeywords) {
    Keyword& slot = table[keyword_slot(keyword.text)];
    if (!slot.text.empty()) {
      throw "two keywords share a slot: choose other factors in keyword_slot";
    }
    slot = keyword;
  }
  return table;
}

// The kind of a word: a keyword's, or kName.
inline TokenKind keyword_kind(std::string_view word) {
  static constexpr std::array<Keyword, kKeywordSlots> kTable = make_keyword_table();
  if (word.size() < 2 || word.size() > 8) {
    return TokenKind::kName;
  }
  const Keyword& slot = kTable[keyword_slot(word)];
  return slot.text == word ? slot.kind : TokenKind::kName;
}

}  // namespace tiltc::syntax
