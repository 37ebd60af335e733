#include "yaml_argument.h"

namespace tiltc::builtins {

Result<SourcePtr> read_yaml_argument(Session& session, const BuiltinCall& call,
                                     const PathOrBlob& item) {
  if (item.blob != nullptr) {
    return SourcePtr(std::make_shared<Source>(item.blob->origin(), item.blob->text()));
  }
  const std::string path = session.resolve(item.path);
  session.watch(path);
  Result<std::string> text = session.disk().read(path);
  if (text.ok()) {
    return SourcePtr(std::make_shared<Source>(session.shown(path), std::move(*text)));
  }
  Diagnostic diagnostic = std::move(text.error().diagnostic());
  diagnostic.code = "unreadable-yaml";
  diagnostic.message = "error reading yaml file: " + diagnostic.message;
  diagnostic.at(call.span_of("yaml"));
  if (item.path.find('\n') != std::string::npos) {
    diagnostic.message = "error reading yaml file: the path has several lines";
    diagnostic.with_help("a string is a path; wrap content into blob()");
  }
  return diagnostic;
}

}  // namespace tiltc::builtins
