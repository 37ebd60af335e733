#include "testkit/test_file.h"

#include <algorithm>

#include "assertions.h"
#include "base/path.h"
#include "loader.h"
#include "testing_module.h"
#include "tiltc/modules.h"

namespace tiltc::testkit {

namespace {

// One file with the engine that runs it.
class FileRun {
 public:
  FileRun(const std::string& path, const TestOptions& options, Disk& disk);

  FileResult run();

 private:
  Engine::Options engine_options();
  // Runs `body`, which adds to the diagnostics it is given, as one more test.
  template <class Body>
  void test(const std::string& name, const Body& body);
  // False: the file has mistakes that are known without running it.
  bool load(const SourcePtr& source, Diagnostics& found);
  void run_functions();
  void cover();

  const TestOptions& options_;
  DiskLoader loader_;
  TimeSource now_ = wall_clock;
  FileResult result_;
  TestResult* current_ = nullptr;  // the test that runs
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Assertions> assertions_;
  std::unique_ptr<TestingModule> testing_;
  const Module* module_ = nullptr;
};

FileRun::FileRun(const std::string& path, const TestOptions& options, Disk& disk)
    : options_(options), loader_(disk) {
  result_.path = path;
  engine_ = Engine::create(engine_options());
  predeclare_modules(*engine_, now_);
  assertions_ = std::make_unique<Assertions>(*engine_, [this](Diagnostic diagnostic) {
    current_->diagnostics.add(std::move(diagnostic));
  });
  assertions_->predeclare();
  testing_ = std::make_unique<TestingModule>(
      TestingModule::Input{*engine_, *assertions_, options, disk, path, result_.coverage});
  testing_->predeclare();
}

Engine::Options FileRun::engine_options() {
  Engine::Options settings;
  settings.dialect = options_.dialect;
  settings.limits = options_.limits;
  settings.loader = &loader_;
  settings.print = [this](std::string_view text) { current_->output.emplace_back(text); };
  settings.warn = [this](Diagnostic diagnostic) {
    current_->diagnostics.add(std::move(diagnostic));
  };
  settings.counts_statements = options_.covers;
  return settings;
}

template <class Body>
void FileRun::test(const std::string& name, const Body& body) {
  TestResult test;
  test.name = name;
  current_ = &test;
  testing_->begin_test(name);
  const auto start = std::chrono::steady_clock::now();
  body(test.diagnostics);
  test.time = std::chrono::steady_clock::now() - start;
  current_ = nullptr;
  result_.tests.push_back(std::move(test));
}

bool FileRun::load(const SourcePtr& source, Diagnostics& found) {
  const std::string key = clean_path(source->path());
  if (options_.last_phase != Phase::kExecute) {
    return engine_->prepare(source, key, options_.last_phase, found);
  }
  const Result<const Module*> module = engine_->execute(source, key, found);
  module_ = module.ok() ? *module : nullptr;
  // What is known before running has no stack.
  return module.ok() || !module.error().diagnostic().stack.empty();
}

void FileRun::run_functions() {
  bool has_functions = false;
  for (const auto& [name, value] : module_->globals()) {
    if (!name.starts_with("test_") || !value.is(Kind::kFunction)) {
      continue;
    }
    has_functions = true;
    if (options_.filter && !options_.filter->matches(result_.path, name)) {
      continue;
    }
    test(std::string(name), [this, function = value](Diagnostics& found) {
      Result<Value> returned = engine_->call(function, {});
      if (!returned.ok()) {
        found.add(std::move(returned.error().diagnostic()));
      }
    });
  }
  if (has_functions && result_.tests.front().passed() && result_.tests.front().output.empty()) {
    result_.tests.erase(result_.tests.begin());
  }
}

// Files of tests themselves are of no interest.
void FileRun::cover() {
  std::vector<FileCoverage> files = engine_->coverage();
  std::erase_if(files,
                [this](const FileCoverage& file) { return file.source->path() == result_.path; });
  result_.coverage.add(files);
}

FileResult FileRun::run() {
  test("", [&](Diagnostics& found) {
    Result<SourcePtr> source = loader_.read(result_.path);
    if (source.ok()) {
      result_.is_broken = !load(*source, found);
    } else {
      result_.is_broken = true;
      found.add(std::move(source.error().diagnostic()));
    }
  });
  if (module_ != nullptr) {
    run_functions();
  }
  if (options_.covers) {
    cover();
  }
  return std::move(result_);
}

}  // namespace

bool FileResult::passed() const {
  return std::all_of(tests.begin(), tests.end(),
                     [](const TestResult& test) { return test.passed(); });
}

FileResult run_test_file(const std::string& path, const TestOptions& options, Disk& disk) {
  return FileRun(path, options, disk).run();
}

}  // namespace tiltc::testkit
