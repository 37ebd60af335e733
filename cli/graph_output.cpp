#include "graph_output.h"

#include <fmt/format.h>

#include <algorithm>
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

// Draws what is enabled: resources, and the images that these need. With everything enabled, images
// that nothing needs are shown too.
class Drawer {
 public:
  explicit Drawer(const graph::Graph& graph) : graph_(graph) {}

  Drawing draw() {
    add_images();
    add_resources();
    for (const auto& [image, node] : images_) {
      for (const graph::ImageId dep : graph_.image_deps[image]) {
        add_edge(images_, graph::index(dep), node, "builds");
      }
    }
    for (const graph::Resource& resource : graph_.resources) {
      if (resource.enabled) {
        add_edges_of(resource);
      }
    }
    return std::move(drawing_);
  }

 private:
  void add_images() {
    std::vector<bool> shown(graph_.targets.images.size(), true);
    const auto is_disabled = [](const graph::Resource& resource) { return !resource.enabled; };
    if (std::any_of(graph_.resources.begin(), graph_.resources.end(), is_disabled)) {
      shown.assign(shown.size(), false);
      for (const graph::Resource& resource : graph_.resources) {
        for (const graph::ImageId image :
             resource.enabled ? resource.images : std::vector<graph::ImageId>()) {
          shown[graph::index(image)] = true;
        }
      }
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (shown[i]) {
        images_[i] = drawing_.nodes.size();
        drawing_.nodes.push_back({fmt::format("i{}", i), graph_.targets.images[i].ref, "image"});
      }
    }
  }

  void add_resources() {
    for (std::size_t i = 0; i < graph_.resources.size(); ++i) {
      const graph::Resource& resource = graph_.resources[i];
      if (resource.enabled) {
        resources_[resource.name] = drawing_.nodes.size();
        const bool is_local = resource.type == graph::ResourceType::kLocal;
        drawing_.nodes.push_back(
            {fmt::format("r{}", i), resource.name, is_local ? "local" : "resource"});
      }
    }
  }

  void add_edges_of(const graph::Resource& resource) {
    const std::size_t node = resources_.at(resource.name);
    for (const graph::ImageId image : resource.direct_images) {
      add_edge(images_, graph::index(image), node, "deploys");
    }
    for (const std::string& dep : resource.resource_deps) {
      add_edge(resources_, dep, node, "waits");
    }
  }

  template <class Nodes>
  void add_edge(const Nodes& nodes, const typename Nodes::key_type& from, std::size_t to,
                std::string kind) {
    if (const auto found = nodes.find(from); found != nodes.end()) {
      drawing_.edges.push_back({found->second, to, std::move(kind)});
    }
  }

  const graph::Graph& graph_;
  Drawing drawing_;
  std::map<std::size_t, std::size_t> images_;     // node of each image
  std::map<std::string, std::size_t> resources_;  // node of each resource
};

Drawing draw(const graph::Graph& graph) {
  return Drawer(graph).draw();
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
