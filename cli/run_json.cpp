#include "run_json.h"

#include "formats/json_writer.h"

namespace tiltc::cli {

namespace {

std::string_view status_name(exec::NodeState state) {
  switch (state) {
    case exec::NodeState::kDone:
      return "done";
    case exec::NodeState::kFailed:
      return "failed";
    case exec::NodeState::kSkipped:
      return "skipped";
    case exec::NodeState::kCancelled:
      return "cancelled";
  }
  return "";
}

const plan::StepResult* push_result(const plan::Plan& plan, const plan::RunResult& result,
                                    std::size_t image) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (plan.steps[i].kind == plan::StepKind::kPush && plan.steps[i].subject == image) {
      return &result.steps[i];
    }
  }
  return nullptr;
}

void write_failure(JsonWriter& json, const plan::StepResult& step) {
  if (step.failure) {
    json.member("error", step.failure->message).member("error_code", step.failure->code);
  }
}

void write_image(JsonWriter& json, const graph::Graph& graph, const plan::Plan& plan,
                 const plan::RunResult& result, std::size_t number) {
  const plan::PlannedImage& image = plan.images[number];
  const std::optional<images::BuiltImage>& built = result.images[number];
  const plan::StepResult& build = result.steps[image.build_step];
  const plan::StepResult* push = push_result(plan, result, number);
  const bool push_is_decisive = push != nullptr && build.state == exec::NodeState::kDone;
  json.begin_object();
  json.member("ref", graph.targets.images[graph::index(image.id)].ref);
  json.member("local_ref", built ? built->local.familiar() : "");
  json.member("cluster_ref", built ? built->cluster.familiar() : "");
  json.member("image_id", built ? built->image_id : "");
  json.member("digest", built ? built->digest : "");
  json.key("actions").begin_array();
  if (built) {
    json.string(built->action);
  }
  if (result.pushed[number] == plan::PushOutcome::kSent) {
    json.string("pushed");
  } else if (result.pushed[number] == plan::PushOutcome::kWasThere) {
    json.string("was in the registry already");
  }
  json.end_array();
  json.key("reasons").begin_array();
  json.string(plan.steps[image.build_step].reason);
  if (built && !built->reason.empty()) {
    json.string(built->reason);
  }
  json.string(image.push.reason);
  json.end_array();
  json.member("status", std::string(status_name(push_is_decisive ? push->state : build.state)));
  write_failure(json, push_is_decisive ? *push : build);
  json.key("seconds").number(build.seconds + (push != nullptr ? push->seconds : 0));
  json.end_object();
}

void write_locals(JsonWriter& json, const graph::Graph& graph, const plan::Plan& plan,
                  const plan::RunResult& result) {
  json.key("local_resources").begin_array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (plan.steps[i].kind != plan::StepKind::kLocal) {
      continue;
    }
    json.begin_object();
    json.member("name", plan::subject_of(graph, plan, plan.steps[i]));
    json.member("status", std::string(status_name(result.steps[i].state)));
    write_failure(json, result.steps[i]);
    json.key("seconds").number(result.steps[i].seconds);
    json.end_object();
  }
  json.end_array();
}

void write_resources(JsonWriter& json, const graph::Graph& graph) {
  json.key("resources").begin_array();
  for (const graph::Resource& resource : graph.resources) {
    if (!resource.enabled) {
      continue;
    }
    json.begin_object().member("name", resource.name).key("images").begin_array();
    for (const graph::ImageId id : resource.images) {
      json.string(graph.targets.images[graph::index(id)].ref);
    }
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace

std::string run_json(const graph::Graph& graph, const plan::Plan& plan,
                     const plan::RunResult& result, const std::optional<std::string>& yaml) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.begin_object();
  json.member("version", 1);
  json.member("succeeded", result.succeeded);
  json.key("images").begin_array();
  for (std::size_t i = 0; i < plan.images.size(); ++i) {
    write_image(json, graph, plan, result, i);
  }
  json.end_array();
  write_locals(json, graph, plan, result);
  write_resources(json, graph);
  json.key("remarks").begin_array();
  for (const std::string& remark : plan.remarks) {
    json.string(remark);
  }
  json.end_array();
  if (yaml) {
    json.member("yaml", *yaml);
  }
  json.end_object();
  return json.take() + "\n";
}

}  // namespace tiltc::cli
