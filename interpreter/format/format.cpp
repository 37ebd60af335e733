#include "tiltc/format.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "format/code_tokens.h"
#include "format/formatter.h"
#include "format/same_tree.h"
#include "syntax/parse.h"

namespace tiltc {

namespace {

bool same_comments(const format::CodeTokens& a, const format::CodeTokens& b) {
  const auto text = [](const format::CodeTokens& code, const format::Comment& comment) {
    return code.text.substr(comment.begin, comment.end - comment.begin);
  };
  return std::ranges::equal(a.comments, b.comments,
                            [&](const format::Comment& one, const format::Comment& other) {
                              return text(a, one) == text(b, other);
                            });
}

bool means_the_same(const syntax::Tree& tree, const format::CodeTokens& code,
                    const SourcePtr& result) {
  Diagnostics found;
  const syntax::Tree again = syntax::parse(result, found);
  return !found.has_errors() && format::same_tree(tree, again) &&
         same_comments(code, format::read_code_tokens(result));
}

}  // namespace

std::optional<std::string> format_source(const SourcePtr& source, Diagnostics& diagnostics) {
  Diagnostics found;
  const syntax::Tree tree = syntax::parse(source, found);
  for (const Diagnostic& diagnostic : found.all()) {
    diagnostics.add(diagnostic);
  }
  if (found.has_errors()) {
    return std::nullopt;
  }
  const format::CodeTokens code = format::read_code_tokens(source);
  auto result = std::make_shared<const Source>(source->path(), format::Formatter(tree, code).run());
  if (!means_the_same(tree, code, result)) {
    diagnostics.add(error("format-failed", source->path() +
                                               " cannot be formatted: the result would "
                                               "not mean the same")
                        .note("this is a mistake of tiltc, not of the file, which stays as it is"));
    return std::nullopt;
  }
  return std::string(result->text());
}

}  // namespace tiltc
