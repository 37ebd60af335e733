#include <thread>

#include "catch.h"
#include "tiltc/modules.h"
#include "vm/engine_test_support.h"

namespace tiltc {
namespace {

// Uses of most of what engines might share by mistake: interned names, shapes, caches at call
// sites, zones, failures.
constexpr const char* kProgram = R"(
def tree(n):
    return struct(left = tree(n - 1), right = tree(n - 1), name = "n%d" % n) if n else None
def count(t):
    return 1 + count(t.left) + count(t.right) if t else 0
names = {"k%d" % i: [i, str(i), float(i)] for i in range(300)}
total = count(tree(9))
text = json.encode(names)
again = json.decode(text)
zone = str(time.from_timestamp(0).in_location("UTC"))
if again != names:
    fail("different")
print(total, len(text), zone, sorted(names)[:3], hash("abc"), "%s" % [1 << 100])
)";

std::string run(const SourcePtr& source) {
  std::string printed;
  Diagnostics diagnostics;
  Engine::Options options;
  options.print = [&printed](std::string_view text) { printed += text; };
  const std::unique_ptr<Engine> engine = Engine::create(std::move(options));
  const TimeSource now = wall_clock;
  predeclare_modules(*engine, now);
  for (int i = 0; i < 3; ++i) {
    static_cast<void>(engine->execute(source, "file" + std::to_string(i), diagnostics));
  }
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    printed += diagnostic.message;
  }
  return printed;
}

TEST_CASE("engines in several threads share a source and nothing that changes") {
  const auto source = std::make_shared<const Source>("shared.star", kProgram);
  const std::string expected = run(source);
  CHECK(expected.find("511 ") == 0);
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&result, &source] { result = run(source); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(results == std::vector<std::string>(4, expected));
}

}  // namespace
}  // namespace tiltc
