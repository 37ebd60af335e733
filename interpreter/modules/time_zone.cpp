#include "modules/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

#include "modules/time_zone_rule.h"

namespace tiltc::modules {
namespace {

// Reads the big-endian numbers of tzfile(5). Past the end everything is 0 and good() false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  std::string_view bytes(std::size_t count) {
    if (count > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::int64_t number(std::size_t width) {
    std::uint64_t value = 0;
    const std::string_view taken = bytes(width);
    for (const char c : taken) {
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return width == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
  }
  std::size_t count() { return static_cast<std::size_t>(static_cast<std::uint32_t>(number(4))); }
  std::size_t byte() {
    const std::string_view taken = bytes(1);
    return taken.empty() ? 0 : static_cast<unsigned char>(taken[0]);
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct Header {
  char version = 0;
  std::size_t utc_flags = 0, standard_flags = 0, leaps = 0, changes = 0, kinds = 0, characters = 0;

  std::size_t body_bytes(std::size_t width) const {
    return changes * (width + 1) + kinds * 6 + characters + leaps * (width + 4) + standard_flags +
           utc_flags;
  }
};

bool read_header(Reader& reader, Header& header) {
  const std::string_view magic = reader.bytes(4);
  const std::string_view version = reader.bytes(16);
  if (magic != "TZif" || version.empty()) {
    return false;
  }
  header.version = version[0];
  for (std::size_t* each : {&header.utc_flags, &header.standard_flags, &header.leaps,
                            &header.changes, &header.kinds, &header.characters}) {
    *each = reader.count();
    if (*each > 1'000'000) {
      return false;
    }
  }
  return reader.good() && header.kinds > 0;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Names lead below the database's folder only.
bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos &&
         name.find('\\') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

constexpr const char* kDatabase = "/usr/share/zoneinfo/";

std::shared_ptr<const TimeZone> local_zone() {
  const char* variable = std::getenv("TZ");
  if (variable != nullptr) {
    const std::string name = variable[0] == ':' ? variable + 1 : variable;
    const std::string path = name.starts_with('/') ? name : kDatabase + name;
    const auto zone = name.empty() ? nullptr : TimeZone::parse("Local", read_file(path));
    return zone ? zone : TimeZone::utc();
  }
  const auto zone = TimeZone::parse("Local", read_file("/etc/localtime"));
  return zone ? zone : TimeZone::utc();
}

std::shared_ptr<const TimeZone> read_zone(const std::string& name) {
  if (name == "Local") {
    return local_zone();
  }
  return is_name(name) ? TimeZone::parse(name, read_file(kDatabase + name)) : nullptr;
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::utc() {
  static const std::shared_ptr<const TimeZone> zone = fixed("UTC", 0);
  return zone;
}

std::shared_ptr<const TimeZone> TimeZone::fixed(std::string abbreviation, std::int32_t offset) {
  auto zone = std::make_shared<TimeZone>();
  zone->name_ = abbreviation;
  zone->kinds_.push_back({offset, std::move(abbreviation)});
  return zone;
}

// Files are read once in the life of the process; what was found stays.
std::shared_ptr<const TimeZone> TimeZone::find(const std::string& name) {
  if (name.empty() || name == "UTC") {
    return utc();
  }
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const TimeZone>> known;
  const std::lock_guard lock(mutex);
  const auto found = known.find(name);
  if (found != known.end()) {
    return found->second;
  }
  std::shared_ptr<const TimeZone> zone = read_zone(name);
  if (zone) {
    known.emplace(name, zone);
  }
  return zone;
}

// Version 2 and later have a second, 64-bit body and a rule behind the first.
std::shared_ptr<const TimeZone> TimeZone::parse(std::string name, std::string_view content) {
  Reader reader(content);
  Header header;
  if (!read_header(reader, header)) {
    return nullptr;
  }
  std::size_t width = 4;
  if (header.version >= '2') {
    reader.bytes(header.body_bytes(4));
    width = 8;
    if (!read_header(reader, header)) {
      return nullptr;
    }
  }
  auto zone = std::make_shared<TimeZone>();
  zone->name_ = std::move(name);
  for (std::size_t i = 0; i < header.changes; ++i) {
    zone->changes_.push_back({reader.number(width), 0});
  }
  for (Change& change : zone->changes_) {
    change.kind = reader.byte();
  }
  std::vector<std::size_t> names;
  for (std::size_t i = 0; i < header.kinds; ++i) {
    Kind& kind = zone->kinds_.emplace_back();
    kind.offset = static_cast<std::int32_t>(reader.number(4));
    kind.daylight = reader.byte() != 0;
    names.push_back(reader.byte());
  }
  const std::string_view characters = reader.bytes(header.characters);
  for (std::size_t i = 0; i < names.size() && reader.good(); ++i) {
    const std::string_view text = characters.substr(std::min(names[i], characters.size()));
    zone->kinds_[i].abbreviation = text.substr(0, text.find('\0'));
  }
  reader.bytes(header.leaps * (width + 4) + header.standard_flags + header.utc_flags);
  const bool sound = std::all_of(zone->changes_.begin(), zone->changes_.end(),
                                 [&](const Change& each) { return each.kind < header.kinds; });
  if (!reader.good() || !sound) {
    return nullptr;
  }
  const std::string_view footer = reader.rest();
  if (width == 8 && footer.size() > 2 && footer.front() == '\n') {
    zone->rule_ = footer.substr(1, footer.find('\n', 1) - 1);
  }
  return zone;
}

TimeZone::Period TimeZone::at(std::int64_t unix_seconds) const {
  const auto after = std::upper_bound(
      changes_.begin(), changes_.end(), unix_seconds,
      [](std::int64_t wanted, const Change& change) { return wanted < change.begin; });
  if (after == changes_.end() && !rule_.empty()) {
    if (const auto ruled = apply_rule(rule_, unix_seconds)) {
      return {ruled->offset, ruled->abbreviation, ruled->begin, ruled->end};
    }
  }
  // Before the first change: the first kind of standard time.
  std::size_t kind = 0;
  if (after != changes_.begin()) {
    kind = std::prev(after)->kind;
  } else {
    while (kind + 1 < kinds_.size() && kinds_[kind].daylight) {
      ++kind;
    }
  }
  Period period{kinds_[kind].offset, kinds_[kind].abbreviation};
  period.begin = after == changes_.begin() ? INT64_MIN : std::prev(after)->begin;
  period.end = after == changes_.end() ? INT64_MAX : after->begin;
  return period;
}

// The offset that holds when the clock is taken for UTC is nearly always right; near a change, the
// one that holds at the instant so found is.
Instant TimeZone::instant_of(const CivilTime& civil) const {
  Instant instant = modules::instant_of(civil);
  const Period guess = at(instant.seconds);
  const std::int64_t seconds = instant.seconds - guess.offset;
  const bool right = seconds >= guess.begin && seconds < guess.end;
  instant.seconds -= right ? guess.offset : at(seconds).offset;
  return instant;
}

CivilTime TimeZone::civil_of(const Instant& instant) const {
  return modules::civil_of({instant.seconds + at(instant.seconds).offset, instant.nanoseconds});
}

bool TimeZone::offset_of(std::string_view abbreviation, std::int64_t unix_seconds,
                         std::int32_t& offset) const {
  for (const Kind& kind : kinds_) {
    if (kind.abbreviation == abbreviation &&
        at(unix_seconds - kind.offset).abbreviation == abbreviation) {
      offset = kind.offset;
      return true;
    }
  }
  for (const Kind& kind : kinds_) {
    if (kind.abbreviation == abbreviation) {
      offset = kind.offset;
      return true;
    }
  }
  return false;
}

}  // namespace tiltc::modules
