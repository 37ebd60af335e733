#pragma once

#include <optional>
#include <string>

#include "schema.h"

namespace tiltc::builtins {

// Turns values into the JSON of fields. After a failure problem() says what is wrong, and where in
// the value; "" where the type says enough.
class FieldReader {
 public:
  explicit FieldReader(Session& session) : session_(session) {}

  std::optional<Json> read(const Field& field, Value value);
  const std::string& problem() const { return problem_; }

 private:
  // Reads by a Convert; its problem becomes ours.
  template <class T>
  bool convert(Value value, T& out) {
    return Convert<T>::from(value, out, problem_);
  }

  std::optional<Json> read_text(FieldType type, Value value);
  std::optional<Json> read_int(Value value);
  std::optional<Json> read_strings(Value value);
  std::optional<Json> read_map(Value value);
  std::optional<Json> read_path(Value value);
  std::optional<Json> read_paths(Value value);
  std::optional<Json> read_record(const Schema& schema, Value value);
  std::optional<Json> read_dict(const Schema& schema, Value dict);
  bool read_member(const Schema& schema, const DictEntry& entry, Json::Object& object);
  std::optional<Json> read_records(const Schema& schema, Value value);

  Session& session_;
  std::string problem_;
};

}  // namespace tiltc::builtins
