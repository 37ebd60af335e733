#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "formats/json.h"

namespace tiltc::builtins {

// The settings that a Tiltfile offers to those who run it: config.define_*(). Words of the command
// line and tilt_config.json give them values.
class ConfigSettings {
 public:
  enum class Type { kStringList, kString, kBool, kObject };

  struct Setting {
    std::string name;
    Type type = Type::kString;
    std::string usage;
    bool takes_words = false;  // the words that are no flags are its values
    Span span;                 // of the call that defined it
  };

  // By setting, those that have a value, in the order of definition.
  using Values = std::vector<std::pair<std::string, Json>>;

  // Fails when the name is taken, and on a second setting that takes words.
  Status define(Setting setting);

  // Values of the words, where they have none those of the file: a JSON object, null when there is
  // no file. Words are `--name value`, `--name=value`, and for a bool `--name`; after `--` there
  // are no flags. Errors that lie in the words have no span.
  Result<Values> read(const std::vector<std::string>& words, const SourcePtr& file) const;

  // A line a setting, sorted by name.
  std::string usage() const;

 private:
  friend class WordReader;
  const Setting* find(std::string_view name) const;
  const Setting* word_taker() const;
  std::vector<std::string> names() const;
  Result<Json> read_file(const SourcePtr& file) const;

  std::vector<Setting> settings_;
};

}  // namespace tiltc::builtins
