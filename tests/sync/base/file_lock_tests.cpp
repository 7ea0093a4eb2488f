#include "sync/base/file_lock.h"

#include <boost/test/unit_test.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::sync::base;

BOOST_AUTO_TEST_SUITE(file_lock_tests)

BOOST_AUTO_TEST_CASE(the_second_is_told_who_is_first) {
  tests::TemporaryFolder folder;
  auto first = FileLock::acquire(folder.file("sync.lock"));
  BOOST_REQUIRE(first.ok());
  const auto second = FileLock::acquire(folder.file("sync.lock"));
  BOOST_REQUIRE(!second.ok());
  BOOST_CHECK(second.error().code == ErrorCode::kBusy);
  BOOST_CHECK_EQUAL(second.error().cause, "in use by process " + std::to_string(getpid()));
}

BOOST_AUTO_TEST_CASE(a_lock_ends_with_its_object) {
  tests::TemporaryFolder folder;
  { auto first = FileLock::acquire(folder.file("sync.lock")); }
  BOOST_CHECK(FileLock::acquire(folder.file("sync.lock")).ok());
}

BOOST_AUTO_TEST_CASE(a_lock_ends_with_its_process) {
  tests::TemporaryFolder folder;
  const std::string path = folder.file("sync.lock");
  const pid_t child = fork();
  if (child == 0) {
    auto lock = FileLock::acquire(path);
    _exit(lock.ok() ? 7 : 1);  // no destructor runs
  }
  int status = 0;
  BOOST_REQUIRE_EQUAL(waitpid(child, &status, 0), child);
  BOOST_CHECK_EQUAL(WEXITSTATUS(status), 7);
  BOOST_CHECK(FileLock::acquire(path).ok());
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_an_error) {
  BOOST_CHECK(FileLock::acquire("/nowhere/at/all").error().code == ErrorCode::kIo);
}

BOOST_AUTO_TEST_SUITE_END()
