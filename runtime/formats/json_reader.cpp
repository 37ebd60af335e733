// nlohmann's parser behind its event interface: its own values are quadratic to fill in order
// (ordered_json), lose large integers and overflow the stack when deep.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/json.h"
#include "quoting.h"

namespace tiltc {
namespace {

// Of nlohmann's "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error
// while parsing value - unexpected end of input; expected '}'" the part that the diagnostic does
// not say itself.
std::string reason_of(std::string_view what) {
  if (const auto dash = what.find(" - "); dash != std::string_view::npos) {
    what.remove_prefix(dash + 3);
  } else if (const auto bracket = what.find("] "); bracket != std::string_view::npos) {
    what.remove_prefix(bracket + 2);
  }
  return std::string(what.substr(0, what.find("; last read")));
}

bool is_integer(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

// Builds a Json from events. Stops at the first error, which it keeps.
class Reader {
 public:
  explicit Reader(const SourcePtr& source) : source_(source) {}

  Result<Json> finish() {
    if (error_) {
      return std::move(*error_);
    }
    return std::move(root_);
  }

  // nlohmann's names, looked up by its template.
  bool null() { return put(Json()); }
  bool boolean(bool truth) { return put(Json(truth)); }
  bool number_integer(std::int64_t number) { return put(Json(number)); }
  bool number_unsigned(std::uint64_t number);
  bool number_float(double number, const std::string& text);
  bool string(std::string& text) { return put(Json(std::move(text))); }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // JSON text has none
  bool start_object(std::size_t) { return open(Json(Json::Object{})); }
  bool key(std::string& name);
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Json(Json::Array{})); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& fault);

 private:
  // A collection whose end has not been seen.
  struct Level {
    Json value;
    std::size_t member = 0;  // of an object: the member that the next value is for
    std::unordered_map<std::string, std::size_t> members;  // of an object: where each key stands
  };

  bool put(Json value);
  bool open(Json empty);
  bool close();

  const SourcePtr& source_;
  std::vector<Level> levels_;
  Json root_;
  std::optional<Diagnostic> error_;
};

bool Reader::number_unsigned(std::uint64_t number) {
  if (number <= static_cast<std::uint64_t>(INT64_MAX)) {
    return put(Json(static_cast<std::int64_t>(number)));
  }
  return put(Json(Json::BigInteger{std::to_string(number)}));
}

// Integers beyond 64 bits come as floats, with their text.
bool Reader::number_float(double number, const std::string& text) {
  return is_integer(text) ? put(Json(Json::BigInteger{text})) : put(Json(number));
}

bool Reader::put(Json value) {
  if (levels_.empty()) {
    root_ = std::move(value);
    return true;
  }
  Level& level = levels_.back();
  if (auto* array = std::get_if<Json::Array>(&level.value.value())) {
    array->push_back(std::move(value));
  } else {
    std::get<Json::Object>(level.value.value())[level.member].second = std::move(value);
  }
  return true;
}

bool Reader::key(std::string& name) {
  Level& level = levels_.back();
  auto& object = std::get<Json::Object>(level.value.value());
  const auto [place, is_new] = level.members.try_emplace(name, object.size());
  level.member = place->second;
  if (is_new) {
    object.emplace_back(std::move(name), Json());
  }
  return true;
}

bool Reader::open(Json empty) {
  if (levels_.size() >= kMaxJsonDepth) {
    error_ = error("json-too-deep",
                   fmt::format("{} nests more than {} levels", source_->path(), kMaxJsonDepth));
    return false;
  }
  levels_.push_back({std::move(empty), 0, {}});
  return true;
}

bool Reader::close() {
  Json done = std::move(levels_.back().value);
  levels_.pop_back();
  return put(std::move(done));
}

bool Reader::parse_error(std::size_t position, const std::string&,
                         const nlohmann::detail::exception& fault) {
  const auto size = source_->text().size();
  const auto end = static_cast<std::uint32_t>(std::min(position, size));
  const auto begin = end > 0 && position <= size ? end - 1 : end;
  error_ = error("bad-json",
                 fmt::format("{} is no valid JSON: {}", source_->path(), reason_of(fault.what())))
               .at({source_, begin, end});
  return false;
}

}  // namespace

Result<Json> parse_json(const SourcePtr& source) {
  Reader reader(source);
  const std::string_view text = source->text();
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return reader.finish();
}

}  // namespace tiltc
