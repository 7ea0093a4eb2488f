// Which files a body cites.
#include <boost/test/unit_test.hpp>

#include "sync/wire/citations.h"

using jiujin::sync::wire::cited_files;

BOOST_AUTO_TEST_SUITE(citations_tests)

BOOST_AUTO_TEST_CASE(files_are_found_at_any_depth) {
  const std::string a(64, 'a'), b(64, 'B');
  const auto files =
      cited_files(R"({"slot":"M01","files":[{"hash":")" + a +
                  R"(","size":12,"type":"image/png"}],"signed":{"hash":")" + b + R"(","size":0}})");
  BOOST_REQUIRE_EQUAL(files.size(), 2u);
  BOOST_TEST(files[0].hash.hex() == a);
  BOOST_TEST(files[0].size == 12u);
  BOOST_TEST(files[0].media_type == "image/png");
  BOOST_TEST(files[1].hash.hex() == std::string(64, 'b'));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_cited) {
  const std::string a(64, 'a');
  BOOST_TEST(cited_files("").empty());
  BOOST_TEST(cited_files("not json \"hash\"").empty());
  BOOST_TEST(cited_files(R"({"hash":"abc","size":1})").empty());
  BOOST_TEST(cited_files(R"({"hash":")" + a + R"("})").empty());
  BOOST_TEST(cited_files(R"({"hash":")" + a + R"(","size":-1})").empty());
  BOOST_TEST(cited_files(R"({"hash":"../../etc/passwd","size":1})").empty());
}

BOOST_AUTO_TEST_CASE(a_bottomless_body_cites_nothing) {
  BOOST_TEST(cited_files(std::string(40000, '[') + "\"hash\"").empty());
}

BOOST_AUTO_TEST_SUITE_END()
