#pragma once

#include <string_view>

// The words of the image reference grammar (distribution/reference), each a whole-string test.
namespace tiltc::reference_grammar {

bool is_domain(std::string_view text);          // "localhost", "gcr.io", "host:5000", "[::1]:5000"
bool is_path_component(std::string_view text);  // "my-app_2"
bool is_tag(std::string_view text);
bool is_digest(std::string_view text);    // of an algorithm whose length is known
bool is_image_id(std::string_view text);  // 64 lowercase hexadecimal digits

}  // namespace tiltc::reference_grammar
