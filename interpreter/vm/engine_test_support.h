#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tiltc/engine.h"

// Programs in a few lines: files in memory, what they print, and natives to call back and forth.
namespace tiltc::testing {

class MemoryLoader : public Loader {
 public:
  std::map<std::string, std::string> files;
  std::vector<std::string> read_keys;

  Result<std::string> resolve(std::string_view path, std::string_view) override {
    return std::string(path);
  }
  Result<SourcePtr> read(const std::string& key) override {
    read_keys.push_back(key);
    const auto found = files.find(key);
    if (found == files.end()) {
      return error("no-file", "there is no file " + key);
    }
    return SourcePtr(std::make_shared<Source>(key, found->second));
  }
};

// An engine with the natives
//   call(f, *args)  calls f through Engine::call
//   include(path)   Engine::load
//   where()         executing key, lexical key
//   quit()          Engine::stop
class Program {
 public:
  explicit Program(Limits limits = {}, Dialect dialect = {});

  // Runs the text as the file "main"; returns what was printed, a line per print, then what went
  // wrong as "CODE at FILE:LINE:COLUMN: MESSAGE".
  std::string run(const std::string& text);

  Engine& engine() { return *engine_; }
  MemoryLoader& loader() { return loader_; }
  const Diagnostics& diagnostics() const { return *diagnostics_; }
  const Module* module() const { return module_; }

 private:
  MemoryLoader loader_;
  std::string printed_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Diagnostics> diagnostics_;
  const Module* module_ = nullptr;
};

}  // namespace tiltc::testing
