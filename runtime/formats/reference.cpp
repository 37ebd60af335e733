#include "formats/reference.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "quoting.h"
#include "reference_grammar.h"

namespace tiltc {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kOldDockerHub = "index.docker.io";
constexpr std::string_view kLibrary = "library/";
constexpr std::size_t kLongestName = 255;

// What is wrong with a reference, and what to write instead.
struct Fault {
  std::string reason;
  std::string help;
};

// A reference cut at its separators, nothing checked.
struct Parts {
  std::string_view domain;
  std::string path;
  std::string_view tag, digest;
  bool has_tag = false, has_digest = false;
};

// The first component is a registry only when it can't be the name of a user on Docker Hub.
bool looks_like_domain(std::string_view component) {
  return component == "localhost" || component.find_first_of(".:") != std::string_view::npos ||
         to_lower(component) != component;
}

void cut_suffixes(std::string_view& name, Parts& parts) {
  if (const auto at = name.find('@'); at != std::string_view::npos) {
    parts.has_digest = true;
    parts.digest = name.substr(at + 1);
    name = name.substr(0, at);
  }
  if (const auto colon = name.find(':'); colon != std::string_view::npos) {
    parts.has_tag = true;
    parts.tag = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
}

Parts cut(std::string_view text) {
  Parts parts;
  parts.domain = kDockerHub;
  std::string_view rest = text;
  const auto slash = text.find('/');
  if (slash != std::string_view::npos && looks_like_domain(text.substr(0, slash))) {
    parts.domain = text.substr(0, slash);
    rest = text.substr(slash + 1);
  }
  if (parts.domain == kOldDockerHub) {
    parts.domain = kDockerHub;
  }
  cut_suffixes(rest, parts);
  if (parts.domain == kDockerHub && rest.find('/') == std::string_view::npos && !rest.empty()) {
    parts.path = kLibrary;
  }
  parts.path += rest;
  return parts;
}

std::optional<Fault> path_fault(const Parts& parts) {
  if (parts.path.empty()) {
    return Fault{"the name is empty", "write it like `registry.example.com/team/app:tag`"};
  }
  if (const std::string lower = to_lower(parts.path); lower != parts.path) {
    const auto shortest = lower.starts_with(kLibrary) ? lower.substr(kLibrary.size()) : lower;
    return Fault{"a repository name must be lowercase", fmt::format("write `{}`", shortest)};
  }
  for (const std::string& component : split(parts.path, '/')) {
    if (!reference_grammar::is_path_component(component)) {
      return Fault{component.empty()
                       ? "a part of the name between slashes is empty"
                       : fmt::format("{} can't be a part of a name", shown(component)),
                   "parts of a name are lowercase letters and digits, joined by `.`, `_`, `__` or "
                   "dashes"};
    }
  }
  return std::nullopt;
}

std::optional<Fault> name_fault(const Parts& parts) {
  if (!reference_grammar::is_domain(parts.domain)) {
    return Fault{fmt::format("{} is no registry host", shown(parts.domain)),
                 "a host is `name`, `name:port` or `[address]:port`, without a scheme"};
  }
  if (auto fault = path_fault(parts)) {
    return fault;
  }
  if (parts.domain.size() + 1 + parts.path.size() > kLongestName) {
    return Fault{fmt::format("the name has more than {} characters", kLongestName), ""};
  }
  return std::nullopt;
}

std::optional<Fault> tag_fault(const Parts& parts) {
  if (!parts.has_tag || is_valid_tag(parts.tag)) {
    return std::nullopt;
  }
  if (parts.tag.empty()) {
    return Fault{"the tag after `:` is empty", "name a tag or drop the colon"};
  }
  return Fault{fmt::format("{} is no tag", shown(parts.tag)),
               "a tag is up to 128 letters, digits, `_`, `.` and `-`, and starts with none of the "
               "last two"};
}

std::optional<Fault> digest_fault(const Parts& parts) {
  if (!parts.has_digest || reference_grammar::is_digest(parts.digest)) {
    return std::nullopt;
  }
  return Fault{fmt::format("{} is no digest", shown(parts.digest)),
               "a digest is `sha256:` and 64 lowercase hexadecimal digits"};
}

// A bare image ID is refused as a name, because no reader could tell which of the two is meant.
std::optional<Fault> fault_of(std::string_view text, const Parts& parts) {
  if (reference_grammar::is_image_id(text)) {
    return Fault{"64 hexadecimal digits are an image ID, not a name", "give the image a name"};
  }
  if (auto fault = name_fault(parts)) {
    return fault;
  }
  if (auto fault = tag_fault(parts)) {
    return fault;
  }
  return digest_fault(parts);
}

Diagnostic refused(std::string_view text, Fault fault) {
  Diagnostic diagnostic = error("bad-image-reference", fmt::format("{} is no image reference: {}",
                                                                   shown(text), fault.reason));
  diagnostic.help = std::move(fault.help);
  return diagnostic;
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text) {
  const Parts parts = cut(text);
  if (auto fault = fault_of(text, parts)) {
    return refused(text, std::move(*fault));
  }
  Reference made(std::string(parts.domain), parts.path);
  made.tag_ = parts.tag;
  made.digest_ = parts.digest;
  return made;
}

Result<Reference> Reference::parse_canonical(std::string_view text) {
  auto parsed = parse(text);
  if (parsed && parsed->normalized() != text) {
    return error("reference-not-canonical",
                 fmt::format("{} is not canonical: repository name must be canonical", shown(text)))
        .note(fmt::format("in full it reads {}", shown(parsed->normalized())))
        .with_help("write the name in full, beginning with the registry's host");
  }
  return parsed;
}

std::string Reference::name() const {
  return domain_ + "/" + path_;
}

// What is dropped has to come back when the short form is read: `docker.io/my.org/x` would come
// back as registry `my.org`, and keeps its domain. Docker's own short form loses it.
std::string Reference::familiar_name() const {
  if (domain_ != kDockerHub) {
    return name();
  }
  const std::string_view path = path_;
  if (path.starts_with(kLibrary) && path.find('/', kLibrary.size()) == std::string_view::npos) {
    const std::string_view shortest = path.substr(kLibrary.size());
    return std::string(reference_grammar::is_image_id(shortest) ? path : shortest);
  }
  return looks_like_domain(path.substr(0, path.find('/'))) ? name() : path_;
}

std::string Reference::suffix() const {
  std::string text;
  if (!tag_.empty()) {
    text += ":" + tag_;
  }
  if (!digest_.empty()) {
    text += "@" + digest_;
  }
  return text;
}

std::string Reference::normalized() const {
  return name() + suffix();
}
std::string Reference::familiar() const {
  return familiar_name() + suffix();
}
Reference Reference::name_only() const {
  return {domain_, path_};
}

Result<Reference> Reference::with_tag(std::string_view tag) const {
  Parts parts;
  parts.has_tag = true;
  parts.tag = tag;
  if (auto fault = tag_fault(parts)) {
    return refused(familiar_name() + ":" + std::string(tag), std::move(*fault));
  }
  Reference tagged = name_only();
  tagged.tag_ = tag;
  return tagged;
}

bool is_valid_tag(std::string_view text) {
  return reference_grammar::is_tag(text);
}

ReferenceMatcher::ReferenceMatcher(std::span<const Reference> configured) {
  std::map<std::string, std::size_t> sharers;
  for (const Reference& reference : configured) {
    ++sharers[reference.name()];
  }
  for (std::size_t i = 0; i < configured.size(); ++i) {
    const bool any_tag = configured[i].tag().empty() && sharers[configured[i].name()] == 1;
    if (any_tag) {
      by_name_.emplace(configured[i].name(), i);
    } else {
      by_exact_.emplace(configured[i].normalized(), i);
    }
  }
}

std::optional<std::size_t> ReferenceMatcher::match(const Reference& found) const {
  if (const auto named = by_name_.find(found.name()); named != by_name_.end()) {
    return named->second;
  }
  const auto exact = by_exact_.find(found.normalized());
  return exact == by_exact_.end() ? std::nullopt : std::optional(exact->second);
}

}  // namespace tiltc
