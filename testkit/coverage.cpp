#include "testkit/coverage.h"

#include <fmt/format.h>

#include <algorithm>

namespace tiltc::testkit {

namespace {

using Lines = std::map<std::uint32_t, std::uint64_t>;

std::size_t lines_run(const Lines& lines) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.second > 0; }));
}

std::string percent(std::size_t part, std::size_t whole) {
  return fmt::format(
      "{:5.1f}%",
      whole == 0 ? 100.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// "3, 7-9": lines with statements that did not run; a range goes on over lines without any.
std::string lines_not_run(const Lines& lines) {
  std::string text;
  for (auto line = lines.begin(); line != lines.end();) {
    if (line->second > 0) {
      ++line;
      continue;
    }
    const std::uint32_t first = line->first;
    std::uint32_t last = first;
    for (; line != lines.end() && line->second == 0; ++line) {
      last = line->first;
    }
    text += (text.empty() ? "" : ", ") +
            (first == last ? std::to_string(first) : fmt::format("{}-{}", first, last));
  }
  return text;
}

}  // namespace

void Coverage::add(const std::vector<FileCoverage>& files) {
  for (const FileCoverage& file : files) {
    Lines& lines = lines_[file.source->path()];
    for (const auto& [line, runs] : file.runs_of_line) {
      lines[line] += runs;
    }
  }
}

void Coverage::add(const Coverage& other) {
  for (const auto& [path, lines] : other.lines_) {
    for (const auto& [line, runs] : lines) {
      lines_[path][line] += runs;
    }
  }
}

std::string Coverage::summary() const {
  std::string text;
  std::size_t run = 0;
  std::size_t all = 0;
  for (const auto& [path, lines] : lines_) {
    const std::string missing = lines_not_run(lines);
    text += fmt::format("{}  {}{}{}\n", percent(lines_run(lines), lines.size()), path,
                        missing.empty() ? "" : "  not run: ", missing);
    run += lines_run(lines);
    all += lines.size();
  }
  return text + fmt::format("{}  of {} lines ran\n", percent(run, all), all);
}

std::string Coverage::lcov() const {
  std::string text;
  for (const auto& [path, lines] : lines_) {
    text += fmt::format("SF:{}\n", path);
    for (const auto& [line, runs] : lines) {
      text += fmt::format("DA:{},{}\n", line, runs);
    }
    text += fmt::format("LF:{}\nLH:{}\nend_of_record\n", lines.size(), lines_run(lines));
  }
  return text;
}

}  // namespace tiltc::testkit
