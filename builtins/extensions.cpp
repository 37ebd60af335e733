#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "base/text.h"
#include "choices.h"
#include "session.h"
#include "tables.h"

// Where load('ext://…') finds extensions.
namespace tiltc::builtins {

namespace {

struct RepoArguments {
  std::string name;
  StringMap labels, annotations;
  std::string url, ref, load_host, git_subpath;
};

struct ExtensionArguments {
  std::string name;
  StringMap labels, annotations;
  std::string repo_name, repo_path;
  StringList args;
};

// A path in a repository: relative, and nowhere above it.
Status check_inner_path(const BuiltinCall& call, std::string_view parameter,
                        const std::string& path) {
  const std::string clean = clean_path(path);
  if (!is_absolute_path(clean) && clean != ".." && !clean.starts_with("../")) {
    return Done{};
  }
  return error("extension-outside-repo", fmt::format("`{}` of {} leads out of the repository: {}",
                                                     parameter, call.info().name, json_quote(path)))
      .at(call.span_of(parameter))
      .with_help("write a path as seen from the repository's root");
}

Status check_url(const BuiltinCall& call, const RepoArguments& arguments) {
  const bool is_folder = arguments.url.starts_with("file://");
  if (!is_folder && !arguments.url.starts_with("https://") &&
      !arguments.url.starts_with("http://")) {
    return error("bad-extension-url",
                 fmt::format("{} is no URL of an extension repository", json_quote(arguments.url)))
        .at(call.span_of("url"))
        .note("a URL starts with https://, http:// or file://");
  }
  for (const auto& [parameter, value] :
       {std::pair("ref", &arguments.ref), std::pair("git_subpath", &arguments.git_subpath)}) {
    if (is_folder && !value->empty()) {
      return error("useless-argument",
                   fmt::format("`{}` is for git repositories, and a file:// URL names a folder",
                               parameter))
          .at(call.span_of(parameter));
    }
  }
  return check_inner_path(call, "git_subpath", arguments.git_subpath);
}

Result<Done> extension_repo(Session& session, const BuiltinCall& call,
                            const RepoArguments& arguments) {
  if (Status checked = check_resource_name(call, arguments.name); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_url(call, arguments); !checked.ok()) {
    return checked;
  }
  return session.extensions().add_repo(
      arguments.name, {arguments.url, arguments.ref, arguments.load_host, arguments.git_subpath},
      call.span());
}

Result<Done> extension(Session& session, const BuiltinCall& call,
                       const ExtensionArguments& arguments) {
  if (Status checked = check_resource_name(call, arguments.name); !checked.ok()) {
    return checked;
  }
  if (Status checked = check_inner_path(call, "repo_path", arguments.repo_path); !checked.ok()) {
    return checked;
  }
  return session.extensions().add_extension(
      arguments.name, {arguments.repo_name, arguments.repo_path, arguments.args.values},
      call.span());
}

constexpr Builtin kExtensionRepo{
    "v1alpha1.extension_repo",
    "Registers a repository of extensions, before the first load() that needs it. The name "
    "`default` stands for the repository of all `ext://` names that no other one claims.",
    extension_repo,
    required<&RepoArguments::name>("name", "Its name."),
    optional<&RepoArguments::labels>("labels", "Labels of the object; accepted."),
    optional<&RepoArguments::annotations>("annotations", "Annotations of the object; accepted."),
    optional<&RepoArguments::url>("url", "https://…, http://… or file:///FOLDER."),
    optional<&RepoArguments::ref>("ref", "Branch, tag or commit; default: the default branch."),
    optional<&RepoArguments::load_host>(
        "load_host", "The first part of the `ext://` names that are looked for here."),
    optional<&RepoArguments::git_subpath>("git_subpath", "Folder of the extensions in it."),
};
constexpr Builtin kExtension{
    "v1alpha1.extension",
    "Registers an extension under a name. It is executed when it is loaded, else after the "
    "Tiltfile.",
    extension,
    required<&ExtensionArguments::name>("name", "Its name, for load('ext://NAME', …)."),
    optional<&ExtensionArguments::labels>("labels", "Labels of the object; accepted."),
    optional<&ExtensionArguments::annotations>("annotations",
                                               "Annotations of the object; accepted."),
    optional<&ExtensionArguments::repo_name>("repo_name", "Name of its repository."),
    optional<&ExtensionArguments::repo_path>("repo_path", "Its folder in the repository."),
    optional<&ExtensionArguments::args>("args", "Arguments for the extension."),
};

constexpr std::array kEntries{entry<kExtensionRepo>, entry<kExtension>};

}  // namespace

Table extensions_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
