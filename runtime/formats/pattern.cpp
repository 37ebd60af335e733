#include "formats/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace tiltc {

struct Pattern::State {
  State(const std::string& expression, const RE2::Options& options) : regex(expression, options) {}
  RE2 regex;
};

Result<Pattern> Pattern::compile(std::string_view field, const std::string& expression) {
  Pattern pattern;
  if (expression.empty()) {
    return pattern;
  }
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  auto state = std::make_shared<const State>(expression, options);
  if (!state->regex.ok()) {
    return error("bad-selector", fmt::format("`{}` is \"{}\", which is no regular expression: {}",
                                             field, expression, state->regex.error()));
  }
  pattern.state_ = std::move(state);
  return pattern;
}

bool Pattern::matches(std::string_view text) const {
  return state_ == nullptr || RE2::PartialMatch({text.data(), text.size()}, state_->regex);
}

}  // namespace tiltc
