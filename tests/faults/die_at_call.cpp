// LD_PRELOAD shim: a process that dies at its Nth call that writes or syncs, as SIGKILL would end
// it.
//
//   JIUJIN_DIE_AT=N      the Nth call is not made, or (for writes, where N is odd) only half of it
//   JIUJIN_COUNT_TO=FILE without dying: how many such calls were made, written at the end
// Counted are write, pwrite, fsync, fdatasync, ftruncate, rename, unlink and send of all threads.
// What reached the kernel stays: for what a power cut does to it there is
// tests/support/crash_vfs.h.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace {

std::atomic<long> g_calls{0};

long die_at() {
  static const long at = std::getenv("JIUJIN_DIE_AT") ? std::atol(std::getenv("JIUJIN_DIE_AT")) : 0;
  return at;
}

// True when this call is the last one of the process.
bool is_last() {
  return ++g_calls == die_at();
}

[[noreturn]] void die() {
  raise(SIGKILL);
  for (;;) pause();
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

struct Count {
  ~Count() {
    const char* const to = std::getenv("JIUJIN_COUNT_TO");
    if (!to) return;
    const long calls = g_calls;
    if (std::FILE* const out = std::fopen(to, "w")) {
      std::fprintf(out, "%ld\n", calls);
      std::fclose(out);
    }
  }
} g_count;

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (!is_last()) return real(file, bytes, size);
  if (die_at() % 2 == 1) real(file, bytes, size / 2);
  die();
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  if (!is_last()) return real(file, bytes, size, offset);
  if (die_at() % 2 == 1) real(file, bytes, size / 2, offset);
  die();
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return pwrite64(file, bytes, size, offset);
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, int)>("send");
  if (!is_last()) return real(socket, bytes, size, flags);
  if (die_at() % 2 == 1) real(socket, bytes, size / 2, flags);
  die();
}

int fsync(int file) {
  static const auto real = next<int (*)(int)>("fsync");
  return is_last() ? (die(), -1) : real(file);
}

int fdatasync(int file) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return is_last() ? (die(), -1) : real(file);
}

int ftruncate64(int file, off64_t size) {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  return is_last() ? (die(), -1) : real(file, size);
}

int ftruncate(int file, off_t size) {
  return ftruncate64(file, size);
}

int rename(const char* from, const char* to) {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return is_last() ? (die(), -1) : real(from, to);
}

int unlink(const char* path) {
  static const auto real = next<int (*)(const char*)>("unlink");
  return is_last() ? (die(), -1) : real(path);
}

}  // extern "C"
