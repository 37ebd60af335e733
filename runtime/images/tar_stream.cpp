#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "images/build_context.h"
#include "tar_writer.h"

namespace tiltc::images {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

Diagnostic unreadable(const std::string& path, int code) {
  return error(
             "build-context-unreadable",
             fmt::format("`{}` of the build context cannot be read: {}", path, std::strerror(code)))
      .with_help("leave it out with ignore= or .dockerignore if the build does not need it");
}

// The tar of a context, made in pieces of about kPiece; holds one piece and one open file.
class TarStream {
 public:
  TarStream(std::string root, CombinedIgnore ignore, std::vector<ExtraFile> extra)
      : root_(std::move(root)),
        ignore_(std::move(ignore)),
        walk_(root_, ignore_),
        extra_(std::move(extra)),
        walked_(root_ == "-") {}
  ~TarStream() { close_file(); }
  TarStream(const TarStream&) = delete;
  TarStream& operator=(const TarStream&) = delete;

  Result<std::string_view> next() {
    piece_.clear();
    while (piece_.size() < kPiece && !ended_) {
      if (Status stepped = step(); !stepped.ok()) {
        return std::move(stepped).error();
      }
    }
    return std::string_view(piece_);
  }

 private:
  Status step();
  Status walk_on();
  void add_extra(const ExtraFile& file);
  Status open_file(ContextEntry entry);
  Status read_file();
  void close_file();

  std::string root_;
  CombinedIgnore ignore_;
  ContextWalk walk_;
  std::vector<ExtraFile> extra_;
  std::size_t extra_told_ = 0;
  bool walked_ = false;
  bool ended_ = false;

  std::string piece_;
  int file_ = -1;
  std::string file_path_;
  std::uint64_t file_size_ = 0;
  std::uint64_t file_left_ = 0;
};

Status TarStream::step() {
  if (file_ >= 0) {
    return read_file();
  }
  if (extra_told_ < extra_.size()) {
    add_extra(extra_[extra_told_++]);
    return Done{};
  }
  if (!walked_) {
    return walk_on();
  }
  piece_ += tar_end();
  ended_ = true;
  return Done{};
}

void TarStream::add_extra(const ExtraFile& file) {
  ContextEntry entry;
  entry.path = file.name;
  entry.size = file.content.size();
  piece_ += tar_header(entry) + file.content + tar_padding(entry.size);
}

Status TarStream::walk_on() {
  auto entry = walk_.next();
  if (!entry.ok()) {
    return std::move(entry).error();
  }
  if (!entry->has_value()) {
    walked_ = true;
    return Done{};
  }
  const bool replaced = std::any_of(extra_.begin(), extra_.end(), [&entry](const ExtraFile& file) {
    return file.name == (*entry)->path;
  });
  if (replaced) {
    return Done{};
  }
  if ((*entry)->kind == ContextEntry::Kind::kFile) {
    return open_file(**std::move(entry));
  }
  piece_ += tar_header(**entry);
  return Done{};
}

Status TarStream::open_file(ContextEntry entry) {
  file_path_ = root_ + "/" + entry.path;
  const int file = open(file_path_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat facts {};
  if (file < 0 || fstat(file, &facts) != 0) {
    const int code = errno;
    if (file >= 0) {
      ::close(file);
    }
    return code == ENOENT ? Status(Done{}) : Status(unreadable(file_path_, code));
  }
  file_ = file;
  entry.size = S_ISREG(facts.st_mode) ? static_cast<std::uint64_t>(facts.st_size) : 0;
  file_size_ = file_left_ = entry.size;
  piece_ += tar_header(entry);
  return Done{};
}

Status TarStream::read_file() {
  if (file_left_ == 0) {
    piece_ += tar_padding(file_size_);
    close_file();
    return Done{};
  }
  const std::size_t before = piece_.size();
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, file_left_));
  piece_.resize(before + wanted);
  ssize_t count = -1;
  do {
    count = read(file_, piece_.data() + before, wanted);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return unreadable(file_path_, errno);
  }
  if (count == 0) {
    return error("build-context-changed",
                 fmt::format("`{}` of the build context became shorter while it was sent",
                             file_path_))
        .with_help("build again when nothing writes to the context");
  }
  piece_.resize(before + static_cast<std::size_t>(count));
  file_left_ -= static_cast<std::uint64_t>(count);
  return Done{};
}

void TarStream::close_file() {
  if (file_ >= 0) {
    ::close(file_);
    file_ = -1;
  }
}

}  // namespace

BodySource tar_stream(std::string root, CombinedIgnore ignore, std::vector<ExtraFile> extra) {
  auto stream = std::make_shared<TarStream>(std::move(root), std::move(ignore), std::move(extra));
  return [stream] { return stream->next(); };
}

}  // namespace tiltc::images
