#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiltc {

// The name of an image, `[domain/]path[:tag][@digest]`, in Docker's normalised form: `foo` is
// `docker.io/library/foo`. A tag is never implied. A value; always valid.
class Reference {
 public:
  // Reads what a person writes. The error says which part breaks which rule; it has no span, the
  // caller adds its own.
  static Result<Reference> parse(std::string_view text);

  // Like parse(), but `text` must already be the normalised form, domain included.
  static Result<Reference> parse_canonical(std::string_view text);

  const std::string& domain() const { return domain_; }  // "docker.io"
  const std::string& path() const { return path_; }      // "library/foo"
  const std::string& tag() const { return tag_; }        // "" for none
  const std::string& digest() const { return digest_; }  // "sha256:…", "" for none

  std::string name() const;           // "docker.io/library/foo"
  std::string familiar_name() const;  // "foo"
  std::string normalized() const;     // name with tag and digest
  std::string familiar() const;       // familiar name with tag and digest: what Docker prints

  // The same image by its name alone.
  Reference name_only() const;

  // The same name with `tag` in place of tag and digest. Fails when `tag` is no valid tag.
  Result<Reference> with_tag(std::string_view tag) const;

  friend bool operator==(const Reference&, const Reference&) = default;

 private:
  Reference(std::string domain, std::string path)
      : domain_(std::move(domain)), path_(std::move(path)) {}

  std::string suffix() const;

  std::string domain_;
  std::string path_;
  std::string tag_;
  std::string digest_;
};

bool is_valid_tag(std::string_view text);

// Tells which of the images that a Tiltfile defines is meant by a reference found in YAML, a
// Dockerfile or an argument. A configured name without a tag stands for every tag of the name; one
// with a tag for itself alone. When several configured references share a name, each stands for
// itself alone.
class ReferenceMatcher {
 public:
  explicit ReferenceMatcher(std::span<const Reference> configured);

  // Index of the first configured reference that `found` means.
  std::optional<std::size_t> match(const Reference& found) const;

 private:
  std::map<std::string, std::size_t, std::less<>> by_name_;   // stand for every tag
  std::map<std::string, std::size_t, std::less<>> by_exact_;  // normalised
};

}  // namespace tiltc
