#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/source.h"
#include "syntax/ast.h"

namespace tiltc::syntax {

// The parts of one call as it stands in the text. Where an argument came out of `*args` or
// `**kwargs`, its place is that of the starred expression.
class CallSite {
 public:
  Span callee() const;
  Span whole() const;
  Span positional(std::uint32_t index) const;
  Span named(std::string_view name) const;       // the value
  Span named_name(std::string_view name) const;  // the name

 private:
  friend class CallSites;
  enum class Form : std::uint8_t { kPositional, kNamed, kStar, kStarStar };
  struct Argument {
    Form form = Form::kPositional;
    std::uint32_t name_end = 0;  // kNamed: the name is [begin, name_end)
    std::uint32_t begin = 0, value_begin = 0, end = 0;
  };
  struct Entry {
    std::uint32_t anchor = 0;  // of the `(`
    std::uint32_t begin = 0, callee_begin = 0, callee_end = 0, end = 0;
    std::uint32_t first = 0, count = 0;  // of its arguments
  };
  struct File {
    std::vector<Entry> calls;  // by anchor
    std::vector<Argument> arguments;
  };

  CallSite(SourcePtr source, const File& file, const Entry& entry)
      : source_(std::move(source)), file_(&file), entry_(&entry) {}

  Span span(std::uint32_t begin, std::uint32_t end) const { return {source_, begin, end}; }
  const Argument* find(std::string_view name) const;
  Span starred(Form form) const;
  std::string_view name_of(const Argument& argument) const;

  SourcePtr source_;
  const File* file_;
  const Entry* entry_;
};

// The place of element `index` (from 0) of the list or tuple that the span is the text of; the span
// itself when it is no display, or the element came out of something else. Parses the file.
Span element_in_text(const Span& display, std::size_t index);

// Finds calls by the place of their `(`. A file is parsed when first asked about, and only the
// places of its calls are kept. Used by one thread; a CallSite must not outlive it.
class CallSites {
 public:
  // Nothing when no call has its `(` there.
  std::optional<CallSite> find(const SourcePtr& source, std::uint32_t anchor);

 private:
  struct Known {
    SourcePtr source;  // keeps the address, which is the key, from being used again
    CallSite::File file;
  };
  static CallSite::File index(const SourcePtr& source);
  static CallSite::Argument describe(const Tree& tree, const Node& node);

  std::unordered_map<const Source*, Known> files_;
};

}  // namespace tiltc::syntax
