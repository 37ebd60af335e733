#include "tar_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

// POSIX.1-2001 pax interchange format.
namespace tiltc::images {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kMaxOldSize = std::uint64_t{1} << 33;  // 11 octal digits

struct Field {
  std::size_t offset, size;
};

constexpr Field kName{0, 100}, kMode{100, 8}, kUid{108, 8}, kGid{116, 8}, kSize{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kType{156, 1}, kLink{157, 100}, kMagic{257, 8};

void put(std::string& block, Field field, std::string_view text) {
  text = text.substr(0, field.size);
  std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(field.offset));
}

void put_octal(std::string& block, Field field, std::uint64_t number) {
  put(block, field, fmt::format("{:0{}o}", number, field.size - 1));
}

struct Header {
  std::string name, link;
  char type = '0';
  std::uint64_t mode = 0, size = 0, time = 0;
};

std::string block_of(const Header& header) {
  std::string block(kBlock, '\0');
  put(block, kName, header.name);
  put_octal(block, kMode, header.mode);
  put_octal(block, kUid, 0);
  put_octal(block, kGid, 0);
  put_octal(block, kSize, header.size);
  put_octal(block, kTime, header.time);
  put(block, kType, {&header.type, 1});
  put(block, kLink, header.link);
  put(block, kMagic,
      std::string_view("ustar\0"
                       "00",
                       8));
  put(block, kChecksum, "        ");
  std::uint64_t sum = 0;
  for (const char c : block) {
    sum += static_cast<unsigned char>(c);
  }
  put(block, kChecksum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return block;
}

// "27 path=a/very/long/name…\n": the length counts itself.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest;
  while (length != rest + std::to_string(length).size()) {
    length = rest + std::to_string(length).size();
  }
  return fmt::format("{} {}={}\n", length, key, value);
}

bool needs_record(std::string_view text, Field field) {
  return text.size() > field.size || std::any_of(text.begin(), text.end(), [](char c) {
           return static_cast<signed char>(c) < 0;
         });
}

char type_of(ContextEntry::Kind kind) {
  switch (kind) {
    case ContextEntry::Kind::kDirectory:
      return '5';
    case ContextEntry::Kind::kLink:
      return '2';
    case ContextEntry::Kind::kFifo:
      return '6';
    case ContextEntry::Kind::kFile:
      break;
  }
  return '0';
}

}  // namespace

std::string tar_header(const ContextEntry& entry) {
  Header header;
  header.name = entry.path + (entry.kind == ContextEntry::Kind::kDirectory ? "/" : "");
  header.link = entry.link_target;
  header.type = type_of(entry.kind);
  header.mode = entry.mode;
  header.size = entry.size < kMaxOldSize ? entry.size : 0;
  header.time =
      entry.modified < 0 ? 0 : static_cast<std::uint64_t>(entry.modified) & 0777'7777'7777U;

  std::string records;
  if (needs_record(header.name, kName)) {
    records += pax_record("path", header.name);
  }
  if (needs_record(header.link, kLink)) {
    records += pax_record("linkpath", header.link);
  }
  if (entry.size >= kMaxOldSize) {
    records += pax_record("size", std::to_string(entry.size));
  }
  if (records.empty()) {
    return block_of(header);
  }
  Header pax;
  pax.name = "pax";
  pax.type = 'x';
  pax.mode = 0644;
  pax.size = records.size();
  return block_of(pax) + records + tar_padding(records.size()) + block_of(header);
}

std::string tar_padding(std::uint64_t size) {
  return std::string((kBlock - size % kBlock) % kBlock, '\0');
}

std::string tar_end() {
  return std::string(2 * kBlock, '\0');
}

}  // namespace tiltc::images
