#pragma once

#include "session.h"
#include "tiltc/host_object.h"

namespace tiltc::builtins {

// os.environ: a live view of the environment that commands of this evaluation get. Changing it does
// not touch the process's own. The session outlives it.
class Environ : public HostObject {
 public:
  explicit Environ(Session& session) : session_(session) {}

  std::string_view type_name() const override { return "environ"; }
  std::string str() const override;
  bool truth() const override { return !session_.environment().empty(); }

  bool is_mapping() const override { return true; }
  std::optional<Value> get_item(Heap& heap, Value key) override;
  bool set_item(Value key, Value value) override;
  std::vector<Value> keys(Heap& heap) override;

  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  std::vector<std::string> attribute_names() const override;

 private:
  Session& session_;
};

}  // namespace tiltc::builtins
