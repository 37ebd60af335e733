#include "formats/dockerfile.h"

#include "base/render.h"
#include "catch.h"

namespace tiltc {
namespace {

Dockerfile parsed(const std::string& text) {
  auto made = Dockerfile::parse(std::make_shared<Source>("Dockerfile", text));
  INFO(text);
  REQUIRE(made);
  return *std::move(made);
}

std::string refusal(const std::string& text) {
  const auto made = Dockerfile::parse(std::make_shared<Source>("Dockerfile", text));
  return made ? "accepted" : render_short(made.error().diagnostic());
}

// Every use as `reference<what stands there>`.
std::string uses(const std::string& text, const BuildArguments& arguments = {}) {
  std::string all;
  for (const DockerfileImageUse& use : parsed(text).image_uses(arguments)) {
    all += (all.empty() ? "" : " ") + use.reference + "<" + std::string(use.span.text()) + ">";
  }
  return all;
}

std::string replaced(const std::string& text, const std::string& reference) {
  std::vector<TextEdit> edits;
  for (const DockerfileImageUse& use : parsed(text).image_uses({})) {
    edits.push_back(replace_image(use, reference));
  }
  return apply_edits(text, std::move(edits));
}

}  // namespace

TEST_CASE("images that a Dockerfile uses") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", ""},
      {"RUN x", ""},
      {"FROM", ""},
      {"FROM a", "a<a>"},
      {"from a AS b", "a<a>"},
      {"\xEF\xBB\xBF\r\n  FROM\ta\r\n", "a<a>"},
      {"FROM --platform=$BUILDPLATFORM a:1 AS b", "a:1<a:1>"},
      {"FROM \"a\"", "a<\"a\">"},
      {"FROM scratch\nCOPY --from=a /x /y", "a<a>"},
      {"FROM scratch\nCOPY --chown=1 --from=\"a\" x y", "a<\"a\">"},
      {"FROM scratch\nCOPY a --from=b c", ""},
      {"FROM scratch\nADD --from=a x y", ""},
      {"FROM scratch\nONBUILD COPY --from=a x y", ""},
      {"FROM a\nRUN --mount=type=bind,from=b,target=/x --mount=from=c make", "a<a> b<b> c<c>"},
      {"FROM a\nRUN --mount=\"type=cache\",\"from=b\",target=/x make --mount=from=no", "a<a> b<b>"},
      {"FROM a\nRUN echo FROM b\n", "a<a>"},
      // Stages are no images, once defined.
      {"FROM a AS base\nFROM Base\nCOPY --from=base x y\nCOPY --from=0 x y", "a<a>"},
      {"FROM base AS base\nFROM base", "base<base>"},
      {"FROM a AS $x\nRUN --mount=from=b x\nFROM c AS b\n", "a<a> b<b> c<c>"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(uses(text) == expected);
  }
}

TEST_CASE("variables are expanded") {
  struct Row {
    std::string text;
    BuildArguments arguments;
    std::string expected;
  };
  const std::vector<Row> rows{
      {"ARG A=x\nFROM $A", {}, "x<$A>"},
      {"ARG A=x\nFROM ${A}:${B:-1}", {{"A", "y"}, {"B", "2"}}, "y:1<${A}:${B:-1}>"},
      {"ARG A\nFROM ${A:-d}${A-e}${A:+f}${A+g}", {{"A", ""}}, "dg<${A:-d}${A-e}${A:+f}${A+g}>"},
      {"ARG A=x B=\"$A y\"\nFROM $B", {}, "x y<$B>"},
      {"ARG A=x\nARG B=$A/y\nFROM $B:1", {}, "x/y:1<$B:1>"},
      {"ARG A=x\nARG B=$A/y\nFROM $B:1", {{"A", "z"}}, "z/y:1<$B:1>"},
      {"FROM $A", {{"A", "x"}}, ""},
      {"ARG A\nFROM $A", {{"A", "x"}}, "x<$A>"},
      {"ARG A\nFROM a$A", {}, "a<a$A>"},
      {"FROM '$A'", {}, "$A<'$A'>"},
      {"FROM \\$A", {}, "$A<\\$A>"},
      {"ARG A=x\nFROM \"${A:+a b}\"", {}, "a b<\"${A:+a b}\">"},
      // FROM sees the ARGs above the stages, the stages their own.
      {"ARG A=x\nFROM $A\nARG A=y\nCOPY --from=$A a b\nFROM $A", {}, "x<$A> y<$A> x<$A>"},
      {"ARG A=x\nFROM a\nARG A\nCOPY --from=$A a b", {}, "a<a> x<$A>"},
      {"FROM a\nARG A=y\nFROM $A", {}, "a<a> y<$A>"},
      // What only the builder knows.
      {"FROM a-$TARGETARCH", {}, ""},
      {"ARG TARGETARCH\nFROM a-$TARGETARCH", {}, ""},
      {"ARG TARGETARCH=arm\nFROM a-$TARGETARCH", {}, "a-arm<a-$TARGETARCH>"},
      {"FROM a-${TARGETARCH:-b}", {}, ""},
      // No form that is known.
      {"ARG A=x\nFROM ${A%x}y", {}, ""},
      {"ARG A=x\nFROM ${A\nFROM ${\nFROM $\nFROM 'x\nFROM \"x", {}, "$<$>"},
      {"FROM ${A:?none}", {}, ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(uses(row.text, row.arguments) == row.expected);
  }
}

TEST_CASE("lines are joined as the builder joins them") {
  CHECK(uses("FROM al\\\npine AS \\\n  # FROM no\n\n b\nFROM b\n") == "alpine<al\\\npine>");
  CHECK(uses("# escape=`\nFROM a`\nb\\\nFROM c") == "ab\\<a`\nb\\> c<c>");
  CHECK(uses("RUN a\\\\\nFROM b") == "b<b>");
  CHECK(uses("RUN a \\  \n FROM b\nFROM c \\") == "c<c>");
  CHECK(uses("\\\nFROM a") == "a<a>");
  CHECK(uses("FROM a\nRUN <<EOF <<-'E2' cat\nFROM b\nEOF\nFROM c\n\tE2\nFROM d") == "a<a> d<d>");
  CHECK(uses("FROM a\nCOPY --from=b <<E /x\nFROM c\nE\n") == "a<a> b<b>");
  CHECK(uses("FROM a\nRUN echo $((1 << 2)) '<<E' <<\nFROM b") == "a<a> b<b>");
  CHECK(uses("FROM a\nLABEL x=<<E\nFROM b") == "a<a> b<b>");
}

TEST_CASE("instructions know their place") {
  const Dockerfile file =
      parsed("# syntax = docker/x:1\n# escape=`\n\nRUN <<E\nx\nE\nfrom --a=b c");
  CHECK(file.syntax() == "docker/x:1");
  CHECK(file.escape() == '`');
  REQUIRE(file.instructions().size() == 2);
  CHECK(file.instructions()[0].span.text() == "RUN <<E\nx\nE");
  CHECK(file.instructions()[1].keyword == "FROM");
  CHECK(location(file.instructions()[1].span) == "Dockerfile:7:1");
  CHECK(file.instructions()[1].flags.at(0).text == "--a=b");
  CHECK(parsed("# x\n# escape=`\nRUN x").escape() == '\\');
}

TEST_CASE("what is no Dockerfile is refused at its place") {
  CHECK(refusal("# only\n\n") == "Dockerfile:1:1: Dockerfile has no instructions\n");
  CHECK(refusal("FROM a\nRUN cat <<EOF\nx\n") == "Dockerfile:2:9: no line ends `<<EOF`\n");
  CHECK(refusal("# escape = xy\nFROM a") ==
        "Dockerfile:1:12: `xy` can't be the escape character\n");
  CHECK(refusal("") == "accepted");
}

TEST_CASE("replacing an image touches nothing else") {
  CHECK(replaced("# c\nARG A=x\nFROM  $A  as  s # no\n\nCOPY --from=\"y\" a \\\n b\r\n", "new:1") ==
        "# c\nARG A=x\nFROM  new:1  as  s # no\n\nCOPY --from=new:1 a \\\n b\r\n");
  CHECK(replaced("FROM a\\\nb AS s\nRUN --mount=target=/x,from=c true", "n") ==
        "FROM n AS s\nRUN --mount=target=/x,from=n true");
}

TEST_CASE("hostile Dockerfiles end soon") {
  std::string doubling = "ARG A0=xx\n";
  for (int i = 1; i < 60; ++i) {
    const std::string last = "$A" + std::to_string(i - 1);
    doubling.append("ARG A").append(std::to_string(i)).append("=" + last + last + "\n");
  }
  CHECK(uses(doubling + "FROM $A59\nFROM a") == "a<a>");
  std::string nested = "FROM ";
  for (int i = 0; i < 100000; ++i) {
    nested += "${A:-";
  }
  CHECK(uses(nested).empty());
  CHECK(uses("RUN " + std::string(1 << 20, '\'') + "\nFROM a") == "a<a>");
  std::string continued;
  for (int i = 0; i < 100000; ++i) {
    continued += "x \\\n";
  }
  CHECK(uses("RUN " + continued + "x\nFROM a") == "a<a>");
}

}  // namespace tiltc
