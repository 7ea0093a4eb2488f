#include "sync/county/http/http_server.h"

#include <Poco/Net/StreamSocket.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>

#include "county_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

struct ServerFixture : CountyFixture {
  std::mutex mutex;  // the lines come from the server's threads
  std::condition_variable logged;
  std::vector<std::string> log;
  std::unique_ptr<county::http::HttpServer> server;
  ServerFixture() {
    county::http::ServerOptions options;
    options.threads = 4;
    options.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log.push_back(line);
      logged.notify_all();
    };
    server = std::move(county::http::HttpServer::start(*service, options)).value();
  }
  ~ServerFixture() { server.reset(); }

  // Sends these very bytes, ends its side, reads the answer to the end.
  std::string raw(const std::string& request) {
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server->port()));
    socket.setReceiveTimeout(Poco::Timespan(20, 0));
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    socket.shutdownSend();
    std::string answer;
    char buffer[4096];
    for (int got = 0; (got = socket.receiveBytes(buffer, sizeof buffer)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
    return answer;
  }
  std::string get(const std::string& path) {
    return raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_server_tests, ServerFixture)

BOOST_AUTO_TEST_CASE(health_is_told) {
  BOOST_TEST(get("/healthz").starts_with("HTTP/1.1 200"));
  BOOST_TEST(get("/readyz").ends_with("ready\n"));
  BOOST_TEST(get("/metrics").find("jiujin_http_requests_total") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_path_leads_out_of_the_static_files) {
  for (const auto* path : {"/static/../county.key", "/static/%2e%2e/%2e%2e/etc/passwd",
                           "/static//etc/passwd", "/static/", "/static/templates/case.html"}) {
    BOOST_TEST(get(path).starts_with("HTTP/1.1 404"));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_bundle_is_told_in_the_log_with_its_reason) {
  const auto answer =
      raw("POST /sync/v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nHACK\r\n<b>");
  BOOST_TEST(answer.starts_with("HTTP/1.1 200"));  // a bundle that says no
  std::unique_lock lock(mutex);
  BOOST_REQUIRE(logged.wait_for(lock, std::chrono::seconds(20), [&] { return !log.empty(); }));
  BOOST_TEST(log[0].starts_with("POST /sync/v1/exchange 200"));
  BOOST_TEST(log[0].find("no station of this county from 127.0.0.1; ") != std::string::npos,
             log[0]);
  BOOST_TEST(log[0].find("<b>") == std::string::npos, log[0]);
}

BOOST_AUTO_TEST_CASE(cut_enrolment_is_refused) {
  const auto answer = raw("POST /sync/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
                          "Content-Type: application/json\r\n\r\n{\"code\":");
  BOOST_TEST(answer.starts_with("HTTP/1.1 400"));
  BOOST_TEST(answer.find("truncated") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cut_login_form_is_refused) {
  const auto answer = raw("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
                          "Content-Type: application/x-www-form-urlencoded\r\n\r\nid=a");
  BOOST_TEST(answer.starts_with("HTTP/1.1 400"));
}

BOOST_AUTO_TEST_CASE(exchange_takes_only_bundles) {
  const auto page = raw("POST /sync/v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                        "Content-Type: text/html\r\n\r\nhi");
  BOOST_TEST(page.starts_with("HTTP/1.1 415"));
  const auto before = *service->feed_end();
  const auto junk = raw("POST /sync/v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                        "Content-Type: application/vnd.jiujin.bundle\r\n\r\njunk");
  BOOST_TEST(junk.starts_with("HTTP/1.1 200"));  // judgement is in the answer bundle
  BOOST_TEST(*service->feed_end() == before);
}

BOOST_AUTO_TEST_CASE(session_cookie_is_closed_to_scripts_and_other_sites) {
  const auto answer = get("/login");
  const auto cookie = answer.substr(answer.find("Set-Cookie:"), 200);
  BOOST_TEST(cookie.find("HttpOnly") != std::string::npos);
  BOOST_TEST(cookie.find("SameSite=Strict") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(stopped_server_answers_no_more) {
  const auto port = server->port();
  server->stop();
  BOOST_CHECK_THROW(Poco::Net::StreamSocket(Poco::Net::SocketAddress("127.0.0.1", port)),
                    Poco::Exception);
}

BOOST_AUTO_TEST_SUITE_END()
