#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "formats/json_writer.h"
#include "project.h"

// The parts of what `tiltc eval` prints.
namespace tiltc::cli {

void write_span(JsonWriter& json, const Span& span);

// An object of texts.
template <class Entries>
void write_texts(JsonWriter& json, std::string_view name, const Entries& entries) {
  json.key(name).begin_object();
  for (const auto& [key, value] : entries) {
    json.member(key, value);
  }
  json.end_object();
}

void write_resource(JsonWriter& json, const graph::Graph& graph, const graph::Resource& resource);
void write_settings(JsonWriter& json, const graph::Settings& settings);
void write_inputs(JsonWriter& json, const graph::Inputs& inputs);
void write_api_objects(JsonWriter& json, const std::vector<graph::ApiObject>& objects);

}  // namespace tiltc::cli
