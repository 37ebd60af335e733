#include "base/render.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tiltc {

namespace {

struct Palette {
  std::string_view error, warning, help, place, strong, reset;
};

constexpr Palette kPlain{};
constexpr Palette kColours{"\x1b[1;31m", "\x1b[1;33m", "\x1b[32m",
                           "\x1b[34m",   "\x1b[1m",    "\x1b[0m"};

// Longer lines are shown as a window around the caret.
constexpr std::size_t kWindow = 160;

std::string_view severity_name(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

// Text that may come from files and builders is shown without what could drive a terminal.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\t') {
      out += ' ';
    } else if (byte < 0x20U || byte == 0x7FU) {
      out += '?';
    } else {
      out += c;
    }
  }
  return out;
}

bool begins_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

// Cuts `line` to a window around [begin, end) and moves both along.
std::string_view windowed(std::string_view line, std::size_t& begin, std::size_t& end) {
  if (line.size() <= kWindow) {
    return line;
  }
  std::size_t start = begin > kWindow / 2 ? begin - kWindow / 2 : 0;
  while (start > 0 && !begins_code_point(line[start])) {
    --start;
  }
  std::size_t stop = std::min(line.size(), start + kWindow);
  while (stop < line.size() && !begins_code_point(line[stop])) {
    ++stop;
  }
  begin -= start;
  end = std::min(end - start, stop - start);
  return line.substr(start, stop - start);
}

// Whether the line of the source is drawn, or stands there already, for another label of it.
enum class Line { kDrawn, kThere };

void draw_label(std::string& out, const Label& label, char mark, std::string_view colour,
                std::size_t gutter, const Palette& palette, Line its_line = Line::kDrawn) {
  const Source& source = *label.span.source;
  const Position at = label.span.position();
  std::string_view line = source.line(at.line);
  std::size_t begin =
      std::min<std::size_t>(label.span.begin - source.line_start(at.line), line.size());
  std::size_t end =
      std::clamp<std::size_t>(label.span.end - source.line_start(at.line), begin, line.size());
  line = windowed(line, begin, end);
  if (its_line == Line::kDrawn) {
    out += fmt::format("{}{:>{}} |{} {}\n", palette.place, at.line, gutter, palette.reset,
                       printable(line));
  }
  const std::size_t width = std::max<std::size_t>(code_points(line.substr(begin, end - begin)), 1);
  out += fmt::format("{}{:>{}} |{} {:>{}}{}{}{}{}{}{}\n", palette.place, "", gutter, palette.reset,
                     "", code_points(line.substr(0, begin)), colour, mark,
                     std::string(width - 1, mark == '^' ? '~' : '-'), label.text.empty() ? "" : " ",
                     label.text, palette.reset);
}

std::size_t gutter_width(const Diagnostic& diagnostic) {
  std::uint32_t last = diagnostic.primary.span ? diagnostic.primary.span.position().line : 1;
  for (const Label& label : diagnostic.secondary) {
    last = std::max(last, label.span.position().line);
  }
  return std::to_string(last).size();
}

void draw_text(std::string& out, std::string_view title, std::string_view text, std::size_t gutter,
               std::string_view colour, const Palette& palette) {
  std::string indent(gutter + 3 + title.size() + 2, ' ');
  bool first = true;
  for (const std::string& line : split(text, '\n')) {
    if (first) {
      out += fmt::format("{:>{}} {}={} {}{}{}: {}\n", "", gutter, palette.place, palette.reset,
                         colour, title, palette.reset, printable(line));
    } else {
      out += indent + printable(line) + "\n";
    }
    first = false;
  }
}

// Labels of the same short line share one drawing of it: those of the primary's line come first.
bool share_line(const Span& a, const Span& b) {
  return a && b && a.source == b.source && a.position().line == b.position().line &&
         a.source->line(a.position().line).size() <= kWindow;
}

void draw_secondary(std::string& out, const Diagnostic& diagnostic, std::size_t gutter,
                    const Palette& palette) {
  const Span* above = &diagnostic.primary.span;
  for (const Label& label : diagnostic.secondary) {
    if (share_line(label.span, *above)) {
      draw_label(out, label, '-', palette.place, gutter, palette, Line::kThere);
    }
  }
  for (const Label& label : diagnostic.secondary) {
    if (share_line(label.span, diagnostic.primary.span)) {
      continue;
    }
    if (!label.span) {
      draw_text(out, "note", label.text, gutter, palette.strong, palette);
      continue;
    }
    if (label.span.source != above->source) {
      out += fmt::format("{:>{}}{}:::{} {}\n", "", gutter, palette.place, palette.reset,
                         location(label.span));
    }
    const Line its_line = share_line(label.span, *above) ? Line::kThere : Line::kDrawn;
    draw_label(out, label, '-', palette.place, gutter, palette, its_line);
    above = &label.span;
  }
}

std::string json_span(const Span& span) {
  const Position begin = span.position();
  const Position end = span.source->position(span.end);
  return fmt::format(R"("file":{},"line":{},"column":{},"end_line":{},"end_column":{})",
                     json_quote(span.source->path()), begin.line, begin.column, end.line,
                     end.column);
}

std::string json_label(const Label& label) {
  return fmt::format("{{{},\"text\":{}}}", json_span(label.span), json_quote(label.text));
}

}  // namespace

std::string render_full(const Diagnostic& diagnostic, Colour colour) {
  const Palette& palette = colour == Colour::kAlways ? kColours : kPlain;
  const std::string_view accent =
      diagnostic.severity == Severity::kError ? palette.error : palette.warning;
  std::string out = fmt::format("{}{}{}: {}{}{}", accent, severity_name(diagnostic.severity),
                                palette.reset, palette.strong, diagnostic.message, palette.reset);
  if (!diagnostic.code.empty()) {
    out += fmt::format("  [{}]", diagnostic.code);
  }
  out += '\n';
  const std::size_t gutter = gutter_width(diagnostic);
  if (diagnostic.primary.span) {
    out += fmt::format("{:>{}}{}-->{} {}\n", "", gutter, palette.place, palette.reset,
                       location(diagnostic.primary.span));
    draw_label(out, diagnostic.primary, '^', accent, gutter, palette);
  }
  draw_secondary(out, diagnostic, gutter, palette);
  for (const std::string& note : diagnostic.notes) {
    draw_text(out, "note", note, gutter, palette.strong, palette);
  }
  if (!diagnostic.help.empty()) {
    draw_text(out, "help", diagnostic.help, gutter, palette.help, palette);
  }
  // One frame says no more than the place above does.
  if (diagnostic.stack.size() > 1) {
    out += fmt::format("{:>{}} {}={} call stack, outermost first:\n", "", gutter, palette.place,
                       palette.reset);
    for (const Frame& frame : diagnostic.stack) {
      out +=
          fmt::format("{:>{}}     {}: in {}\n", "", gutter, location(frame.span), frame.function);
    }
  }
  return out;
}

std::string summary(const Diagnostic& diagnostic) {
  constexpr std::string_view kBegin = "did you mean `";
  for (const std::string& text : {diagnostic.primary.text, diagnostic.help}) {
    const std::size_t end = text.starts_with(kBegin) ? text.find('`', kBegin.size()) : text.npos;
    if (end != text.npos) {
      return fmt::format("{} (did you mean {}?)", diagnostic.message,
                         text.substr(kBegin.size(), end - kBegin.size()));
    }
  }
  return diagnostic.message;
}

namespace {

// The caret of a mistake in another text than the running program's (a YAML file, say) is nearer.
Span short_place(const Diagnostic& diagnostic) {
  const Span& caret = diagnostic.primary.span;
  if (diagnostic.stack.empty() || !diagnostic.stack.back().span) {
    return caret;
  }
  const Span& frame = diagnostic.stack.back().span;
  return caret && caret.source != frame.source ? caret : frame;
}

}  // namespace

std::string render_short(const Diagnostic& diagnostic) {
  const std::string place = location(short_place(diagnostic));
  std::string out = place.empty() ? "" : place + ": ";
  if (diagnostic.severity == Severity::kWarning) {
    out += "warning: ";
  }
  return out + printable(summary(diagnostic)) + "\n";
}

std::string render_json(const Diagnostic& diagnostic) {
  std::string out =
      fmt::format(R"({{"severity":"{}","code":{},"message":{})", severity_name(diagnostic.severity),
                  json_quote(diagnostic.code), json_quote(diagnostic.message));
  if (diagnostic.primary.span) {
    out += ",\"primary\":" + json_label(diagnostic.primary);
  }
  const auto append_list = [&out](std::string_view name, const auto& items, const auto& render) {
    if (items.empty()) {
      return;
    }
    out += fmt::format(",\"{}\":[", name);
    bool first = true;
    for (const auto& item : items) {
      out += (first ? "" : ",") + render(item);
      first = false;
    }
    out += ']';
  };
  append_list("secondary", diagnostic.secondary, [](const Label& label) {
    return label.span ? json_label(label) : fmt::format("{{\"text\":{}}}", json_quote(label.text));
  });
  append_list("notes", diagnostic.notes, [](const std::string& note) { return json_quote(note); });
  if (!diagnostic.help.empty()) {
    out += ",\"help\":" + json_quote(diagnostic.help);
  }
  append_list("stack", diagnostic.stack, [](const Frame& frame) {
    return fmt::format("{{\"function\":{}{}}}", json_quote(frame.function),
                       frame.span ? "," + json_span(frame.span) : "");
  });
  return out + "}\n";
}

}  // namespace tiltc
