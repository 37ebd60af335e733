#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/disk.h"
#include "builtins/evaluation.h"
#include "testkit/coverage.h"
#include "tiltc/engine.h"

// Runs files of tests: Starlark programs that know `assert`, `testing`, `freeze`, `struct`, `json`, `math` and `time`.
namespace tiltc::testkit {

// Which tests run: those whose `FILE:FUNCTION` has a match of a regular expression (RE2). Immutable.
class TestFilter {
 public:
  static Result<std::shared_ptr<const TestFilter>> parse(const std::string& pattern);
  virtual ~TestFilter() = default;
  virtual bool matches(std::string_view file, std::string_view function) const = 0;
};

// Evaluates a Tiltfile and returns what `tiltc eval` would print of it. Nothing: the diagnostics say why.
using TiltfileEvaluator =
    std::function<std::optional<std::string>(const builtins::EvaluationInput&, Diagnostics&)>;

struct TestOptions {
  Dialect dialect;
  Limits limits;                           // of the file, and again of each of its tests
  Phase last_phase = Phase::kExecute;      // an earlier one: the file is looked at, not run
  std::shared_ptr<const TestFilter> filter;  // null: all
  bool accepts = false;                    // snapshots are written, not compared
  bool covers = false;                     // lines that run are counted
  std::string working_directory;           // absolute: messages show paths as seen from here
  TiltfileEvaluator evaluate;              // for testing.eval; called in the thread that runs the file
};

// One test of a file: one of its functions, or what stands at its top level.
struct TestResult {
  std::string name;                 // empty: the file itself
  Diagnostics diagnostics;          // warnings, failed assertions, the error that ended it
  std::vector<std::string> output;  // what it printed, a line an entry
  std::chrono::nanoseconds time{0};

  bool passed() const { return !diagnostics.has_errors(); }
};

struct FileResult {
  std::string path;
  // In the order of the text. The file itself is among them when it has no test functions, or has failed.
  std::vector<TestResult> tests;
  bool is_broken = false;  // it has mistakes that are known without running it, or cannot be read
  Coverage coverage;       // of the files that it loads and the Tiltfiles that it evaluates

  bool passed() const;
};

// Runs the file and then each of its functions whose name begins with `test_`, without arguments. load() finds files
// from the folder of the file that loads. Uses the calling thread only; several files may run in as many threads, with
// the same disk.
FileResult run_test_file(const std::string& path, const TestOptions& options, Disk& disk);

}  // namespace tiltc::testkit
