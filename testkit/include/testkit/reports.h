#pragma once

#include <span>
#include <string>

#include "testkit/coverage.h"
#include "testkit/test_file.h"

// What happened, for other programs.
namespace tiltc::testkit {

// One JSON object, described in docs/testing.md.
std::string results_json(std::span<const FileResult> files);

// JUnit's XML, as continuous integration servers read it: a suite a file, a case a test.
std::string results_junit(std::span<const FileResult> files);

}  // namespace tiltc::testkit
