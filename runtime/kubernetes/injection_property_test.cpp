#include <algorithm>
#include <array>
#include <random>

#include "formats/reference.h"
#include "formats/yaml_value.h"
#include "testing.h"

// Pods written in every way that YAML knows: after the injection the data differs in the images
// alone, and the text only where they stand.
namespace tiltc::kubernetes {
namespace {

using testing::TargetsBuilder;

constexpr const char* kReference = "registry:5000/api:tilt-0123456789abcdef";

class PodWriter {
 public:
  explicit PodWriter(std::uint32_t seed) : random_(seed) {}

  std::string stream() {
    std::string all = one_in(8) ? "# first\n" : "";
    for (int i = 0; i <= roll(3); ++i) {
      all += one_in(6) && i > 0 ? "---\n# nothing here\n" : "";
      all += i > 0 || one_in(3) ? "---" + comment() + "\n" : "";
      all += pod(i);
    }
    if (one_in(4)) {
      all = replace_all(all, "\n", "\r\n");
    }
    return (one_in(5) ? "\xEF\xBB\xBF" : "") + all;
  }

 private:
  int roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }
  bool one_in(int sides) { return roll(sides) == 0; }

  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& choices) {
    return choices[static_cast<std::size_t>(roll(N))];
  }

  std::string comment() {
    return pick(std::array{"", "", "", "  # c", "\t# tab", " # image: api"});
  }

  std::string quoted(const std::string& text) {
    switch (roll(5)) {
      case 0:
        return "'" + text + "'";
      case 1:
        return "\"" + text + "\"";
      case 2:
        return "!!str " + text;
      default:
        return text;
    }
  }

  std::string image() {
    return pick(std::array{"api", "api:1", "docker.io/library/api", "nginx", "api2", "org/api"});
  }

  // A key and a value that mean nothing to Kubernetes.
  std::string noise() {
    return pick(std::array{"y: 1", "on: \"api\"", "? long\n%: [1, 'a', {b: api}]", "'no': ~",
                           "0x1F: 1e3", "text: |\n%  api\n\n%  x # y", "fold: >-\n%  api\n%  b",
                           "\"k\\tey\": \"a\\n\\u00e9\"", "é: ü", "list:\n%- api\n%- - x\n%  - y",
                           "empty:", "m: &m%N {a: 1}", "quoted: 'it''s\n\n%   api'"});
  }

  std::string placed(std::string text, int indent) {
    text = replace_all(text, "%N", std::to_string(anchors_++));
    return replace_all(text, "%", std::string(static_cast<std::size_t>(indent), ' '));
  }

  std::string member_of_image(int indent) {
    if (one_in(6)) {
      return placed("image: " + pick(std::array{"|-", ">-"}) + "\n%  " + image(), indent);
    }
    if (one_in(5)) {
      const std::string anchor = "i" + std::to_string(anchors_++);
      known_.push_back(anchor);
      return "image: &" + anchor + " " + image() + comment();
    }
    if (!known_.empty() && one_in(4)) {
      return "image: *" + known_.back() + " " + comment();
    }
    return pick(std::array{"image", "'image'", "\"image\""}) + ": " + quoted(image()) + comment();
  }

  std::string container(int indent) {
    if (one_in(4)) {
      return "{name: main" + pick(std::array{",", " ,", ",  "}) + " image: '" + image() + "'}\n";
    }
    std::vector<std::string> members = {member_of_image(indent), "name: c" + comment()};
    for (int i = roll(3); i > 0; --i) {
      members.push_back(placed(noise(), indent));
    }
    std::shuffle(members.begin() + (one_in(2) ? 0 : 1), members.end(), random_);
    std::string all;
    for (const std::string& member : members) {
      all +=
          (all.empty() ? "" : std::string(static_cast<std::size_t>(indent), ' ')) + member + "\n";
    }
    return all;
  }

  std::string pod(int number) {
    known_.clear();
    std::string all = "apiVersion: v1\nkind: " + quoted("Pod") + "\nmetadata: {name: p" +
                      std::to_string(number) + "}\nspec:" + comment() + "\n";
    const int indent = 1 + roll(3);
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    for (const char* list : {"initContainers", "containers"}) {
      all += margin + list + ":\n";
      for (int i = 0; i <= roll(3); ++i) {
        all += margin + "- " + container(indent + 2);
      }
    }
    return all + (known_.empty() ? "" : "other: *" + known_.front() + "\n");
  }

  std::mt19937 random_;
  int anchors_ = 0;
  std::vector<std::string> known_;  // anchors of images in this document
};

Json* member(Json& object, std::string_view name) {
  auto* members = std::get_if<Json::Object>(&object.value());
  for (auto& [key, value] : *members) {
    if (key == name) {
      return &value;
    }
  }
  return nullptr;
}

void expect_images(Json& pod) {
  Json* spec = member(pod, "spec");
  for (const char* name : {"initContainers", "containers"}) {
    Json* list = member(*spec, name);
    for (Json& container : *std::get_if<Json::Array>(&list->value())) {
      auto* image = std::get_if<std::string>(&member(container, "image")->value());
      const Result<Reference> reference = Reference::parse(trim(*image));
      if (reference.ok() && reference->name() == "docker.io/library/api") {
        *image = kReference;
      }
    }
  }
}

TEST_CASE("however YAML is written, the injection changes its images alone") {
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    const std::string before = PodWriter(seed).stream();
    CAPTURE(seed, before);
    const auto old_values = yaml::decode_all(std::make_shared<Source>("", before));
    REQUIRE(old_values.ok());
    TargetsBuilder builder;
    builder.image("docker.io/library/api").yaml(before);
    const std::string after = testing::injected_with(kReference, builder.targets);
    CAPTURE(after);
    const auto new_values = yaml::decode_all(std::make_shared<Source>("", after));
    REQUIRE(new_values.ok());
    std::vector<Json> wanted = *old_values;
    for (Json& pod : wanted) {
      expect_images(pod);
    }
    REQUIRE(wanted == *new_values);
    const auto lines = [](const std::string& text) {
      return std::count(text.begin(), text.end(), '\n');
    };
    REQUIRE(lines(before) == lines(after));
  }
}

}  // namespace
}  // namespace tiltc::kubernetes
