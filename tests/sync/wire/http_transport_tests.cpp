// Real sockets: a whole exchange over HTTP, portals, silence, cuts and cancelling.
#include <boost/test/unit_test.hpp>
#include <future>

#include "sync/wire/http_transport.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/loopback_server.h"
#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

// A county behind HTTP.
LoopbackServer::StreamHandler county_handler(CountyEnd& county) {
  return [&county](const std::string& path, const LoopbackServer::BodyReader& read,
                   const LoopbackServer::EarlyWriter& early) {
    if (path != wire::kExchangePath) return LoopbackServer::Answer{404, "text/plain", "not here"};
    LoopbackServer::Answer answer{200, wire::kMediaType, ""};
    (void)county.serve({.read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
                          const long count = read(buffer, size);
                          if (count < 0) return Error{ErrorCode::kNetwork, "request", "broken off"};
                          return static_cast<std::size_t>(count);
                        },
                        .write = [&](BytesView bytes) -> Result<void> {
                          answer.body += bytes;
                          return {};
                        },
                        .flush = [&]() -> Result<void> {
                          early(answer.media_type, std::exchange(answer.body, ""));
                          return {};
                        }});
    return answer;
  };
}

LoopbackServer::Handler page(int status, std::string body) {
  return [=](const std::string&, const LoopbackServer::BodyReader& read) {
    char buffer[4096];
    while (read(buffer, sizeof buffer) > 0) {
    }
    return LoopbackServer::Answer{status, "text/html", body};
  };
}

Error error_against(const std::string& url, StationEnd& station) {
  wire::HttpTransport transport({.url = url,
                                 .connect_timeout = std::chrono::seconds(2),
                                 .idle_timeout = std::chrono::seconds(1)});
  auto runner = station.runner();
  auto report = runner.run(transport);
  BOOST_REQUIRE(!report.ok());
  return report.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_transport_tests)

BOOST_AUTO_TEST_CASE(a_case_travels_over_http) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, std::string(300000, 's'));
  LoopbackServer server(county_handler(county));
  wire::HttpTransport transport({.url = server.url() + "/"});
  auto runner = station.runner();
  std::size_t told = 0;
  auto report = runner.run(transport, [&](const wire::SyncProgress&) { ++told; });
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(told > 5u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_captive_portal_is_no_county) {
  CountyEnd county;
  StationEnd station(county, 1);
  LoopbackServer portal(page(200, "<html><head><title>Hotel Wi-Fi</title></head></html>"));
  const Error error = error_against(portal.url(), station);
  BOOST_TEST((error.code == ErrorCode::kProtocol));
  BOOST_TEST(error.place == portal.url() + wire::kExchangePath);
  BOOST_TEST(error.cause.find("Hotel Wi-Fi") != std::string::npos);
  LoopbackServer busy(page(503, "overloaded"));
  BOOST_TEST((error_against(busy.url(), station).code == ErrorCode::kBusy));
}

BOOST_AUTO_TEST_CASE(nobody_there_is_the_network) {
  CountyEnd county;
  StationEnd station(county, 1);
  std::string url;
  {
    LoopbackServer gone(page(200, ""));
    url = gone.url();
  }
  BOOST_TEST((error_against(url, station).code == ErrorCode::kNetwork));
}

BOOST_AUTO_TEST_CASE(a_line_that_swallows_is_a_timeout_and_heals) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  LoopbackServer server(county_handler(county));
  FaultProxy proxy(0, server.port());
  BOOST_REQUIRE(proxy.set("swallow"));
  const std::string url = "http://127.0.0.1:" + std::to_string(proxy.port());
  BOOST_TEST((error_against(url, station).code == ErrorCode::kTimeout));
  proxy.set("cut");
  BOOST_TEST((error_against(url, station).code == ErrorCode::kNetwork));
  proxy.set("pass");
  wire::HttpTransport transport({.url = url});
  auto runner = station.runner();
  auto report = runner.run(transport);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_request_cut_on_its_way_keeps_what_arrived) {
  CountyEnd county;
  StationEnd station(county, 1);
  std::string scan;
  for (unsigned i = 0, seed = 3; i < 400000; ++i) {
    seed = seed * 1664525 + 1013904223;
    scan.push_back(static_cast<char>(seed >> 24));
  }
  station.take_in(9, scan);
  // The station hears of the cut before the county has read what came until then.
  std::promise<void> first_read;
  auto first = first_read.get_future();
  bool told = false;  // of the server's thread
  LoopbackServer server([&, serve = county_handler(county)](
                            const std::string& path, const LoopbackServer::BodyReader& read,
                            const LoopbackServer::EarlyWriter& early) {
    auto answer = serve(path, read, early);
    if (!told) first_read.set_value();
    told = true;
    return answer;
  });
  FaultProxy proxy(0, server.port());
  const std::string url = "http://127.0.0.1:" + std::to_string(proxy.port());
  proxy.set("cut-after 150000");
  BOOST_TEST((error_against(url, station).code == ErrorCode::kNetwork));
  BOOST_REQUIRE((first.wait_for(std::chrono::seconds(30)) == std::future_status::ready));
  BOOST_TEST(!county.store.ops_after(station.incarnation.id, 0, 1 << 20)->empty());
  wire::HttpTransport transport({.url = url});
  auto runner = station.runner();
  auto report = runner.run(transport);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->bytes_sent < 350000u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(cancelling_from_another_thread_ends_the_exchange) {
  CountyEnd county;
  StationEnd station(county, 1);
  LoopbackServer server(county_handler(county));
  FaultProxy proxy(0, server.port());
  proxy.set("swallow");
  wire::HttpTransport transport({.url = "http://127.0.0.1:" + std::to_string(proxy.port())});
  auto runner = station.runner();
  std::promise<void> connecting;
  std::thread clerk([&] {
    connecting.get_future().wait();
    runner.cancel();
  });
  bool told = false;
  auto report = runner.run(transport, [&](const wire::SyncProgress& progress) {
    if (progress.kind == wire::SyncProgress::Kind::kConnecting && !told) connecting.set_value();
    told = true;
  });
  clerk.join();
  BOOST_REQUIRE(!report.ok());
  BOOST_TEST((report.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()
