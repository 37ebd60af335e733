#include <array>
#include <map>

#include "base/memory_disk.h"
#include "catch.h"
#include "records.h"
#include "state/command_journal.h"
#include "state/input_snapshot.h"

namespace tiltc::state {
namespace {

using Files = std::map<std::string, std::string>;

std::string content_of(const MemoryDisk& disk, const std::string& path) {
  const auto snapshot = take_snapshot(disk, std::array{path});
  return snapshot ? snapshot->content : "none";
}

CommandAnswer sample_answer() {
  CommandAnswer answer;
  answer.key = "key";
  answer.argv = {"helm", "template"};
  answer.directory = "/p";
  answer.inputs = {"/p/chart"};
  answer.content = "digest";
  answer.output = std::string("a\0b:\xff", 5);
  answer.idle = 3;
  return answer;
}

TEST_CASE("a snapshot sees names, bytes and what is missing") {
  const MemoryDisk before(Files{{"/c/a", "1"}, {"/c/d/b", "2"}});
  const std::string digest = content_of(before, "/c");
  CHECK(content_of(MemoryDisk(Files{{"/c/a", "1"}, {"/c/d/b", "2"}, {"/x", ""}}), "/c") == digest);
  CHECK(content_of(MemoryDisk(Files{{"/c/a", "1"}, {"/c/d/b", "3"}}), "/c") != digest);
  CHECK(content_of(MemoryDisk(Files{{"/c/a", "1"}, {"/c/d/c", "2"}}), "/c") != digest);
  CHECK(content_of(MemoryDisk(Files{{"/c/a", "1"}, {"/c/d/b", "2"}, {"/c/e", ""}}), "/c") !=
        digest);
  CHECK(content_of(MemoryDisk(Files{{"/c/a", "1"}}), "/c") != digest);
  CHECK(content_of(MemoryDisk(Files{}), "/c") != digest);
}

TEST_CASE("a snapshot does not take one file's end for the next one's begin") {
  const MemoryDisk one(Files{{"/a", "xy"}, {"/b", "z"}});
  const MemoryDisk other(Files{{"/a", "x"}, {"/b", "yz"}});
  const std::array<std::string, 2> paths{"/a", "/b"};
  CHECK(take_snapshot(one, paths)->content != take_snapshot(other, paths)->content);
}

TEST_CASE("records come back as they were written") {
  RecordWriter writer;
  writer.text("");
  writer.texts({"a", "b:c"});
  writer.number(42);
  RecordReader reader(writer.bytes());
  CHECK(reader.text() == "");
  CHECK(reader.texts() == std::vector<std::string>{"a", "b:c"});
  CHECK(reader.number() == 42U);
  CHECK(reader.at_end());
}

TEST_CASE("damaged records give nothing") {
  for (const std::string_view bytes : {"", ":", "5:abc", "x:abc", "-1:a", "99999999999999999999:a",
                                       "1", "18446744073709551615:a"}) {
    CAPTURE(bytes);
    RecordReader reader(bytes);
    CHECK_FALSE(reader.text().has_value());
  }
  CHECK_FALSE(RecordReader("9:9999999991:a").texts().has_value());
}

TEST_CASE("a journal gives back what was saved, for its Tiltfile only") {
  MemoryDisk disk;
  const CommandJournal journal(disk, "/state", "/p/Tiltfile");
  CHECK(journal.load().empty());
  REQUIRE(journal.save({sample_answer(), sample_answer()}).ok());
  const std::vector<CommandAnswer> answers = journal.load();
  REQUIRE(answers.size() == 2);
  CHECK(answers[1].argv == sample_answer().argv);
  CHECK(answers[1].inputs == sample_answer().inputs);
  CHECK(answers[1].output == sample_answer().output);
  CHECK(answers[1].idle == 3);
  CHECK(CommandJournal(disk, "/state", "/q/Tiltfile").load().empty());
}

TEST_CASE("a journal that was damaged anywhere is empty") {
  MemoryDisk disk;
  const CommandJournal journal(disk, "/state", "/p/Tiltfile");
  REQUIRE(journal.save({sample_answer()}).ok());
  const auto [path, bytes] = *disk.files().begin();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    REQUIRE(disk.write(path, damaged).ok());
    CHECK(journal.load().empty());
    REQUIRE(disk.write(path, bytes.substr(0, i)).ok());
    CHECK(journal.load().empty());
  }
}

}  // namespace
}  // namespace tiltc::state
