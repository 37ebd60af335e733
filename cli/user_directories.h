#pragma once

#include <map>
#include <string>

// Where the XDG base directory rules put a user's files. A variable that is relative counts as not
// set; empty results mean that neither it nor HOME says where.
namespace tiltc::cli {

using Environment = std::map<std::string, std::string>;

std::string data_home(const Environment& environment);        // $XDG_DATA_HOME, other programs' too
std::string cache_directory(const Environment& environment);  // tiltc's own

// What evaluations leave for the next: `chosen` as seen from `here`, unless it is empty.
std::string state_directory(const std::string& chosen, const std::string& here,
                            const Environment& environment);

}  // namespace tiltc::cli
