#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "deferred.h"
#include "graph/targets.h"
#include "tiltc/host_object.h"

// The types that only Tiltfiles have, as host objects of the interpreter.
namespace tiltc::builtins {

// Text that functions take for content where a string would be a path. Two blobs are equal when
// text and origin are.
class Blob : public HostObject {
 public:
  Blob(std::string text, std::string origin) : text_(std::move(text)), origin_(std::move(origin)) {}
  Blob(std::shared_ptr<DeferredText> text, std::string origin)
      : deferred_(std::move(text)), origin_(std::move(origin)) {}

  // Waits for the command that makes it, if need be; see DeferredText::get().
  const std::string& text() const { return deferred_ ? deferred_->get() : text_; }
  // The text's command; null when the text is there.
  DeferredText* deferred() const { return deferred_.get(); }
  // Where it came from, for messages: "file: PATH", "local: COMMAND", "Tiltfile blob() call".
  const std::string& origin() const { return origin_; }

  std::string_view type_name() const override { return "blob"; }
  std::string str() const override { return text(); }
  bool truth() const override { return !text().empty(); }
  bool equals(const HostObject& other) const override;

 private:
  std::string text_;
  std::shared_ptr<DeferredText> deferred_;
  std::string origin_;
};

// What custom_build() returns: prints its image and has no attributes.
class CustomBuildHandle : public HostObject {
 public:
  explicit CustomBuildHandle(std::string ref) : ref_(std::move(ref)) {}
  std::string_view type_name() const override { return "custom_build"; }
  std::string str() const override { return "custom_build(\"" + ref_ + "\")"; }

 private:
  std::string ref_;
};

// TRIGGER_MODE_AUTO and TRIGGER_MODE_MANUAL.
class TriggerModeValue : public HostObject {
 public:
  explicit TriggerModeValue(graph::TriggerMode mode) : mode_(mode) {}
  graph::TriggerMode mode() const { return mode_; }
  std::string_view type_name() const override { return "TriggerMode"; }
  std::string str() const override;
  bool equals(const HostObject& other) const override;
  std::optional<std::uint32_t> hash() const override { return static_cast<std::uint32_t>(mode_); }

 private:
  graph::TriggerMode mode_;
};

// A step of live_update, made by sync(), run() and their kin. `number` counts the steps of an
// evaluation from 0, so that those which no target took can be told.
class LiveUpdateStepValue : public HostObject {
 public:
  LiveUpdateStepValue(graph::LiveUpdateStep step, std::size_t number)
      : step_(std::move(step)), number_(number) {}
  const graph::LiveUpdateStep& step() const { return step_; }
  std::size_t number() const { return number_; }
  std::string_view type_name() const override;
  std::string str() const override;

 private:
  graph::LiveUpdateStep step_;
  std::size_t number_;
};

// link()
class LinkValue : public HostObject {
 public:
  explicit LinkValue(graph::Link link) : link_(std::move(link)) {}
  const graph::Link& link() const { return link_; }
  std::string_view type_name() const override { return "struct"; }
  std::string str() const override;
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  std::vector<std::string> attribute_names() const override { return {"name", "url"}; }

 private:
  graph::Link link_;
};

// module(): a struct with a name.
class ModuleValue : public HostObject {
 public:
  using Members = std::vector<std::pair<std::string, Value>>;
  ModuleValue(std::string name, Members members)
      : name_(std::move(name)), members_(std::move(members)) {}
  std::string_view type_name() const override { return "module"; }
  std::string str() const override;
  std::optional<Value> attribute(Heap& heap, std::string_view name) override;
  std::vector<std::string> attribute_names() const override;
  void visit(const std::function<void(Value)>& visitor) const override;

 private:
  std::string name_;
  Members members_;
};

// port_forward()
class PortForwardValue : public HostObject {
 public:
  explicit PortForwardValue(graph::PortForward forward) : forward_(std::move(forward)) {}
  const graph::PortForward& forward() const { return forward_; }
  std::string_view type_name() const override { return "port_forward"; }
  std::string str() const override;

 private:
  graph::PortForward forward_;
};

}  // namespace tiltc::builtins
