// Boxes between station and county that mean well: nothing is lost by them, and what they do is
// told.
#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include "sync/wire/http_transport.h"
#include "tests/support/loopback_server.h"
#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

base::Bytes gzipped(const base::Bytes& plain) {
  z_stream stream{};
  BOOST_REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  base::Bytes out(deflateBound(&stream, plain.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// A county behind a box that keeps each answer until it is whole and gives it on as `rewrite` says;
// without: the county itself, which answers while the request travels.
using Rewrite = std::function<LoopbackServer::Answer(base::Bytes)>;
LoopbackServer::StreamHandler behind(CountyEnd& county, Rewrite rewrite = {}) {
  return [&county, rewrite](const std::string&, const LoopbackServer::BodyReader& read,
                            const LoopbackServer::EarlyWriter& early) {
    base::Bytes whole;
    (void)county.serve({.read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
                          const long count = read(buffer, size);
                          if (count < 0) return Error{ErrorCode::kNetwork, "request", "broken off"};
                          return static_cast<std::size_t>(count);
                        },
                        .write = [&](BytesView bytes) -> Result<void> {
                          whole += bytes;
                          return {};
                        },
                        .flush = [&]() -> Result<void> {
                          if (!rewrite) early(wire::kMediaType, std::exchange(whole, ""));
                          return {};
                        }});
    return rewrite ? rewrite(std::move(whole))
                   : LoopbackServer::Answer{200, wire::kMediaType, std::move(whole)};
  };
}

void syncs_directly(CountyEnd& county, StationEnd& station) {
  LoopbackServer plain(behind(county));
  wire::HttpTransport transport({.url = plain.url()});
  auto runner = station.runner();
  auto report = runner.run(transport);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  require_in_step(county, station);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(middlebox_tests)

// A box that deflates what nobody asked it to: refused by name, and nothing is acknowledged by it.
BOOST_AUTO_TEST_CASE(a_box_that_rewrites_answers_as_gzip_is_told_and_costs_nothing) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(4, std::string(20000, 's'));
  LoopbackServer box(behind(county, [](base::Bytes answer) {
    constexpr const char* kType = "application/vnd.jiujin.bundle\r\nContent-Encoding: gzip";
    return LoopbackServer::Answer{200, kType, gzipped(answer)};
  }));
  wire::HttpTransport transport({.url = box.url(), .idle_timeout = std::chrono::seconds(2)});
  auto runner = station.runner();
  const auto report = runner.run(transport);
  BOOST_REQUIRE(!report.ok());
  BOOST_TEST((report.error().code == ErrorCode::kProtocol));
  BOOST_TEST_MESSAGE(report.error().line());
  syncs_directly(county, station);
}

// A virus scanner that gives an error page of its own in the middle of a good answer's place.
BOOST_AUTO_TEST_CASE(a_box_that_swaps_the_answer_for_a_page_is_told_and_costs_nothing) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(4, std::string(20000, 's'));
  LoopbackServer box(behind(county, [](const base::Bytes&) {
    return LoopbackServer::Answer{200, "text/html", "<html><title>Blocked</title></html>"};
  }));
  wire::HttpTransport transport({.url = box.url(), .idle_timeout = std::chrono::seconds(2)});
  auto runner = station.runner();
  const auto report = runner.run(transport);
  BOOST_REQUIRE(!report.ok());
  BOOST_TEST((report.error().code == ErrorCode::kProtocol));
  syncs_directly(county, station);
}

BOOST_AUTO_TEST_SUITE_END()
