#include "library/signatures.h"

#include <fmt/format.h>

#include "catch.h"
#include "library/methods.h"
#include "library/universal.h"
#include "vm/engine_test_support.h"

namespace tiltc::library {
namespace {

using Form = SignatureParameter::Form;

// How many positional arguments the signature takes.
struct Count {
  std::size_t least = 0, most = 0;
  bool endless = false;
};

Count count_of(const Signature& signature) {
  Count count;
  for (const SignatureParameter& one : parameters_of(signature)) {
    count.endless = count.endless || one.form == Form::kRest;
    if (one.form == Form::kOne && one.by_position) {
      ++count.most;
      count.least += one.required ? 1 : 0;
    }
  }
  return count;
}

bool fails_for_count(const std::string& callee, std::size_t arguments) {
  std::string list;
  for (std::size_t i = 0; i < arguments; ++i) {
    list += i == 0 ? "1" : ", 1";
  }
  tiltc::testing::Program program;
  program.run(fmt::format("{}({})", callee, list));
  const auto& all = program.diagnostics().all();
  return !all.empty() && (all[0].code == "too-many-arguments" || all[0].code == "missing-argument");
}

void check_counts(const std::string& callee, const Signature& signature) {
  const Count count = count_of(signature);
  for (std::size_t given = 0; given < 6; ++given) {
    INFO(callee << " with " << given << " arguments");
    const bool fits = given >= count.least && (count.endless || given <= count.most);
    CHECK(fails_for_count(callee, given) == !fits);
  }
}

TEST_CASE("the signatures of universal functions are those of the natives") {
  for (const UniversalFunction& function : universal_functions()) {
    const Signature* signature = universal_signature(function.name);
    INFO(function.name);
    REQUIRE(signature != nullptr);
    check_counts(std::string(function.name), *signature);
  }
}

TEST_CASE("the signatures of methods are those of the natives") {
  const std::pair<Kind, std::string> receivers[] = {{Kind::kString, "'a'"},
                                                    {Kind::kBytes, "b'a'"},
                                                    {Kind::kList, "[1]"},
                                                    {Kind::kDict, "{1: 2}"},
                                                    {Kind::kSet, "set([1])"}};
  for (const auto& [kind, receiver] : receivers) {
    for (const Method& method : methods_of(kind)) {
      const Signature* signature = method_signature(kind, method.name);
      INFO(receiver << "." << method.name);
      REQUIRE(signature != nullptr);
      check_counts(fmt::format("{}.{}", receiver, method.name), *signature);
    }
  }
}

TEST_CASE("a signature is cut into parameters") {
  const auto parameters = parameters_of({"f", "a, b=[], /, c, *rest, d=1, **named"});
  REQUIRE(parameters.size() == 6);
  CHECK(parameters[0].required);
  CHECK_FALSE(parameters[0].by_name);
  CHECK_FALSE(parameters[1].required);
  CHECK(parameters[2].by_name);
  CHECK(parameters[2].by_position);
  CHECK(parameters[3].form == Form::kRest);
  CHECK_FALSE(parameters[4].by_position);
  CHECK(parameters[5].form == Form::kRestNamed);
  CHECK(parameters_of({"f", ""}).empty());
}

}  // namespace
}  // namespace tiltc::library
