#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/disk.h"
#include "base/result.h"

namespace tiltc::testkit {

// The files of tests that the words name: a file is itself, a folder all `*_test.star` and `*_test.tiltfile` below it,
// sorted, without what lies in folders whose name begins with a dot or is `tilt_modules`. Each file once; one
// that does not exist is found out when it is read. Fails for a folder without tests.
Result<std::vector<std::string>> find_test_files(const Disk& disk, std::span<const std::string> words);

}  // namespace tiltc::testkit
