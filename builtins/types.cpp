#include "types.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiltc::builtins {

bool Blob::equals(const HostObject& other) const {
  const auto* blob = dynamic_cast<const Blob*>(&other);
  return blob != nullptr && blob->origin_ == origin_ && blob->text() == text();
}

std::string TriggerModeValue::str() const {
  return mode_ == graph::TriggerMode::kAuto ? "TRIGGER_MODE_AUTO" : "TRIGGER_MODE_MANUAL";
}

bool TriggerModeValue::equals(const HostObject& other) const {
  const auto* mode = dynamic_cast<const TriggerModeValue*>(&other);
  return mode != nullptr && mode->mode_ == mode_;
}

std::string_view LiveUpdateStepValue::type_name() const {
  using enum graph::LiveUpdateStep::Kind;
  switch (step_.kind) {
    case kInitialSync:
      return "live_update_initial_sync_step";
    case kFallBackOn:
      return "live_update_fall_back_on_step";
    case kSync:
      return "live_update_sync_step";
    case kRun:
      return "live_update_run_step";
    case kRestartContainer:
      return "live_update_restart_container_step";
  }
  return "live_update_step";
}

std::string LiveUpdateStepValue::str() const {
  using enum graph::LiveUpdateStep::Kind;
  switch (step_.kind) {
    case kInitialSync:
      return "initial_sync()";
    case kFallBackOn:
      return fmt::format("fall_back_on({})", join(step_.paths, ", "));
    case kSync:
      return fmt::format("sync({}, {})", step_.local_path, step_.remote_path);
    case kRun:
      return fmt::format("run({})", shell_join(step_.command));
    case kRestartContainer:
      return "restart_container()";
  }
  return {};
}

std::string LinkValue::str() const {
  return fmt::format("link(name = {}, url = {})", json_quote(link_.name), json_quote(link_.url));
}

std::optional<Value> LinkValue::attribute(Heap& heap, std::string_view name) {
  if (name == "url") {
    return heap.string(link_.url);
  }
  if (name == "name") {
    return heap.string(link_.name);
  }
  return std::nullopt;
}

std::string ModuleValue::str() const {
  return fmt::format("<module {}>", json_quote(name_));
}

std::optional<Value> ModuleValue::attribute(Heap&, std::string_view name) {
  for (const auto& [known, value] : members_) {
    if (known == name) {
      return value;
    }
  }
  return std::nullopt;
}

std::vector<std::string> ModuleValue::attribute_names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : members_) {
    names.push_back(name);
  }
  return names;
}

void ModuleValue::visit(const std::function<void(Value)>& visitor) const {
  for (const auto& [name, value] : members_) {
    visitor(value);
  }
}

std::string PortForwardValue::str() const {
  std::string text = fmt::format("port_forward(local_port={}", forward_.local_port);
  if (forward_.container_port != 0) {
    text += fmt::format(", container_port={}", forward_.container_port);
  }
  for (const auto& [name, value] :
       {std::pair("name", &forward_.name), std::pair("link_path", &forward_.link_path),
        std::pair("host", &forward_.host)}) {
    if (!value->empty()) {
      text += fmt::format(", {}={}", name, json_quote(*value));
    }
  }
  return text + ")";
}

}  // namespace tiltc::builtins
