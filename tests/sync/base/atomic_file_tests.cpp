#include "sync/base/atomic_file.h"

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::sync::base;

namespace {

std::size_t files_in(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(atomic_file_tests)

BOOST_AUTO_TEST_CASE(a_file_is_replaced_whole_and_private) {
  tests::TemporaryFolder folder;
  const auto path = folder.file("station.key");
  BOOST_REQUIRE(write_file_atomically(path, "old and long").ok());
  BOOST_REQUIRE(write_file_atomically(path, std::string_view("new\0", 4)).ok());
  BOOST_CHECK_EQUAL(*read_whole_file(path, 100), std::string("new\0", 4));
  struct stat info {};
  BOOST_REQUIRE_EQUAL(stat(path.c_str(), &info), 0);
  BOOST_CHECK_EQUAL(info.st_mode & 0777, 0600u);
  BOOST_CHECK_EQUAL(files_in(folder.path()), 1u);
}

BOOST_AUTO_TEST_CASE(a_failed_write_leaves_the_old_file_and_nothing_else) {
  tests::TemporaryFolder folder;
  const auto path = folder.file("settings");
  BOOST_REQUIRE(write_file_atomically(path, "old").ok());
  // No file of this process may grow beyond 1000 bytes for a moment: the write fails half-way.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const auto written = write_file_atomically(path, std::string(5000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_CHECK(!written.ok());
  BOOST_CHECK_EQUAL(*read_whole_file(path, 100), "old");
  BOOST_CHECK_EQUAL(files_in(folder.path()), 1u);
}

BOOST_AUTO_TEST_CASE(errors_say_what_is_wrong) {
  tests::TemporaryFolder folder;
  BOOST_CHECK(read_whole_file(folder.file("none"), 9).error().code == ErrorCode::kNotFound);
  BOOST_CHECK(write_file_atomically(folder.file("no/such"), "x").error().code == ErrorCode::kIo);
  BOOST_REQUIRE(write_file_atomically(folder.file("big"), "0123456789").ok());
  BOOST_CHECK(read_whole_file(folder.file("big"), 9).error().code == ErrorCode::kTooLarge);
}

BOOST_AUTO_TEST_SUITE_END()
