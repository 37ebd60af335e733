#include "format/quotes.h"

namespace tiltc::format {

namespace {

// `\'` needs no backslash between double quotes.
void append_without_escaped_quotes(std::string& out, std::string_view body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\\' && i + 1 < body.size()) {
      ++i;
      if (body[i] != '\'') {
        out += '\\';
      }
    }
    out += body[i];
  }
}

}  // namespace

void append_quoted(std::string& out, std::string_view literal, const syntax::Token& token) {
  const std::size_t prefix = token.value >> syntax::kPrefixLengthShift;
  const std::size_t quotes = (token.value & syntax::kTriple) != 0 ? 3 : 1;
  const std::string_view body =
      literal.substr(prefix + quotes, literal.size() - prefix - 2 * quotes);
  const bool raw = (token.value & syntax::kRaw) != 0;
  const bool raw_quote = raw && body.find("\\'") != std::string_view::npos;
  if (literal[prefix] == '"' || body.find('"') != std::string_view::npos || raw_quote) {
    out += literal;
    return;
  }
  out += literal.substr(0, prefix);
  out.append(quotes, '"');
  if (raw || (token.value & syntax::kHasBackslash) == 0) {
    out += body;
  } else {
    append_without_escaped_quotes(out, body);
  }
  out.append(quotes, '"');
}

}  // namespace tiltc::format
