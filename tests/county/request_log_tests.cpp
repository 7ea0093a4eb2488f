#include "sync/county/http/request_log.h"

#include <boost/test/unit_test.hpp>

using jiujin::sync::county::http::logged_method;
using jiujin::sync::county::http::logged_path;

BOOST_AUTO_TEST_SUITE(request_log_tests)

BOOST_AUTO_TEST_CASE(pages_and_ids_stand_as_they_are) {
  const std::string id = "0123456789abcdef0123456789abcdef";
  for (const std::string& path :
       {std::string("/"), std::string("/login/second.svg"), std::string("/sync/v1/exchange"),
        "/case/" + id, "/case/" + id + "/file/" + id + id, "/case/" + id + "/accept",
        std::string("/static/console.css"), std::string("/metrics")})
    BOOST_TEST(logged_path(path) == path);
  BOOST_TEST(logged_method("POST") == "POST");
}

BOOST_AUTO_TEST_CASE(whatever_else_was_typed_is_a_star) {
  BOOST_TEST(logged_path("/欧阳金丝雀") == "/*");
  BOOST_TEST(logged_path("/%E6%AC%A7/case/430190196203041222") == "/*/case/*");
  BOOST_TEST(logged_path("/q?r=0123456789&c=123456") == "/q");
  BOOST_TEST(logged_path("/q#x") == "/q");
  BOOST_TEST(logged_path("欧阳金丝雀") == "*");
  BOOST_TEST(logged_path("http://other/欧阳") == "*");
  BOOST_TEST(logged_path("") == "*");
  BOOST_TEST(logged_path("/login\r\n2026-11-23 admin signed in") == "/*");
  BOOST_TEST(logged_path("//////////////////") == "/////////...");  // 8 empty pieces, then the rest
  // Digits as long as an identity number, or an id in capitals, are none of our ids.
  BOOST_TEST(logged_path("/case/43019019620304122X") == "/case/*");
  BOOST_TEST(logged_path("/case/0123456789ABCDEF0123456789abcdef") == "/case/*");
  BOOST_TEST(logged_method("欧阳") == "*");
  BOOST_TEST(logged_method("get") == "*");
}

BOOST_AUTO_TEST_SUITE_END()
