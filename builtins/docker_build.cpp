#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "image_arguments.h"
#include "tables.h"

namespace tiltc::builtins {

namespace {

// dockerfile_contents=: None is an error here, unlike elsewhere.
struct DockerBuildArguments {
  std::string ref;
  Path context;
  StringMap build_args;
  std::optional<Path> dockerfile;
  std::optional<Text> dockerfile_contents;
  Value cache;
  LiveUpdate live_update;
  bool match_in_env_vars = false;
  Strings ignore;
  Strings only;
  Entrypoint entrypoint;
  ContainerArgs container_args;
  std::string target;
  Strings ssh;
  Strings secret;
  Text network;
  Strings extra_tag;
  Strings cache_from;
  bool pull = false;
  Text platform;
  Strings extra_hosts;
};

// The Dockerfile's text and path. Read now: its FROMs are edges of the graph.
Status read_dockerfile(Session& session, const BuiltinCall& call,
                       const DockerBuildArguments& arguments, graph::DockerBuild& build) {
  if (arguments.dockerfile && arguments.dockerfile_contents) {
    return error("conflicting-arguments",
                 "docker_build takes `dockerfile` or `dockerfile_contents`, not both")
        .at(call.span_of("dockerfile_contents"), "the contents")
        .also(call.span_of("dockerfile"), "the file");
  }
  const std::string beside = join_path(build.context, "Dockerfile");
  build.dockerfile_path =
      arguments.dockerfile ? session.resolve(arguments.dockerfile->text) : beside;
  if (arguments.dockerfile_contents) {
    build.dockerfile_is_inline = true;
    build.dockerfile = std::make_shared<Source>(fmt::format("Dockerfile of {}", arguments.ref),
                                                arguments.dockerfile_contents->text);
    return Done{};
  }
  session.watch(build.dockerfile_path);
  Result<std::string> text = session.disk().read(build.dockerfile_path);
  if (!text.ok()) {
    Diagnostic diagnostic = std::move(text.error().diagnostic());
    diagnostic.code = "unreadable-dockerfile";
    diagnostic.message = "error reading dockerfile: " + diagnostic.message;
    diagnostic.at(call.span_of(arguments.dockerfile ? "dockerfile" : "context"));
    diagnostic.with_help(
        arguments.dockerfile
            ? "`dockerfile` is seen from the Tiltfile's folder, not from the context"
            : "put a Dockerfile into the context, or name one with `dockerfile`");
    return diagnostic;
  }
  build.dockerfile =
      std::make_shared<Source>(session.shown(build.dockerfile_path), std::move(*text));
  return Done{};
}

Status check_only(const BuiltinCall& call, const Strings& only) {
  for (const std::string& path : only.values) {
    if (path.find('*') != std::string::npos) {
      return error("glob-in-only", fmt::format("`only` takes paths, not patterns: {}", path))
          .at(call.span_of("only"))
          .with_help("name files or directories; patterns belong into `ignore`");
    }
  }
  return check_patterns(call, "only", only);
}

// Either source of .dockerignore changes the result, also by coming into being.
void watch_ignore_files(Session& session, const graph::DockerBuild& build) {
  const std::string own = build.dockerfile_path + ".dockerignore";
  session.watch(session.disk().kind(own) == FileKind::kFile
                    ? own
                    : join_path(build.context, ".dockerignore"));
}

std::string platform_of(Session& session, const Text& given) {
  if (!given.text.empty()) {
    return given.text;
  }
  const auto preset = session.environment().find("DOCKER_DEFAULT_PLATFORM");
  return preset == session.environment().end() ? "" : preset->second;
}

void copy_options(const DockerBuildArguments& arguments, graph::DockerBuild& build) {
  build.build_args = arguments.build_args.entries;
  build.target = arguments.target;
  build.ssh = arguments.ssh.values;
  build.secrets = arguments.secret.values;
  build.network = arguments.network.text;
  build.extra_tags = arguments.extra_tag.values;
  build.cache_from = arguments.cache_from.values;
  build.extra_hosts = arguments.extra_hosts.values;
  build.pull = arguments.pull;
  build.only = arguments.only.values;
}

Result<Done> docker_build(Session& session, const BuiltinCall& call,
                          const DockerBuildArguments& arguments) {
  const ImageArguments common{arguments.live_update, arguments.match_in_env_vars, arguments.ignore,
                              arguments.entrypoint, arguments.container_args};
  Result<graph::ImageTarget> image = make_image(session, call, arguments.ref, common);
  if (!image.ok()) {
    return std::move(image).error();
  }
  if (call.was_given("dockerfile_contents") && !arguments.dockerfile_contents) {
    return error("wrong-type",
                 "`dockerfile_contents` of docker_build wants string or blob, got NoneType")
        .at(call.span_of("dockerfile_contents"));
  }
  graph::DockerBuild build;
  build.context = arguments.context.text == "-" ? "-" : session.resolve(arguments.context.text);
  for (const Status& checked :
       {read_dockerfile(session, call, arguments, build), check_only(call, arguments.only),
        check_references(call, "extra_tag", arguments.extra_tag.values)}) {
    if (!checked.ok()) {
      return checked.error().diagnostic();
    }
  }
  copy_options(arguments, build);
  build.platform = platform_of(session, arguments.platform);
  watch_ignore_files(session, build);
  image->build = std::move(build);
  session.targets().images.push_back(std::move(*image));
  return Done{};
}

using Args = DockerBuildArguments;
constexpr Builtin kDockerBuild{
    "docker_build",
    "Builds an image from a Dockerfile with the container engine.",
    docker_build,
    required<&Args::ref>("ref",
                         "Name of the image, as the YAML and other Dockerfiles write it. A tag in "
                         "it narrows what it matches; the built image gets a tag of its own."),
    required<&Args::context>("context", "Folder whose files the build sees; \"-\" is none."),
    optional<&Args::build_args>("build_args",
                                "Values of ARGs; \"\" passes the variable from the environment."),
    optional<&Args::dockerfile>("dockerfile",
                                "The Dockerfile, seen from the Tiltfile's folder; default: "
                                "Dockerfile in the context."),
    optional<&Args::dockerfile_contents>("dockerfile_contents",
                                         "The text of the Dockerfile itself."),
    optional<&Args::cache>("cache", "Accepted and ignored.")
        .deprecated("it has no effect; see RUN --mount=type=cache"),
    optional<&Args::live_update>("live_update", "Steps that update a running container; recorded."),
    optional<&Args::match_in_env_vars>("match_in_env_vars",
                                       "Also replace the image where it is the whole "
                                       "value of a container's environment variable."),
    optional<&Args::ignore>("ignore",
                            "Patterns of files that the build does not see, as in .dockerignore."),
    optional<&Args::only>("only",
                          "Paths in the context that the build sees; all others are left out."),
    optional<&Args::entrypoint>("entrypoint",
                                "Replaces `command` of the containers that run the image."),
    optional<&Args::container_args>("container_args",
                                    "Replaces `args` of the containers; [] removes them."),
    optional<&Args::target>("target", "The stage to build."),
    optional<&Args::ssh>(
        "ssh", "SSH agents or keys for the build: \"default\" or \"id=path\". Needs BuildKit."),
    optional<&Args::secret>("secret",
                            "Secrets for the build: \"id=name,src=path\". Needs BuildKit."),
    optional<&Args::network>("network", "Network mode of RUN steps."),
    optional<&Args::extra_tag>(
        "extra_tag", "Further references for the image in the local engine; never pushed."),
    optional<&Args::cache_from>("cache_from", "Images whose layers may be reused."),
    optional<&Args::pull>("pull", "Always ask the registry for newer base images."),
    optional<&Args::platform>("platform",
                              "Platform to build for, such as linux/arm64; default: "
                              "$DOCKER_DEFAULT_PLATFORM."),
    optional<&Args::extra_hosts>("extra_hosts", "Lines for /etc/hosts of RUN steps: \"host:ip\"."),
    example(R"(
docker_build(
    'example.com/web',
    'web',
    dockerfile_contents = 'FROM scratch\nCOPY . /srv',
    build_args = {'VERSION': '1.2'},
    ignore = ['*.md'],
)
)"),
};

constexpr std::array kEntries{entry<kDockerBuild>};

}  // namespace

Table docker_build_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
