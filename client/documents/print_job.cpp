#include "client/documents/print_job.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

extern char** environ;

namespace jiujin::client::documents {
namespace {

// Reads until the child closes its end or the time is over; false = over.
bool read_until_closed(int descriptor, int seconds_max, std::string* said) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds_max);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{descriptor, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    char piece[512];
    const auto count = read(descriptor, piece, sizeof piece);
    if (count <= 0) return true;
    if (said->size() < 4096) said->append(piece, static_cast<std::size_t>(count));
  }
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

Result<std::string> print_pdf(const std::string& path, const PrintOptions& options) {
  std::vector<std::string> words{options.program, "-n",
                                 std::to_string(std::clamp(options.copies, 1, 20))};
  if (!options.printer.empty()) {
    words.push_back("-d");
    words.push_back(options.printer);
  }
  words.push_back("--");
  words.push_back(path);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return Error{ErrorCode::kIo, path, std::strerror(errno)};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 2);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, options.program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (failed != 0) {
    close(pipe_ends[0]);
    return Error{failed == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo, options.program,
                 std::strerror(failed)};
  }
  std::string said;
  const bool closed = read_until_closed(pipe_ends[0], options.seconds_max, &said);
  close(pipe_ends[0]);
  if (!closed) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!closed) return Error{ErrorCode::kTimeout, options.program, "the print system hangs"};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{ErrorCode::kIo, options.program, first_line(said)};
  return first_line(said);
}

}  // namespace jiujin::client::documents
