#include "images/registry_client.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "images/naming.h"
#include "registry_access.h"

namespace tiltc::images {
namespace {

constexpr std::string_view kDigestHeader = "docker-content-digest";
constexpr std::string_view kManifests =
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

RegistryQuestion question_about(const Reference& image) {
  RegistryQuestion question;
  question.method = "HEAD";
  question.target = fmt::format("/v2/{}/manifests/{}", image.path(),
                                image.digest().empty() ? image.tag() : image.digest());
  question.scope = fmt::format("repository:{}:pull", image.path());
  question.accept = kManifests;
  question.doing = fmt::format("looking for `{}`", image.familiar());
  return question;
}

// What a registry sends is a stranger's text: only a digest may go on.
Result<std::optional<RemoteManifest>> manifest_of(const Reference& image, std::string digest) {
  if (!pinned(image, digest).ok()) {
    return error(
        "registry-answer-unreadable",
        fmt::format("the registry {} names no digest of `{}`", image.domain(), image.familiar()));
  }
  return std::optional(RemoteManifest{std::move(digest)});
}

}  // namespace

RegistryClient::RegistryClient(RegistryTools tools) : tools_(std::move(tools)) {}
RegistryClient::~RegistryClient() = default;

RegistryClient::Access& RegistryClient::access_to(const Reference& image) {
  std::unique_ptr<Access>& access = accesses_[image.domain()];
  if (access == nullptr) {
    access = std::make_unique<Access>(tools_, image);
  }
  return *access;
}

Async<Result<std::optional<RemoteManifest>>> RegistryClient::find(Reference image) {
  Access& access = access_to(image);
  RegistryQuestion question = question_about(image);
  Result<HttpAnswer> answer = co_await access.ask(question);
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  if (answer->status == 404) {
    co_return std::optional<RemoteManifest>();
  }
  if (const auto digest = answer->headers.find(std::string(kDigestHeader));
      digest != answer->headers.end()) {
    co_return manifest_of(image, digest->second);
  }
  question.method = "GET";  // the header is optional: the digest is that of the bytes
  answer = co_await access.ask(question);
  if (!answer.ok()) {
    co_return std::move(answer).error();
  }
  co_return manifest_of(image, "sha256:" + sha256_hex(answer->body));
}

}  // namespace tiltc::images
