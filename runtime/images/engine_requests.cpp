#include "engine_requests.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "url.h"

namespace tiltc::images {
namespace {

std::string json_list(const std::vector<std::string>& texts) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& text : texts) {
    writer.string(text);
  }
  return writer.end_array().take();
}

std::string json_labels(const ApiBuild& build) {
  JsonWriter writer;
  writer.begin_object();
  for (const auto& [key, value] : build.labels) {
    writer.member(key, value);
  }
  return writer.end_object().take();
}

enum class Unset { kAsNull, kLeftOut };

// A build argument without value is the builder's to find; Docker's API knows that as null,
// Podman's not at all.
std::string json_build_args(const ApiBuild& build, Unset unset) {
  JsonWriter writer;
  writer.begin_object();
  for (const auto& [key, value] : build.build_args) {
    if (value) {
      writer.member(key, *value);
    } else if (unset == Unset::kAsNull) {
      writer.key(key).null();
    }
  }
  return writer.end_object().take();
}

void add_unless_empty(Query& query, std::string_view key, const std::string& value) {
  if (!value.empty()) {
    query.add(key, value);
  }
}

void add_common(Query& query, const ApiBuild& build) {
  query.add("dockerfile", build.dockerfile).add("rm", "1").add("forcerm", "1");
  if (!build.labels.empty()) {
    query.add("labels", json_labels(build));
  }
  add_unless_empty(query, "target", build.target);
  add_unless_empty(query, "networkmode", build.network);
  add_unless_empty(query, "platform", build.platform);
  if (!build.cache_from.empty()) {
    query.add("cachefrom", json_list(build.cache_from));
  }
}

}  // namespace

std::string image_path(std::string_view image) {
  return "/images/" + url_encode(image, "/:@");
}

std::string docker_build_target(const ApiBuild& build) {
  Query query;
  add_common(query, build);
  query.add("buildargs", json_build_args(build, Unset::kAsNull));
  for (const auto& host : build.extra_hosts) {
    query.add("extrahosts", host);
  }
  if (build.pull) {
    query.add("pull", "1");
  }
  return "/build" + query.text();
}

std::string podman_build_target(const ApiBuild& build) {
  Query query;
  add_common(query, build);
  query.add("buildargs", json_build_args(build, Unset::kLeftOut));
  // Without `layers` and with a format of its own nothing is ever found in the cache.
  query.add("layers", "1").add("outputformat", "application/vnd.oci.image.manifest.v1+json");
  // Naming what is hidden also keeps Podman from reading .dockerignore a second time.
  query.add("excludes", json_list(build.hidden));
  add_unless_empty(query, "isolation", build.isolation);
  if (!build.extra_hosts.empty()) {
    query.add("extrahosts", json_list(build.extra_hosts));
  }
  if (!build.secrets.empty()) {
    query.add("secrets", json_list(build.secrets));
  }
  if (build.pull) {
    query.add("pullpolicy", "always");
  }
  return "/build" + query.text();
}

std::string tag_target(std::string_view id, const Reference& name) {
  Query query;
  query.add("repo", name.name()).add("tag", name.tag());
  return image_path(id) + "/tag" + query.text();
}

bool is_loopback(std::string_view domain) {
  const std::size_t bracket = domain.find(']');
  const std::string_view host = bracket != std::string_view::npos
                                    ? domain.substr(0, bracket + 1)
                                    : domain.substr(0, domain.rfind(':'));
  return host == "localhost" || host.substr(0, 4) == "127." || host == "[::1]";
}

std::string refusal_text(const HttpAnswer& answer) {
  std::string text;
  if (auto json = parse_json("engine's answer", answer.body); json.ok()) {
    text = json->string_at("message", json->string_at("cause"));
  }
  if (text.empty()) {
    text = answer.body.substr(0, answer.body.find('\n')).substr(0, 200);
  }
  text = trim(text);
  for (char& c : text) {
    c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return text.empty() ? fmt::format("HTTP status {}", answer.status) : text;
}

}  // namespace tiltc::images
