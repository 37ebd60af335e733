#include <map>

#include "script_chunks.h"

// Runs chunks with the module `assert` and what else the scripts may use.
namespace tiltc::scripts {
namespace {

// Most of `assert` says best in the language itself what it does.
constexpr std::string_view kPrelude = R"star(
def eq(a, b):
    if a != b: fail("%r is not equal to %r" % (a, b))
def ne(a, b):
    if a == b: fail("%r is equal to %r" % (a, b))
def lt(a, b):
    if not a < b: fail("%r is not less than %r" % (a, b))
def true(x):
    if not x: fail("%r is not true" % (x,))
def same(a, b):
    if a != b or type(a) != type(b) or repr(a) != repr(b):
        fail("%r (%s) is not the same as %r (%s)" % (a, type(a), b, type(b)))
def contains(a, b):
    if b not in a: fail("%r is not in %r" % (b, a))
def fails(f, text):
    message = _failure(f)
    if message == None: fail("%r does not fail" % f)
    if text not in message: fail("%r fails, but with: %s" % (f, message))
)star";

class Files : public Loader {
 public:
  explicit Files(const Chunk& chunk) : path_(chunk.path) {
    for (const auto& [name, text] : chunk.files) {
      files_[name] = text;
    }
  }
  Result<std::string> resolve(std::string_view path, std::string_view) override {
    return std::string(path);
  }
  // All files of a chunk are parts of the script, whose lines their texts keep.
  Result<SourcePtr> read(const std::string& key) override {
    const auto file = files_.find(key);
    if (file == files_.end()) {
      return error("no-such-file", "there is no file " + key);
    }
    return SourcePtr(std::make_shared<Source>(path_, file->second));
  }

 private:
  std::string path_;
  std::map<std::string, std::string> files_;
};

struct Host {
  Engine* engine = nullptr;
};

Value failure_message(const Call& call) {
  Result<Value> result = static_cast<Host*>(call.host())->engine->call(call.positional(0), {});
  return result.ok() ? Value::none() : call.heap().string(result.error().diagnostic().message);
}

Value freeze(const Call& call) {
  call.heap().freeze(call.positional(0));
  return call.positional(0);
}

Value structure(const Call& call) {
  std::vector<std::pair<std::string_view, Value>> fields;
  for (std::uint32_t i = 0; i < call.named_count(); ++i) {
    fields.emplace_back(call.name(i), call.named(i));
  }
  return call.heap().structure(fields);
}

// Gives the engine its predeclared names; what is wrong with the prelude otherwise.
std::vector<Diagnostic> prepare(Engine& engine, Host& host) {
  engine.predeclare("_failure", engine.native({"_failure", failure_message, &host}));
  engine.predeclare("freeze", engine.native({"freeze", freeze, &host}));
  engine.predeclare("struct", engine.native({"struct", structure, &host}));
  Diagnostics diagnostics;
  const auto prelude = engine.execute(std::make_shared<Source>("assert", std::string(kPrelude)),
                                      "assert", diagnostics);
  if (!prelude.ok()) {
    return diagnostics.all();
  }
  engine.predeclare("assert", engine.heap().module("assert", (*prelude)->globals()));
  return {};
}

}  // namespace

std::vector<Diagnostic> run(const Chunk& chunk) {
  Files files(chunk);
  Engine::Options options;
  options.dialect = chunk.dialect;
  options.loader = &files;
  const std::unique_ptr<Engine> engine = Engine::create(std::move(options));
  Host host{engine.get()};
  if (std::vector<Diagnostic> wrong = prepare(*engine, host); !wrong.empty()) {
    return wrong;
  }
  Diagnostics diagnostics;
  const auto result =
      engine->execute(std::make_shared<Source>(chunk.path, chunk.text), "main", diagnostics);
  std::vector<Diagnostic> found = diagnostics.all();
  if (!result.ok() && found.empty()) {
    found.push_back(result.error().diagnostic());
  }
  return found;
}

}  // namespace tiltc::scripts
