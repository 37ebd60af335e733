#include "probes.h"

#include <fmt/format.h>

#include <array>

#include "schema_builtin.h"
#include "tables.h"

// How the server of a local_resource is known to be ready.
namespace tiltc::builtins {

namespace {

using enum FieldType;

constexpr std::array kExecFields{
    Field{"command", kStrings, "An argv; the server is ready when it ends with 0.", nullptr,
          Need::kRequired},
};
constexpr Schema kExecAction{"exec_action", "ExecAction", "A probe that runs a command.",
                             kExecFields, Schema::Dicts::kRefused};

constexpr std::array kHttpGetFields{
    Field{"port", kInt, "The port.", nullptr, Need::kRequired},
    Field{"host", kString, "The host; default: localhost."},
    Field{"scheme", kString, "http or https; default: http."},
    Field{"path", kString, "The path."},
};
constexpr Schema kHttpGetAction{
    "http_get_action", "HTTPGetAction",
    "A probe that asks for a page; the server is ready when the status is 2xx or 3xx.",
    kHttpGetFields, Schema::Dicts::kRefused};

constexpr std::array kTcpSocketFields{
    Field{"port", kInt, "The port.", nullptr, Need::kRequired},
    Field{"host", kString, "The host; default: localhost."},
};
constexpr Schema kTcpSocketAction{
    "tcp_socket_action", "TCPSocketAction",
    "A probe that connects to a port; the server is ready when the connection is taken.",
    kTcpSocketFields, Schema::Dicts::kRefused};

constexpr std::array kProbeFields{
    Field{"initial_delay_secs", kInt, "Seconds before the first attempt; 0: none."},
    Field{"timeout_secs", kInt, "Seconds that an attempt may take; 0: 1."},
    Field{"period_secs", kInt, "Seconds between attempts; 0: 10."},
    Field{"success_threshold", kInt, "Successes after a failure that make it ready; 0: 1."},
    Field{"failure_threshold", kInt, "Failures that make it unready; 0: 3."},
    Field{"exec", kRecord, "Run a command.", &kExecAction},
    Field{"http_get", kRecord, "Ask for a page.", &kHttpGetAction},
    Field{"tcp_socket", kRecord, "Connect to a port.", &kTcpSocketAction},
};
constexpr Schema kProbe{
    "probe", "Probe",
    "How serve_cmd is known to be ready; wants exactly one of exec, http_get and tcp_socket.",
    kProbeFields, Schema::Dicts::kRefused};

constexpr std::array<std::string_view, 3> kActions{"exec", "http_get", "tcp_socket"};

Result<Value> make_probe(Session& session, const BuiltinCall& call, const Schema& schema,
                         std::span<const Value> arguments) {
  Result<Json> json = read_fields(session, call, schema, arguments);
  if (!json.ok()) {
    return std::move(json).error();
  }
  int actions = 0;
  for (const std::string_view action : kActions) {
    actions += json->find(action) != nullptr ? 1 : 0;
  }
  if (actions != 1) {
    return error("probe-without-one-action",
                 fmt::format("this probe has {} actions",
                             actions == 0 ? "no" : std::to_string(actions)))
        .at(call.span())
        .note("a probe has exactly one of exec, http_get, tcp_socket");
  }
  return session.heap().host(std::make_unique<RecordValue>(schema, std::move(*json)));
}

std::int32_t number(const Json& json, std::string_view key) {
  return static_cast<std::int32_t>(json.integer_at(key));
}

std::string text(const Json& json, std::string_view key) {
  return std::string(json.string_at(key));
}

graph::Probe probe_of(const Json& json) {
  graph::Probe probe{number(json, "initial_delay_secs"), number(json, "timeout_secs"),
                     number(json, "period_secs"),        number(json, "success_threshold"),
                     number(json, "failure_threshold"),  {}};
  if (const Json* exec = json.find("exec")) {
    graph::Probe::Exec action;
    for (const Json& word : *exec->find("command")->get<Json::Array>()) {
      action.command.push_back(*word.get<std::string>());
    }
    probe.action = std::move(action);
  } else if (const Json* http = json.find("http_get")) {
    probe.action = graph::Probe::HttpGet{number(*http, "port"), text(*http, "host"),
                                         text(*http, "scheme"), text(*http, "path")};
  } else if (const Json* tcp = json.find("tcp_socket")) {
    probe.action = graph::Probe::TcpSocket{number(*tcp, "port"), text(*tcp, "host")};
  }
  return probe;
}

constexpr std::array kEntries{schema_entry<kProbe, make_probe>, schema_entry<kExecAction>,
                              schema_entry<kHttpGetAction>, schema_entry<kTcpSocketAction>};

}  // namespace

Table probes_table() {
  return kEntries;
}

}  // namespace tiltc::builtins

namespace tiltc {

bool Convert<builtins::ProbeArgument>::from(Value value, builtins::ProbeArgument& out,
                                            std::string&) {
  if (value.is_none()) {
    return true;
  }
  const auto* record = host_as<builtins::RecordValue>(value);
  if (record == nullptr || &record->schema() != &builtins::kProbe) {
    return false;
  }
  out.probe = builtins::probe_of(record->json());
  return true;
}

}  // namespace tiltc
