#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "background_commands.h"
#include "base/diagnostic.h"
#include "base/result.h"

namespace tiltc::builtins {

class DeferredTexts;

// The text of a blob that a command in the background is still making. Belongs to the thread that
// evaluates; must not be looked at after its DeferredTexts is gone.
class DeferredText {
 public:
  // Makes the text, or the error, from what the command answered; logs what is to be shown.
  using Finish = std::function<Result<std::string>(const Result<CommandOutcome>&)>;
  using Use = std::function<Status(const std::string& text)>;

  DeferredText(DeferredTexts& owner, BackgroundCommands::Ticket ticket, Finish finish)
      : owner_(owner), ticket_(ticket), finish_(std::move(finish)) {}

  // Waits for the command. When it failed the text is empty and the evaluation ends soon, with the
  // command's error.
  const std::string& get();

  // Calls `use` with the text once that is there: now, or when it is waited for. Its error counts
  // as the command's.
  Status then(Use use);

 private:
  friend class DeferredTexts;
  Status settle();

  DeferredTexts& owner_;
  BackgroundCommands::Ticket ticket_;
  Finish finish_;  // null once settled
  std::vector<Use> uses_;
  std::string text_;
};

// All texts that one evaluation waits for.
class DeferredTexts {
 public:
  // `end_evaluation` makes the program that runs stop soon.
  DeferredTexts(const BackgroundCommands::Options& options, std::function<void()> end_evaluation)
      : commands_(options), end_evaluation_(std::move(end_evaluation)) {}

  BackgroundCommands& commands() { return commands_; }

  std::shared_ptr<DeferredText> start(PureCommand command, DeferredText::Finish finish);

  // Waits for all, in the order of their calls; the first failure.
  Status settle();

  // The same for an effect that has no error to return: a failure ends the evaluation soon.
  void settle_or_end();

  // Waits for all; the first failure, which is forgotten.
  std::optional<Diagnostic> take_failure();

  // Why the evaluation was ended. Whatever else went wrong since is a consequence.
  const std::optional<Diagnostic>& failure() const { return failure_; }

 private:
  friend class DeferredText;
  void fail(Diagnostic diagnostic);

  BackgroundCommands commands_;
  std::function<void()> end_evaluation_;
  std::vector<std::shared_ptr<DeferredText>> pending_;  // in the order of their calls
  std::optional<Diagnostic> failure_;
};

}  // namespace tiltc::builtins
