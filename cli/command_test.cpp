#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/disk.h"
#include "commands.h"
#include "diagnostics_output.h"
#include "eval_json.h"
#include "process_edges.h"
#include "project.h"
#include "testkit/find_files.h"
#include "testkit/reports.h"
#include "testkit/test_file.h"

namespace tiltc::cli {

namespace {

using testkit::FileResult;
using testkit::TestResult;

// What `tiltc eval` does, for testing.eval.
std::optional<std::string> evaluate_tiltfile(const builtins::EvaluationInput& input,
                                             Diagnostics& diagnostics) {
  Project project;
  if (!evaluate_project(input, {}, project)) {
    diagnostics = std::move(project.warnings);
    return std::nullopt;
  }
  return eval_json(project);
}

// Runs the files side by side and calls `done` for each, in the order given, on the calling thread.
template <class Done>
void run_files(const std::vector<std::string>& paths, const testkit::TestOptions& settings,
               unsigned jobs, const Done& done) {
  RealDisk disk;
  std::vector<std::optional<FileResult>> results(paths.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::condition_variable finished;
  const auto work = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) {
      FileResult result = testkit::run_test_file(paths[i], settings, disk);
      const std::lock_guard lock(mutex);
      results[i] = std::move(result);
      finished.notify_one();
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min<std::size_t>(jobs, paths.size()); ++i) {
    threads.emplace_back(work);
  }
  for (std::optional<FileResult>& result : results) {
    std::unique_lock lock(mutex);
    finished.wait(lock, [&result] { return result.has_value(); });
    done(*result);
  }
}

// "ok    a_test.star  3 tests", or the names of those that failed.
std::string line_of(const FileResult& file) {
  std::string failed;
  for (const TestResult& test : file.tests) {
    failed += test.passed() || test.name.empty() ? "" : "  " + test.name;
  }
  if (!file.passed()) {
    return fmt::format("FAIL  {}{}\n", file.path, failed);
  }
  const std::size_t count = file.tests.size();
  return fmt::format("ok    {}  {} test{}\n", file.path, count, count == 1 ? "" : "s");
}

std::string total_of(const std::vector<FileResult>& files) {
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const FileResult& file : files) {
    for (const TestResult& test : file.tests) {
      ++(test.passed() ? passed : failed);
    }
  }
  return failed == 0 ? fmt::format("{} passed\n", passed)
                     : fmt::format("{} passed, {} failed\n", passed, failed);
}

// What the tests printed, and what was wrong.
void tell(const FileResult& file, const Options& options) {
  for (const TestResult& test : file.tests) {
    for (const std::string& line : test.output) {
      log_to_stderr(line);
    }
    print_diagnostics(test.diagnostics, options);
  }
}

int code_of(const std::vector<FileResult>& files) {
  int code = kGood;
  for (const FileResult& file : files) {
    if (!file.passed()) {
      code = std::max<int>(code, file.is_broken ? kMistake : kFailed);
    }
  }
  return code;
}

// Writes the reports that were asked for; false: one could not be written, which has been said.
bool write_reports(const std::vector<FileResult>& files, const Options& options) {
  testkit::Coverage coverage;
  for (const FileResult& file : files) {
    coverage.add(file.coverage);
  }
  RealDisk disk;
  const auto write = [&](const std::string& path, const std::string& text) {
    Status status = path.empty() ? Status(Done{}) : disk.write(path, text);
    if (!status.ok()) {
      print_diagnostic(status.error().diagnostic(), options);
    }
    return status.ok();
  };
  std::string result;
  if (options.json) {
    result = testkit::results_json(files);
  } else {
    result = total_of(files) + (options.coverage ? coverage.summary() : "");
  }
  return write(options.junit, testkit::results_junit(files)) &&
         write(options.lcov, coverage.lcov()) && print_result(result);
}

// The settings of the tests; nothing: the command line is wrong, which has been said.
std::optional<testkit::TestOptions> settings_of(const Options& options) {
  testkit::TestOptions settings;
  settings.dialect = options.dialect;
  settings.limits = options.limits;
  settings.last_phase = options.last_phase;
  settings.accepts = options.accept;
  settings.covers = options.coverage || !options.lcov.empty();
  settings.working_directory = working_directory();
  settings.evaluate = evaluate_tiltfile;
  if (!options.filter.empty()) {
    auto filter = testkit::TestFilter::parse(options.filter);
    if (!filter.ok()) {
      print_diagnostic(filter.error().diagnostic(), options);
      return std::nullopt;
    }
    settings.filter = *filter;
  }
  return settings;
}

}  // namespace

int command_test(const Options& options) {
  const std::optional<testkit::TestOptions> settings = settings_of(options);
  if (!settings) {
    return kUsage;
  }
  const Result<std::vector<std::string>> paths =
      testkit::find_test_files(RealDisk(), options.files);
  if (!paths.ok()) {
    print_diagnostic(paths.error().diagnostic(), options);
    return kMistake;
  }
  const unsigned jobs = options.jobs > 0 ? static_cast<unsigned>(options.jobs)
                                         : std::max(1U, std::thread::hardware_concurrency());
  std::vector<FileResult> files;
  bool written = true;
  run_files(*paths, *settings, jobs, [&](FileResult& file) {
    tell(file, options);
    written = written && (options.json || print_result(line_of(file)));
    files.push_back(std::move(file));
  });
  written = write_reports(files, options) && written;
  const int code = code_of(files);
  return code == kGood && !written ? kFailed : code;
}

}  // namespace tiltc::cli
