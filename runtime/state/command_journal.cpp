#include "state/command_journal.h"

#include "base/path.h"
#include "base/sha256.h"
#include "records.h"

namespace tiltc::state {

namespace {

constexpr std::string_view kHeader = "tiltc command journal 1";

// Reads one answer; nothing when the file is damaged.
std::optional<CommandAnswer> read_answer(RecordReader& reader) {
  CommandAnswer answer;
  const auto take_text = [&reader](std::string& member) {
    std::optional<std::string> text = reader.text();
    member = text.value_or("");
    return text.has_value();
  };
  const auto take_texts = [&reader](std::vector<std::string>& member) {
    auto texts = reader.texts();
    member = texts.value_or(std::vector<std::string>());
    return texts.has_value();
  };
  const bool whole = take_text(answer.key) && take_texts(answer.argv) &&
                     take_text(answer.directory) && take_text(answer.input) &&
                     take_texts(answer.inputs) && take_text(answer.content) &&
                     take_text(answer.output) && take_text(answer.error_output);
  const std::optional<std::uint64_t> idle = whole ? reader.number() : std::nullopt;
  if (!idle) {
    return std::nullopt;
  }
  answer.idle = *idle;
  return answer;
}

void write_answer(RecordWriter& writer, const CommandAnswer& answer) {
  writer.text(answer.key);
  writer.texts(answer.argv);
  writer.text(answer.directory);
  writer.text(answer.input);
  writer.texts(answer.inputs);
  writer.text(answer.content);
  writer.text(answer.output);
  writer.text(answer.error_output);
  writer.number(answer.idle);
}

}  // namespace

CommandJournal::CommandJournal(Disk& disk, const std::string& directory,
                               const std::string& tiltfile)
    : disk_(disk),
      directory_(directory),
      path_(join_path(directory, sha256_hex(tiltfile).substr(0, 32))) {}

std::vector<CommandAnswer> CommandJournal::load() const {
  const Result<std::string> bytes = disk_.read(path_);
  if (!bytes.ok()) {
    return {};
  }
  // The last record is the digest of all before it.
  RecordReader outer(*bytes);
  const std::optional<std::string> body = outer.text();
  const std::optional<std::string> digest = outer.text();
  if (!body || !digest || *digest != sha256_hex(*body)) {
    return {};
  }
  RecordReader reader(*body);
  if (reader.text() != kHeader) {
    return {};
  }
  std::vector<CommandAnswer> answers;
  while (!reader.at_end()) {
    std::optional<CommandAnswer> answer = read_answer(reader);
    if (!answer) {
      return {};
    }
    answers.push_back(std::move(*answer));
  }
  return answers;
}

Status CommandJournal::save(const std::vector<CommandAnswer>& answers) const {
  RecordWriter body;
  body.text(kHeader);
  for (const CommandAnswer& answer : answers) {
    write_answer(body, answer);
  }
  RecordWriter file;
  file.text(body.bytes());
  file.text(sha256_hex(body.bytes()));
  if (Status made = disk_.make_directory(directory_); !made.ok()) {
    return made;
  }
  return disk_.write(path_, file.bytes());
}

}  // namespace tiltc::state
