#include "client/documents/paper_file.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::client::documents;

BOOST_AUTO_TEST_SUITE(paper_file_tests)

BOOST_AUTO_TEST_CASE(a_name_never_leaves_the_viewing_folder) {
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  auto path = write_view_file("text", "../../etc/passwd", "");
  BOOST_REQUIRE(path.ok());
  BOOST_TEST(std::filesystem::path(*path).parent_path().string() ==
             folder.path() + "/jiujin-papers");
  empty_viewing_folder();
  BOOST_TEST(!std::filesystem::exists(*path));
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_an_error_and_leaves_nothing) {
  tests::TemporaryFolder folder;
  auto path = write_view_file("text", "a.pdf", folder.path() + "/missing/a.pdf");
  BOOST_TEST(!path.ok());
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
