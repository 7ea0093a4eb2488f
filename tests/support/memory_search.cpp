#include "tests/support/memory_search.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace jiujin::tests {
namespace {

constexpr char kMask = 0x5a;
constexpr std::size_t kPiece = std::size_t{1} << 20;

// In how many places of `bytes`.
std::size_t count_in(std::string_view bytes, const std::string& masked) {
  const char first = static_cast<char>(masked[0] ^ kMask);
  std::size_t found = 0;
  for (std::size_t at = bytes.find(first); at != std::string_view::npos;
       at = bytes.find(first, at + 1)) {
    if (at + masked.size() > bytes.size()) break;
    bool same = true;
    for (std::size_t i = 1; same && i < masked.size(); ++i)
      same = bytes[at + i] == static_cast<char>(masked[i] ^ kMask);
    found += same ? 1 : 0;
  }
  return found;
}

}  // namespace

boost::test_tools::assertion_result memory_can_be_searched(boost::unit_test::test_unit_id) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

MemorySearch::MemorySearch(std::string_view secret) : m_masked(secret) {
  for (char& c : m_masked) c = static_cast<char>(c ^ kMask);
}

std::size_t MemorySearch::count() const {
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  BOOST_REQUIRE(memory >= 0);
  auto* const buffer = static_cast<char*>(
      ::mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  BOOST_REQUIRE(buffer != MAP_FAILED);
  const auto own = reinterpret_cast<std::uintptr_t>(buffer);
  std::size_t found = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0, end = 0;
    char rights[8] = {};
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %7s", &begin, &end, rights) != 3)
      continue;
    if (rights[0] != 'r' || rights[1] != 'w') continue;
    while (begin < end) {
      const std::size_t size = std::min<std::size_t>(kPiece, end - begin);
      const bool ours = begin < own + kPiece && own < begin + size;
      const auto got = ours ? 0 : ::pread(memory, buffer, size, static_cast<off_t>(begin));
      if (got > 0) found += count_in({buffer, static_cast<std::size_t>(got)}, m_masked);
      begin += size < kPiece ? size : size - m_masked.size() + 1;
    }
  }
  explicit_bzero(buffer, kPiece);
  ::munmap(buffer, kPiece);
  ::close(memory);
  return found;
}

}  // namespace jiujin::tests
