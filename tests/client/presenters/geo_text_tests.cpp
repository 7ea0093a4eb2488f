#include "client/presenters/geo_text.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::client::presenters;

namespace {

std::string point(const char* typed) {
  return stored_place_text(typed, PlaceKind::kPoint);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(geo_text_tests)

BOOST_AUTO_TEST_CASE(a_point_is_typed_in_many_ways) {
  const auto stored = "28.2282 112.9388 0 0";
  BOOST_TEST(point("28.2282, 112.9388") == stored);
  BOOST_TEST(point("28.2282 112.9388") == stored);
  BOOST_TEST(point("N28.2282 E112.9388") == stored);
  BOOST_TEST(point("28.2282n, 112.9388e") == stored);
  BOOST_TEST(point("东经112.9388 北纬28.2282") == stored);
  BOOST_TEST(point("112.9388, 28.2282") == stored);  // no latitude is that large
  BOOST_TEST(point("北纬28.2282度，东经112.9388度") == stored);
  BOOST_TEST(point("28.2282 112.9388 55.5 4") == "28.2282 112.9388 55.5 4");
  BOOST_TEST(point("-33.5 -70.25") == "-33.5 -70.25 0 0");
  BOOST_TEST(point("33.5S 70.25W") == "-33.5 -70.25 0 0");
}

// 30' is half a degree, 36" a hundredth.
BOOST_AUTO_TEST_CASE(degrees_minutes_and_seconds_become_degrees) {
  BOOST_TEST(point("28°30'36\"N 112°15'E") == "28.51 112.25 0 0");
  BOOST_TEST(point("28度30分36秒 112度15分") == "28.51 112.25 0 0");
  BOOST_TEST(point("33°30′S, 70°15′W") == "-33.5 -70.25 0 0");
}

BOOST_AUTO_TEST_CASE(what_is_no_point_stays_as_typed_and_is_named) {
  BOOST_TEST(point("村口") == "村口");
  BOOST_TEST(place_error("村口", PlaceKind::kPoint) != "");
  BOOST_TEST(point("28.2") == "28.2");
  BOOST_TEST(place_error("28.2", PlaceKind::kPoint) != "");
  BOOST_TEST(place_error("95 181", PlaceKind::kPoint) != "");
  BOOST_TEST(place_error("28°75' 112", PlaceKind::kPoint) != "");
  BOOST_TEST(place_error("", PlaceKind::kPoint) == "");
  BOOST_TEST(place_error("28 112 0 0", PlaceKind::kPoint) == "");
}

BOOST_AUTO_TEST_CASE(an_area_ends_where_it_begins) {
  const auto typed = "28.2, 112.9\n28.21, 112.9\n28.2, 112.91";
  const auto stored = "28.2 112.9 0 0; 28.21 112.9 0 0; 28.2 112.91 0 0; 28.2 112.9 0 0";
  BOOST_TEST(stored_place_text(typed, PlaceKind::kShape) == stored);
  BOOST_TEST(stored_place_text(stored, PlaceKind::kShape) == stored);
  BOOST_TEST(displayed_place_text(stored, PlaceKind::kShape) == typed);
  BOOST_TEST(place_error("28.2 112.9; 28.3 112.9", PlaceKind::kShape) != "");
  BOOST_TEST(place_error("28.2 112.9; 28.3 112.9", PlaceKind::kTrace) == "");
  BOOST_TEST(place_error("28.2 112.9", PlaceKind::kTrace) != "");
}

// A degree of latitude is 111.19 km on a sphere of 6371.0 km; a square of 0.01 degrees at the
// equator is 1.2364 square kilometres, 1854.6 mu.
BOOST_AUTO_TEST_CASE(length_and_size_are_told) {
  const auto way = place_summary("0 10 0 0; 1 10 0 0", PlaceKind::kTrace);
  BOOST_TEST(way.find("111.2 km") != std::string::npos, way);
  const auto area = place_summary(
      "-0.005 0 0 0; 0.005 0 0 0; 0.005 0.01 0 0; -0.005 0.01 0 0; -0.005 0 0 0",
      PlaceKind::kShape);
  BOOST_TEST(area.find("12364") != std::string::npos, area);
  BOOST_TEST(area.find("1854.") != std::string::npos, area);
}

BOOST_AUTO_TEST_CASE(a_track_of_a_gpx_file_is_a_way) {
  const auto gpx = R"(<?xml version="1.0"?>
    <gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
      <wpt lat="28.5" lon="112.5"><name>start</name></wpt>
      <trk><trkseg>
        <trkpt lat="28.2" lon="112.9"><ele>61.5</ele></trkpt>
        <trkpt lat="28.21" lon="112.91"/>
      </trkseg><trkseg><trkpt lat="1" lon="1"/></trkseg></trk></gpx>)";
  auto way = places_of_file(gpx, PlaceKind::kTrace);
  BOOST_REQUIRE(way.ok());
  BOOST_TEST(*way == "28.2 112.9 61.5 0; 28.21 112.91 0 0");
  auto place = places_of_file(gpx, PlaceKind::kPoint);
  BOOST_REQUIRE(place.ok());
  BOOST_TEST(*place == "28.5 112.5 0 0");
}

// RFC 7946: longitude first.
BOOST_AUTO_TEST_CASE(the_first_polygon_of_a_geojson_file_is_an_area) {
  auto area = places_of_file(
      R"({"type":"FeatureCollection","features":[
          {"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}},
          {"type":"Feature","geometry":{"type":"Polygon","coordinates":
            [[[112.9,28.2],[112.9,28.21],[112.91,28.2],[112.9,28.2]]]},"properties":{}}]})",
      PlaceKind::kShape);
  BOOST_REQUIRE(area.ok());
  BOOST_TEST(*area == "28.2 112.9 0 0; 28.21 112.9 0 0; 28.2 112.91 0 0; 28.2 112.9 0 0");
}

BOOST_AUTO_TEST_CASE(columns_of_a_csv_file_are_found_by_their_names) {
  auto named = places_of_file("name,lon,lat\nA,112.9,28.2\nB,112.91,28.21\n", PlaceKind::kTrace);
  BOOST_REQUIRE(named.ok());
  BOOST_TEST(*named == "28.2 112.9 0 0; 28.21 112.91 0 0");
  auto chinese = places_of_file("\xef\xbb\xbf纬度;经度\r\n28.2;112.9\r\n", PlaceKind::kPoint);
  BOOST_REQUIRE(chinese.ok());
  BOOST_TEST(*chinese == "28.2 112.9 0 0");
  auto bare = places_of_file("28.2,112.9\n", PlaceKind::kPoint);
  BOOST_REQUIRE(bare.ok());
  BOOST_TEST(*bare == "28.2 112.9 0 0");
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_whole) {
  for (const char* text : {"", "<html/>", "{}", "[1,2]", "a,b\nc,d\n", "<gpx>", "{\"type\":1}",
                           "lat,lon\n200,300\n"})
    BOOST_TEST(!places_of_file(text, PlaceKind::kPoint).ok(), text);
}

BOOST_AUTO_TEST_SUITE_END()
