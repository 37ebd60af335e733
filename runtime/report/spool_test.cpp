#include "spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <csignal>

#include <cstdlib>
#include <filesystem>

#include "catch.h"
#include "terminal_text.h"
#include "writer.h"

namespace tiltc::report {

namespace {

std::string content(const Spool& spool) {
  std::string text;
  spool.read([&text](std::string_view piece) { text += piece; });
  return text;
}

class TemporaryFolderVariable {
 public:
  explicit TemporaryFolderVariable(const std::string& folder) {
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  ~TemporaryFolderVariable() { ::unsetenv("TMPDIR"); }
};

}  // namespace

TEST_CASE("a spool gives back what it was given, from memory and from its file") {
  const std::filesystem::path folder = fmt::format("/tmp/tiltc-spool-{}", ::getpid());
  std::filesystem::create_directory(folder);
  const TemporaryFolderVariable variable(folder);
  {
    Spool spool;
    CHECK(spool.empty());
    std::string expected;
    for (int i = 0; expected.size() < 3 * Spool::kMemory; ++i) {
      const std::string line = fmt::format("line {}\n", i);
      expected += line;
      spool.append(line);
    }
    CHECK(content(spool) == expected);
    spool.append("more\n");
    CHECK(content(spool) == expected + "more\n");
    CHECK(spool.lost() == 0);
    CHECK(std::filesystem::is_empty(folder));  // its file has no name
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("without room for a file the beginning is kept and the loss counted") {
  const TemporaryFolderVariable variable("/no/such/folder");
  Spool spool;
  const std::string block(Spool::kMemory / 2 + 1, 'x');
  spool.append(block);
  spool.append(block);
  CHECK(spool.lost() == 0);
  spool.append("lost");
  CHECK(spool.lost() == 4);
  CHECK(content(spool) == block + block);
}

TEST_CASE("a writer whose reader is gone ends quietly, without a signal") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  ::close(ends[0]);
  Writer writer(ends[1]);
  writer.write("nobody reads this");  // SIGPIPE's default would end this test
  CHECK(writer.closed());
  writer.write("nor this");
  sigset_t pending;
  ::sigpending(&pending);
  CHECK(::sigismember(&pending, SIGPIPE) == 0);
  ::close(ends[1]);
}

TEST_CASE("widths are columns, not bytes") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("\xC3\xA4\xC3\xB6") == 2);
  CHECK(display_width("\xE4\xB8\xAD\xE6\x96\x87") == 4);  // two ideographs
  CHECK(display_width("\xF0\x9F\x9A\x80") == 2);          // a rocket
  CHECK(display_width("e\xCC\x81") == 1);                 // e and a combining accent
}

TEST_CASE("text is cut to a width, between characters") {
  CHECK(fit_to_width("hello world", 11, "...") == "hello world");
  CHECK(fit_to_width("hello world", 10, "...") == "hello w...");
  CHECK(fit_to_width("hello world", 2, "...") == "he");
  CHECK(fit_to_width("hello", 0, "...").empty());
  CHECK(fit_to_width("a\tb", 10, "...") == "a b");
  CHECK(fit_to_width("\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD", 5, "~") ==
        "\xE4\xB8\xAD\xE6\x96\x87~");
  CHECK(fit_to_width("\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD", 4, "~") == "\xE4\xB8\xAD~");
}

TEST_CASE("durations read well at every size") {
  using namespace std::chrono_literals;
  CHECK(describe_duration(0ms) == "0.0 s");
  CHECK(describe_duration(9'990ms) == "9.9 s");
  CHECK(describe_duration(10s) == "10 s");
  CHECK(describe_duration(65s) == "1 min 05 s");
  CHECK(describe_duration(7'500s) == "2 h 05 min");
}

}  // namespace tiltc::report
