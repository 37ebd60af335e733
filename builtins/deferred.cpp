#include "deferred.h"

namespace tiltc::builtins {

Status DeferredText::settle() {
  if (!finish_) {
    return Done{};
  }
  const Finish finish = std::exchange(finish_, nullptr);
  Result<std::string> text = finish(owner_.commands_.wait(ticket_));
  if (!text.ok()) {
    owner_.fail(text.error().diagnostic());
    return std::move(text).error();
  }
  text_ = std::move(*text);
  for (const Use& use : std::exchange(uses_, {})) {
    if (Status used = use(text_); !used.ok()) {
      owner_.fail(used.error().diagnostic());
      return used;
    }
  }
  return Done{};
}

const std::string& DeferredText::get() {
  if (const Status settled = settle(); !settled.ok()) {
    owner_.end_evaluation_();
  }
  return text_;
}

Status DeferredText::then(Use use) {
  if (!finish_) {
    return use(text_);
  }
  uses_.push_back(std::move(use));
  return Done{};
}

std::shared_ptr<DeferredText> DeferredTexts::start(PureCommand command,
                                                   DeferredText::Finish finish) {
  const BackgroundCommands::Ticket ticket = commands_.start(std::move(command));
  pending_.push_back(std::make_shared<DeferredText>(*this, ticket, std::move(finish)));
  return pending_.back();
}

Status DeferredTexts::settle() {
  // Taken out first: finishing one may start or wait for others.
  for (const std::shared_ptr<DeferredText>& text : std::exchange(pending_, {})) {
    if (failure_) {
      break;
    }
    (void)text->settle();
  }
  if (failure_) {
    return Diagnostic(*failure_);
  }
  return Done{};
}

void DeferredTexts::settle_or_end() {
  if (const Status settled = settle(); !settled.ok()) {
    end_evaluation_();
  }
}

std::optional<Diagnostic> DeferredTexts::take_failure() {
  (void)settle();
  return std::exchange(failure_, std::nullopt);
}

void DeferredTexts::fail(Diagnostic diagnostic) {
  if (!failure_) {
    failure_ = std::move(diagnostic);
  }
}

}  // namespace tiltc::builtins
