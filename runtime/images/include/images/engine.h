#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exec/async.h"
#include "formats/reference.h"
#include "images/log.h"

namespace tiltc::images {

using exec::Async;

enum class EngineKind { kDocker, kPodman };

struct EngineInfo {
  EngineKind kind = EngineKind::kDocker;
  std::string version;      // "20.10.24"
  std::string api_version;  // of the Docker Engine API: "1.41"
  std::string address;      // "unix:///var/run/docker.sock", "tcp://host:2375"
  bool buildkit = false;    // the server has BuildKit

  // For people: "Docker 20.10.24 at unix:///var/run/docker.sock".
  std::string title() const;
};

// What an engine knows of an image.
struct ImageFacts {
  std::string id;                  // "sha256:" and 64 hex digits: the digest of its configuration
  std::vector<std::string> names;  // name:tag, in the engine's spelling
};

// Who we are to a registry. Never printed.
struct Credentials {
  std::string user;
  std::string password;
  std::string identity_token;  // instead of user and password
  std::string server;          // the key that the configuration file has for the registry
};

struct PushRequest {
  Reference reference;  // with a tag
  std::optional<Credentials> credentials;
};

// Hands out the next piece of a body; an empty piece is its end. The piece is valid until the next
// call.
using BodySource = std::function<Result<std::string_view>()>;

// A build from a tar stream, for builders that the engine's API reaches by itself: the classic one
// of Docker, and Podman's.
struct ApiBuild {
  std::string dockerfile;           // its name in the tar
  std::vector<std::string> hidden;  // names in the tar that COPY must not see
  std::vector<std::pair<std::string, std::optional<std::string>>> build_args;  // nothing: pass on
  std::vector<std::pair<std::string, std::string>> labels;
  std::string target;
  std::string network;
  std::string platform;
  std::vector<std::string> cache_from;
  std::vector<std::string> extra_hosts;
  std::vector<std::string> secrets;  // Podman: "id=…,src=NAME IN THE TAR"
  bool pull = false;
  std::string isolation;                 // Podman: "chroot"; "" is the engine's default
  std::vector<Credentials> credentials;  // for pulling base images
  BodySource tar;
};

// A container engine. All calls run on the caller's executor; calls may overlap. Errors name the
// engine and, where it matters, the image and the registry:
//   engine-unreachable, engine-connection-lost, engine-answer-unreadable, engine-refused,
//   push-failed, build-failed, cancelled.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual const EngineInfo& info() const = 0;

  // By name or ID. No value: the engine has no such image. A familiar and a normalised name mean
  // the same image, also to Podman, which stores the short names of its own builds below
  // `localhost/`.
  virtual Async<Result<std::optional<ImageFacts>>> inspect(std::string image) = 0;

  // The digest that stands for what the image `id` contains: the ID itself, unless that changes
  // from build to build though the image does not.
  virtual Async<Result<std::string>> content_id(std::string id) = 0;

  // Gives the image `id` the name `name`, which has a tag.
  virtual Async<Status> tag(std::string id, Reference name) = 0;

  // Takes a name (an element of ImageFacts::names) from its image. The image stays: a name that is
  // its last one is kept. A name that is not there is no error.
  virtual Async<Status> untag(std::string name) = 0;

  // The names of all images.
  virtual Async<Result<std::vector<std::string>>> names() = 0;

  // Ends when the registry has all of it.
  virtual Async<Status> push(PushRequest request, Log log) = 0;

  // The ID of the image built.
  virtual Async<Result<std::string>> build(ApiBuild request, Log log) = 0;
};

}  // namespace tiltc::images
