#include <fmt/format.h>

#include <map>

#include "base/path.h"
#include "base/text.h"
#include "builders.h"

namespace tiltc::images {
namespace {

std::map<std::string, std::string> fields_of(const std::string& spec) {
  std::map<std::string, std::string> fields;
  for (const auto& part : split(spec, ',')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) {
      fields[part.substr(0, equals)] = part.substr(equals + 1);
    }
  }
  return fields;
}

// As BuildKit's clients do it: `env`, or `src`, or what has the name of the secret, a variable
// first.
Result<std::string> value_of(const BuilderInput& input, std::map<std::string, std::string> fields) {
  std::string source = fields["src"].empty() ? fields["source"] : fields["src"];
  std::string name = fields["env"];
  const bool by_id = source.empty() && name.empty();
  if (by_id || (name.empty() && fields["type"] == "env")) {
    name = by_id ? fields["id"] : source;
  }
  const Environment& environment = input.tools.environment;
  if (!name.empty() && environment.find(name) != environment.end()) {
    return variable(environment, name);
  }
  source = source.empty() ? fields["id"] : source;
  const std::string path = resolve_path(input.job.target.tiltfile_directory, source);
  Result<std::string> value = input.tools.disk.read(path);
  if (value.ok()) {
    return value;
  }
  return error("build-secret-unreadable",
               fmt::format("the secret `{}` is neither a variable nor a file: {}", fields["id"],
                           path))
      .at(input.job.target.span, "secret= of this image");
}

}  // namespace

Result<ApiSecrets> read_secrets(const BuilderInput& input) {
  ApiSecrets secrets;
  for (const auto& spec : input.build().secrets) {
    const auto fields = fields_of(spec);
    if (fields.find("id") == fields.end()) {
      return error("build-secret-unreadable", fmt::format("secret={} has no id", json_quote(spec)))
          .at(input.job.target.span, "of this image")
          .with_help("say `id=NAME,src=FILE` or `id=NAME,env=VARIABLE`");
    }
    Result<std::string> value = value_of(input, fields);
    if (!value.ok()) {
      return std::move(value).error();
    }
    const std::string name = fmt::format(".tiltc-secret-{}", secrets.files.size());
    secrets.files.push_back({name, std::move(*value)});
    secrets.specs.push_back(fmt::format("id={},src={}", fields.at("id"), name));
  }
  return secrets;
}

}  // namespace tiltc::images
