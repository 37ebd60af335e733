#include "arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "formats/duration.h"
#include "git_repo.h"

namespace tiltc {

using namespace builtins;

namespace {

// The text of a string or blob.
std::optional<std::string> text_of(Value value) {
  if (value.is(Kind::kString)) {
    return std::string(*as_string(value));
  }
  if (const auto* blob = host_as<Blob>(value)) {
    return blob->text();
  }
  return std::nullopt;
}

// Calls `each` for the elements of a list, tuple, set or dict (its keys), or for the value itself
// when it is `single`. False when the value is none of these or `each` gives up.
template <class Each>
bool for_one_or_many(Value value, bool single, const Each& each) {
  if (single) {
    return each(value, std::nullopt);
  }
  if (const auto elements = as_sequence(value)) {
    for (std::size_t i = 0; i < elements->size(); ++i) {
      if (!each((*elements)[i], i)) {
        return false;
      }
    }
    return true;
  }
  if (value.is(Kind::kDict)) {
    bool good = true;
    std::size_t i = 0;
    DictView(value).each([&](const DictEntry& entry) { good = good && each(entry.key, i++); });
    return good;
  }
  return false;
}

// Appends strings; blobs count as strings where the caller says so.
enum class Blobs { kAllowed, kForbidden };

bool collect_strings(Value value, bool single, Blobs blobs, std::vector<std::string>& out,
                     std::string& problem) {
  return for_one_or_many(value, single, [&](Value element, std::optional<std::size_t> index) {
    const bool is_text = element.is(Kind::kString) || blobs == Blobs::kAllowed;
    if (auto text = is_text ? text_of(element) : std::nullopt) {
      out.push_back(std::move(*text));
      return true;
    }
    if (index) {
      problem = element_problem(*index, element, "string", "");
    }
    return false;
  });
}

bool port_number(std::string_view text, int& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size() && out >= 0 && out <= 65535;
}

bool valid_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  });
}

}  // namespace

namespace builtins {

bool parse_port_forward(std::string_view text, graph::PortForward& out, std::string& problem) {
  std::vector<std::string> parts = split(text, ':');
  if (parts.size() == 3) {
    out.host = parts.front();
    parts.erase(parts.begin());
    if (!valid_host(out.host)) {
      problem = fmt::format("`{}` in `{}` is no host name or IPv4 address", out.host, text);
      return false;
    }
  }
  const bool good = parts.size() <= 2 && port_number(parts.front(), out.local_port) &&
                    (parts.size() == 1 || port_number(parts.back(), out.container_port));
  if (!good) {
    problem = fmt::format(
        "`{}` is no port forward; write 8000, \"8000:80\" or \"host:8000:80\", "
        "ports from 0 to 65535",
        text);
  }
  return good;
}

std::string with_scheme(std::string url) {
  // A text without a scheme is a host: `localhost:4000` has the scheme `localhost`.
  const std::size_t colon = url.find(':');
  const bool has_scheme = colon != std::string::npos && url.find_first_of("/.") > colon;
  return has_scheme ? url : "http://" + url;
}

}  // namespace builtins

bool Convert<Text>::from(Value value, Text& out, std::string&) {
  auto text = text_of(value);
  if (!text) {
    return false;
  }
  out.text = std::move(*text);
  if (const auto* blob = host_as<Blob>(value)) {
    out.origin = blob->origin();
  }
  return true;
}

bool Convert<PathOrBlob>::from(Value value, PathOrBlob& out, std::string&) {
  if (const auto* blob = host_as<Blob>(value)) {
    out.blob = blob;
    return true;
  }
  if (!value.is(Kind::kString)) {
    return false;
  }
  out.path = *as_string(value);
  return true;
}

bool Convert<Path>::from(Value value, Path& out, std::string&) {
  if (const auto* repository = host_as<GitRepo>(value)) {
    out.text = repository->root();
    return true;
  }
  auto text = text_of(value);
  if (text) {
    out.text = std::move(*text);
  }
  return text.has_value();
}

bool Convert<Strings>::from(Value value, Strings& out, std::string& problem) {
  if (value.is_none()) {
    return true;
  }
  out.given = true;
  const bool single = value.is(Kind::kString) || host_as<Blob>(value) != nullptr;
  return !value.is(Kind::kDict) &&
         collect_strings(value, single, Blobs::kAllowed, out.values, problem);
}

bool Convert<Paths>::from(Value value, Paths& out, std::string& problem) {
  return value.is_none() ||
         collect_strings(value, value.is(Kind::kString), Blobs::kForbidden, out.values, problem);
}

bool Convert<CommandLine>::from(Value value, CommandLine& out, std::string& problem) {
  out.given = true;
  if (auto text = value.is(Kind::kString) ? text_of(value) : std::nullopt) {
    if (!text->empty()) {
      out.argv = {"sh", "-c", std::string(trim(*text))};
    }
    return true;
  }
  return as_sequence(value) && collect_strings(value, false, Blobs::kForbidden, out.argv, problem);
}

bool Convert<StringMap>::from(Value value, StringMap& out, std::string& problem) {
  if (value.is_none()) {
    return true;
  }
  if (!value.is(Kind::kDict)) {
    return false;
  }
  bool good = true;
  DictView(value).each([&](const DictEntry& entry) {
    const auto key = text_of(entry.key);
    const auto text = text_of(entry.value);
    if (good && !key) {
      problem = fmt::format("the key {} is no string", repr(entry.key));
    } else if (good && !text) {
      problem = fmt::format("the value of `{}` is no string but {}", *key, type_name(entry.value));
    }
    good = good && key && text;
    if (good) {
      out.entries.emplace_back(*key, *text);
    }
  });
  std::sort(out.entries.begin(), out.entries.end());
  return good;
}

bool Convert<LiveUpdate>::from(Value value, LiveUpdate& out, std::string& problem) {
  if (value.is_none()) {
    return true;
  }
  const auto elements = as_sequence(value);
  if (!elements) {
    problem =
        fmt::format("wants a list of steps, got {} of type {}", repr(value), type_name(value));
    return false;
  }
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const auto* step = host_as<LiveUpdateStepValue>((*elements)[i]);
    if (step == nullptr) {
      problem = fmt::format("element {} is {} of type {}, want a step such as sync() or run()", i,
                            repr((*elements)[i]), type_name((*elements)[i]));
      return false;
    }
    out.steps.push_back(step);
  }
  return true;
}

bool Convert<StringList>::from(Value value, StringList& out, std::string& problem) {
  return value.is_none() || (as_sequence(value) &&
                             collect_strings(value, false, Blobs::kForbidden, out.values, problem));
}

bool Convert<Links>::from(Value value, Links& out, std::string& problem) {
  if (value.is_none()) {
    return true;
  }
  const bool single = value.is(Kind::kString) || host_as<LinkValue>(value) != nullptr;
  return for_one_or_many(value, single, [&](Value element, std::optional<std::size_t> index) {
    if (const auto* link = host_as<LinkValue>(element)) {
      out.values.push_back(link->link());
      return true;
    }
    if (element.is(Kind::kString)) {
      if (as_string(element)->empty()) {
        problem = "a URL is empty";
        return false;
      }
      out.values.push_back({with_scheme(std::string(*as_string(element))), ""});
      return true;
    }
    if (index) {
      problem = element_problem(*index, element, "string or link", "");
    }
    return false;
  });
}

bool Convert<PortForwards>::from(Value value, PortForwards& out, std::string& problem) {
  if (value.is_none()) {
    return true;
  }
  const bool single = !as_sequence(value);
  return for_one_or_many(value, single, [&](Value element, std::optional<std::size_t> index) {
    if (const auto* forward = host_as<PortForwardValue>(element)) {
      out.values.push_back(forward->forward());
      return true;
    }
    if (element.is(Kind::kInt) || element.is(Kind::kString)) {
      return parse_port_forward(str(element), out.values.emplace_back(), problem);
    }
    if (index) {
      problem = element_problem(*index, element, "port, string or port_forward", "");
    }
    return false;
  });
}

bool Convert<Manifests>::from(Value value, Manifests& out, std::string& problem) {
  if (value.is_none()) {
    out.is_none = true;
    return true;
  }
  const bool single = value.is(Kind::kString) || host_as<Blob>(value) != nullptr;
  return for_one_or_many(value, single, [&](Value element, std::optional<std::size_t> index) {
    std::string ignored;
    if (Convert<PathOrBlob>::from(element, out.values.emplace_back(), ignored)) {
      return true;
    }
    if (index) {
      problem = element_problem(*index, element, "path or blob", "");
    }
    return false;
  });
}

bool Convert<Duration>::from(Value value, Duration& out, std::string& problem) {
  const std::optional<std::string_view> text = as_string(value);
  const auto duration = text ? parse_duration(*text) : std::nullopt;
  if (text && !duration) {
    problem = fmt::format("{} is no duration, such as \"90s\" or \"1h30m\"", json_quote(*text));
  }
  if (duration) {
    out.value = *duration;
  }
  return duration.has_value();
}

bool Convert<TriggerModeArgument>::from(Value value, TriggerModeArgument& out, std::string&) {
  if (value.is_none()) {
    return true;
  }
  const auto* mode = host_as<TriggerModeValue>(value);
  if (mode != nullptr) {
    out.mode = mode->mode();
  }
  return mode != nullptr;
}

}  // namespace tiltc
