#include "client/devices/page_picture.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::devices;

BOOST_AUTO_TEST_SUITE(page_picture_tests)

BOOST_AUTO_TEST_CASE(a_small_picture_is_not_enlarged) {
  auto picture = draw_page(tests::small_jpeg(), "image/jpeg", 0, 0, 160);
  BOOST_REQUIRE(picture.ok());
  BOOST_TEST(picture->width == 16);
  BOOST_TEST(picture->height == 8);
  BOOST_TEST(picture->rgba.size() == 16u * 8u * 4u);
}

BOOST_AUTO_TEST_CASE(a_quarter_turn_swaps_the_sides) {
  auto picture = draw_page(tests::small_jpeg(), "image/jpeg", 0, 90, 160);
  BOOST_REQUIRE(picture.ok());
  BOOST_TEST(picture->width == 8);
  BOOST_TEST(picture->height == 16);
}

BOOST_AUTO_TEST_CASE(an_unreadable_picture_is_an_error_not_a_crash) {
  auto picture = draw_page("\xff\xd8\xff\xe0 nothing", "image/jpeg", 0, 0, 160);
  BOOST_REQUIRE(!picture.ok());
  BOOST_TEST((picture.error().code == ErrorCode::kInvalidData));
}

BOOST_AUTO_TEST_SUITE_END()
