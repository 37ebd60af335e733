#include "plan/dry_run.h"

#include <fmt/format.h>

#include "base/text.h"
#include "images/custom_build.h"
#include "kubernetes/injection.h"

namespace tiltc::plan {

namespace {

constexpr std::string_view kContentTag = "tilt-XXXXXXXXXXXXXXXX";
constexpr std::string_view kTemporaryTag = "tilt-build-XXXXXXXXXX-XXXXXXXX";

// The references that an image has at the end, as far as they can be known.
struct Foreseen {
  std::string local, cluster;
};

class Description {
 public:
  Description(const graph::Graph& graph, const Plan& plan) : graph_(graph), plan_(plan) {}

  Result<std::string> make() {
    for (const PlannedImage& image : plan_.images) {
      Result<Foreseen> foreseen = foresee(image);
      if (!foreseen.ok()) {
        return std::move(foreseen).error();
      }
      foreseen_.push_back(std::move(*foreseen));
    }
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      if (Status written = write_step(i); !written.ok()) {
        return std::move(written).error();
      }
    }
    if (!plan_.images.empty()) {
      out_ += fmt::format(
          "\n{} stands for the first 16 hex digits of the image ID, {} for the time of the "
          "build.\n",
          kContentTag, kTemporaryTag);
    }
    return std::move(out_);
  }

 private:
  const graph::ImageTarget& target_of(const PlannedImage& image) const {
    return graph_.targets.images[graph::index(image.id)];
  }

  Result<Foreseen> foresee(const PlannedImage& image) const {
    const auto* custom = std::get_if<graph::CustomBuild>(&target_of(image).build);
    if (custom != nullptr && !custom->outputs_image_ref_to.empty()) {
      // Any reference may come; a valid one lets the edits be shown.
      return Foreseen{"the reference in " + custom->outputs_image_ref_to,
                      "reference-written-by-the-command"};
    }
    const bool own_tag_stays =
        custom != nullptr && custom->skips_local_docker && !custom->tag.empty();
    if (own_tag_stays) {
      const std::string own = image.refs.configured.familiar_name() + ":" + custom->tag;
      return Foreseen{own, own};
    }
    const bool remote = custom != nullptr && custom->skips_local_docker;
    Result<images::TaggedRefs> tagged = image.refs.tagged(remote ? kTemporaryTag : kContentTag);
    if (!tagged.ok()) {
      return std::move(tagged).error();
    }
    return Foreseen{tagged->local.familiar(), tagged->cluster.familiar()};
  }

  void line(std::string_view title, std::string_view text) {
    out_ += fmt::format("     {:<8}{}\n", title, text);
  }

  Status write_step(std::size_t i) {
    const Step& step = plan_.steps[i];
    const std::string subject = subject_of(graph_, plan_, step);
    out_ += fmt::format("{:>3}. {}{}{}\n", i + 1, action_of(step.kind), subject.empty() ? "" : " ",
                        subject);
    line("why", step.reason);
    switch (step.kind) {
      case StepKind::kLocal:
        write_local(graph_.targets.local_resources[step.subject]);
        return Done{};
      case StepKind::kBuild:
        return write_build(step.subject);
      case StepKind::kPush:
        line("push", foreseen_[step.subject].local);
        return Done{};
      case StepKind::kVerify:
        line("ask", foreseen_[step.subject].local);
        return Done{};
      case StepKind::kInject:
        return write_injection();
    }
    return Done{};
  }

  void write_local(const graph::LocalResource& local) {
    line("command", shell_join(local.command));
    line("in", local.directory);
    for (const auto& [key, value] : local.env) {
      line("env", key + "=" + value);
    }
  }

  Status write_build(std::size_t number) {
    const PlannedImage& image = plan_.images[number];
    const graph::ImageTarget& target = target_of(image);
    if (const auto* custom = std::get_if<graph::CustomBuild>(&target.build)) {
      if (Status written = write_custom_build(image, target, *custom); !written.ok()) {
        return written;
      }
    } else {
      write_docker_build(image, std::get<graph::DockerBuild>(target.build));
    }
    line("result", foreseen_[number].local);
    if (foreseen_[number].cluster != foreseen_[number].local) {
      line("in YAML", foreseen_[number].cluster);
    }
    return Done{};
  }

  Status write_custom_build(const PlannedImage& image, const graph::ImageTarget& target,
                            const graph::CustomBuild& custom) {
    images::BuildJob job{target, image.refs, {}};
    for (const std::size_t dependency : image.dependencies) {
      const PlannedImage& needed = plan_.images[dependency];
      Result<images::TaggedRefs> tagged = needed.refs.tagged(kContentTag);
      if (!tagged.ok()) {
        return std::move(tagged).error();
      }
      job.dependencies.push_back({graph::index(needed.id), needed.refs.configured, tagged->local});
    }
    Result<std::optional<Reference>> expected =
        images::expected_reference(job, std::string(kTemporaryTag));
    if (!expected.ok()) {
      return std::move(expected).error();
    }
    line("command", shell_join(custom.command));
    line("in", custom.directory);
    for (const auto& [key, value] : images::custom_build_variables(job, *expected, "")) {
      line("env", key + "=" + value);
    }
    return Done{};
  }

  void write_docker_build(const PlannedImage& image, const graph::DockerBuild& build) {
    line("command", "the container engine's build");
    line("context", build.context);
    line("file", build.dockerfile->path());
    for (const auto& [key, value] : build.build_args) {
      line("arg", value.empty() ? key : key + "=" + value);
    }
    if (!build.target.empty()) {
      line("stage", build.target);
    }
    if (!build.platform.empty()) {
      line("for", build.platform);
    }
    for (const std::size_t dependency : image.dependencies) {
      line("from", foreseen_[dependency].local);
    }
    for (const std::string& tag : build.extra_tags) {
      line("tag", tag);
    }
  }

  Status write_injection() {
    kubernetes::ClusterReferences references;
    for (std::size_t i = 0; i < plan_.images.size(); ++i) {
      references[plan_.images[i].id] = foreseen_[i].cluster;
    }
    auto manifests = kubernetes::inject(graph_, references, plan_.fields);
    if (!manifests.ok()) {
      return std::move(manifests).error();
    }
    for (const kubernetes::InjectedManifest& manifest : *manifests) {
      const SourcePtr& source = graph_.targets.manifests[graph::index(manifest.id)].source;
      for (const TextEdit& edit : manifest.edits) {
        const Span span{source, edit.begin, edit.end};
        line("edit", fmt::format("{}: {} → {}", location(span),
                                 span.text().empty() ? "(nothing)" : span.text(), trim(edit.text)));
      }
    }
    return Done{};
  }

  const graph::Graph& graph_;
  const Plan& plan_;
  std::vector<Foreseen> foreseen_;
  std::string out_;
};

}  // namespace

Result<std::string> describe_plan(const graph::Graph& graph, const Plan& plan) {
  return Description(graph, plan).make();
}

}  // namespace tiltc::plan
