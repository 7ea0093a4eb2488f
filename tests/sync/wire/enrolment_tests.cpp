// Enrolment's JSON and the station's call.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "sync/wire/enrolment.h"
#include "tests/support/loopback_server.h"

using namespace jiujin;
using namespace jiujin::sync::wire;
using jiujin::tests::LoopbackServer;

namespace {

EnrolmentRequest sample_request() {
  EnrolmentRequest request;
  request.code = "abcd-ef12 ";
  request.station_name = "石桥镇青石村";
  request.public_key = std::string("\x30\x59\x00\xff", 4);
  request.incarnation.bytes.fill(7);
  return request;
}

EnrolmentAnswer sample_answer() {
  EnrolmentAnswer answer;
  answer.station.bytes.fill(1);
  answer.incarnation.bytes.fill(7);
  answer.number_block = 12;
  answer.station_name = "石桥镇青石村";
  answer.division = "430190101201";
  answer.scope = "430190101000";
  answer.county_incarnation.bytes.fill(2);
  answer.county_public_key = "county key";
  answer.county_name = "青溪县";
  answer.catalogue_version = 3;
  answer.catalogue.bytes.fill(9);
  return answer;
}

LoopbackServer::Handler fixed(int status, std::string media_type, std::string body) {
  return [=](const std::string&, const LoopbackServer::BodyReader& read) {
    char buffer[4096];
    while (read(buffer, sizeof buffer) > 0) {
    }
    return LoopbackServer::Answer{status, media_type, body};
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(enrolment_tests)

BOOST_AUTO_TEST_CASE(a_request_comes_back_with_its_code_made_plain) {
  const auto json = to_json(sample_request());
  BOOST_TEST(json["public_key"] == "MFkA/w==");  // RFC 4648, by hand
  auto back = parse_enrolment_request(json.dump());
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->code == "ABCDEF12");
  BOOST_TEST(back->public_key == sample_request().public_key);
  BOOST_TEST((back->incarnation == sample_request().incarnation));
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  auto json = to_json(sample_request());
  json.erase("incarnation");
  auto back = parse_enrolment_request(json.dump());
  BOOST_REQUIRE(!back.ok());
  BOOST_TEST(back.error().place == "incarnation");
  BOOST_TEST(!parse_enrolment_request("[1]").ok());
  json = to_json(sample_request());
  json["public_key"] = "not/base64!";
  BOOST_TEST(parse_enrolment_request(json.dump()).error().place == "public_key");
}

BOOST_AUTO_TEST_CASE(a_station_enrols) {
  LoopbackServer server([](const std::string& path, const LoopbackServer::BodyReader& read) {
    std::string body;
    char buffer[4096];
    for (long n; (n = read(buffer, sizeof buffer)) > 0;) body.append(buffer, n);
    const bool fits = path == kEnrolPath && parse_enrolment_request(body).ok();
    return LoopbackServer::Answer{fits ? 200 : 400, "application/json",
                                  to_json(sample_answer()).dump()};
  });
  auto answer = enrol({.url = server.url()}, sample_request());
  BOOST_REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().line()));
  BOOST_TEST(answer->number_block == 12u);
  BOOST_TEST(answer->county_public_key == "county key");
  BOOST_TEST((answer->catalogue == sample_answer().catalogue));
}

BOOST_AUTO_TEST_CASE(a_used_code_is_told) {
  LoopbackServer server(fixed(403, "application/json", R"({"cause":"this code was used"})"));
  auto answer = enrol({.url = server.url()}, sample_request());
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST((answer.error().code == ErrorCode::kUnauthenticated));
  BOOST_TEST(answer.error().cause == "this code was used");
}

BOOST_AUTO_TEST_CASE(a_portal_is_no_county) {
  LoopbackServer server(fixed(200, "text/html", "<html><body>Please log in</body></html>"));
  auto answer = enrol({.url = server.url()}, sample_request());
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST((answer.error().code == ErrorCode::kProtocol));
  BOOST_TEST(answer.error().cause.find("Please log in") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
