// Who may call himself the county to a station: attacks on the line.
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "county_fixture.h"
#include "sync/base/clock.h"
#include "sync/county/http/http_server.h"
#include "sync/envelope/certificates.h"
#include "sync/wire/enrolment.h"
#include "sync/wire/http_transport.h"
#include "sync/wire/tls_sessions.h"
#include "tests/support/fault_proxy.h"

using namespace jiujin;
using namespace jiujin::tests;
using county::http::HttpServer;

namespace {

// libcurl judges validity by the machine's clock.
std::int64_t really_now_ms() {
  return base::SystemClock().read().wall_ms;
}

struct TrustFixture : CountyFixture {
  std::unique_ptr<HttpServer> server;

  std::string tls(const std::string& file) const { return folder + "/data/tls/" + file; }

  // The county with these hosts' certificate of this authority, valid for these days from now.
  void serve(const envelope::Certified& authority, const std::string& host, int from_days,
             int until_days) {
    const auto now = really_now_ms();
    const std::string hosts[] = {host};
    const auto issued = envelope::issue_server_certificate(
        authority, hosts, {now + from_days * county::kDayMs, now + until_days * county::kDayMs},
        seeded(3));
    must(issued);
    std::ofstream(tls("test.pem")) << issued->certificate;
    std::ofstream(tls("test.key")) << issued->private_key;
    server.reset();
    county::http::ServerOptions options;
    options.threads = 4;
    options.certificate = tls("test.pem");
    options.key = tls("test.key");
    server = std::move(HttpServer::start(*service, options)).value();
  }

  envelope::Certified own() const {
    const auto text = [&](const char* file) {
      std::ifstream in(tls(file));
      return std::string(std::istreambuf_iterator<char>(in), {});
    };
    return {text("authority.pem"), text("authority.key")};
  }
  static envelope::Certified stranger() {
    const auto now = really_now_ms();
    return envelope::make_authority("青溪县", {now - county::kDayMs, now + county::kDayMs},
                                    seeded(5))
        .value();
  }

  std::string url() const { return "https://127.0.0.1:" + std::to_string(server->port()); }
  std::string code() {
    return service->add_station({"枫林村", "430190101201", "", 6}, "admin").value().code;
  }
  // What a station does first; ok() only when an identity came back.
  Result<wire::EnrolmentAnswer> enrol(const std::string& at, const std::string& typed) {
    const auto told = wire::read_code(typed);
    auto options = wire::reach_county(at, told, "");
    if (!options.ok()) return options.error();
    options->idle_timeout = std::chrono::seconds(5);
    wire::EnrolmentRequest request;
    request.code = told.secret;
    request.public_key = "key";
    request.incarnation = base::IncarnationId::random(seeded(9));
    return wire::enrol(*options, request);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trust_tests, TrustFixture)

BOOST_AUTO_TEST_CASE(the_code_names_the_county_and_is_enough) {
  serve(own(), "127.0.0.1", -1, 30);
  const auto answer = enrol(url(), code());
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->county_name == "青溪县");
}

BOOST_AUTO_TEST_CASE(who_answers_in_the_county_s_place_gets_no_code) {
  const auto given = code();
  serve(stranger(), "127.0.0.1", -1, 30);  // and tells the true authority, which is no secret
  const auto refused = enrol(url(), given);
  BOOST_TEST((refused.error().code == ErrorCode::kNetwork), refused.error().line());
  auto mine = given;
  mine.replace(mine.size() - 4, 4, "AAAA");  // a code with another fingerprint
  BOOST_TEST((enrol(url(), mine).error().code == ErrorCode::kUnauthenticated));
}

BOOST_AUTO_TEST_CASE(another_host_s_or_an_expired_certificate_is_refused) {
  const auto given = code();
  serve(own(), "county.example", -1, 30);
  BOOST_TEST((enrol(url(), given).error().code == ErrorCode::kNetwork));
  serve(own(), "127.0.0.1", -30, -1);
  BOOST_TEST((enrol(url(), given).error().code == ErrorCode::kNetwork));
  serve(own(), "127.0.0.1", 2, 30);
  BOOST_TEST((enrol(url(), given).error().code == ErrorCode::kNetwork));
}

// An authority that signs a server may not be made into one that signs authorities.
BOOST_AUTO_TEST_CASE(a_server_s_key_signs_nobody) {
  const auto now = really_now_ms();
  const std::string hosts[] = {"127.0.0.1"};
  const auto leaf = envelope::issue_server_certificate(
      own(), hosts, {now - county::kDayMs, now + county::kDayMs}, seeded(3));
  BOOST_REQUIRE(leaf.ok());
  BOOST_TEST(!envelope::issue_server_certificate(
                  *leaf, hosts, {now - county::kDayMs, now + county::kDayMs}, seeded(4))
                  .ok());
}

BOOST_AUTO_TEST_CASE(plain_http_over_a_network_is_refused_before_a_byte_travels) {
  for (const char* bad : {"http://county.example:8443", "ftp://127.0.0.1", "county.example",
                          "https://", "http://127.0.0.1.example", "http://me@127.0.0.1/"}) {
    const auto refused = wire::reach_county(bad, wire::read_code(code()), "");
    BOOST_TEST((refused.error().code == ErrorCode::kInvalidArgument), bad);
  }
  BOOST_TEST(wire::reach_county("http://127.0.0.1:80", {}, "").ok());
  BOOST_TEST(wire::reach_county("http://localhost/", {}, "").ok());
}

// Someone on the line who answers without TLS hears a TLS hello and nothing of the code.
BOOST_AUTO_TEST_CASE(a_stripped_line_hears_no_secret) {
  Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
  std::string heard;
  std::thread attacker([&] {
    auto line = listener.acceptConnection();
    line.setReceiveTimeout(Poco::Timespan(5, 0));
    char buffer[4096];
    const int got = line.receiveBytes(buffer, sizeof buffer);
    if (got > 0) heard.assign(buffer, static_cast<std::size_t>(got));
    const std::string answer = "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n";
    line.sendBytes(answer.data(), static_cast<int>(answer.size()));
  });
  const auto given = code();
  const auto refused =
      enrol("https://127.0.0.1:" + std::to_string(listener.address().port()), given);
  attacker.join();
  BOOST_TEST(!refused.ok());
  BOOST_REQUIRE(!heard.empty());
  BOOST_TEST(heard.front() == 0x16);  // RFC 8446, 5.1: a handshake
  BOOST_TEST(heard.find(wire::read_code(given).secret) == std::string::npos);
  BOOST_TEST(heard.find("POST") == std::string::npos);
}

// A certificate travels in the clear once, within TLS 1.3 as many bytes as it is long.
BOOST_AUTO_TEST_CASE(a_session_is_taken_up_again_without_its_certificate) {
  serve(own(), "127.0.0.1", -1, 30);
  FaultProxy line(0, server->port());
  const auto told = wire::read_code(code());
  auto options = wire::reach_county("https://127.0.0.1:" + std::to_string(line.port()), told, "");
  must(options);
  const auto asked = [&] {
    const auto before = line.bytes_down();
    const auto up_before = line.bytes_up();
    long status = 0;
    const auto answer = wire::post_json(*options, "/nowhere", "{}", &status);
    BOOST_TEST(status == 400, (answer.ok() ? *answer : answer.error().line()));
    BOOST_TEST_MESSAGE("up: " << line.bytes_up() - up_before << " B");
    return static_cast<std::int64_t>(line.bytes_down() - before);
  };
  std::ifstream in(tls("test.pem"));
  const std::string pem(std::istreambuf_iterator<char>(in), {});
  const auto der_bytes = static_cast<std::int64_t>(pem.size() - 60) * 3 / 4;  // base64, two lines
  asked();
  const auto anew = asked();
  options->sessions = std::make_shared<wire::TlsSessions>();
  const auto first = asked();
  const auto again = asked();
  const auto secure = std::exchange(options->url, "http://127.0.0.1:" + std::to_string(line.port()));
  BOOST_TEST_MESSAGE("down without TLS: " << asked() << " B");
  options->url = secure;
  BOOST_TEST_MESSAGE("down: " << first << " B at first, " << again << " B from then on");
  BOOST_TEST(std::abs(first - anew) < 100);
  BOOST_TEST(again + der_bytes < first);
  // It stands for the authority that it was made under and for no other.
  options->authority = stranger().certificate;
  long status = 0;
  const auto refused = wire::post_json(*options, "/nowhere", "{}", &status);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kNetwork), refused.error().line());
}

// While a station trusts both it may come to the thief of the former one's key; what that left it,
// a TLS session, is worth nothing once the former was dropped.
BOOST_AUTO_TEST_CASE(the_former_authority_s_thief_gets_nothing_once_it_was_dropped) {
  const auto next = stranger();
  serve(own(), "127.0.0.1", -1, 30);
  auto options = wire::reach_county(url(), wire::read_code(code()), "");
  must(options);
  const auto former = options->authority;
  options->sessions = std::make_shared<wire::TlsSessions>();
  long status = 0;
  const auto asked = [&] {
    status = 0;
    options->url = url();
    return wire::post_json(*options, "/nowhere", "{}", &status);
  };
  options->authority = former + next.certificate;
  for (int i = 0; i < 2; ++i) {
    (void)asked().ok();
    BOOST_TEST(status == 400);
  }
  options->authority = next.certificate;
  const auto refused = asked();
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kNetwork), refused.error().line());
  BOOST_TEST(refused.error().cause.find("does not prove to be the county") != std::string::npos);
  BOOST_TEST(status == 0);
  for (const auto& trusted :
       {former + next.certificate, next.certificate + former, next.certificate}) {
    serve(next, "127.0.0.1", -1, 30);
    options->authority = trusted;
    (void)asked().ok();
    BOOST_TEST(status == 400);
  }
}

BOOST_AUTO_TEST_CASE(another_authority_takes_the_place_and_the_former_s_key_is_gone) {
  const auto before = own();
  const auto old_code = code();
  BOOST_TEST((service->switch_authority({}).error().code == ErrorCode::kNotFound));
  const auto announced = service->announce_authority("admin");
  must(announced);
  BOOST_TEST(announced->current == *envelope::certificate_name(before.certificate));
  BOOST_TEST(announced->next != announced->current);
  BOOST_TEST(service->announce_authority("admin")->next == announced->next);
  BOOST_TEST((own().private_key == before.private_key));  // it signs until then
  must(service->end_former_authorities());                // a server that shows the former's
  BOOST_TEST((*service->world())->registry.ended_authorities().empty());

  const auto hosts = service->renewed_certificate().value()->hosts;
  const auto issued = service->switch_authority({});
  must(issued);
  BOOST_TEST(issued->hosts == hosts, boost::test_tools::per_element());
  BOOST_TEST(service->authority_standing()->current == announced->next);
  BOOST_TEST(service->authority_standing()->next == "");
  for (const auto& file : std::filesystem::directory_iterator(folder + "/data/tls")) {
    std::ifstream in(file.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    BOOST_TEST(text.find(before.private_key) == std::string::npos);
  }
  must(service->end_former_authorities());
  must(service->end_former_authorities());
  BOOST_TEST((*service->world())->registry.ended_authorities() ==
             std::set<std::string>{announced->current});

  serve(own(), "127.0.0.1", -1, 30);
  BOOST_TEST((enrol(url(), old_code).error().code == ErrorCode::kUnauthenticated));
  BOOST_TEST(enrol(url(), code()).ok());
}

BOOST_AUTO_TEST_CASE(a_station_that_has_not_heard_holds_the_other_authority_back) {
  enrol_station();
  const auto announced = service->announce_authority("admin");
  must(announced);
  BOOST_REQUIRE_EQUAL(announced->unheard.size(), 1u);
  const auto id = announced->unheard[0].id;
  const auto refused = service->switch_authority({});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kRefused));
  BOOST_TEST(refused.error().cause.find("枫林村") != std::string::npos);
  store::AppendBatch batch;
  batch.ops.push_back(
      casework::draft_op({}, 0, "", casework::AuthorityTrusted{announced->current}));  // another's
  must(station.append(incarnation, batch));
  deliver();
  BOOST_TEST(service->authority_standing()->unheard.size() == 1u);
  batch.ops = {casework::draft_op({}, 0, "", casework::AuthorityTrusted{announced->next})};
  must(station.append(incarnation, batch));
  deliver();
  BOOST_TEST(service->authority_standing()->unheard.empty());
  BOOST_TEST(service->switch_authority({id}).ok());
}

BOOST_AUTO_TEST_CASE(who_says_nothing_holds_nobody_else_up) {
  serve(own(), "127.0.0.1", -1, 30);
  std::vector<Poco::Net::StreamSocket> idle;
  for (int i = 0; i < 3; ++i) {  // of four threads
    idle.emplace_back(Poco::Net::SocketAddress("127.0.0.1", server->port()));
  }
  BOOST_TEST(enrol(url(), code()).ok());
}

BOOST_AUTO_TEST_CASE(a_code_is_read_as_people_type_it) {
  const auto read = wire::read_code(" k7qm-2xhd 9rta-u73d-bfvf-snpn-yc1o ");
  BOOST_TEST(read.secret == "K7QM2XHD9RTA");
  BOOST_TEST(read.fingerprint == "U73DBFVFSNPNYCIO");
  BOOST_TEST(wire::read_code("K7QM-2XHD-9RTA").fingerprint == "");
}

BOOST_AUTO_TEST_CASE(the_server_renews_its_certificate_before_it_ends) {
  const auto first = service->renewed_certificate();
  BOOST_REQUIRE(first.ok() && first->has_value());
  BOOST_TEST((*first)->until_ms == clock.wall_ms + county::kServerCertificateMs);
  clock.wall_ms += county::kServerCertificateMs - county::kRenewBeforeMs - 1000;
  BOOST_TEST(service->renewed_certificate().value()->until_ms == (*first)->until_ms);
  clock.wall_ms += 2000;
  BOOST_TEST(service->renewed_certificate().value()->until_ms ==
             clock.wall_ms + county::kServerCertificateMs);
  BOOST_TEST((*service->renewed_certificate())->hosts == (*first)->hosts,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keys_are_for_their_owner_alone) {
  namespace fs = std::filesystem;
  for (const char* file : {"authority.key", "server.key"}) {
    const auto others = fs::perms::group_all | fs::perms::others_all;
    BOOST_TEST(((fs::status(tls(file)).permissions() & others) == fs::perms::none), file);
  }
}

BOOST_AUTO_TEST_SUITE_END()
