#include "contexts.h"

#include <fmt/format.h>

#include <algorithm>

#include "arguments.h"
#include "base/text.h"
#include "tables.h"

// Which Kubernetes context a run is about. Nothing here talks to a cluster.
namespace tiltc::builtins {

namespace {

struct NoArguments {};

// An error that lies in a kubeconfig also shows the call that read it.
Error placed(Error failure, const BuiltinCall& call) {
  Diagnostic& diagnostic = failure.diagnostic();
  if (diagnostic.primary.span) {
    diagnostic.also(call.span(), "read here");
  } else {
    diagnostic.at(call.span());
  }
  return failure;
}

template <std::string KubeContext::*member>
Result<std::string> part_of_context(Session& session, const BuiltinCall& call, const NoArguments&) {
  const Result<KubeContext>& context = session.kube_context();
  if (!context.ok()) {
    return placed(Error(context.error().diagnostic()), call);
  }
  return (*context).*member;
}

struct AllowContextsArguments {
  Strings contexts;
};

Result<Done> allow_k8s_contexts(Session& session, const BuiltinCall&,
                                const AllowContextsArguments& arguments) {
  auto& allowed = session.targets().settings.allowed_contexts;
  allowed.insert(allowed.end(), arguments.contexts.values.begin(), arguments.contexts.values.end());
  return Done{};
}

constexpr Builtin kContext{
    "k8s_context",
    "The name of the Kubernetes context: `--context`, else the kubeconfig's current one; \"\" when "
    "there is none.",
    part_of_context<&KubeContext::name>};
constexpr Builtin kNamespace{
    "k8s_namespace",
    "The Kubernetes namespace: `--namespace`, else that of the context, else \"default\".",
    part_of_context<&KubeContext::namespace_>};
constexpr Builtin kAllowContexts{
    "allow_k8s_contexts",
    "Allows Kubernetes contexts that are not local ones. local() runs commands only without a "
    "context, with a local one (kind, minikube, k3d and the like), or with one that is allowed.",
    allow_k8s_contexts,
    required<&AllowContextsArguments::contexts>("contexts", "Name of a context, or a list."),
};

constexpr std::array kEntries{entry<kContext>, entry<kNamespace>, entry<kAllowContexts>};

}  // namespace

Status check_context(Session& session, const BuiltinCall& call) {
  const Result<KubeContext>& context = session.kube_context();
  // A kubeconfig that can't be read names no cluster that a command could reach through it.
  if (!context.ok() || context->name.empty() || context->is_local()) {
    return Done{};
  }
  const std::vector<std::string>& allowed = session.targets().settings.allowed_contexts;
  if (std::find(allowed.begin(), allowed.end(), context->name) != allowed.end()) {
    return Done{};
  }
  return error("forbidden-context", fmt::format("{} would run with the Kubernetes context {}",
                                                call.info().name, json_quote(context->name)))
      .at(call.span())
      .note(fmt::format("its cluster {} is not one of this machine, as far as its name tells, and "
                        "may be production",
                        json_quote(context->cluster)))
      .with_help(
          fmt::format("if that is meant: allow_k8s_contexts({})", json_quote(context->name)));
}

Table contexts_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
