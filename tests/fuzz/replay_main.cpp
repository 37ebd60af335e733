// main() for a fuzzer without libFuzzer: runs the inputs of a corpus, then changed ones for some
// seconds. What is tried depends on the corpus and nothing else, so that two runs try the same.
//   NAME_replay SECONDS [CORPUS]
// An input that ends the process in a signal is left in NAME_replay.crash, in the current folder.
// Sanitizers end it so with ASAN_OPTIONS=abort_on_error=1 (set for the tests).

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kLongest = 4096;  // bytes; longer inputs take long and find the same

// For the signal handler, which may not allocate.
std::string crash_file;
std::string input;

void save_input(int signal) {
  const int file = open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) {
    static_cast<void>(!write(file, input.data(), input.size()));
    close(file);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(std::string bytes) {
  input = std::move(bytes);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> read_corpus(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string next() {
    std::string bytes = corpus_[below(corpus_.size())];
    for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
      change(bytes);
    }
    bytes.resize(std::min(bytes.size(), kLongest));
    return bytes;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  char byte() { return static_cast<char>(below(256)); }

  void change(std::string& bytes) {
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t count = below(std::min<std::size_t>(bytes.size() - at, 16) + 1);
    switch (below(5)) {
      case 0:
        bytes.insert(at, 1, byte());
        return;
      case 1:
        bytes.erase(at, count);
        return;
      case 2:
        bytes.insert(below(bytes.size() + 1), bytes.substr(at, count));
        return;
      case 3: {
        const std::string& other = corpus_[below(corpus_.size())];
        bytes.insert(at, other.substr(below(other.size() + 1), 1 + below(32)));
        return;
      }
      default:
        if (at < bytes.size()) {
          bytes[at] = byte();
        }
    }
  }

  const std::vector<std::string>& corpus_;
  std::minstd_rand random_{1};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: NAME_replay SECONDS [CORPUS]\n", stderr);
    return 2;
  }
  crash_file = std::filesystem::path(argv[0]).filename().string() + ".crash";
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) {
    std::signal(signal, save_input);
  }
  std::vector<std::string> corpus;
  if (argc > 2) {
    corpus = read_corpus(argv[2]);
  }
  for (const std::string& bytes : corpus) {
    run(bytes);
  }
  corpus.emplace_back();  // so that there is one to change
  Mutator mutator(corpus);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[1]));
  std::size_t tried = 0;
  for (; std::chrono::steady_clock::now() < end; ++tried) {
    run(mutator.next());
  }
  std::printf("%zu inputs of the corpus, %zu changed ones\n", corpus.size() - 1, tried);
  return 0;
}
