#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "graph/resources.h"
#include "image_graph.h"
#include "kubernetes/assembly.h"
#include "names.h"

namespace tiltc::kubernetes {

// What of an object only the YAML tells, in the order of Graph::objects.
struct ObjectFacts {
  bool is_workload = false;
  bool has_pod_template = false;                  // a template, not a bare pod
  std::map<std::string, std::string> pod_labels;  // of that template
  std::map<std::string, std::string> selector;    // of a Service; empty for anything else
  std::string pod_readiness;                      // as ImageFinder says
  Span name_span;
};

// Groups objects and local resources into the resources of the graph, whose objects and images are
// there already. Used once.
class ResourceBuilder {
 public:
  ResourceBuilder(graph::Graph& graph, const ImageGraph& images,
                  const std::vector<ObjectFacts>& facts, const WorkloadNaming& naming,
                  const std::vector<std::optional<graph::ImageId>>& compose_images,
                  Diagnostics& warnings);

  Status build();

 private:
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  // A resource while it grows.
  struct Draft {
    graph::Resource resource;
    std::vector<std::size_t> objects;    // in the order in which they came
    std::vector<Span> dependency_spans;  // of each of resource.resource_deps
    bool is_group = false;               // made by k8s_resource(new_name=…, objects=…)
  };

  Status add_custom_deploys();
  Status add_workloads();
  Result<std::vector<std::string>> workload_names(
      const std::vector<const graph::Object*>& workloads,
      const std::vector<std::size_t>& indices) const;
  void attach_services();
  bool selects(std::size_t service, std::size_t workload) const;
  Status apply(const graph::ResourceOptions& options);
  Result<std::size_t> find_or_group(const graph::ResourceOptions& options);
  void merge(Draft& draft, const graph::ResourceOptions& options) const;
  Status rename(std::size_t draft, const graph::ResourceOptions& options);
  Status claim_objects(std::size_t draft, const graph::ResourceOptions& options);
  Status claim_object(std::size_t draft, const std::string& fragment, const Span& span);
  Status add_leftovers();
  Status add_compose();
  Status add_locals();
  Status add_uncategorized();
  void finish(Draft& draft) const;
  Status check_dependencies();
  Status check_dependency_cycles() const;
  std::string readiness(const Draft& draft) const;

  Result<std::size_t> add_draft(const std::string& name, Span span);
  Status check_free(const std::string& name, const Span& span) const;
  Diagnostic unknown_workload(const graph::ResourceOptions& options) const;
  Diagnostic no_object(const ObjectFragment& wanted, const std::string& fragment,
                       const Span& span) const;
  Diagnostic ambiguous_object(const std::vector<std::size_t>& found, const std::string& fragment,
                              const Span& span) const;
  void warn_of_unknown_dependency(const Draft& draft, std::size_t place,
                                  const std::vector<std::string>& names);

  graph::Graph& graph_;
  const ImageGraph& images_;
  const std::vector<ObjectFacts>& facts_;
  const WorkloadNaming& naming_;
  const std::vector<std::optional<graph::ImageId>>& compose_images_;  // of each compose resource
  Diagnostics& warnings_;
  std::vector<Draft> drafts_;
  std::map<std::string, std::size_t> by_name_;  // of drafts
  std::map<std::string, Span> other_names_;     // of local resources and Compose services
  std::vector<std::size_t> owner_;              // of each object; kNobody
  std::vector<bool> is_pooled_;  // objects that no workload took: k8s_resource(objects=…) may
};

}  // namespace tiltc::kubernetes
