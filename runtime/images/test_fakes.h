#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/memory_disk.h"
#include "base/render.h"
#include "base/text.h"
#include "images/custom_build.h"
#include "images/docker_build.h"
#include "images/image_build.h"

// An engine, programs and a clock for unit tests.
namespace tiltc::images {

template <class T>
T wait_for(Async<T> work) {
  return exec::run_blocking(std::move(work));
}

inline MemoryDisk disk_with(std::map<std::string, std::string> files) {
  return MemoryDisk(std::move(files));
}

// Remembers what it was asked in `calls`, one line each.
class FakeEngine : public Engine {
 public:
  EngineInfo facts{EngineKind::kDocker, "20.10", "1.41", "unix:///run/fake.sock", false};
  std::map<std::string, std::string> images;  // name, normalised or as an engine spells it → ID
  std::map<std::string, std::string>
      contents;  // ID → what stands for its content, where it differs
  std::vector<std::string> calls;
  std::string built_id = "sha256:" + std::string(64, 'b');
  std::optional<Diagnostic> failure;  // of every call from now on
  ApiBuild last_build;
  std::string last_tar;
  std::optional<Credentials> last_credentials;

  const EngineInfo& info() const override { return facts; }

  Async<Result<std::optional<ImageFacts>>> inspect(std::string image) override {
    calls.push_back("inspect " + image);
    if (failure) {
      co_return *failure;
    }
    const auto found = images.find(image);
    if (found == images.end()) {
      co_return std::nullopt;
    }
    ImageFacts image_facts{found->second, {}};
    for (const auto& [name, id] : images) {
      if (id == found->second) {
        const auto reference = Reference::parse(name);
        image_facts.names.push_back(reference.ok() ? reference->familiar() : name);
      }
    }
    co_return image_facts;
  }

  Async<Result<std::string>> content_id(std::string id) override {
    const auto content = contents.find(id);
    co_return content == contents.end() ? id : content->second;
  }

  Async<Status> tag(std::string id, Reference name) override {
    calls.push_back("tag " + id.substr(0, 12) + " " + name.familiar());
    if (failure) {
      co_return *failure;
    }
    images[name.normalized()] = id;
    co_return Done{};
  }

  Async<Status> untag(std::string name) override {
    calls.push_back("untag " + name);
    const auto reference = Reference::parse(name);
    images.erase(reference.ok() ? reference->normalized() : name);
    co_return Done{};
  }

  Async<Result<std::vector<std::string>>> names() override {
    std::vector<std::string> all;
    for (const auto& [name, id] : images) {
      all.push_back(name);
    }
    co_return all;
  }

  Async<Status> push(PushRequest request, Log log) override {
    calls.push_back("push " + request.reference.familiar());
    last_credentials = request.credentials;
    if (log) {
      log("pushed\n");
    }
    if (failure) {
      co_return *failure;
    }
    co_return Done{};
  }

  Async<Result<std::string>> build(ApiBuild request, Log log) override {
    calls.push_back("build");
    last_tar.clear();
    while (true) {
      auto piece = request.tar();
      if (!piece.ok()) {
        co_return std::move(piece).error();
      }
      if (piece->empty()) {
        break;
      }
      last_tar += *piece;
    }
    last_build = request;
    if (log) {
      log("STEP 1\n");
    }
    if (failure) {
      co_return *failure;
    }
    co_return built_id;
  }
};

class FakeSource : public EngineSource {
 public:
  FakeEngine engine;
  EngineInUse in_use{engine, EngineOrigin::kDockerSocket, {}, {}};
  std::optional<Diagnostic> failure;
  int asked = 0;

  Async<Result<EngineInUse*>> get() override {
    ++asked;
    if (failure) {
      co_return *failure;
    }
    co_return &in_use;
  }
  Async<void> close() override { co_return; }
};

// Answers in the place of programs: `answer` gets the request and does what the program would.
class FakeProcesses : public ProcessRunner {
 public:
  using Answer = std::function<Result<exec::ProcessExit>(const exec::ProcessRequest&)>;
  Answer answer = [](const exec::ProcessRequest&) { return exec::ProcessExit{}; };
  std::vector<exec::ProcessRequest> requests;

  Async<Result<exec::ProcessExit>> run(exec::ProcessRequest request) override {
    requests.push_back(request);
    co_return answer(requests.back());
  }
};

inline exec::ProcessExit exited(int code) {
  return {code, 0, false};
}

// The value that the program sees; "(unset)" when it sees none.
inline std::string seen_variable(const exec::ProcessRequest& request, const std::string& name) {
  std::string value = "(unset)";
  for (const auto& assignment : request.command.environment) {
    if (assignment.compare(0, name.size() + 1, name + "=") == 0) {
      value = assignment.substr(name.size() + 1);
    }
  }
  return value;
}

class FakeClock : public Clock {
 public:
  std::int64_t unix_seconds() const override { return 1551202573; }
  std::chrono::steady_clock::time_point now() const override { return {}; }
};

// All that a build needs, with a Tiltfile to point at.
struct Bench {
  FakeSource source;
  FakeProcesses processes;
  BuildKitClient buildkit;
  Environment environment{{"PATH", "/usr/bin"}};
  MemoryDisk disk;
  FakeClock clock;
  TemporaryTags tags{0xabc};
  std::vector<Reference> configured;
  std::string output;

  SourcePtr tiltfile = std::make_shared<const Source>(
      "/p/Tiltfile", "custom_build('gcr.io/foo/bar', './build.sh', ['src'])\n");

  graph::ImageTarget target(const std::string& ref,
                            std::variant<graph::DockerBuild, graph::CustomBuild> build) {
    graph::ImageTarget made;
    made.ref = Reference::parse(ref)->familiar();
    made.normalized = Reference::parse(ref)->normalized();
    made.build = std::move(build);
    made.tiltfile_directory = "/p";
    made.span = {tiltfile, 0, 12};
    made.ref_span = {tiltfile, 13, 29};
    return made;
  }

  Log log() {
    return [this](std::string_view bytes) { output += bytes; };
  }

  Result<BuiltImage> build(const graph::ImageTarget& image, const RegistryHosts& registry = {},
                           std::vector<BuiltDependency> dependencies = {}) {
    auto refs = image_refs(image, registry);
    if (!refs.ok()) {
      return std::move(refs).error();
    }
    const ReferenceMatcher matcher(configured);
    BuildTools tools{&source, processes, buildkit, environment, disk, clock, tags, matcher};
    return wait_for(
        build_image(BuildJob{image, *std::move(refs), std::move(dependencies)}, tools, log()));
  }
};

}  // namespace tiltc::images
