#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "formats/text_edit.h"

namespace tiltc {

// A word of an instruction. Where it goes on over a `\` at the end of a line, `text` is joined and
// the span covers both lines.
struct DockerfileWord {
  // Bytes from `offset` in the text stand at `place` in the source, up to the next piece.
  struct Piece {
    std::uint32_t offset = 0;
    std::uint32_t place = 0;
  };

  std::string text;  // as written, quotes included
  Span span;
  std::vector<Piece> pieces;  // at least one

  // Where the bytes [begin, end) of `text` stand.
  Span part(std::size_t begin, std::size_t end) const;
};

// One instruction: `RUN --mount=… make`.
struct DockerfileInstruction {
  std::string keyword;                // upper case: "FROM"
  std::vector<DockerfileWord> flags;  // the leading `--name=value` words
  std::vector<DockerfileWord> words;  // the rest, split at white space outside quotes
  Span span;                          // up to the end of its last line, heredocs included
};

// A place where a Dockerfile names an image.
struct DockerfileImageUse {
  enum class Kind { kFrom, kCopyFrom, kMountFrom };

  Kind kind = Kind::kFrom;
  std::string reference;  // variables expanded, quotes removed; need not be a valid reference
  Span span;              // of the text that stands for it: `$BASE` when it is a variable
};

// Build arguments by name, as docker_build() gives them.
using BuildArguments = std::map<std::string, std::string, std::less<>>;

// A Dockerfile, read as far as needed to see which images it uses; what an instruction means is the
// builder's affair, so unknown instructions and a missing FROM are no errors here. Immutable.
class Dockerfile {
 public:
  // Fails on a text that has comments but no instruction, on heredocs without an end and on a wrong
  // `# escape=`. An entirely empty text is a Dockerfile without instructions.
  static Result<Dockerfile> parse(SourcePtr source);

  const std::vector<DockerfileInstruction>& instructions() const { return instructions_; }
  const std::string& syntax() const { return syntax_; }  // of `# syntax=`, "" for none
  char escape() const { return escape_; }

  // FROM, COPY --from and RUN --mount=from in the order of the file. Left out: stages of this file,
  // stage numbers, `scratch`, and what can't be told before the build (the platform arguments).
  std::vector<DockerfileImageUse> image_uses(const BuildArguments& arguments) const;

 private:
  friend class DockerfileParser;

  std::vector<DockerfileInstruction> instructions_;
  std::string syntax_;
  char escape_ = '\\';
};

// The edit that puts `reference` in the place of `use`.
TextEdit replace_image(const DockerfileImageUse& use, std::string reference);

}  // namespace tiltc
