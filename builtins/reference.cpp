#include <fmt/format.h>

#include "all_tables.h"
#include "builtins/evaluation.h"
#include "constants.h"

namespace tiltc::builtins {

namespace {

template <class Visit>
void each_builtin(const Visit& visit) {
  for (const Table table : all_tables()) {
    for (const BuiltinEntry<Session>& entry : table) {
      visit(*entry.info);
    }
  }
}

// Up to the first full stop that ends a sentence.
std::string_view first_sentence(std::string_view doc) {
  const std::size_t end = doc.find(". ");
  return end == std::string_view::npos ? doc : doc.substr(0, end + 1);
}

std::string constant_text(const Constant& constant) {
  return fmt::format("{} ({})\n\n  {}\n", constant.name, constant.type, constant.doc);
}

}  // namespace

std::optional<std::string> reference_text(std::string_view builtin) {
  std::optional<std::string> text;
  for (const Constant& constant : constants()) {
    if (constant.name == builtin) {
      text = constant_text(constant);
    }
  }
  each_builtin([&](const BuiltinInfo& info) {
    if (info.name == builtin) {
      text = reference(info);
    }
  });
  return text;
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  each_builtin([&](const BuiltinInfo& info) { names.emplace_back(info.name); });
  for (const Constant& constant : constants()) {
    names.emplace_back(constant.name);
  }
  return names;
}

std::string reference_index() {
  std::string out;
  each_builtin([&](const BuiltinInfo& info) {
    out += fmt::format("{:<24} {}\n", info.name, first_sentence(info.doc));
  });
  for (const Constant& constant : constants()) {
    out += fmt::format("{:<24} {}\n", constant.name, constant.doc);
  }
  return out;
}

std::string reference_markdown() {
  std::string out =
      "# Builtins\n\nMade by `tiltc help --markdown` from the tables that bind the arguments.\n\n";
  each_builtin([&](const BuiltinInfo& info) { out += tiltc::reference_markdown(info) + "\n"; });
  out += "## Constants\n\n| name | type | meaning |\n|---|---|---|\n";
  for (const Constant& constant : constants()) {
    out += fmt::format("| `{}` | {} | {} |\n", constant.name, constant.type, constant.doc);
  }
  return out;
}

}  // namespace tiltc::builtins
