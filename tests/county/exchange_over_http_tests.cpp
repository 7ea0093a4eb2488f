// A station and a county over real sockets: what an exchange costs, and both ends at once.
#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <mutex>

#include "county_fixture.h"
#include "sync/county/http/http_server.h"
#include "sync/wire/http_transport.h"
#include "sync/wire/sync_runner.h"
#include "tests/support/fault_proxy.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

struct LineFixture : CountyFixture {
  std::unique_ptr<county::http::HttpServer> server;
  std::unique_ptr<FaultProxy> proxy;
  wire::StationIdentity identity;

  std::mutex mutex;
  std::condition_variable answered;
  int requests_over = 0;

  LineFixture() {
    county::http::ServerOptions options;
    options.log = [this](const std::string&) {
      const std::lock_guard lock(mutex);
      ++requests_over;
      answered.notify_all();
    };
    server = std::move(county::http::HttpServer::start(*service, options)).value();
    proxy = std::make_unique<FaultProxy>(0, server->port());
    add_staff("clerk", {casework::Role::kIntake}, "430190101201");
    const auto code = service->add_station({"枫林村便民服务站", "430190101201", "", 6}, "admin");
    must(code);
    const auto random = seeded(99);
    const auto& suite = envelope::default_suite();
    const auto keys = suite.generate_signing_key(random);
    auto request = enrolment(code->code);
    request.suite = 1;
    request.public_key = keys.public_key;
    const auto answer = service->enrol(request);
    must(answer);
    incarnation = request.incarnation;
    identity.station = answer->station;
    identity.incarnation = {incarnation, answer->station, 1, request.public_key,
                            answer->number_block};
    identity.county = {answer->county_incarnation, {}, 1, answer->county_public_key, 0};
    identity.sign = [&suite, key = keys.private_key](base::BytesView message) {
      return suite.sign(key, message, envelope::system_random());
    };
    must(station.add_incarnation(identity.incarnation));
    must(station.add_incarnation(identity.county));
  }
  ~LineFixture() {
    proxy.reset();
    server.reset();
  }

  // The station hears of a cut before the county has read what came until then.
  void wait_for_requests(int count) {
    std::unique_lock lock(mutex);
    BOOST_REQUIRE(
        answered.wait_for(lock, std::chrono::seconds(60), [&] { return requests_over >= count; }));
  }

  Result<wire::SyncReport> sync(const wire::SyncRunner::ProgressSink& progress = {},
                                std::uint64_t bytes_per_second_max = 0) {
    wire::HttpTransport transport({.url = "http://127.0.0.1:" + std::to_string(proxy->port()),
                                   .bytes_per_second_max = bytes_per_second_max});
    wire::SyncRunner runner(station, identity,
                            {[] { return std::int64_t{1795312800000}; },
                             [] {
                               return std::chrono::duration_cast<std::chrono::milliseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch());
                             }},
                            envelope::system_random());
    return runner.run(transport, progress);
  }

  base::ContentHash take_in(std::uint8_t number, std::size_t file_bytes) {
    base::CaseId id;
    id.bytes.fill(number);
    std::mt19937 dice(number);
    std::string bytes(file_bytes, '\0');
    for (char& c : bytes) c = static_cast<char>(dice());
    const auto file = *station.put_file(bytes, "image/jpeg");
    store::AppendBatch batch;
    batch.ops = {{1, id, 0, "clerk", R"({"key":")" + std::string(64, 'a') + "\"}", {}},
                 {3,
                  id,
                  0,
                  "clerk",
                  R"({"files":[{"hash":")" + file.hash.hex() + R"(","size":)" +
                      std::to_string(file.size) + R"(,"type":"image/jpeg"}]})",
                  {}}};
    must(station.append(incarnation, batch));
    return file.hash;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exchange_over_http_tests, LineFixture)

BOOST_AUTO_TEST_CASE(nothing_new_costs_one_request_of_at_most_250_bytes_each_way) {
  take_in(9, 1000);
  BOOST_REQUIRE(sync().ok());
  const auto up = proxy->bytes_up(), down = proxy->bytes_down();
  auto report = sync();
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->rounds == 1u);
  BOOST_TEST_MESSAGE("nothing new: " << proxy->bytes_up() - up << " up, "
                                     << proxy->bytes_down() - down << " down, headers included");
  BOOST_TEST(proxy->bytes_up() - up <= 250u);
  BOOST_TEST(proxy->bytes_down() - down <= 250u);
}

BOOST_AUTO_TEST_CASE(text_is_acknowledged_over_http_while_scans_travel) {
  const auto scan = take_in(9, 1'500'000);
  std::uint64_t up_when_told = 0;
  auto report = sync(
      [&](const wire::SyncProgress& progress) {
        if (progress.kind == wire::SyncProgress::Kind::kOpsAcknowledged && up_when_told == 0) {
          up_when_told = proxy->bytes_up();
        }
      },
      1'000'000);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->rounds == 1u);
  BOOST_TEST(up_when_told > 0u);
  BOOST_TEST(up_when_told < 1'400'000u);
  BOOST_TEST((*service->file_state(scan))->info.complete);
}

// So slow that the county has read nearly everything when the reset comes: what then lies unread
// in buffers is lost with them, on this line as on any.
constexpr std::uint64_t kWithoutBacklog = 400'000;

BOOST_AUTO_TEST_CASE(after_a_reset_the_rest_goes_in_one_request_and_little_is_sent_twice) {
  const auto scan = take_in(9, 400'000);
  int requests = 0;
  for (const char* cut : {"cut-after 120000", "cut-after 90000"}) {
    proxy->set(cut);
    BOOST_TEST(!sync({}, kWithoutBacklog).ok());
    wait_for_requests(++requests);
  }
  proxy->set("pass");
  auto report = sync();
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->rounds == 1u);
  BOOST_TEST((*service->file_state(scan))->info.complete);
  BOOST_TEST_MESSAGE("two cuts: " << proxy->bytes_up() << " bytes for a scan of 400,000");
  BOOST_TEST(proxy->bytes_up() < 440'000u);
}

BOOST_AUTO_TEST_SUITE_END()
