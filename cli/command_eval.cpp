#include <fmt/format.h>

#include <algorithm>

#include "commands.h"
#include "diagnostics_output.h"
#include "eval_json.h"
#include "graph_output.h"
#include "interactive_session.h"
#include "process_edges.h"
#include "project.h"

namespace tiltc::cli {

namespace {

std::string notation(const graph::Graph& graph, const std::string& format) {
  if (format == "mermaid") {
    return graph_as_mermaid(graph);
  }
  return format == "json" ? graph_as_json(graph) : graph_as_dot(graph);
}

// Reads the project and prints what `render` makes of it.
template <class Render>
int print_project(const Options& options, const std::string& subcommand, const Render& render) {
  ProcessEdges edges;
  const std::optional<Project> project =
      read_project({options, edges.disk, edges.commands, edges.supervisor, &log_to_stderr,
                    edges.cancel.token(), subcommand});
  if (!project) {
    return edges.exit_code(kMistake);
  }
  return edges.exit_code(print_result(render(*project)) ? kGood : kFailed);
}

int evaluate_expression(const Options& options) {
  InteractiveSession session(options, &log_to_stderr);
  const auto code = [&session](int own) {
    return session.signal() ? 128 + *session.signal() : own;
  };
  if (options.tiltfile_given && !session.run_file(options.tiltfile).good) {
    return code(kMistake);
  }
  const builtins::Interactive::Answer answer =
      session.run("<expression>", options.expression + "\n");
  if (!answer.good) {
    return code(kMistake);
  }
  return code(!answer.value || print_result(*answer.value + "\n") ? kGood : kFailed);
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

// Slowest first. The time of a call within a call counts for both.
void print_costs(std::vector<builtins::CallCost> costs) {
  std::stable_sort(costs.begin(), costs.end(),
                   [](const auto& a, const auto& b) { return a.duration > b.duration; });
  for (const builtins::CallCost& cost : costs) {
    log_to_stderr(
        fmt::format("{:9.6f} s  {}  {}", seconds(cost.duration), cost.call, location(cost.span)));
  }
  log_to_stderr(fmt::format("{} calls of builtins", costs.size()));
}

}  // namespace

int command_eval(const Options& options) {
  if (options.has_expression) {
    return evaluate_expression(options);
  }
  return print_project(options, "alpha tiltfile-result", [&options](const Project& project) {
    if (options.trace) {
      print_costs(project.costs);
    }
    return eval_json(project);
  });
}

int command_graph(const Options& options) {
  return print_project(options, "ci", [&options](const Project& project) {
    return notation(project.graph, options.graph_format);
  });
}

}  // namespace tiltc::cli
