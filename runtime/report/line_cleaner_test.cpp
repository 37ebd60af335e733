#include "line_cleaner.h"

#include <vector>

#include "base/text.h"
#include "catch.h"

namespace tiltc::report {

namespace {

std::vector<std::string> clean(std::string_view text, Colours colours, std::size_t piece) {
  LineCleaner cleaner(colours);
  std::vector<std::string> lines;
  const auto add = [&lines](std::string_view line) { lines.emplace_back(line); };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    cleaner.feed(text.substr(at, piece), add);
  }
  cleaner.finish(add);
  return lines;
}

struct Row {
  std::string what;
  std::string text;
  std::string lines;  // joined by `\n`
};

void check(const std::vector<Row>& rows, Colours colours) {
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(json_quote(join(clean(row.text, colours, row.text.size() + 1), "\n")) ==
          json_quote(row.lines));
    // Where the pieces are cut makes no difference.
    CHECK(json_quote(join(clean(row.text, colours, 1), "\n")) == json_quote(row.lines));
  }
}

}  // namespace

TEST_CASE("output becomes harmless lines") {
  using namespace std::string_literals;
  check(
      {
          {"plain", "one\ntwo\n\nthree", "one\ntwo\n\nthree"},
          {"Windows line ends", "a\r\nb\r\n", "a\nb"},
          {"a progress bar", "10%\r50%\r100%\ndone\n", "100%\ndone"},
          {"an empty last state keeps the one before", "50%\r\n", "50%"},
          {"erase and write anew", "\r\x1b[K50%\r\x1b[K100%\n", "100%"},
          {"erase the whole line", "gone\x1b[2Kseen\n", "seen"},
          {"first column", "abc\x1b[1Gxyz\n", "xyz"},
          {"a spinner", "|\b/\b-\bok\n", "ok"},
          {"backspace takes a whole character", "a\xC3\xA4\b\b\b\bz\n", "z"},
          {"colours", "\x1b[31mred\x1b[0m plain\n", "red plain"},
          {"cursor movements", "a\x1b[2Ab\x1b[10;20Hc\x1b[Jd\x1b[?25l\n", "abcd"},
          {"titles and links", "\x1b]0;title\a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n", "link"},
          {"an unfinished title ends with its line", "\x1b]0;title\nnext\n", "\nnext"},
          {"device control", "\x1bPq#0;1;2\x1b\\x\x1b_app\x1b\\y\n", "xy"},
          {"short escapes",
           "\x1b"
           "7a\x1b(Bb\x1b"
           "c\n",
           "ab"},
          {"a broken sequence swallows no line", "\x1b[12\nnext\n", "\nnext"},
          {"an escape before a break", "a\x1b\nb\n", "a\nb"},
          {"zeros, bells, form feeds", "a\0b\ac\fd\x7f\n"s, "abcd"},
          {"tabs stay", "a\tb\n", "a\tb"},
          {"UTF-8 stays", "gr\xC3\xBC\xC3\x9F \xE2\x9C\x93 \xF0\x9F\x9A\x80\n",
           "gr\xC3\xBC\xC3\x9F \xE2\x9C\x93 \xF0\x9F\x9A\x80"},
          {"a run of broken bytes is one mark",
           "a\xFF\xFE\x80"
           "b\xC3(\n",
           "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD("},
          {"overlong forms and surrogates", "\xC0\xAF-\xED\xA0\x80-\n",
           "\xEF\xBF\xBD-\xEF\xBF\xBD-"},
          {"8-bit control characters",
           "a\xC2\x9B"
           "31mb\n",
           "a31mb"},
          {"cut within a character", "a\xE2\x9C", "a\xEF\xBF\xBD"},
      },
      Colours::kDrop);
}

TEST_CASE("colours that are kept end with their line and go on in the next") {
  check(
      {
          {"one line", "\x1b[31mred\x1b[0m plain\n", "\x1b[31mred\x1b[0m plain\x1b[0m"},
          {"over lines", "\x1b[1;31ma\nb\x1b[m\nc\n",
           "\x1b[1;31ma\x1b[0m\n\x1b[1;31mb\x1b[m\x1b[0m\nc"},
          {"after a return", "\x1b[31m10%\r20%\n", "\x1b[31m20%\x1b[0m"},
          {"nothing but colours", "\x1b[31m\x1b[0m\n", ""},
          {"private sequences that end in m", "\x1b[?1mx\x1b[>4;1my\n", "xy"},
          {"movements are dropped all the same", "\x1b[31mx\x1b[2A\x1b[0my\n",
           "\x1b[31mx\x1b[0my\x1b[0m"},
      },
      Colours::kKeep);
  CHECK(without_colours("\x1b[1;31mred\x1b[0m plain \x1b[") == "red plain ");
}

TEST_CASE("lines and sequences without end stay bounded") {
  const std::string endless(100'000, 'x');
  std::size_t total = 0;
  for (const std::string& line : clean(endless, Colours::kDrop, 1000)) {
    CHECK(line.size() <= LineCleaner::kMaxLine);
    total += line.size();
  }
  CHECK(total == endless.size());

  LineCleaner cleaner(Colours::kKeep);
  const auto ignore = [](std::string_view) {};
  cleaner.feed("x", ignore);
  for (int i = 0; i < 20'000; ++i) {
    cleaner.feed("\x1b[31m", ignore);
  }
  CHECK(cleaner.unfinished().size() < LineCleaner::kMaxLine + 10);
  cleaner.feed("\x1b[" + endless + "m", ignore);
  CHECK(cleaner.unfinished().size() < LineCleaner::kMaxLine + 10);
}

}  // namespace tiltc::report
