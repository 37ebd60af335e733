#include "config_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace tiltc::builtins {

namespace {

using Type = ConfigSettings::Type;

std::string_view json_type(const Json& value) {
  constexpr std::array kNames{"null",   "bool",   "number", "number",
                              "number", "string", "array",  "object"};
  return kNames[value.value().index()];
}

// What a file must hold for the type.
std::string_view wanted_json(Type type) {
  switch (type) {
    case Type::kStringList:
      return "an array of strings";
    case Type::kString:
      return "a string";
    case Type::kBool:
      return "true or false";
    case Type::kObject:
      break;
  }
  return "any value";
}

bool fits(Type type, const Json& value) {
  switch (type) {
    case Type::kStringList: {
      const auto* elements = value.get<Json::Array>();
      return elements != nullptr &&
             std::all_of(elements->begin(), elements->end(),
                         [](const Json& e) { return e.get<std::string>() != nullptr; });
    }
    case Type::kString:
      return value.get<std::string>() != nullptr;
    case Type::kBool:
      return value.get<bool>() != nullptr;
    case Type::kObject:
      break;
  }
  return true;
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) {
      return true;
    }
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) {
      return false;
    }
  }
  return std::nullopt;
}

Json json_of(std::string text) {
  return Json(Json::Value(std::move(text)));
}

}  // namespace

// Reads the words of one command line.
class WordReader {
 public:
  WordReader(const ConfigSettings& settings, const std::vector<std::string>& words)
      : settings_(settings), words_(words) {}

  Result<std::map<std::string, Json>> read() {
    bool flags_ended = false;
    while (next_ < words_.size()) {
      const std::string& word = words_[next_++];
      if (!flags_ended && word == "--") {
        flags_ended = true;
      } else if (flags_ended || word.size() < 2 || word[0] != '-') {
        plain_.push_back(word);
      } else if (Status status = read_flag(word); !status.ok()) {
        return std::move(status).error();
      }
    }
    if (Status status = give_plain(); !status.ok()) {
      return std::move(status).error();
    }
    return std::move(values_);
  }

 private:
  Diagnostic wrong(std::string message) const {
    Diagnostic diagnostic = error("bad-config-argument", std::move(message));
    const std::string usage = settings_.usage();
    return usage.empty() ? diagnostic.note("this Tiltfile defines no settings")
                         : diagnostic.note("settings of this Tiltfile:\n" + usage);
  }

  Status read_flag(const std::string& word) {
    if (word[1] != '-') {
      return wrong(fmt::format("`{}` is no setting", word))
          .with_help(fmt::format("settings are given as -{}", word));
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const ConfigSettings::Setting* setting = settings_.find(name);
    if (setting == nullptr) {
      Diagnostic diagnostic = wrong(fmt::format("there is no setting `--{}`", name));
      const std::vector<std::string> near = closest_names(name, settings_.names());
      return near.empty() ? diagnostic
                          : diagnostic.with_help(fmt::format("did you mean `--{}`?", near.front()));
    }
    if (equals != std::string::npos) {
      return give(*setting, word.substr(equals + 1));
    }
    if (setting->type == Type::kBool) {
      return give(*setting, "true");
    }
    if (next_ == words_.size()) {
      return wrong(fmt::format("`--{}` has no value", name));
    }
    return give(*setting, words_[next_++]);
  }

  Status give(const ConfigSettings::Setting& setting, const std::string& text) {
    if (setting.type == Type::kStringList) {
      Json& list = values_[setting.name];
      if (list.is_null()) {
        list = Json(Json::Value(Json::Array{}));
      }
      std::get<Json::Array>(list.value()).push_back(json_of(text));
      return Done{};
    }
    if (values_.count(setting.name) != 0 && setting.type != Type::kObject) {
      return wrong(fmt::format("`--{}` is given twice", setting.name));
    }
    Result<Json> value = scalar(setting, text);
    if (!value.ok()) {
      return std::move(value).error();
    }
    values_[setting.name] = std::move(*value);
    return Done{};
  }

  Result<Json> scalar(const ConfigSettings::Setting& setting, const std::string& text) const {
    if (setting.type == Type::kString) {
      return json_of(text);
    }
    if (setting.type == Type::kObject) {
      return parse_json("--" + setting.name, text);
    }
    const std::optional<bool> truth = parse_bool(text);
    if (!truth) {
      return wrong(
          fmt::format("`--{}` is {}, neither true nor false", setting.name, json_quote(text)));
    }
    return Json(Json::Value(*truth));
  }

  // The words that are no flags go to the setting that takes them.
  Status give_plain() {
    if (plain_.empty()) {
      return Done{};
    }
    const ConfigSettings::Setting* taker = settings_.word_taker();
    if (taker == nullptr) {
      return wrong(fmt::format("`{}` belongs to no setting", join(plain_, " ")))
          .with_help("a setting with args=True takes words without `--name`");
    }
    for (const std::string& word : plain_) {
      if (Status status = give(*taker, word); !status.ok()) {
        return status;
      }
    }
    return Done{};
  }

  const ConfigSettings& settings_;
  const std::vector<std::string>& words_;
  std::size_t next_ = 0;
  std::vector<std::string> plain_;
  std::map<std::string, Json> values_;
};

Status ConfigSettings::define(Setting setting) {
  if (const Setting* known = find(setting.name)) {
    return error("duplicate-setting",
                 fmt::format("the setting `{}` is defined twice", setting.name))
        .at(setting.span, "defined again")
        .also(known->span, "first defined here");
  }
  if (const Setting* taker = setting.takes_words ? word_taker() : nullptr) {
    return error("duplicate-setting",
                 fmt::format("`{}` and `{}` both have args=True", setting.name, taker->name))
        .at(setting.span)
        .also(taker->span, "this one takes the words already")
        .note("only one setting can take the words that are no flags");
  }
  settings_.push_back(std::move(setting));
  return Done{};
}

const ConfigSettings::Setting* ConfigSettings::find(std::string_view name) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == settings_.end() ? nullptr : &*found;
}

const ConfigSettings::Setting* ConfigSettings::word_taker() const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [](const Setting& setting) { return setting.takes_words; });
  return found == settings_.end() ? nullptr : &*found;
}

std::vector<std::string> ConfigSettings::names() const {
  std::vector<std::string> names;
  for (const Setting& setting : settings_) {
    names.push_back(setting.name);
  }
  return names;
}

std::string ConfigSettings::usage() const {
  std::vector<std::pair<std::string, std::string>> rows;
  std::size_t width = 0;
  for (const Setting& setting : settings_) {
    constexpr std::array kTypes{" list[string]", " string", "", " object"};
    rows.emplace_back("--" + setting.name + kTypes[static_cast<std::size_t>(setting.type)],
                      setting.usage);
    width = std::max(width, rows.back().first.size());
  }
  std::sort(rows.begin(), rows.end());
  std::string text;
  for (const auto& [flag, usage] : rows) {
    text += text.empty() ? "" : "\n";
    text += usage.empty() ? "  " + flag : fmt::format("  {:<{}}   {}", flag, width, usage);
  }
  return text;
}

Result<Json> ConfigSettings::read_file(const SourcePtr& file) const {
  Result<Json> json = parse_json(file);
  if (!json.ok()) {
    return json;
  }
  const auto* members = json->get<Json::Object>();
  if (members == nullptr) {
    return error("bad-config-file",
                 fmt::format("{} holds no object but {}", file->path(), json_type(*json)))
        .note("it is an object whose keys are settings");
  }
  for (const auto& [name, value] : *members) {
    const Setting* setting = find(name);
    if (setting == nullptr) {
      const std::vector<std::string> near = closest_names(name, names());
      Diagnostic wrong = error("bad-config-file", fmt::format("{} gives the setting `{}`, which "
                                                              "the Tiltfile does not define",
                                                              file->path(), name));
      return near.empty() ? wrong
                          : wrong.with_help(fmt::format("did you mean `{}`?", near.front()));
    }
    if (!fits(setting->type, value)) {
      return error("bad-config-file",
                   fmt::format("{} gives the setting `{}` a wrong value: {}, want {}", file->path(),
                               name, json_type(value), wanted_json(setting->type)))
          .also(setting->span, "defined here");
    }
  }
  return json;
}

Result<ConfigSettings::Values> ConfigSettings::read(const std::vector<std::string>& words,
                                                    const SourcePtr& file) const {
  Json from_file;
  if (file) {
    Result<Json> json = read_file(file);
    if (!json.ok()) {
      return std::move(json).error();
    }
    from_file = std::move(*json);
  }
  Result<std::map<std::string, Json>> from_words = WordReader(*this, words).read();
  if (!from_words.ok()) {
    return std::move(from_words).error();
  }
  Values values;
  for (const Setting& setting : settings_) {
    if (const auto given = from_words->find(setting.name); given != from_words->end()) {
      values.emplace_back(setting.name, std::move(given->second));
    } else if (const Json* value = from_file.find(setting.name)) {
      values.emplace_back(setting.name, *value);
    }
  }
  return values;
}

}  // namespace tiltc::builtins
