#include "formats/dockerfile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "base/text.h"
#include "dockerfile_lines.h"
#include "quoting.h"

namespace tiltc {
namespace {

constexpr std::string_view kBlanks = " \t\v\f\r";

std::string to_upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

// End of the word that begins at `begin`: the first blank outside quotes. A quote without an end is
// an ordinary character as far as words go, but takes the rest of the line with it.
std::size_t end_of_word(std::string_view text, std::size_t begin, char escape) {
  char quote = '\0';
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (c == escape && quote != '\'') {
      ++i;
    } else if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (kBlanks.find(c) != std::string_view::npos) {
      return i;
    }
  }
  return text.size();
}

std::vector<DockerfileWord> words_of(const LogicalLine& line, const SourcePtr& source,
                                     char escape) {
  std::vector<DockerfileWord> words;
  const std::string_view text = line.text;
  for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = end_of_word(text, begin, escape);
    words.push_back(line.word(source, begin, end));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

// `<<NAME`, `<<-"NAME"`, `3<<NAME`.
struct Heredoc {
  std::string name;
  bool strips_tabs = false;
};

std::optional<Heredoc> heredoc_of(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (!word.starts_with("<<")) {
    return std::nullopt;
  }
  word.remove_prefix(2);
  Heredoc heredoc;
  heredoc.strips_tabs = word.starts_with('-');
  word.remove_prefix(heredoc.strips_tabs ? 1 : 0);
  for (const char c : word) {
    if (c != '"' && c != '\'') {
      heredoc.name += c;
    }
  }
  const bool is_name = !heredoc.name.empty() && heredoc.name.find('<') == std::string::npos;
  return is_name ? std::optional(std::move(heredoc)) : std::nullopt;
}

bool ends(const Heredoc& heredoc, std::string_view line) {
  if (heredoc.strips_tabs) {
    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
  }
  return line == heredoc.name;
}

bool takes_heredocs(const DockerfileInstruction& instruction) {
  std::string keyword = instruction.keyword;
  if (keyword == "ONBUILD" && !instruction.words.empty()) {
    keyword = to_upper(instruction.words.front().text);
  }
  return keyword == "RUN" || keyword == "COPY" || keyword == "ADD";
}

// `# name=value`
struct Directive {
  std::string name;
  std::string_view value;
};

std::optional<Directive> directive_of(std::string_view line) {
  line = trim(line);
  const auto equals = line.find('=');
  if (!line.starts_with('#') || equals == std::string_view::npos) {
    return std::nullopt;
  }
  std::string name = to_lower(trim(line.substr(1, equals - 1)));
  const std::string_view value = trim(line.substr(equals + 1));
  if (value.empty() || (name != "syntax" && name != "escape" && name != "check")) {
    return std::nullopt;
  }
  return Directive{std::move(name), value};
}

}  // namespace

Span DockerfileWord::part(std::size_t begin, std::size_t end) const {
  const auto place_of = [this](std::size_t offset) {
    const auto after =
        std::upper_bound(pieces.begin(), pieces.end(), offset,
                         [](std::size_t wanted, const Piece& p) { return wanted < p.offset; });
    const Piece& piece = *std::prev(after);
    return piece.place + static_cast<std::uint32_t>(offset - piece.offset);
  };
  const std::uint32_t from = place_of(begin);
  return {span.source, from, end > begin ? place_of(end - 1) + 1 : from};
}

// Fills one Dockerfile from one source.
class DockerfileParser {
 public:
  explicit DockerfileParser(SourcePtr source)
      : source_(std::move(source)), lines_(source_->text()) {}

  Result<Dockerfile> parse() {
    if (auto directives = read_directives(); !directives) {
      return std::move(directives).error();
    }
    while (const auto line = lines_.next_logical(made_.escape_)) {
      if (auto read = read_instruction(*line); !read) {
        return std::move(read).error();
      }
    }
    if (made_.instructions_.empty() && !source_->text().empty()) {
      return error("empty-dockerfile", fmt::format("{} has no instructions", source_->path()))
          .at({source_, 0, 0})
          .with_help("begin it with `FROM image`");
    }
    return std::move(made_);
  }

 private:
  Status read_directives();
  Status set_escape(std::string_view value);
  Status read_instruction(const LogicalLine& line);
  Status skip_heredocs(const DockerfileInstruction& instruction);
  Status skip_heredoc(const Heredoc& heredoc, const DockerfileWord& word);

  SourcePtr source_;
  DockerfileLines lines_;
  Dockerfile made_;
};

// They count only above everything else, blank lines and other comments included.
Status DockerfileParser::read_directives() {
  while (const auto line = lines_.next_physical()) {
    const auto directive = directive_of(*line);
    if (!directive) {
      lines_.put_back(*line);
      return Done{};
    }
    if (directive->name == "syntax") {
      made_.syntax_ = directive->value;
    } else if (directive->name == "escape") {
      if (auto set = set_escape(directive->value); !set) {
        return set;
      }
    }
  }
  return Done{};
}

Status DockerfileParser::set_escape(std::string_view value) {
  if (value == "\\" || value == "`") {
    made_.escape_ = value.front();
    return Done{};
  }
  const auto begin = static_cast<std::uint32_t>(value.data() - source_->text().data());
  return error("bad-escape-directive",
               fmt::format("{} can't be the escape character", shown(value)))
      .at({source_, begin, begin + static_cast<std::uint32_t>(value.size())})
      .note("it is a backslash or a backtick");
}

Status DockerfileParser::read_instruction(const LogicalLine& line) {
  DockerfileInstruction instruction;
  std::vector<DockerfileWord> words = words_of(line, source_, made_.escape_);
  instruction.keyword = to_upper(words.front().text);
  const auto is_flag = [](const DockerfileWord& word) {
    return word.text.starts_with("--") && word.text != "--";
  };
  const auto rest = std::find_if_not(words.begin() + 1, words.end(), is_flag);
  instruction.flags.assign(std::move_iterator(words.begin() + 1), std::move_iterator(rest));
  instruction.words.assign(std::move_iterator(rest), std::move_iterator(words.end()));
  if (auto skipped = skip_heredocs(instruction); !skipped) {
    return skipped;
  }
  instruction.span = {source_, line.begin, std::max(line.end, lines_.end_of_last())};
  made_.instructions_.push_back(std::move(instruction));
  return Done{};
}

Status DockerfileParser::skip_heredocs(const DockerfileInstruction& instruction) {
  if (!takes_heredocs(instruction)) {
    return Done{};
  }
  for (const DockerfileWord& word : instruction.words) {
    if (const auto heredoc = heredoc_of(word.text)) {
      if (auto skipped = skip_heredoc(*heredoc, word); !skipped) {
        return skipped;
      }
    }
  }
  return Done{};
}

Status DockerfileParser::skip_heredoc(const Heredoc& heredoc, const DockerfileWord& word) {
  while (const auto line = lines_.next_physical()) {
    if (ends(heredoc, *line)) {
      return Done{};
    }
  }
  return error("unterminated-heredoc", fmt::format("no line ends {}", shown(word.text)))
      .at(word.span)
      .with_help(fmt::format("write {} alone on a line", shown(heredoc.name)));
}

Result<Dockerfile> Dockerfile::parse(SourcePtr source) {
  return DockerfileParser(std::move(source)).parse();
}

TextEdit replace_image(const DockerfileImageUse& use, std::string reference) {
  return {use.span.begin, use.span.end, std::move(reference)};
}

}  // namespace tiltc
