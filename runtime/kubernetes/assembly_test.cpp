#include "kubernetes/assembly.h"

#include <algorithm>

#include "testing.h"

namespace tiltc::kubernetes {
namespace {

using testing::assembled;
using testing::deployment;
using testing::failure;
using testing::TargetsBuilder;

std::string object(const std::string& kind, const std::string& name, const std::string& rest = "",
                   const std::string& version = "v1") {
  return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: " + name + "}\n" +
         rest + "---\n";
}

std::string service(const std::string& name, const std::string& selector) {
  return object("Service", name, "spec: {selector: " + selector + "}\n");
}

// "web: Service/web Deployment/web [base api]; …"
std::string outline(const graph::Graph& graph) {
  std::string all;
  for (const graph::Resource& resource : graph.resources) {
    all += (all.empty() ? "" : "; ") + resource.name + ":";
    for (const graph::ObjectId id : resource.objects) {
      const auto found = std::find_if(graph.objects.begin(), graph.objects.end(),
                                      [&](const graph::Object& one) { return one.id == id; });
      all += " " + found->kind + "/" + found->name;
    }
    std::string images;
    for (const graph::ImageId image : resource.images) {
      images += (images.empty() ? "" : " ") + graph.targets.images[graph::index(image)].ref;
    }
    all += images.empty() ? "" : " [" + images + "]";
  }
  return all;
}

std::string warnings_of(const graph::Targets& targets) {
  Diagnostics warnings;
  assembled(targets, warnings);
  std::string all;
  for (const Diagnostic& warning : warnings.all()) {
    all += (all.empty() ? "" : " | ") + testing::shown(warning);
  }
  return all;
}

TEST_CASE("workloads take their services, the rest is uncategorized, in deploy order") {
  TargetsBuilder builder;
  builder.yaml(service("svc", "{app: web}") + deployment("web", "nginx") + "---\n" +
               service("orphan", "{app: other}") + service("none", "{}") +
               object("Unknown", "u", "", "x.y/v1") + object("ConfigMap", "c") +
               object("Namespace", "k"));
  builder.local("task");
  CHECK(outline(assembled(builder.targets)) ==
        "web: Service/svc Deployment/web; task:; uncategorized: Namespace/k ConfigMap/c "
        "Service/orphan "
        "Service/none Unknown/u");
}

TEST_CASE("a service joins the first workload that it selects, in its namespace") {
  TargetsBuilder builder;
  const std::string other =
      "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: b}\nspec: {selector: {app: "
      "w}}\n---\n";
  builder.yaml(deployment("w", "nginx") + "---\n" +
               object("Pod", "w", "spec: {containers: [{image: x}]}\n") +
               "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: z, namespace: b}\nspec: "
               "{template: {metadata: "
               "{labels: {app: w, x: '1'}}, spec: {containers: [{image: x}]}}}\n---\n" +
               other + service("t", "{app: w}"));
  CHECK(outline(assembled(builder.targets)) ==
        "w:deployment: Service/t Deployment/w; w:pod: Pod/w; z: Service/s StatefulSet/z");
}

TEST_CASE("names are as short as they can be") {
  TargetsBuilder builder;
  const auto pod = [](const std::string& name, const std::string& space) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: '" + name + "', namespace: " + space +
           "}\nspec: {containers: [{image: x}]}\n---\n";
  };
  builder.yaml(pod("a", "k") + pod("a", "m") + pod("b", "k") + pod("c:d", "k"));
  builder.yaml(pod("e", "k"));
  builder.yaml(pod("e", "k"), "again.yaml");
  builder.targets.manifests[2].allow_duplicates = true;
  CHECK(outline(assembled(builder.targets)) ==
        "a:pod:k: Pod/a; a:pod:m: Pod/a; b: Pod/b; c\\:d: Pod/c:d; e:pod:k:core:0: Pod/e; "
        "e:pod:k:core:1: Pod/e");
}

TEST_CASE("images and what they are built from") {
  TargetsBuilder builder;
  builder.image("base")
      .image("tool:v2")
      .image("app:v1", {"tool:v2", "base"})
      .docker_image("web",
                    "ARG B=base\nFROM $B AS x\nFROM other\nCOPY --from=tool:v2 / /\nRUN "
                    "--mount=from=app:v1 true\n");
  builder.yaml(deployment("web", "web:9") + "---\n" + deployment("app", "app:v1"));
  const graph::Graph graph = assembled(builder.targets);
  CHECK(outline(graph) ==
        "web: Deployment/web [base tool:v2 app:v1 web]; app: Deployment/app [tool:v2 base app:v1]");
  CHECK(graph.image_is_deployed == std::vector<bool>{false, false, true, true});
  CHECK(graph.image_is_used == std::vector<bool>{true, true, true, true});
  CHECK(graph.resources[0].direct_images == std::vector<graph::ImageId>{graph::ImageId{3}});
}

TEST_CASE("kinds of one's own") {
  TargetsBuilder builder;
  builder.image("api").image("side");
  builder.locator("Fleet", {"{.spec.main.image}", "{.spec.side[*].image}"}).api_version = "x.y/v1";
  builder.locator("plain", {}).pod_readiness = "ignore";
  const std::string rollout =
      "spec: {template: {metadata: {labels: {app: r}}, spec: {containers: [{image: ";
  builder.yaml(object("Fleet", "f",
                      "spec: {main: {image: 'api:1'}, side: [{image: side}, {image: z}]}\n",
                      "x.y/v1") +
               object("Fleet", "g", "", "x.y/v2") + object("Plain", "p", "", "x.y/v1") +
               object("Rollout", "r", rollout + "api}]}}}\n", "x.y/v1") +
               object("Rollout", "s", rollout + "'{{ no }}'}, {image: nginx}]}}}\n", "x.y/v1"));
  const graph::Graph graph = assembled(builder.targets);
  CHECK(outline(graph) ==
        "f: Fleet/f [api side]; p: Plain/p; r: Rollout/r [api]; uncategorized: Fleet/g Rollout/s");
  CHECK(graph.resources[1].pod_readiness == "ignore");
}

TEST_CASE("k8s_resource groups, renames and adds, call by call") {
  TargetsBuilder builder;
  builder.yaml(
      deployment("web", "nginx") + "---\n" + object("ConfigMap", "c") + object("Secret", "c") +
      object("Role", "r:x") +
      object("Job", "j", "spec: {template: {spec: {containers: [{image: x}]}}}\n", "batch/v1"));
  builder.options("", "group").objects = {"C:configmap", "r\\:x"};
  builder.options("web", "front").labels = {"a"};
  graph::ResourceOptions& more = builder.options("front");
  more.labels = {"a", "b"};
  more.resource_deps = {"group", "gone", "group"};
  more.objects = {"c:secret:default"};
  more.trigger_mode = graph::TriggerMode::kManual;
  Diagnostics warnings;
  const graph::Graph graph = assembled(builder.targets, warnings);
  CHECK(outline(graph) == "front: Secret/c Deployment/web; j: Job/j; group: Role/r:x ConfigMap/c");
  CHECK(graph.resources[0].labels == std::vector<std::string>{"a", "b"});
  CHECK(graph.resources[0].resource_deps == std::vector<std::string>{"group"});
  CHECK(graph.resources[0].trigger_mode == graph::TriggerMode::kManual);
  CHECK(graph.resources[0].pod_readiness == "wait");
  CHECK(graph.resources[1].pod_readiness == "succeeded");
  CHECK(graph.resources[2].pod_readiness == "ignore");
  REQUIRE(warnings.all().size() == 1);
  CHECK(testing::shown(warnings.all()[0]) ==
        "Tiltfile:4:1: warning: resource `front` depends on `gone`, which does not exist");
}

TEST_CASE("unused images are warned of, with what may have been meant") {
  TargetsBuilder builder;
  builder.image("gcr.io/team/api")
      .image("spare")
      .image("quiet")
      .image("base")
      .image("user", {"base"});
  builder.targets.settings.suppress_unused_image_warnings = {"quiet"};
  builder.yaml(deployment("web", "gcr.io/team/apl:1"));
  Diagnostics warnings;
  assembled(builder.targets, warnings);
  REQUIRE(warnings.all().size() == 3);
  const Diagnostic& first = warnings.all()[0];
  CHECK(testing::shown(first) == "Tiltfile:1:1: warning: nothing uses the image `gcr.io/team/api`");
  REQUIRE(first.secondary.size() == 1);
  CHECK(location(first.secondary[0].span) == "k.yaml:12:16");
  CHECK(testing::shown(warnings.all()[1]).find("`spare`") != std::string::npos);
  CHECK(testing::shown(warnings.all()[2]).find("`user`") != std::string::npos);
  builder.targets.settings.suppress_unused_image_warnings = {"*"};
  CHECK(warnings_of(builder.targets).empty());
}

TEST_CASE("a cycle of images counts once something deploys it") {
  TargetsBuilder builder;
  builder.image("a", {"b"})
      .docker_image("b", "# x\nFROM c\n")
      .image("c", {"a"})
      .image("self", {"self"});
  Diagnostics warnings;
  CHECK(assemble(builder.targets, warnings).ok());
  builder.yaml(deployment("web", "b"));
  Diagnostics ignored;
  const Result<graph::Graph> graph = assemble(builder.targets, ignored);
  REQUIRE_FALSE(graph.ok());
  const Diagnostic& wrong = graph.error().diagnostic();
  CHECK(wrong.message == "images are built from each other: a -> b -> c -> a");
  CHECK(location(wrong.primary.span) == "Tiltfile:1:1");
  REQUIRE(wrong.secondary.size() == 2);
  CHECK(location(wrong.secondary[0].span) == "Dockerfile.b:2:6");
}

TEST_CASE("mistakes are told with their place") {
  const auto with = [](auto change) {
    TargetsBuilder builder;
    builder.image("api");
    builder.yaml(deployment("web", "api") + "---\n" + object("ConfigMap", "c") +
                 object("Secret", "c"));
    change(builder);
    return failure(builder.targets);
  };
  CHECK(with([](auto& b) { b.image("api"); }) == "Tiltfile:3:1: image `api` is defined twice");
  CHECK(with([](auto& b) { b.image("x", {"apj"}); }) ==
        "Tiltfile:3:1: image `x` is to be built from `apj`, which no call defines (did you mean "
        "api?)");
  CHECK(with([](auto& b) { b.options("wep"); }) ==
        "Tiltfile:3:1: there is no workload `wep` (did you mean web?)");
  CHECK(with([](auto& b) { b.options("c"); }) == "Tiltfile:3:1: there is no workload `c`");
  CHECK(with([](auto& b) { b.options("web", "task"), b.local("task"); }) ==
        "Tiltfile:3:1: two resources are called `task`");
  CHECK(with([](auto& b) { b.local("web"); }) == "k.yaml:4:9: two resources are called `web`");
  CHECK(with([](auto& b) { b.local("a/b"); }) == "Tiltfile:3:1: a resource cannot be called `a/b`");
  CHECK(with([](auto& b) { b.options("web", "x"), b.options("web"); }) ==
        "Tiltfile:4:1: there is no workload `web`");
  CHECK(with([](auto& b) { b.options("", "g"); }) ==
        "Tiltfile:3:1: k8s_resource() names neither a workload nor objects");
  const auto grouping = [&](const char* fragment) {
    return with([&](auto& b) { b.options("", "g").objects = {fragment}; });
  };
  CHECK(grouping("c") == "Tiltfile:3:1: 2 objects are called `c`");
  CHECK(grouping("d") == "Tiltfile:3:1: there is no object `d` to group");
  CHECK(grouping("web") == "Tiltfile:3:1: there is no object `web` to group");
  CHECK(grouping("") == "Tiltfile:3:1: the name of an object is empty");
  CHECK(grouping("a:b:c:d") == "Tiltfile:3:1: `a:b:c:d` has 4 parts");
  CHECK(grouping("a\\b") == "Tiltfile:3:1: `a\\b` has a `\\` that escapes nothing");
  CHECK(with([](auto& b) {
          b.options("", "g").objects = {"c:secret", "c:secret"};
        }) == "Tiltfile:3:1: object `c:secret` is in resource `g` already");
  CHECK(with([](auto& b) { b.options("web").resource_deps = {"web"}; }) ==
        "Tiltfile:3:1: resource `web` depends on itself");
  CHECK(with([](auto& b) { b.options("web").resource_deps = {"t"}, b.local("t", {"web"}); }) ==
        "Tiltfile:3:1: resources depend on each other: web -> t -> web");
  CHECK(with([](auto& b) { b.docker_image("d", "# nothing\n"); }).find("Dockerfile.d:1:1") == 0);
}

TEST_CASE("mistakes in YAML are told with their place") {
  const auto wrong = [](const std::string& text) {
    TargetsBuilder builder;
    return failure(builder.yaml(text).targets);
  };
  const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";
  CHECK(wrong("a: [1\n") == "k.yaml:2:1: this is not YAML: did not find expected ',' or ']'");
  CHECK(wrong("- a\n") == "k.yaml:1:1: a list where a Kubernetes object is wanted");
  CHECK(wrong("---\n---\nx\n") == "k.yaml:3:1: a text where a Kubernetes object is wanted");
  CHECK(wrong("apiVersion: v1\n") == "k.yaml:1:1: an object without `kind`");
  CHECK(wrong("kind: Pod\n") == "k.yaml:1:1: an object without `apiVersion`");
  CHECK(wrong("apiVersion: 1\nkind: X\n") ==
        "k.yaml:1:13: `apiVersion` of an object must be a text");
  CHECK(wrong("apiVersion: v1\nkind: List\nitems: [{kind: A, apiVersion: b}, {kind: C}]\n") ==
        "k.yaml:3:35: an object without `apiVersion`");
  CHECK(wrong(pod + "---\n" + pod) == "k.yaml:7:18: Pod \"p\" is given twice");
  CHECK(wrong(pod + "spec: {containers: [{image: foo BAR}]}\n") ==
        "k.yaml:4:29: Pod \"p\" names an image that is no reference");
  CHECK(wrong(pod + "spec: {containers: [{name: a, image: ''}]}\n") ==
        "k.yaml:4:38: container \"a\" of Pod \"p\" has no image");
  CHECK(wrong(pod + "spec: {containers: [{name: a}]}\n") ==
        "k.yaml:4:21: container \"a\" of Pod \"p\" has no image");
  CHECK(wrong(pod + "spec: {containers: [a]}\n") ==
        "k.yaml:4:21: `spec.containers[0]` of Pod \"p\" must be a mapping, not a string");
  CHECK(wrong(pod + "spec: {containers: {}}\n") ==
        "k.yaml:4:20: `spec.containers` of Pod \"p\" must be a list, not a mapping");
  CHECK(
      wrong(pod + "spec: {containers: [{image: a, env: [{name: A, value: 1}]}]}\n") ==
      "k.yaml:4:55: `spec.containers[0].env[0].value` of Pod \"p\" must be a string, not a number");
  CHECK(wrong("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, labels: {app: y}}\n") ==
        "k.yaml:3:35: `metadata.labels.app` of Deployment \"d\" must be a string, not a boolean");
  CHECK(wrong("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: "
              "three}\n") ==
        "k.yaml:4:18: `spec.replicas` of Deployment \"d\" must be an integer, not a string");
  CHECK(wrong("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata: {a: 1}\n") ==
        "k.yaml:4:11: `data.a` of ConfigMap \"d\" must be a string, not a number");
}

TEST_CASE("mistakes about locators are told with their call") {
  const auto wrong = [](auto change) {
    TargetsBuilder builder;
    builder.yaml(
        "apiVersion: x.y/v1\nkind: M\nmetadata: {name: m}\nspec: {k: 5, i: no ref, o: {repo: 'a "
        "b'}, l: []}\n");
    change(builder.locator("m", {}));
    return failure(builder.targets);
  };
  using Object = graph::ImageLocator::ImageObject;
  CHECK(wrong([](auto& l) {
          l.kind = "(";
        }).find("Tiltfile:2:1: `kind` is \"(\", which is no regular expression") == 0);
  CHECK(wrong([](auto& l) { l.json_paths = {"{.x"}; }).find("Tiltfile:2:1: ") == 0);
  CHECK(wrong([](auto& l) { l.json_paths = {".spec.i"}; }) ==
        "Tiltfile:2:1: `.spec.i` is a text, not a path");
  CHECK(wrong([](auto& l) {
          l.json_paths = {"{.spec.x}"};
        }).find("k.yaml:3:18: no image in M \"m\": ") == 0);
  CHECK(wrong([](auto& l) { l.json_paths = {"{.spec.k}"}; }) ==
        "k.yaml:4:11: `{.spec.k}` reaches something that is no text");
  CHECK(wrong([](auto& l) {
          l.json_paths = {"{.spec.l[*].x}", "{.spec.i}"};
        }) == "k.yaml:4:17: M \"m\" names an image that is no reference");
  CHECK(wrong([](auto& l) {
          l.image_object = Object{"{.spec}", "repo", "tag"};
        }) == "k.yaml:4:7: `{.spec}` reaches something that has no text `repo`");
  CHECK(wrong([](auto& l) {
          l.image_object = Object{"{.spec.o}", "repo", "tag"};
        }) == "k.yaml:4:35: M \"m\" names an image that is no reference");
}

}  // namespace
}  // namespace tiltc::kubernetes
