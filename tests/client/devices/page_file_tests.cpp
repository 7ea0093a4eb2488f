#include "client/devices/page_file.h"

#include <boost/test/unit_test.hpp>

#include "client/devices/limits.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::devices;

BOOST_AUTO_TEST_SUITE(page_file_tests)

BOOST_AUTO_TEST_CASE(a_whole_jpeg_is_taken_in_whatever_its_name) {
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("card.pdf"), tests::small_jpeg());
  auto read = read_page_file(folder.file("card.pdf"));
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->media_type == "image/jpeg");
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_jpeg_is_noticed) {
  const auto whole = tests::small_jpeg();
  for (std::size_t size = 3; size < whole.size(); ++size) {
    auto read = check_page_file(whole.substr(0, size), "card.jpg");
    BOOST_TEST_INFO("bytes " << size);
    BOOST_REQUIRE(!read.ok());
    BOOST_TEST(read.error().place == "card.jpg");
    BOOST_TEST((read.error().code == ErrorCode::kTruncated));
  }
}

BOOST_AUTO_TEST_CASE(another_kind_of_file_is_named_and_refused) {
  auto read = check_page_file("MZ\x90 a program", "scan.jpg");
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST((read.error().code == ErrorCode::kInvalidData));
  BOOST_TEST(read.error().place == "scan.jpg");
}

BOOST_AUTO_TEST_CASE(a_pdf_without_its_end_is_truncated) {
  auto read = check_page_file("%PDF-1.5\n1 0 obj\n<<>>\nendobj\n", "form.pdf");
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST((read.error().code == ErrorCode::kTruncated));
}

BOOST_AUTO_TEST_CASE(a_file_over_the_limit_is_too_large) {
  auto read = check_page_file(std::string(kPageFileBytesMax + 1, 'x'), "film.jpg");
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST((read.error().code == ErrorCode::kTooLarge));
}

BOOST_AUTO_TEST_CASE(a_folder_means_the_files_in_it_by_name) {
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("2.jpg"), "b");
  tests::write_file(folder.file("1.jpg"), "a");
  auto files = expand_folders({folder.path()});
  BOOST_REQUIRE(files.ok());
  BOOST_REQUIRE(files->size() == 2u);
  BOOST_TEST(files->front() == folder.file("1.jpg"));
}

BOOST_AUTO_TEST_SUITE_END()
