#include <fmt/format.h>

#include "arguments.h"
#include "base/path.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

struct BlobArguments {
  std::string input;
};

Result<Value> blob(Session& session, const BuiltinCall&, const BlobArguments& arguments) {
  return session.heap().host(std::make_unique<Blob>(arguments.input, "Tiltfile blob() call"));
}

struct ReadFileArguments {
  Path paths;
  std::optional<Text> default_text;
};

Result<Value> read_file(Session& session, const BuiltinCall& call,
                        const ReadFileArguments& arguments) {
  const std::string path = session.resolve(arguments.paths.text);
  session.watch(path);
  Result<std::string> text = session.disk().read(path);
  if (!text.ok()) {
    if (arguments.default_text && session.disk().kind(path) == FileKind::kMissing) {
      return session.heap().host(
          std::make_unique<Blob>(arguments.default_text->text, session.shown(path)));
    }
    return std::move(text.error()
                         .diagnostic()
                         .at(call.span_of("paths"))
                         .with_help("default='' gives a text for the case that it is missing"));
  }
  return session.heap().host(std::make_unique<Blob>(std::move(*text), session.shown(path)));
}

struct WatchFileArguments {
  Path paths;
};

Result<Done> watch_file(Session& session, const BuiltinCall&, const WatchFileArguments& arguments) {
  session.watch(session.resolve(arguments.paths.text));
  return Done{};
}

struct ListdirArguments {
  Path dir;
  bool recursive = false;
};

// Folders nested deeper than this are a loop of links, or of no use to a Tiltfile.
constexpr std::size_t kMaxFolderDepth = 256;

// Files in lexical order of the walk; folders are entered, not listed. A missing folder is empty.
void collect_files(Session& session, const std::string& directory,
                   const ListdirArguments& arguments, std::size_t depth, Value& files) {
  const Result<std::vector<DirectoryEntry>> entries = session.disk().list(directory);
  if (!entries.ok() || depth > kMaxFolderDepth) {
    return;
  }
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = join_path(directory, entry.name);
    if (entry.kind != FileKind::kDirectory) {
      session.heap().append(files, session.heap().string(path));
    } else if (arguments.recursive) {
      collect_files(session, path, arguments, depth + 1, files);
    }
  }
}

Result<Value> listdir(Session& session, const BuiltinCall&, const ListdirArguments& arguments) {
  const std::string directory = session.resolve(arguments.dir.text);
  if (arguments.recursive) {
    session.watch(directory);
  }
  Value files = session.heap().list({});
  collect_files(session, directory, arguments, 0, files);
  return files;
}

constexpr Builtin kBlob{
    "blob",
    "Marks a text as content: where a string would be a path, a blob is the text itself.",
    blob,
    required<&BlobArguments::input>("input", "The text.").alias("contents"),
    example(R"(
k8s_yaml(blob('{apiVersion: v1, kind: Namespace, metadata: {name: dev}}'))
)"),
};
constexpr Builtin kReadFile{
    "read_file",
    "Reads a file into a blob and watches it.",
    read_file,
    required<&ReadFileArguments::paths>("paths", "The file.").alias("file_path"),
    optional<&ReadFileArguments::default_text>("default",
                                               "Text to return when the file is missing."),
};
constexpr Builtin kWatchFile{
    "watch_file",
    "Makes a file or folder an input of the Tiltfile.",
    watch_file,
    required<&WatchFileArguments::paths>("paths", "The file or folder.").alias("file_path"),
};
constexpr Builtin kListdir{
    "listdir",
    "The absolute paths of the files in a folder, sorted; none when the folder is missing.",
    listdir,
    required<&ListdirArguments::dir>("dir", "The folder.").alias("directory"),
    optional<&ListdirArguments::recursive>("recursive",
                                           "Enter the folders below it, and watch it."),
};

constexpr std::array kEntries{entry<kBlob>, entry<kReadFile>, entry<kWatchFile>, entry<kListdir>};

}  // namespace

Table files_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
