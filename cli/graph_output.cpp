#include "graph_output.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/text.h"
#include "formats/json_writer.h"

namespace tiltc::cli {

namespace {

struct DrawnNode {
  std::string id;  // i0, r0: safe in every notation
  std::string name;
  std::string kind;  // image, local, resource
};

struct DrawnEdge {
  std::size_t from, to;
  std::string kind;  // builds, deploys, waits
};

struct Drawing {
  std::vector<DrawnNode> nodes;
  std::vector<DrawnEdge> edges;
};

Drawing draw(const graph::Graph& graph) {
  Drawing drawing;
  const auto& images = graph.targets.images;
  for (std::size_t i = 0; i < images.size(); ++i) {
    drawing.nodes.push_back({fmt::format("i{}", i), images[i].ref, "image"});
  }
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    const graph::Resource& resource = graph.resources[i];
    by_name[resource.name] = drawing.nodes.size();
    drawing.nodes.push_back({fmt::format("r{}", i), resource.name,
                             resource.type == graph::ResourceType::kLocal ? "local" : "resource"});
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (const graph::ImageId dep : graph.image_deps[i]) {
      drawing.edges.push_back({graph::index(dep), i, "builds"});
    }
  }
  for (std::size_t i = 0; i < graph.resources.size(); ++i) {
    const graph::Resource& resource = graph.resources[i];
    for (const graph::ImageId image : resource.direct_images) {
      drawing.edges.push_back({graph::index(image), images.size() + i, "deploys"});
    }
    for (const std::string& dep : resource.resource_deps) {
      if (const auto found = by_name.find(dep); found != by_name.end()) {
        drawing.edges.push_back({found->second, images.size() + i, "waits"});
      }
    }
  }
  return drawing;
}

// Mermaid has no escapes in quoted labels but HTML entities.
std::string mermaid_label(std::string_view text) {
  return replace_all(replace_all(text, "#", "#35;"), "\"", "#quot;");
}

}  // namespace

std::string graph_as_dot(const graph::Graph& graph) {
  const Drawing drawing = draw(graph);
  std::string out = "digraph tiltc {\n  rankdir=LR;\n";
  for (const DrawnNode& node : drawing.nodes) {
    const std::string_view shape = node.kind == "image"   ? "box"
                                   : node.kind == "local" ? "cds"
                                                          : "ellipse";
    out += fmt::format("  {} [label={}, shape={}];\n", node.id, json_quote(node.name), shape);
  }
  for (const DrawnEdge& edge : drawing.edges) {
    out += fmt::format("  {} -> {}{};\n", drawing.nodes[edge.from].id, drawing.nodes[edge.to].id,
                       edge.kind == "waits" ? " [style=dashed]" : "");
  }
  return out + "}\n";
}

std::string graph_as_mermaid(const graph::Graph& graph) {
  const Drawing drawing = draw(graph);
  std::string out = "flowchart LR\n";
  for (const DrawnNode& node : drawing.nodes) {
    const std::string label = mermaid_label(node.name);
    if (node.kind == "image") {
      out += fmt::format("  {}[\"{}\"]\n", node.id, label);
    } else if (node.kind == "local") {
      out += fmt::format("  {}>\"{}\"]\n", node.id, label);
    } else {
      out += fmt::format("  {}([\"{}\"])\n", node.id, label);
    }
  }
  for (const DrawnEdge& edge : drawing.edges) {
    out += fmt::format("  {} {} {}\n", drawing.nodes[edge.from].id,
                       edge.kind == "waits" ? "-.->" : "-->", drawing.nodes[edge.to].id);
  }
  return out;
}

std::string graph_as_json(const graph::Graph& graph) {
  const Drawing drawing = draw(graph);
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.begin_object().key("nodes").begin_array();
  for (const DrawnNode& node : drawing.nodes) {
    json.begin_object();
    json.member("id", node.id).member("kind", node.kind).member("name", node.name);
    json.end_object();
  }
  json.end_array().key("edges").begin_array();
  for (const DrawnEdge& edge : drawing.edges) {
    json.begin_object();
    json.member("from", drawing.nodes[edge.from].id).member("to", drawing.nodes[edge.to].id);
    json.member("kind", edge.kind);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace tiltc::cli
