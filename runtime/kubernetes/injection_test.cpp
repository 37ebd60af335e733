#include "kubernetes/injection.h"

#include <yaml-cpp/yaml.h>

#include <map>

#include "testing.h"

namespace tiltc::kubernetes {
namespace {

using testing::TargetsBuilder;

const char* const kNew = "reg:5000/api:tilt-1";

ClusterReferences references(const graph::Graph& graph) {
  ClusterReferences all;
  for (std::size_t i = 0; i < graph.targets.images.size(); ++i) {
    all[graph::ImageId{static_cast<std::uint32_t>(i)}] =
        i == 0 ? kNew : "reg:5000/other" + std::to_string(i) + ":tilt-1";
  }
  return all;
}

std::string injected(const TargetsBuilder& builder) {
  const graph::Graph graph = testing::assembled(builder.targets);
  const Result<std::vector<InjectedManifest>> result = inject(graph, references(graph));
  if (!result) {
    FAIL(render_full(result.error().diagnostic()));
  }
  return join_manifests(*result);
}

const std::string kPod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

// `spec` is what stands in a Pod; `api` is built.
struct Case {
  const char* what;
  const char* before;
  const char* after;
};

void check(const Case& c, const TargetsBuilder& images) {
  CAPTURE(c.what);
  TargetsBuilder builder = images;
  builder.yaml(kPod + c.before);
  CHECK(injected(builder) == kPod + c.after);
}

TEST_CASE("references change where they stand, and nothing else does") {
  TargetsBuilder images;
  images.image("api").image("web");
  const Case cases[] = {
      {"comments, odd spacing",
       "spec:\n   containers:   # c1\n   -   name:   a\n       image:   api   # c2\n\n   # c3\n",
       "spec:\n   containers:   # c1\n   -   name:   a\n       image:   reg:5000/api:tilt-1   # "
       "c2\n\n   # c3\n"},
      {"quotes", "spec: {containers: [{image: 'api:9'}, {'image': \"api\"}, {image: api:1}]}\n",
       "spec: {containers: [{image: 'reg:5000/api:tilt-1'}, {'image': \"reg:5000/api:tilt-1\"}, "
       "{image: reg:5000/api:tilt-1}]}\n"},
      {"first key on the dash", "spec:\n  containers:\n  - image: api\n    name: a\n",
       "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n    name: a\n"},
      {"init containers, and what is not built",
       "spec:\n  initContainers: [{image: web}]\n  containers: [{image: nginx}, {image: api}]\n  "
       "ephemeralContainers: [{image: api}]\n",
       "spec:\n  initContainers: [{image: reg:5000/other1:tilt-1}]\n  containers: [{image: nginx}, "
       "{image: "
       "reg:5000/api:tilt-1}]\n  ephemeralContainers: [{image: reg:5000/api:tilt-1}]\n"},
      {"image volumes",
       "spec:\n  containers: [{image: nginx}]\n  volumes:\n  - image: {reference: api}\n",
       "spec:\n  containers: [{image: nginx}]\n  volumes:\n  - image: {reference: "
       "reg:5000/api:tilt-1}\n"},
      {"CRLF", "spec:\r\n  containers:\r\n  - image: api\r\n    name: é\r\n",
       "spec:\r\n  containers:\r\n  - image: reg:5000/api:tilt-1\r\n    name: é\r\n"},
      {"tags", "spec: {containers: [{image: !!str api}, {image: ! 'api'}, {image: !x api}]}\n",
       "spec: {containers: [{image: !!str reg:5000/api:tilt-1}, {image: reg:5000/api:tilt-1}, "
       "{image: "
       "reg:5000/api:tilt-1}]}\n"},
      {"explicit keys", "spec:\n  containers:\n  - ? image\n    : api\n",
       "spec:\n  containers:\n  - ? image\n    : reg:5000/api:tilt-1\n"},
      {"the last of two keys counts", "spec: {containers: [{image: web, image: api}]}\n",
       "spec: {containers: [{image: web, image: reg:5000/api:tilt-1}]}\n"},
      {"no line break at the end", "spec: {containers: [{image: api}]}",
       "spec: {containers: [{image: reg:5000/api:tilt-1}]}"},
      {"environment is left alone",
       "spec: {containers: [{image: web, env: [{name: A, value: api}]}]}\n",
       "spec: {containers: [{image: reg:5000/other1:tilt-1, env: [{name: A, value: api}]}]}\n"},
  };
  for (const Case& c : cases) {
    check(c, images);
  }
}

TEST_CASE("block scalars keep their header") {
  TargetsBuilder images;
  images.image("api");
  check({"literal", "spec:\n  containers:\n  - image: |-\n      api\n    name: b\n",
         "spec:\n  containers:\n  - image: |-\n      reg:5000/api:tilt-1\n    name: b\n"},
        images);
  check({"folded, with a comment",
         "spec:\n  containers:\n  - image: >-  # why\n         api\n    name: b\n",
         "spec:\n  containers:\n  - image: >-  # why\n         reg:5000/api:tilt-1\n    name: b\n"},
        images);
  check({"at the end of the file", "spec:\n  containers:\n  - name: b\n    image: |\n      api",
         "spec:\n  containers:\n  - name: b\n    image: |\n      reg:5000/api:tilt-1"},
        images);
}

TEST_CASE("anchors stay, aliases follow only where they are to") {
  TargetsBuilder images;
  images.image("api");
  const Case cases[] = {
      {"both are images", "spec:\n  containers:\n  - image: &i api # x\n  - image: *i\n",
       "spec:\n  containers:\n  - image: &i reg:5000/api:tilt-1 # x\n  - image: *i\n"},
      {"the alias keeps its old value",
       "spec:\n  containers:\n  - image: &i api:1\n  restartPolicy: *i # y\n",
       "spec:\n  containers:\n  - image: &i reg:5000/api:tilt-1\n  restartPolicy: api:1 # y\n"},
      {"the anchor keeps its old value",
       "x: &i api:1\nspec:\n  containers:\n  - image: *i\n  - image: *i\n",
       "x: &i api:1\nspec:\n  containers:\n  - image: reg:5000/api:tilt-1\n  - image: "
       "reg:5000/api:tilt-1\n"},
      {"an aliased container", "x: &c {name: a, image: api}\nspec:\n  containers:\n  - *c\n",
       "x: &c {name: a, image: api}\nspec:\n  containers:\n  - {name: a, image: "
       "reg:5000/api:tilt-1}\n"},
      {"an aliased list of containers",
       "spec:\n  containers: &c\n  - name: a\n    image: api\n  initContainers: *c\n",
       "spec:\n  containers: &c\n  - name: a\n    image: reg:5000/api:tilt-1\n  initContainers: "
       "*c\n"},
      {"a key", "spec:\n  containers:\n  - image: &i api\nx: {*i : 1}\n",
       "spec:\n  containers:\n  - image: &i reg:5000/api:tilt-1\nx: {api : 1}\n"},
      {"a merge that brings the image",
       "x: &c\n  image: api\n  tty: yes\nspec:\n  containers:\n  - <<: *c # m\n    name: a\n",
       "x: &c\n  image: api\n  tty: yes\nspec:\n  containers:\n  - <<: *c # m\n    image: "
       "reg:5000/api:tilt-1\n    name: a\n"},
      {"a merge in flow style", "x: &c {image: api}\nspec: {containers: [{<<: *c, name: a}]}\n",
       "x: &c {image: api}\nspec: {containers: [{<<: *c, image: reg:5000/api:tilt-1, name: a}]}\n"},
      {"a merge of a container that changes too",
       "spec:\n  containers:\n  - &c {image: api, tty: true}\n  - <<: *c\n    name: b\n",
       "spec:\n  containers:\n  - &c {image: reg:5000/api:tilt-1, tty: true}\n  - <<: *c\n    "
       "name: b\n"},
      {"a merge elsewhere keeps the old image",
       "spec:\n  containers:\n  - &c {image: api}\nx:\n  <<: [*c]\n  y: 1\n",
       "spec:\n  containers:\n  - &c {image: reg:5000/api:tilt-1}\nx:\n  <<: [*c]\n  image: api\n  "
       "y: 1\n"},
      {"an inline merge", "spec:\n  containers:\n  - <<: {image: api}\n    name: a\n",
       "spec:\n  containers:\n  - <<: {image: api}\n    image: reg:5000/api:tilt-1\n    name: a\n"},
  };
  for (const Case& c : cases) {
    check(c, images);
  }
}

TEST_CASE("entrypoint and container_args") {
  TargetsBuilder images;
  images.image("api").image("web");
  images.targets.images[0].entrypoint = {"/bin/sh", "-c", "say \"x: y\""};
  const std::string command = "command: [\"/bin/sh\", \"-c\", \"say \\\"x: y\\\"\"]";
  const auto expect = [&](const char* what, const std::string& before, const std::string& after) {
    check({what, before.c_str(), after.c_str()}, images);
  };
  expect("a new key, below the image",
         "spec:\n  containers:\n  - name: a\n    image: api # i\n    tty: true\n  - image: web\n",
         "spec:\n  containers:\n  - name: a\n    image: reg:5000/api:tilt-1 # i\n    " + command +
             "\n    tty: true\n  - image: reg:5000/other1:tilt-1\n");
  expect("at the end of the file", "spec:\n  containers:\n  - image: api",
         "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n    " + command);
  expect("in flow style", "spec: {containers: [{image: api, tty: true}]}\n",
         "spec: {containers: [{image: reg:5000/api:tilt-1, " + command + ", tty: true}]}\n");
  expect("JSON stays JSON", "spec: {\"containers\": [{\"image\": \"api\"}]}\n",
         "spec: {\"containers\": [{\"image\": \"reg:5000/api:tilt-1\", \"command\": [\"/bin/sh\", "
         "\"-c\", "
         "\"say \\\"x: y\\\"\"]}]}\n");
  expect("an old one in block style",
         "spec:\n  containers:\n  - image: api\n    command:\n    - /old # o\n    - x\n    args: "
         "[q]\n",
         "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n    command:\n    - /bin/sh\n    - "
         "-c\n    - \"say \\\"x: y\\\"\"\n    args: [q]\n");
  expect("an old one in flow style, an empty one",
         "spec:\n  containers:\n  - command: ['/old'] # o\n    image: api\n  - image: api\n    "
         "command:\n    tty: true\n",
         "spec:\n  containers:\n  - " + command +
             " # o\n    image: reg:5000/api:tilt-1\n  - image: reg:5000/api:tilt-1\n    " +
             command + "\n    tty: true\n");
  expect("an old one that others use",
         "spec:\n  containers:\n  - image: api\n    command: [&x /old]\n  - image: web\n    "
         "command: [*x]\n",
         "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n    " + command +
             "\n  - image: reg:5000/other1:tilt-1\n    command: [/old]\n");
}

TEST_CASE("container_args of nothing take the args away") {
  TargetsBuilder images;
  images.image("api");
  images.targets.images[0].container_args = graph::Argv{};
  const Case cases[] = {
      {"a line",
       "spec:\n  containers:\n  - image: api\n    args: [q] # gone\n    # stays\n    tty: true\n",
       "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n    # stays\n    tty: true\n"},
      {"several lines, the last ones",
       "spec:\n  containers:\n  - image: api\n    args:\n    - a\n    - |\n      b\n",
       "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\n"},
      {"the first key", "spec:\n  containers:\n  - args: [q]\n    # i\n    image: api\n",
       "spec:\n  containers:\n  - # i\n    image: reg:5000/api:tilt-1\n"},
      {"in flow style",
       "spec: {containers: [{image: api, args: [q], tty: true}, {args: [q], image: api}]}\n",
       "spec: {containers: [{image: reg:5000/api:tilt-1, tty: true}, {image: "
       "reg:5000/api:tilt-1}]}\n"},
      {"none there", "spec: {containers: [{image: api}]}\n",
       "spec: {containers: [{image: reg:5000/api:tilt-1}]}\n"},
      {"an alias of them", "x: &a [q]\nspec:\n  containers:\n  - image: api\n    args: *a\n",
       "x: &a [q]\nspec:\n  containers:\n  - image: reg:5000/api:tilt-1\n"},
      {"an anchor that others use",
       "spec:\n  containers:\n  - image: api\n    args: &a [q]\nx: *a\n",
       "spec:\n  containers:\n  - image: reg:5000/api:tilt-1\nx: [q]\n"},
  };
  for (const Case& c : cases) {
    check(c, images);
  }
}

// The data of both texts as yaml-cpp reads them, with `<<` followed, compared leaf by leaf.
class Differences {
 public:
  static std::string between(const std::string& before, const std::string& after) {
    Differences found;
    const std::vector<YAML::Node> a = YAML::LoadAll(before);
    const std::vector<YAML::Node> b = YAML::LoadAll(after);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      found.compare("", a[i], b[i]);
    }
    return found.all_;
  }

 private:
  static std::map<std::string, YAML::Node> members(const YAML::Node& node) {
    std::map<std::string, YAML::Node> all;
    for (const auto& member : node) {
      const std::string key = member.first.Scalar();
      if (key != "<<") {
        all[key] = member.second;
        continue;
      }
      for (const auto& source : member.second.IsSequence() ? member.second : YAML::Load("[]")) {
        const auto merged = members(source);
        all.insert(merged.begin(), merged.end());
      }
      const auto merged = member.second.IsMap() ? members(member.second) : members({});
      all.insert(merged.begin(), merged.end());
    }
    for (const auto& member : node) {
      if (member.first.Scalar() != "<<") {
        all[member.first.Scalar()] = member.second;
      }
    }
    return all;
  }

  static std::string shown(const YAML::Node& node) {
    YAML::Emitter out;
    out << YAML::Flow << node;
    return out.c_str();
  }

  void compare(const std::string& path, const YAML::Node& a, const YAML::Node& b) {
    if (a.Type() != b.Type() || (a.IsSequence() && a.size() != b.size()) ||
        (a.IsScalar() && (a.Scalar() != b.Scalar()))) {
      all_ += path + ": " + shown(a) + " -> " + shown(b) + "; ";
    } else if (a.IsSequence()) {
      for (std::size_t i = 0; i < a.size(); ++i) {
        compare(path + "[" + std::to_string(i) + "]", a[i], b[i]);
      }
    } else if (a.IsMap()) {
      auto left = members(a);
      auto right = members(b);
      for (const auto& [key, value] : left) {
        if (right.count(key) == 0) {
          all_ += path + "." + key + " gone; ";
        } else {
          compare(path + "." + key, value, right[key]);
        }
      }
      for (const auto& [key, value] : right) {
        all_ += left.count(key) == 0 ? path + "." + key + " new " + shown(value) + "; " : "";
      }
    }
  }

  std::string all_;
};

TEST_CASE("whatever has to be written anew, the data differs just where it is to") {
  const char* const kContainers = ".spec.containers[0]";
  struct Odd {
    const char* before;
    const char* differences;  // $: .spec.containers[0]
  };
  const Odd cases[] = {
      {"x: &c {image: api, args: [q]}\nspec:\n  containers:\n  - <<: *c\n    odd: 0x1\n    tty: "
       "~\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
      {"spec:\n  containers:\n  - &c\n    name: b\n    image: api\n    args: [&q q]\nx: [*c, {<<: "
       "*c}]\ny: *q\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
      {"spec:\n  containers: &l\n  - &c\n    image: &i api\n    command: &o\n    - &p z\nx: [*i, "
       "*c, *o, *p, *l]\n",
       "$.command[0]: z -> x; $.image: api -> NEW; "},
      {"spec:\n  containers:\n  - image: |\n      api\n    # c\n    tty: true", ""},
      {"spec:\n  containers:\n  - name: x\n    image: |\n      api",
       "$.image: api -> NEW; $.command new [x]; "},
      {"spec: {containers: [{image: api, args}]}\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
      {"spec: {containers: [{args: [q], image: api, command: }]}\n",
       "$.args gone; $.command: ~ -> [x]; $.image: api -> NEW; "},
      {"spec:\n  containers:\n  - ? args\n    : [q]\n    ? image\n    : api\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
      {"spec:\n  containers:\n  - args: [q]\n    <<: {image: api}\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
      {"spec:\n  containers:\n  - a: |+\n      k\n\n    args: [q]\n\n    image: api\n",
       "$.args gone; $.image: api -> NEW; $.command new [x]; "},
  };
  TargetsBuilder images;
  images.image("api");
  images.targets.images[0].entrypoint = graph::Argv{"x"};
  images.targets.images[0].container_args = graph::Argv{};
  for (const Odd& odd : cases) {
    const std::string before = kPod + odd.before;
    CAPTURE(before);
    if (*odd.differences == '\0') {
      TargetsBuilder wrong = images;
      CHECK(testing::failure(wrong.yaml(before).targets).find("is no reference") !=
            std::string::npos);
      continue;
    }
    TargetsBuilder builder = images;
    const std::string after = injected(builder.yaml(before));
    CAPTURE(after);
    std::string expected = replace_all(odd.differences, "$", kContainers);
    CHECK(Differences::between(before, after) == replace_all(expected, "NEW", kNew));
  }
}

TEST_CASE("locators and environment") {
  TargetsBuilder builder;
  builder.image("api");
  builder.targets.images[0].match_in_env_vars = true;
  builder.locator("Machine", {"{.spec.image}", "{.spec.list[*].img}"});
  graph::ImageLocator& object = builder.locator("Chart", {});
  object.image_object = graph::ImageLocator::ImageObject{"{.spec.image}", "repo", "tag"};
  builder.yaml(
      "apiVersion: x.y/v1\nkind: Machine\nmetadata: {name: m}\nspec:\n  image: api:old\n  list: "
      "[{img: api}, {img: "
      "other}]\n---\napiVersion: x.y/v1\nkind: Chart\nmetadata: {name: c}\nspec:\n  image:\n    "
      "repo: 'api'\n    tag: 1.0 # "
      "t\n---\napiVersion: x.y/v1\nkind: Chart\nmetadata: {name: d}\nspec:\n  image:\n    repo: "
      "api # r\n  x: y\n");
  builder.yaml(kPod +
                   "spec: {containers: [{image: web, env: [{name: A, value: \"api:1\"}, {name: B, "
                   "value: x api}]}]}\n",
               "p.yaml");
  CHECK(injected(builder) ==
        "apiVersion: x.y/v1\nkind: Machine\nmetadata: {name: m}\nspec:\n  image: "
        "reg:5000/api:tilt-1\n  list: [{img: "
        "reg:5000/api:tilt-1}, {img: other}]\n---\napiVersion: x.y/v1\nkind: Chart\nmetadata: "
        "{name: c}\nspec:\n  image:\n    "
        "repo: 'reg:5000/api'\n    tag: tilt-1 # t\n---\napiVersion: x.y/v1\nkind: "
        "Chart\nmetadata: {name: d}\nspec:\n  "
        "image:\n    repo: reg:5000/api # r\n    tag: tilt-1\n  x: y\n---\n" +
            kPod +
            "spec: {containers: [{image: web, env: [{name: A, value: \"reg:5000/api:tilt-1\"}, "
            "{name: B, value: x api}]}]}\n");
}

TEST_CASE("manifests are joined in order, each document once") {
  const auto joined = [](const std::vector<std::string>& texts) {
    std::vector<InjectedManifest> manifests;
    for (const std::string& text : texts) {
      manifests.emplace_back().text = text;
    }
    return join_manifests(manifests);
  };
  CHECK(joined({"a: 1\n"}) == "a: 1\n");
  CHECK(joined({"a: 1", "b: 2\n"}) == "a: 1\n---\nb: 2\n");
  CHECK(joined({"a: 1\n", "# c\n---\nb: 2\n", "# only\n", "\xEF\xBB\xBF{c: 3}"}) ==
        "a: 1\n# c\n---\nb: 2\n---\n{c: 3}");
  CHECK(joined({"a: 1\n", "%YAML 1.1\n---\nb: 2\n"}) == "a: 1\n...\n%YAML 1.1\n---\nb: 2\n");
  CHECK(joined({"a: |\n  x", "b: 2\n"}) == "a: |-\n  x\n---\nb: 2\n");
  CHECK(joined({"a: >2+ # c\n  x", "b: 2\n"}) == "a: >2- # c\n  x\n---\nb: 2\n");
}

TEST_CASE("what injection cannot do is told with its place") {
  TargetsBuilder builder;
  builder.image("api").locator("Machine", {"{.spec.image}"});
  builder.targets.images[0].entrypoint = graph::Argv{"x"};
  builder.yaml("apiVersion: x.y/v1\nkind: Machine\nmetadata: {name: m}\nspec: {image: api}\n");
  const graph::Graph graph = testing::assembled(builder.targets);
  CHECK(testing::shown(inject(graph, references(graph)).error().diagnostic()) ==
        "k.yaml:4:15: no container of Machine \"m\" runs the image `api`");
  CHECK(testing::shown(inject(graph, {}).error().diagnostic()) ==
        "k.yaml:4:15: Machine \"m\" needs the image `api`, which was not built");
  graph::Graph other = graph;
  other.targets.manifests[0].source = testing::source("k.yaml", "");
  CHECK(testing::shown(inject(other, references(other)).error().diagnostic()) ==
        "k.yaml:1:1: Machine \"m\" does not name the image `api`");
}

TEST_CASE("without built images a manifest is the input, byte for byte") {
  TargetsBuilder builder;
  const std::string odd =
      "\xEF\xBB\xBF# c\r\n" + kPod + "spec: {containers: [ {image:   nginx } ,] }\n...\n\n\n";
  builder.yaml(odd);
  CHECK(injected(builder) == odd);
}

}  // namespace
}  // namespace tiltc::kubernetes
