#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "compile/instruction.h"
#include "tiltc/value.h"

// What the compiler makes of a file and the virtual machine runs: plain data. A Unit belongs to the
// Engine and lives as long, because functions made by it may outlive its run; its values are roots
// of the heap.
namespace tiltc::compile {

struct Unit;
struct Code;

// The instructions from `pc` on belong to the byte `offset` of the source.
struct Position {
  std::uint32_t pc = 0;
  std::uint32_t offset = 0;
};

// While pc is in [begin, end), a loop iterates over the container in register `slot`.
struct LoopRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t slot = 0;
};

// A parameter that takes a value: not *args, **kwargs or the bare star.
struct Parameter {
  Value name;  // interned
  std::uint32_t slot = 0;
};

// Where a function that is being made finds a captured cell: in a register of the maker, or among
// the variables that the maker captured.
struct CaptureSource {
  bool from_register = false;
  std::uint32_t index = 0;
  Value name;
};

inline constexpr std::uint32_t kNoRegister = 0xFFFFFFFFU;

// One `x.name`. The rest is a cache: of a struct or module, the shape seen last and the field's
// index in it; of other builtin types, the kind seen last and its method.
struct AttributeSite {
  Value name;  // interned
  std::uint32_t shape = 0;
  std::uint32_t index = 0;
  const void* method = nullptr;  // library::Method
  Kind kind = Kind::kNone;
};

// One call with named or starred arguments. Window: callee, positional, named, *args, **kwargs.
struct CallSite {
  std::uint32_t positional = 0;
  std::vector<Value> names;  // interned, of the named arguments in order
  bool star = false;
  bool star_star = false;

  // Cache: for the callee `code`, slots[i] is the register that takes the named argument i.
  const Code* code = nullptr;
  std::vector<std::uint32_t> slots;
};

struct Code {
  Unit* unit = nullptr;
  // Of the unit, once it is compiled.
  const Value* constants = nullptr;
  Value* globals = nullptr;

  std::vector<Instruction> instructions;
  std::uint32_t register_count = 0;

  // Parameters: `positional` of them can be given by position, the others by name only; slots of
  // the positional ones are 0, 1, ...
  std::uint32_t positional = 0;
  bool simple = true;  // no *args, **kwargs or keyword-only parameters
  std::vector<Parameter> parameters;
  std::uint32_t args_slot = kNoRegister;
  std::uint32_t kwargs_slot = kNoRegister;
  std::uint32_t default_count = 0;  // of the last so many parameters; failure marks those without

  std::vector<CaptureSource> captures;
  std::vector<CallSite> call_sites;
  std::vector<AttributeSite> attribute_sites;
  std::vector<Position> positions;
  std::vector<LoopRange> loops;
  std::vector<std::string> local_names;  // of the registers that are variables
  std::string name;                      // "lambda", or "<toplevel>" of a file
  Value function_name;                   // the same as a constant of the unit
  std::string doc;
  std::uint32_t begin = 0, end = 0;  // of the definition in the source

  std::uint32_t offset_of(std::size_t pc) const;
};

struct LoadedName {
  std::string name;  // in the loaded file
  std::uint32_t global = 0;
  std::uint32_t begin = 0, end = 0;
};

struct Load {
  std::string module;
  std::uint32_t begin = 0, end = 0;  // of the module's string
  std::uint32_t anchor = 0;
  std::vector<LoadedName> names;
};

struct GlobalName {
  std::string name;
  bool exported = true;
};

// How often the statement that begins at `offset` has begun to run.
struct StatementRuns {
  std::uint32_t offset = 0;
  std::uint64_t runs = 0;
};

struct Unit {
  std::string key;  // what the engine knows the file by
  SourcePtr source;
  std::vector<std::unique_ptr<Code>> functions;  // the first is the file
  std::vector<Value> constants;
  std::vector<Value> globals;  // Value::failure() where unbound
  std::vector<GlobalName> global_names;
  std::vector<Load> loads;
  bool counts_statements = false;  // set before compiling
  std::vector<StatementRuns> statements;
};

// Text for people: instructions with their operands, one a line.
std::string disassemble(const Unit& unit);

}  // namespace tiltc::compile
