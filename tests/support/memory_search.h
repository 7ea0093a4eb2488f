// Looks for bytes in the memory of this very program, as a picture of it would hold them.
//
// The bytes are kept masked here, so that the search does not find itself. Thread rule: one thread,
// while nobody else works.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace jiujin::tests {

// A sanitizer keeps what was freed, and maps more than can be read.
boost::test_tools::assertion_result memory_can_be_searched(boost::unit_test::test_unit_id);

class MemorySearch {
 public:
  // `secret` stays the caller's, to be wiped before count() is asked.
  explicit MemorySearch(std::string_view secret);
  // In how many places of memory that can be written it stands.
  std::size_t count() const;

 private:
  std::string m_masked;
};

}  // namespace jiujin::tests
