#pragma once

#include <set>
#include <string>

#include "snapshot.h"
#include "testkit/test_file.h"

namespace tiltc::testkit {

class Assertions;

// The module `testing` of one engine: eval, snapshot. Must outlive the engine's programs.
class TestingModule {
 public:
  struct Input {
    Engine& engine;
    Assertions& assertions;
    const TestOptions& options;
    Disk& disk;
    std::string file;  // the file of tests, as the user wrote it
    Coverage& coverage;
  };

  explicit TestingModule(Input input) : input_(std::move(input)) {}

  void predeclare();
  // The test that runs from now on; empty: the file itself.
  void begin_test(std::string name);

  const Input& input() const { return input_; }
  Engine& engine() const { return input_.engine; }
  std::string folder() const;  // of the file; absolute

  // Where the snapshot of this name lies; the test's own without a name. Nothing: the test has used
  // it already.
  std::optional<std::string> claim_snapshot(const std::string& name);

 private:
  Input input_;
  std::string test_;
  std::set<std::string> snapshots_;  // of the test
};

}  // namespace tiltc::testkit
