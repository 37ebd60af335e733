#include "naming.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "choices.h"
#include "tables.h"

// Names of resources, made by a function of the Tiltfile.
namespace tiltc::builtins {

namespace {

// What the function gets: tells a workload by name, kind, namespace and API group.
class K8sObjectId : public HostObject {
 public:
  explicit K8sObjectId(const graph::Object& object)
      : name_(object.name),
        kind_(object.kind),
        namespace_(object.namespace_.empty() ? "default" : object.namespace_) {
    const std::size_t slash = object.api_version.find('/');
    group_ = slash == std::string::npos ? "" : object.api_version.substr(0, slash);
  }

  std::string_view type_name() const override { return "K8sObjectID"; }
  std::string str() const override {
    return to_lower(
        fmt::format("{}:{}:{}:{}", name_, kind_, namespace_, group_.empty() ? "core" : group_));
  }
  std::optional<Value> attribute(Heap& heap, std::string_view name) override {
    for (const auto& [known, member] : kMembers) {
      if (name == known) {
        return heap.string(this->*member);
      }
    }
    return std::nullopt;
  }
  std::vector<std::string> attribute_names() const override {
    return {"name", "kind", "namespace", "group"};
  }
  bool equals(const HostObject& other) const override {
    const auto* id = dynamic_cast<const K8sObjectId*>(&other);
    return id != nullptr && id->str() == str();
  }
  std::optional<std::uint32_t> hash() const override {
    return static_cast<std::uint32_t>(std::hash<std::string>()(str()));
  }

 private:
  static const std::array<std::pair<std::string_view, std::string K8sObjectId::*>, 4> kMembers;

  std::string name_, kind_, namespace_, group_;
};

constexpr decltype(K8sObjectId::kMembers) K8sObjectId::kMembers{
    std::pair{"name", &K8sObjectId::name_}, std::pair{"kind", &K8sObjectId::kind_},
    std::pair{"namespace", &K8sObjectId::namespace_}, std::pair{"group", &K8sObjectId::group_}};

struct NamingArguments {
  Value func;
};

Result<Done> workload_to_resource_function(Session& session, const BuiltinCall& call,
                                           const NamingArguments& arguments) {
  const std::optional<FunctionFacts> facts = session.engine().function_facts(arguments.func);
  if (!facts) {
    return error("wrong-type", fmt::format("`func` of workload_to_resource_function wants a "
                                           "function, got {}",
                                           type_name(arguments.func)))
        .at(call.span_of("func"));
  }
  const bool fits = facts->required <= 1 && (facts->positional >= 1 || facts->takes_any);
  if (!fits) {
    return error("wrong-function",
                 fmt::format("`{}` takes {} arguments, it must take 1", facts->name,
                             facts->required > 1 ? facts->required : facts->positional))
        .at(call.span_of("func"))
        .also(facts->span, "defined here")
        .with_help("it is called with a workload: def name(id): return id.name");
  }
  session.set_naming(arguments.func, call.span());
  return Done{};
}

constexpr Builtin kNaming{
    "workload_to_resource_function",
    "Names the resources of workloads by a function. It is called once all YAML is known.",
    workload_to_resource_function,
    required<&NamingArguments::func>(
        "func", "Takes an id with name, kind, namespace and group; returns the resource's name.")
        .alias("fn"),
};

constexpr std::array kEntries{entry<kNaming>};

}  // namespace

Result<std::string> name_workload(Session& session, const graph::Object& workload) {
  const NamingFunction& naming = *session.naming();
  const std::array<Value, 1> arguments{
      session.heap().host(std::make_unique<K8sObjectId>(workload))};
  const std::string id = str(arguments[0]);
  Result<Value> name = session.engine().call(naming.function.get(), arguments);
  if (!name.ok()) {
    Diagnostic& wrong = name.error().diagnostic();
    wrong.note(fmt::format("while naming the workload {}", id)).also(naming.span, "for this call");
    return std::move(name).error();
  }
  if (const std::optional<std::string_view> text = as_string(*name)) {
    return std::string(*text);
  }
  const std::optional<FunctionFacts> facts = session.engine().function_facts(naming.function.get());
  return error("wrong-function", fmt::format("`{}` called the workload {} {} of type {}",
                                             facts->name, id, repr(*name), type_name(*name)))
      .at(facts->span, "this function")
      .also(naming.span, "names the workloads")
      .note("it must return a string");
}

Table naming_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
