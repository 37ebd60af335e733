#include "records.h"

#include <charconv>

namespace tiltc::state {

namespace {

// A number that fills `digits` whole.
std::optional<std::uint64_t> parse_number(std::string_view digits) {
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, number);
  return failure == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

void RecordWriter::text(std::string_view text) {
  bytes_ += std::to_string(text.size());
  bytes_ += ':';
  bytes_ += text;
}

void RecordWriter::texts(const std::vector<std::string>& texts) {
  number(texts.size());
  for (const std::string& one : texts) {
    text(one);
  }
}

std::optional<std::string> RecordReader::text() {
  const std::size_t colon = rest_.substr(0, 21).find(':');
  const auto size =
      colon == std::string_view::npos ? std::nullopt : parse_number(rest_.substr(0, colon));
  if (!size || *size > rest_.size() - colon - 1) {
    rest_ = {};
    return std::nullopt;
  }
  const std::string_view found = rest_.substr(colon + 1, *size);
  rest_.remove_prefix(colon + 1 + found.size());
  return std::string(found);
}

std::optional<std::uint64_t> RecordReader::number() {
  const std::optional<std::string> digits = text();
  return digits ? parse_number(*digits) : std::nullopt;
}

std::optional<std::vector<std::string>> RecordReader::texts() {
  const std::optional<std::uint64_t> count = number();
  std::vector<std::string> found;
  for (std::uint64_t i = 0; count && i < *count; ++i) {
    std::optional<std::string> one = text();
    if (!one) {
      return std::nullopt;
    }
    found.push_back(std::move(*one));
  }
  return count ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace tiltc::state
