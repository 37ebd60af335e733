#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "tiltc/call.h"
#include "tiltc/heap.h"
#include "tiltc/value.h"

namespace tiltc {

class Profile;

// Which extensions of strict Starlark are on.
struct Dialect {
  bool set = true;
  bool while_statement = true;
  bool top_level_control = true;
  bool global_reassign = true;
  bool recursion = true;
  bool load_binds_globally = false;

  static Dialect tilt() { return {}; }
  static Dialect strict() { return {false, false, false, false, false, false}; }
};

// "tilt", "starlark" (strict), or extensions laid over strict Starlark, with commas between: set, while,
// toplevelcontrol, globalreassign, loadbindsglobally, recursion. The error names the word that is none.
Result<Dialect> parse_dialect(std::string_view text);

// Bounds of one evaluation. Reaching one is an error at the place where it happened, which no program can
// catch; the engine can be used again after it.
struct Limits {
  std::uint32_t depth = 100'000;       // Starlark frames
  std::uint64_t steps = 0;             // loop iterations and calls; 0: without end
  std::uint64_t memory_bytes = 0;      // of live heap; 0: half of what the machine has, at most 4 GiB
  std::chrono::nanoseconds wall_time{0};  // from the start of the evaluation; 0: without end
};

// Whether the diagnostic says that a limit was reached or the evaluation cancelled.
bool is_limit(const Diagnostic& diagnostic);

// Whether the text itself could not be read: further mistakes of the same file may follow from this one.
bool is_syntax_error(const Diagnostic& diagnostic);

// What happens to a file, in order.
enum class Phase : std::uint8_t { kParse, kResolve, kCompile, kExecute };

// Gets the text of files for load(). Paths are what the Tiltfile says; the embedder gives them meaning.
class Loader {
 public:
  virtual ~Loader() = default;
  // The key under which a file is executed once: its absolute path. `from` is the file being executed.
  virtual Result<std::string> resolve(std::string_view path, std::string_view from) = 0;
  virtual Result<SourcePtr> read(const std::string& key) = 0;
};

// A file that has run: its frozen globals.
class Module {
 public:
  virtual ~Module() = default;
  virtual std::optional<Value> global(std::string_view name) const = 0;  // exported or not
  // Every global of the file with its value, in order of first binding in the text; loaded names too.
  virtual std::vector<std::pair<std::string_view, Value>> globals() const = 0;
  virtual const std::string& key() const = 0;
};

// A native function to be given to programs. Members must outlive the engine.
struct NativeEntry {
  std::string_view name;  // dotted for messages: "os.getcwd"
  NativeFunction function = nullptr;
  void* host = nullptr;
};

// What is known of a def or lambda without calling it.
struct FunctionFacts {
  std::string name;
  Span span;                     // its definition's first line
  std::uint32_t positional = 0;  // parameters that may be given by position
  std::uint32_t required = 0;    // arguments without which a call fails
  bool takes_any = false;        // has *args
};

// How often the statements of a file ran. A line has the highest count of the statements that begin on it.
struct FileCoverage {
  SourcePtr source;
  std::map<std::uint32_t, std::uint64_t> runs_of_line;
};

// The interpreter: a heap, predeclared names, and the files that have been executed. Not thread-safe;
// only cancel() may come from another thread. Engines share nothing that changes, so each thread may run
// its own. Between threads may be shared: a SourcePtr (its text is read by each engine for itself), a
// Diagnostic and a Module's key, which do not change, and Loaders and natives' hosts that are themselves
// thread-safe. Values, Modules and Roots belong to the one engine, frozen or not: its collector marks them.
class Engine {
 public:
  struct Options {
    Dialect dialect;
    Limits limits;
    Loader* loader = nullptr;                              // without one, load() is an error
    std::function<void(std::string_view)> print;           // print()'s text without line break
    std::function<void(Diagnostic)> warn;                  // warnings of parser and resolver
    bool counts_statements = false;                        // see coverage(); costs time
    // Predeclared names whose values differ by file (__file__, __name__); asked once per file.
    std::function<std::vector<std::pair<std::string, Value>>(Heap&, const std::string& key)>
        predeclared_of_file;
    Profile* profile = nullptr;  // told of every call; must outlive the engine
  };

  static std::unique_ptr<Engine> create(Options options);
  virtual ~Engine() = default;

  virtual Heap& heap() = 0;

  // Makes a name known to all files executed from now on.
  virtual void predeclare(std::string_view name, Value value) = 0;
  virtual std::vector<std::string> predeclared_names() const = 0;  // sorted; not those of one file
  virtual Value native(const NativeEntry& entry) = 0;

  // Parses, resolves, compiles and runs a file; its globals freeze when it ends, also on error. All errors
  // of one phase are reported together, in `diagnostics`; the Error is the first of them. `key` names the
  // file for the cache, for __file__ and for load.
  virtual Result<const Module*> execute(SourcePtr source, const std::string& key,
                                        Diagnostics& diagnostics) = 0;

  // Runs a piece of an interactive session, like a file of that key, with these differences: its globals
  // do not freeze, and are known to all pieces and files executed from now on; a cancel() before it does
  // not count. Returns the value of the expression that the piece ends with, if it does.
  virtual Result<std::optional<Value>> execute_piece(SourcePtr source, const std::string& key,
                                                     Diagnostics& diagnostics) = 0;

  // The phases of execute() up to `last`, which lies before kExecute; what they make is dropped. False: the
  // file has mistakes, all of those phases.
  virtual bool prepare(SourcePtr source, const std::string& key, Phase last, Diagnostics& diagnostics) = 0;

  // What load() does: resolve, execute once, cache; a cycle is an error. For include() and load_dynamic().
  // `call` is the running native call.
  virtual Result<const Module*> load(const Call& call, std::string_view path) = 0;

  // Nothing when the value is no def or lambda.
  virtual std::optional<FunctionFacts> function_facts(Value function) const = 0;

  // Calls a Starlark function from native code.
  virtual Result<Value> call(Value function, std::span<const Value> arguments) = 0;

  // The key of the file that is being executed now: the innermost execute() or load(), not the file in
  // which the running function was written. Empty outside.
  virtual std::string_view executing_key() const = 0;
  // The key of the file in which the innermost Starlark frame's code is written: __file__.
  virtual std::string_view lexical_key(const Call& call) const = 0;

  // Where the program is now, outermost first.
  virtual std::vector<Frame> stack() const = 0;

  // Ends the evaluation without error from within a native call (exit()): the native returns stop().
  virtual Value stop(const Call& call) = 0;

  // Ends the evaluation soon with the error "cancelled", and every later one until resume(). From any thread.
  virtual void cancel() = 0;
  // Takes cancel() back. When nothing runs.
  virtual void resume() = 0;

  // Of every file that was executed, in that order, when statements are counted.
  virtual std::vector<FileCoverage> coverage() const = 0;
};

}  // namespace tiltc
