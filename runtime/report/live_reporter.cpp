#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <vector>

#include "terminal_text.h"
#include "text_reporter.h"

namespace tiltc::report {

namespace {

// For terminals: what has ended scrolls up; below it stands a block with one line for each running
// step, which is drawn anew in place. The block is erased and drawn in one write, so that nothing
// flickers.
class LiveReporter : public TextReporter {
 public:
  explicit LiveReporter(const ReporterOptions& options)
      : TextReporter(options),
        width_(options.terminal.width),
        height_(options.terminal.height),
        ellipsis_(options.terminal.utf8 ? "\xE2\x80\xA6" : "...") {}

  ~LiveReporter() override { clear_block(); }

  void tick() override { redraw({}); }

 protected:
  void print(std::string_view lines) override { redraw(lines); }
  void on_started(const StepLog&) override { redraw({}); }
  void on_finish() override {
    clear_block();
    finished_ = true;
  }

 private:
  void clear_block() {
    writer().write(erase_block());
    drawn_.clear();
  }

  void redraw(std::string_view lines_above) {
    look_at_size();
    std::string screen = erase_block();
    screen += lines_above;
    draw_block(screen);
    writer().write(screen);
  }

  // The size may change at any time; the new one counts from the next drawing on.
  void look_at_size() {
    winsize size{};
    if (::ioctl(options().descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_row > 0) {
      width_ = size.ws_col;
      height_ = size.ws_row;
    }
  }

  // Up to the block's first row, then erase to the end of the screen. On a terminal that became
  // narrower the old lines have wrapped and take more rows.
  std::string erase_block() const {
    std::size_t rows = 0;
    for (const std::size_t columns : drawn_) {
      const auto width = static_cast<std::size_t>(width_);
      rows += std::max<std::size_t>(1, (columns + width - 1) / width);
    }
    return rows == 0 ? std::string() : fmt::format("\r\x1b[{}A\x1b[J", rows);
  }

  void draw_block(std::string& screen) {
    drawn_.clear();
    const auto& running = log().all_running();
    if (finished_ || running.empty()) {
      return;
    }
    // One row stays for the cursor, one for the count of those that have no room.
    const auto rows = static_cast<std::size_t>(std::max(height_ - 2, 1));
    const std::size_t shown = std::min(running.size(), rows);
    for (std::size_t i = 0; i < shown; ++i) {
      draw_line(status_line(*running[i]), screen);
    }
    if (shown < running.size()) {
      draw_line(fmt::format("and {} more", running.size() - shown), screen);
    }
  }

  std::string status_line(const StepLog& log) const {
    std::string line =
        fmt::format("{} {}", title(log.step), describe_duration(now() - log.started));
    const std::string last = without_colours(
        log.cleaner.unfinished().empty() ? log.last_line : log.cleaner.unfinished());
    return last.empty() ? line : line + "  " + last;
  }

  // A line as wide as the terminal would leave the cursor in doubt: one column stays free.
  void draw_line(const std::string& text, std::string& screen) {
    const auto width = static_cast<std::size_t>(std::max(width_ - 1, 1));
    const std::string line = fit_to_width(text, width, ellipsis_);
    screen += paint(line, "2") + "\n";
    drawn_.push_back(display_width(line));
  }

  int width_;
  int height_;
  std::string ellipsis_;
  std::vector<std::size_t> drawn_;  // columns of each line of the block on the screen
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<Reporter> make_live_reporter(const ReporterOptions& options) {
  return std::make_unique<LiveReporter>(options);
}

}  // namespace tiltc::report
