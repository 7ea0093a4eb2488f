#include "client/devices/page_preview.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "client/devices/limits.h"
#include "client/devices/page_picture.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::devices;

BOOST_AUTO_TEST_SUITE(page_preview_tests)

BOOST_AUTO_TEST_CASE(a_small_scan_has_none) {
  BOOST_TEST(!make_preview(tests::small_jpeg(), "image/jpeg"));
}

// Noise is the hardest picture there is: nothing that people scan takes more bytes.
BOOST_AUTO_TEST_CASE(the_preview_of_a_large_scan_is_small_enough_whatever_it_shows) {
  const auto scan = tests::noise_jpeg(1240, 1754);
  BOOST_REQUIRE(scan.size() > kPreviewFromBytes);
  const auto preview = make_preview(scan, "image/jpeg");
  BOOST_REQUIRE(preview);
  BOOST_TEST(preview->size() <= kPreviewBytesMax);
  const auto drawn = draw_page(*preview, "image/jpeg", 0, 0, 4096);
  BOOST_REQUIRE(drawn.ok());
  BOOST_TEST(drawn->height <= kPreviewPixels);
  BOOST_TEST(drawn->height >= kPreviewPixels / 2);
  // Of the same shape: 1240 x 1754.
  BOOST_TEST(std::abs(drawn->width * 1754 - drawn->height * 1240) < 1754 * 2);
}

BOOST_AUTO_TEST_CASE(a_scan_that_cannot_be_drawn_has_none) {
  BOOST_TEST(!make_preview("\xff\xd8\xff\xe0" + std::string(300'000, 'x'), "image/jpeg"));
  BOOST_TEST(!make_preview("%PDF-1.4\n" + std::string(300'000, 'x'), "application/pdf"));
}

BOOST_AUTO_TEST_SUITE_END()
