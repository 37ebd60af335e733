#pragma once

#include <string>
#include <vector>

#include "images/image_build.h"

// What can go wrong with a custom_build, in words.
namespace tiltc::images {

// The command as the Tiltfile has it: `sh -c` is not shown.
std::string command_text(const std::vector<std::string>& argv);

Diagnostic command_failed(const BuildJob& job, int exit_code);
Diagnostic image_not_found(const BuildJob& job, const Reference& expected, const EngineInfo& engine,
                           const std::vector<std::string>& names);
Diagnostic output_file_missing(const BuildJob& job);
Diagnostic output_file_malformed(const BuildJob& job, const std::string& why);
Diagnostic invalid_own_tag(const BuildJob& job, const std::string& why);

}  // namespace tiltc::images
