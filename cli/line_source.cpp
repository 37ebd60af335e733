#include "line_source.h"

#include <histedit.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

// The one door to libedit.
namespace tiltc::cli {

namespace {

constexpr int kHistoryLines = 1'000;
constexpr std::string_view kIndentation = "    ";

class EditedLines final : public LineSource {
 public:
  EditedLines(std::string history_file, std::function<Completion(std::string_view)> complete)
      : history_file_(std::move(history_file)),
        complete_(std::move(complete)),
        editor_(el_init("tiltc", stdin, stdout, stderr), &el_end),
        history_(history_init(), &history_end) {
    HistEvent event;
    history(history_.get(), &event, H_SETSIZE, kHistoryLines);
    history(history_.get(), &event, H_SETUNIQUE, 1);
    history(history_.get(), &event, H_LOAD, history_file_.c_str());
    set_up_editor();
    outlive_interrupts();
  }

  ~EditedLines() override { save_history(); }

  InputLine read(const std::string& prompt) override {
    prompt_ = prompt;
    interrupted_ = false;
    int length = 0;
    // Before the prompt shows: libedit by itself does it after, and keys typed in between, Ctrl-C
    // among them, would reach the terminal's own driver.
    el_set(editor_.get(), EL_PREP_TERM, 1);
    const char* line = el_gets(editor_.get(), &length);
    if (interrupted_) {
      std::fputs("^C\n", stdout);
      return {InputLine::Kind::kInterrupted, {}};
    }
    if (line == nullptr || length <= 0) {
      std::fputs("\n", stdout);
      return {InputLine::Kind::kEnd, {}};
    }
    std::string text(line, static_cast<std::size_t>(length));
    text.erase(text.find_last_not_of("\r\n") + 1);
    if (text.find_first_not_of(" \t") != std::string::npos) {
      HistEvent event;
      history(history_.get(), &event, H_ENTER, text.c_str());
    }
    return {InputLine::Kind::kText, std::move(text)};
  }

 private:
  static EditedLines& of(EditLine* editor) {
    void* self = nullptr;
    el_get(editor, EL_CLIENTDATA, &self);
    return *static_cast<EditedLines*>(self);
  }

  // A Ctrl-C that comes as a signal, because the terminal is not set up for editing at that moment,
  // does nothing. Programs that are started find the signal as usual.
  static void outlive_interrupts() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
  }

  static char* prompt_of(EditLine* editor) { return of(editor).prompt_.data(); }

  static unsigned char interrupt(EditLine* editor, int) {
    of(editor).interrupted_ = true;
    return CC_NEWLINE;
  }

  static unsigned char complete(EditLine* editor, int) { return of(editor).complete_line(); }

  void set_up_editor() {
    EditLine* editor = editor_.get();
    el_set(editor, EL_CLIENTDATA, this);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_PROMPT, &prompt_of);
    el_set(editor, EL_HIST, &history, history_.get());
    el_set(editor, EL_ADDFN, "tiltc-complete", "Completes the name", &EditedLines::complete);
    el_set(editor, EL_BIND, "^I", "tiltc-complete", nullptr);
    // Ctrl-C is a key while a line is edited; while a piece runs it is the signal again.
    el_set(editor, EL_ADDFN, "tiltc-interrupt", "Drops the line", &EditedLines::interrupt);
    el_set(editor, EL_BIND, "^C", "tiltc-interrupt", nullptr);
    el_set(editor, EL_SETTY, "-d", "-isig", nullptr);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  }

  unsigned char complete_line() {
    const LineInfo* line = el_line(editor_.get());
    const std::string_view before(line->buffer,
                                  static_cast<std::size_t>(line->cursor - line->buffer));
    if (before.find_first_not_of(' ') == std::string_view::npos) {
      return insert(kIndentation);
    }
    const Completion found = complete_(before);
    if (found.names.empty()) {
      return CC_REFRESH_BEEP;
    }
    const std::string& first = found.names.front();
    const std::string& last = found.names.back();  // sorted: what these two share all do
    const auto shared = std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first;
    const std::string addition(first.begin() + static_cast<std::ptrdiff_t>(found.typed.size()),
                               shared);
    if (!addition.empty()) {
      return insert(addition);
    }
    return found.names.size() == 1 ? CC_NORM : list(found.names);
  }

  unsigned char insert(std::string_view text) {
    return el_insertstr(editor_.get(), std::string(text).c_str()) == 0 ? CC_REFRESH
                                                                       : CC_REFRESH_BEEP;
  }

  static unsigned char list(const std::vector<std::string>& names) {
    std::fputc('\n', stdout);
    for (const std::string& name : names) {
      std::fprintf(stdout, "%s  ", name.c_str());
    }
    std::fputc('\n', stdout);
    return CC_REDISPLAY;
  }

  // Written beside the file and renamed, so that two sessions that end at once leave a whole one.
  void save_history() {
    if (history_file_.empty()) {
      return;
    }
    const std::filesystem::path file(history_file_);
    const std::filesystem::path fresh(history_file_ + "." + std::to_string(::getpid()));
    std::error_code failure;
    if (std::filesystem::create_directories(file.parent_path(), failure)) {
      std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, failure);
    }
    HistEvent event;
    if (history(history_.get(), &event, H_SAVE, fresh.c_str()) >= 0) {
      std::filesystem::permissions(
          fresh, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
      std::filesystem::rename(fresh, file, failure);
    }
  }

  std::string history_file_;
  std::function<Completion(std::string_view)> complete_;
  std::string prompt_;
  bool interrupted_ = false;
  std::unique_ptr<EditLine, decltype(&el_end)> editor_;
  std::unique_ptr<History, decltype(&history_end)> history_;
};

class PlainLines final : public LineSource {
 public:
  InputLine read(const std::string&) override {
    std::string text;
    if (!std::getline(std::cin, text)) {
      return {InputLine::Kind::kEnd, {}};
    }
    return {InputLine::Kind::kText, std::move(text)};
  }
};

}  // namespace

std::unique_ptr<LineSource> edited_lines(const std::string& history_file,
                                         std::function<Completion(std::string_view)> complete) {
  return std::make_unique<EditedLines>(history_file, std::move(complete));
}

std::unique_ptr<LineSource> plain_lines() {
  return std::make_unique<PlainLines>();
}

}  // namespace tiltc::cli
