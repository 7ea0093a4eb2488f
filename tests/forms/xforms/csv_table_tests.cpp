#include "forms/xforms/csv_table.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms;

namespace {
std::string cell(const xpath::Tree& tree, std::size_t row, std::string_view column) {
  const xpath::Node* node = tree.root()->children.at(row)->child(column);
  return node == nullptr ? "missing" : string_value(*node);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(csv_table_tests)

// RFC 4180 section 2.
BOOST_AUTO_TEST_CASE(quotes_hold_commas_breaks_and_quotes) {
  const auto tree =
      xforms::tree_from_csv("a,b\r\n\"1,2\",\"x \"\"y\"\"\"\r\n\"line\nbreak\",z", "t");
  BOOST_REQUIRE(tree.ok());
  BOOST_TEST(cell(*tree, 0, "a") == "1,2");
  BOOST_TEST(cell(*tree, 0, "b") == "x \"y\"");
  BOOST_TEST(cell(*tree, 1, "a") == "line\nbreak");
  BOOST_TEST(cell(*tree, 1, "b") == "z");
}

BOOST_AUTO_TEST_CASE(byte_order_mark_and_semicolons_are_understood) {
  const auto tree = xforms::tree_from_csv("\xEF\xBB\xBFname;label\nv1;村\n\n", "t");
  BOOST_REQUIRE(tree.ok());
  BOOST_TEST(tree->root()->children.size() == 1u);
  BOOST_TEST(cell(*tree, 0, "label") == "村");
}

BOOST_AUTO_TEST_CASE(short_rows_have_fewer_cells) {
  const auto tree = xforms::tree_from_csv("a,b\n1\n", "t");
  BOOST_TEST(cell(*tree, 0, "b") == "missing");
  BOOST_TEST(!xforms::tree_from_csv("", "t").ok());
}

BOOST_AUTO_TEST_CASE(geojson_points_become_items) {
  const auto tree = xforms::tree_from_geojson(
      R"xml({"type":"FeatureCollection","features":[{"geometry":{"type":"Point",
         "coordinates":[112.9,28.2]},"properties":{"id":"x"}}]})xml",
      "t");
  BOOST_REQUIRE(tree.ok());
  BOOST_TEST(cell(*tree, 0, "geometry") == "28.2 112.9 0 0");
  BOOST_TEST(cell(*tree, 0, "id") == "x");
}

BOOST_AUTO_TEST_SUITE_END()
