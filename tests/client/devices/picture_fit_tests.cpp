#include "client/devices/picture_fit.h"

#include <boost/test/unit_test.hpp>

#include "client/devices/page_picture.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::devices;

BOOST_AUTO_TEST_SUITE(picture_fit_tests)

BOOST_AUTO_TEST_CASE(a_picture_that_fits_stays_as_it_is) {
  const PageFile file{tests::small_jpeg(), "image/jpeg", 1};  // 16 x 8
  for (const int pixels : {16, 17, 4000}) {
    const auto fitted = fit_picture(file, pixels);
    BOOST_REQUIRE(fitted.ok());
    BOOST_CHECK(fitted->bytes == file.bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_larger_one_keeps_its_shape_and_is_a_page) {
  const auto fitted = fit_picture({tests::noise_jpeg(1240, 1754), "image/jpeg", 1}, 877);
  BOOST_REQUIRE(fitted.ok());
  BOOST_TEST(fitted->media_type == "image/jpeg");
  const auto drawn = draw_page(fitted->bytes, "image/jpeg", 0, 0, 4096);
  BOOST_REQUIRE(drawn.ok());
  BOOST_TEST(drawn->height == 877);
  BOOST_TEST(drawn->width == 620);
  BOOST_TEST(check_page_file(fitted->bytes, "a.jpg").ok());
}

BOOST_AUTO_TEST_CASE(a_document_is_left_alone_and_what_cannot_be_drawn_is_told) {
  BOOST_TEST(fit_picture({"%PDF-1.4", "application/pdf", 1}, 10)->bytes == "%PDF-1.4");
  const auto fitted = fit_picture({"\xff\xd8\xff\xe0 nothing", "image/jpeg", 1}, 10);
  BOOST_REQUIRE(!fitted.ok());
  BOOST_TEST((fitted.error().code == ErrorCode::kInvalidData));
}

BOOST_AUTO_TEST_SUITE_END()
