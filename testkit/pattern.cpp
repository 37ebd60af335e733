#include "pattern.h"

#include <re2/re2.h>

#include "testkit/test_file.h"

namespace tiltc::testkit {

Result<Pattern> Pattern::parse(const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  auto expression = std::make_unique<const RE2>(text, options);
  if (!expression->ok()) {
    return error("bad-pattern", "not a regular expression: " + expression->error())
        .note("a pattern is a regular expression of RE2");
  }
  return Pattern(std::move(expression));
}

Pattern::Pattern(std::unique_ptr<const RE2> expression) : expression_(std::move(expression)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::is_found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

namespace {

class PatternFilter final : public TestFilter {
 public:
  explicit PatternFilter(Pattern pattern) : pattern_(std::move(pattern)) {}
  bool matches(std::string_view file, std::string_view function) const override {
    return pattern_.is_found_in(std::string(file) + ":" + std::string(function));
  }

 private:
  Pattern pattern_;
};

}  // namespace

Result<std::shared_ptr<const TestFilter>> TestFilter::parse(const std::string& text) {
  Result<Pattern> pattern = Pattern::parse(text);
  if (!pattern.ok()) {
    return std::move(pattern.error());
  }
  return std::shared_ptr<const TestFilter>(std::make_shared<PatternFilter>(*std::move(pattern)));
}

}  // namespace tiltc::testkit
