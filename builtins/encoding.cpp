#include <fmt/format.h>

#include "arguments.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "formats/yaml_value.h"
#include "json_values.h"
#include "tables.h"

// JSON and YAML: texts to values and back.
namespace tiltc::builtins {

namespace {

Diagnostic placed(Error failure, const BuiltinCall& call, std::string_view parameter) {
  Diagnostic diagnostic = std::move(failure.diagnostic());
  if (!diagnostic.primary.span) {
    diagnostic.at(call.span_of(parameter));
  } else {
    diagnostic.also(call.span_of(parameter), "read here");
  }
  return diagnostic;
}

// What a decoder makes of a text: one value, or a list of them.
using Decode = Result<Json> (*)(const SourcePtr&);

Result<Json> decode_json_text(const SourcePtr& source) {
  return parse_json(source);
}
Result<Json> decode_yaml_text(const SourcePtr& source) {
  return yaml::decode_one(source);
}
Result<Json> decode_yaml_stream_text(const SourcePtr& source) {
  Result<std::vector<Json>> documents = yaml::decode_all(source);
  if (!documents.ok()) {
    return std::move(documents).error();
  }
  return Json(Json::Value(std::move(*documents)));
}

Result<Value> decode_source(Session& session, const BuiltinCall& call, std::string_view parameter,
                            const SourcePtr& source, Decode decode) {
  Result<Json> json = decode(source);
  if (!json.ok()) {
    return placed(std::move(json).error(), call, parameter);
  }
  Result<Value> value = to_value(session.heap(), *json);
  if (!value.ok()) {
    return placed(std::move(value).error(), call, parameter);
  }
  return value;
}

struct DecodeArguments {
  Text text;
};

template <Decode decode>
Result<Value> decode_text(Session& session, const BuiltinCall& call,
                          const DecodeArguments& arguments) {
  const std::string_view parameter = call.info().parameters(call.info()).front().name;
  const std::string origin = arguments.text.origin.empty()
                                 ? fmt::format("argument of {}", call.info().name)
                                 : arguments.text.origin;
  return decode_source(session, call, parameter,
                       std::make_shared<Source>(origin, arguments.text.text), decode);
}

struct ReadArguments {
  Path paths;
  Value default_value;
};

template <Decode decode>
Result<Value> read_text(Session& session, const BuiltinCall& call, const ReadArguments& arguments) {
  const std::string path = session.resolve(arguments.paths.text);
  session.watch(path);
  Result<std::string> text = session.disk().read(path);
  if (!text.ok()) {
    if (call.was_given("default") && session.disk().kind(path) == FileKind::kMissing) {
      return arguments.default_value;
    }
    return placed(std::move(text).error(), call, "paths");
  }
  return decode_source(session, call, "paths",
                       std::make_shared<Source>(session.shown(path), std::move(*text)), decode);
}

struct EncodeArguments {
  Value obj;
};

// JSON as Go's encoder writes it: what a browser could take for markup is escaped.
std::string escape_markup(std::string_view json) {
  std::string out;
  for (const char c : json) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

Result<std::string> encode_json(Session&, const BuiltinCall& call,
                                const EncodeArguments& arguments) {
  Result<Json> json = to_json(arguments.obj);
  if (!json.ok()) {
    return placed(std::move(json).error(), call, "obj");
  }
  JsonWriter writer(JsonWriter::Layout::kIndented);
  writer.json(with_sorted_keys(std::move(*json)));
  return escape_markup(writer.take()) + "\n";
}

Result<Value> yaml_blob(Session& session, const BuiltinCall& call, std::string_view parameter,
                        Result<std::string> text) {
  if (!text.ok()) {
    return placed(std::move(text).error(), call, parameter);
  }
  return session.heap().host(std::make_unique<Blob>(
      std::move(*text), fmt::format("Tiltfile {}() call", call.info().name)));
}

Result<Value> encode_yaml(Session& session, const BuiltinCall& call,
                          const EncodeArguments& arguments) {
  Result<Json> json = to_json(arguments.obj);
  if (!json.ok()) {
    return placed(std::move(json).error(), call, "obj");
  }
  return yaml_blob(session, call, "obj", yaml::encode(*json));
}

struct EncodeStreamArguments {
  std::vector<Value> objs;
};

Result<Value> encode_yaml_stream(Session& session, const BuiltinCall& call,
                                 const EncodeStreamArguments& arguments) {
  std::vector<Json> documents;
  for (const Value object : arguments.objs) {
    Result<Json> json = to_json(object);
    if (!json.ok()) {
      return placed(std::move(json).error(), call, "objs");
    }
    documents.push_back(std::move(*json));
  }
  return yaml_blob(session, call, "objs", yaml::encode_all(documents));
}

constexpr Builtin kDecodeJson{
    "decode_json",
    "The value of a JSON text.",
    decode_text<&decode_json_text>,
    required<&DecodeArguments::text>("json", "The text."),
    example(R"(
ports = decode_json('{"api": 8080, "web": 8081}')
print(ports['api'])
)"),
};
constexpr Builtin kDecodeYaml{
    "decode_yaml",
    "The value of a YAML text of one document.",
    decode_text<&decode_yaml_text>,
    required<&DecodeArguments::text>("yaml", "The text."),
};
constexpr Builtin kDecodeYamlStream{
    "decode_yaml_stream",
    "The values of a YAML text of several documents, null ones left out.",
    decode_text<&decode_yaml_stream_text>,
    required<&DecodeArguments::text>("yaml", "The text."),
};
constexpr Builtin kReadJson{
    "read_json",
    "Reads a JSON file and watches it.",
    read_text<&decode_json_text>,
    required<&ReadArguments::paths>("paths", "The file.").alias("path"),
    optional<&ReadArguments::default_value>("default", "What to return when the file is missing."),
};
constexpr Builtin kReadYaml{
    "read_yaml",
    "Reads a YAML file of one document and watches it.",
    read_text<&decode_yaml_text>,
    required<&ReadArguments::paths>("paths", "The file.").alias("path"),
    optional<&ReadArguments::default_value>("default", "What to return when the file is missing."),
};
constexpr Builtin kReadYamlStream{
    "read_yaml_stream",
    "Reads a YAML file of several documents and watches it.",
    read_text<&decode_yaml_stream_text>,
    required<&ReadArguments::paths>("paths", "The file.").alias("path"),
    optional<&ReadArguments::default_value>("default", "What to return when the file is missing."),
};
constexpr Builtin kEncodeJson{
    "encode_json",
    "The value as JSON: keys sorted, two blanks a level.",
    encode_json,
    required<&EncodeArguments::obj>("obj", "None, bool, int, float, string, list or dict."),
};
constexpr Builtin kEncodeYaml{
    "encode_yaml",
    "The value as a blob of YAML, keys sorted.",
    encode_yaml,
    required<&EncodeArguments::obj>("obj", "None, bool, int, float, string, list or dict."),
    example(R"(
print(encode_yaml({'replicas': 2, 'ports': [80, 443]}))
)"),
};
constexpr Builtin kEncodeYamlStream{
    "encode_yaml_stream",
    "The values as a blob of YAML documents.",
    encode_yaml_stream,
    required<&EncodeStreamArguments::objs>("objs", "A list of values."),
};

constexpr std::array kEntries{entry<kDecodeJson>, entry<kDecodeYaml>, entry<kDecodeYamlStream>,
                              entry<kReadJson>,   entry<kReadYaml>,   entry<kReadYamlStream>,
                              entry<kEncodeJson>, entry<kEncodeYaml>, entry<kEncodeYamlStream>};

}  // namespace

Table encoding_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
