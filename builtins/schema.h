#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "session.h"
#include "tiltc/builtin.h"
#include "tiltc/host_object.h"

// Values that are nothing but named fields, such as a probe or an object of Tilt's API: a table
// says which fields there are, and everything else follows from it: the builtin that makes one, its
// checks and error texts, its attributes, how it prints, and its JSON.
namespace tiltc::builtins {

enum class FieldType {
  kString,
  kText,  // a string or a blob
  kInt,   // 32 bits
  kBool,
  kStrings,
  kStringMap,
  kDuration,
  kPath,
  kDirectory,  // a path; when it is not given, the folder of the running file
  kPaths,      // one or a list
  kRecord,     // a value of Field::record
  kRecords,    // a list of these
};

enum class Need { kOptional, kRequired };

struct Schema;

struct Field {
  std::string_view name;
  FieldType type;
  std::string_view doc;
  const Schema* record = nullptr;
  Need need = Need::kOptional;
};

struct Schema {
  // Whether a dict with the same keys may stand where a value is wanted.
  enum class Dicts { kAccepted, kRefused };

  std::string_view function;  // what makes one: "v1alpha1.ui_button"
  std::string_view type;      // type() and how it prints
  std::string_view doc;
  std::span<const Field> fields;
  Dicts dicts = Dicts::kAccepted;
};

// Nothing when the schema has no such field.
const Field* find_field(const Schema& schema, std::string_view name);

// A value by a schema.
class RecordValue : public HostObject {
 public:
  RecordValue(const Schema& schema, Json json) : schema_(schema), json_(std::move(json)) {}

  const Schema& schema() const { return schema_; }
  // An object with the fields that were given.
  const Json& json() const { return json_; }

  std::string_view type_name() const override { return schema_.type; }
  std::string str() const override;
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  std::vector<std::string> attribute_names() const override;
  bool equals(const HostObject& other) const override;

 private:
  const Schema& schema_;
  Json json_;
};

// What the reference and errors call the type: "list of strings".
std::string type_words(const Field& field);
// Its default as written in Starlark.
std::string_view default_words(FieldType type);

// Makes the JSON object of a schema from the arguments of a builtin, one a field, none where it was
// not given. Relative paths are seen from the running file's folder.
Result<Json> read_fields(Session& session, const BuiltinCall& call, const Schema& schema,
                         std::span<const Value> arguments);

}  // namespace tiltc::builtins
