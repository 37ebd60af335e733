#include "exec/scheduler.h"

#include <fmt/format.h>

#include <map>

#include "catch.h"

namespace tiltc::exec {

namespace {

// A graph of fake nodes. A node runs until the test lets it end, so that what runs at once can be
// seen without time passing: rounds of the executor stand for time.
class Fake {
 public:
  std::size_t add(const std::string& name, std::vector<std::size_t> needs = {},
                  Budget budget = Budget::kOther, double weight = 1) {
    Node node;
    node.name = name;
    node.needs = std::move(needs);
    node.budget = budget;
    node.weight = weight;
    node.run = [this, name] { return work(name); };
    nodes.push_back(std::move(node));
    return nodes.size() - 1;
  }

  std::vector<NodeResult> run() {
    options.on_start = [this](std::size_t node) { log(nodes_by_index[node]); };
    options.on_finished = [this](std::size_t node, const NodeResult& result) {
      static const char* const kWords[] = {"done", "failed", "skipped", "cancelled"};
      log(nodes_by_index[node] + ":" + kWords[static_cast<int>(result.state)]);
    };
    for (const Node& node : nodes) {
      nodes_by_index.push_back(node.name);
    }
    return run_blocking(run_nodes(nodes, options));
  }

  std::vector<Node> nodes;
  SchedulerOptions options;
  std::map<std::string, std::string> failures;             // name → message
  std::map<std::string, std::function<void()>> when_runs;  // name → what happens meanwhile
  std::string events;
  int running = 0;
  int most_running = 0;

 private:
  Async<Status> work(std::string name) {
    most_running = std::max(most_running, ++running);
    co_await sleep_for(std::chrono::milliseconds(0));  // lets the others start
    --running;
    if (when_runs.contains(name)) {
      when_runs[name]();
    }
    if (failures.contains(name)) {
      co_return error("fake-failure", failures[name]);
    }
    co_return Done{};
  }

  void log(const std::string& event) { events += (events.empty() ? "" : " ") + event; }

  std::vector<std::string> nodes_by_index;
};

std::string states(const std::vector<NodeResult>& results) {
  std::string text;
  for (const NodeResult& result : results) {
    text += "DFSC"[static_cast<int>(result.state)];
  }
  return text;
}

}  // namespace

TEST_CASE("a node starts when all it needs is done") {
  Fake fake;
  const auto base = fake.add("base");
  const auto api = fake.add("api", {base});
  const auto web = fake.add("web", {base});
  fake.add("yaml", {api, web});
  CHECK(states(fake.run()) == "DDDD");
  CHECK(fake.events == "base base:done api web api:done web:done yaml yaml:done");
}

TEST_CASE("no nodes are no work") {
  Fake fake;
  CHECK(fake.run().empty());
}

TEST_CASE("the costliest chain starts first, equals in their order") {
  Fake fake;
  fake.options.builds = 1;
  fake.add("a", {}, Budget::kBuild);
  fake.add("b", {}, Budget::kBuild);
  const auto head = fake.add("head", {}, Budget::kBuild);
  fake.add("tail", {head}, Budget::kBuild);
  fake.add("heavy", {}, Budget::kBuild, 10);
  fake.run();
  CHECK(fake.events == "heavy heavy:done head head:done a a:done b b:done tail tail:done");
}

TEST_CASE("each budget bounds its own kind") {
  Fake fake;
  fake.options.builds = 2;
  fake.options.pushes = 1;
  for (int i = 0; i < 6; ++i) {
    fake.add(fmt::format("build{}", i), {}, Budget::kBuild);
    fake.add(fmt::format("push{}", i), {}, Budget::kPush);
  }
  CHECK(states(fake.run()) == "DDDDDDDDDDDD");
  CHECK(fake.most_running == 3);
}

TEST_CASE("a budget of nothing is one") {
  Fake fake;
  fake.options.builds = 0;
  fake.add("only", {}, Budget::kBuild);
  CHECK(states(fake.run()) == "D");
}

TEST_CASE("a failure stops what needs it and starts nothing new; what runs is finished") {
  Fake fake;
  fake.options.builds = 2;
  fake.failures["bad"] = "exit status 1";
  const auto bad = fake.add("bad", {}, Budget::kBuild);
  fake.add("running", {}, Budget::kBuild);
  const auto user = fake.add("user", {bad});
  fake.add("user of user", {user});
  fake.add("later", {}, Budget::kBuild);
  const auto results = fake.run();
  CHECK(states(results) == "FDSSS");
  CHECK(results[0].failure->message == "exit status 1");
  for (const std::size_t skipped : {2U, 3U, 4U}) {
    CHECK(results[skipped].because == bad);
    CHECK_FALSE(results[skipped].failure);
  }
}

TEST_CASE("keep-going does all that does not need the failure, and names whose fault the rest is") {
  Fake fake;
  fake.options.builds = 1;
  fake.options.on_failure = OnFailure::kKeepGoing;
  fake.failures = {{"bad", "x"}, {"worse", "y"}};
  const auto bad = fake.add("bad", {}, Budget::kBuild, 9);
  const auto worse = fake.add("worse", {}, Budget::kBuild, 8);
  const auto good = fake.add("good", {}, Budget::kBuild);
  fake.add("of bad", {good, bad});
  fake.add("of worse", {worse});
  fake.add("of good", {good});
  const auto results = fake.run();
  CHECK(states(results) == "FFDSSD");
  CHECK(results[3].because == bad);
  CHECK(results[4].because == worse);
}

TEST_CASE("cancelling starts nothing new, and a failure that it causes is no failure") {
  Fake fake;
  CancelSource source;
  fake.options.cancel = source.token();
  fake.options.builds = 2;
  fake.when_runs["first"] = [&source] { source.cancel(); };
  fake.failures["second"] = "stopped";
  const auto first = fake.add("first", {}, Budget::kBuild);
  fake.add("second", {}, Budget::kBuild);
  fake.add("third", {}, Budget::kBuild);
  fake.add("user", {first});
  const auto results = fake.run();
  CHECK(states(results) == "DCCC");
  CHECK_FALSE(results[1].failure);
}

TEST_CASE("a run that is cancelled before it begins does nothing") {
  Fake fake;
  CancelSource source;
  source.cancel();
  fake.options.cancel = source.token();
  fake.add("a");
  CHECK(states(fake.run()) == "C");
  CHECK(fake.events == "a:cancelled");
}

TEST_CASE("an exception that escapes a node is its failure") {
  Fake fake;
  fake.when_runs["bad"] = [] { throw std::runtime_error("out of descriptors"); };
  fake.add("bad");
  const auto results = fake.run();
  REQUIRE(states(results) == "F");
  CHECK(results[0].failure->message == "out of descriptors");
}

TEST_CASE("large graphs are no problem: long chains and wide fans") {
  Fake fake;
  for (std::size_t i = 0; i < 3000; ++i) {
    fake.add("chain", i == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{i - 1});
  }
  std::vector<std::size_t> fan;
  for (int i = 0; i < 3000; ++i) {
    fan.push_back(fake.add("leaf"));
  }
  fake.add("all", fan);
  CHECK(states(fake.run()) == std::string(6001, 'D'));
}

}  // namespace tiltc::exec
