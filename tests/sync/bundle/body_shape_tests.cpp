// Shapes: the values in their places are the body again, whatever the body was.
#include <boost/test/unit_test.hpp>
#include <random>

#include "sync/bundle/body_shape.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

struct Split {
  std::string shape;  // with # where a value stood
  std::vector<std::string> values;
};

Split split(const Bytes& body) {
  Bytes shape;
  std::vector<BytesView> values;
  BOOST_REQUIRE(split_body(body, shape, values));
  Bytes again;
  std::size_t next = 0;
  for (const char c : shape) again += c == '\0' ? Bytes(values.at(next++)) : Bytes(1, c);
  BOOST_TEST(again == body);
  BOOST_TEST(next == values.size());
  for (char& c : shape) c = c == '\0' ? '#' : c;
  return {shape, {values.begin(), values.end()}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(body_shape_tests)

BOOST_AUTO_TEST_CASE(member_names_stay_and_values_go) {
  const Split one = split(R"({"a": "x", "b" :[1,-2.5e+3,true],"c":{"d":null,"e":""}})");
  BOOST_TEST(one.shape == R"({"a": "#", "b" :[#,#,#],"c":{"d":#,"e":"#"}})");
  const std::vector<std::string> expected{"x", "1", "-2.5e+3", "true", "null", ""};
  BOOST_TEST(one.values == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(escaped_quotes_do_not_end_a_string) {
  const Split one = split(R"({"a\"b":"c\"d\\","e":"f"})");
  BOOST_TEST(one.shape == R"({"a\"b":"#","e":"#"})");
  BOOST_TEST(one.values.at(0) == R"(c\"d\\)");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_comes_back_too) {
  for (const char* body :
       {"", "\"", "\"\\", "{\"a\":\"", "\"\"\"", "12ab", "\xff\"\xfe\\\"", ":"}) {
    split(body);
  }
  std::mt19937 random(6);
  for (int round = 0; round < 3000; ++round) {
    Bytes body;
    for (std::size_t n = random() % 40; n > 0; --n) body += "\"\\:,{}[] a1-\xe9"[random() % 13];
    split(body);
  }
}

BOOST_AUTO_TEST_CASE(a_zero_byte_has_no_shape) {
  Bytes shape;
  std::vector<BytesView> values;
  BOOST_TEST(!split_body(Bytes("{\"a\":\"\0\"}", 9), shape, values));
}

BOOST_AUTO_TEST_SUITE_END()
