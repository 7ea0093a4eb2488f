// Village stations of a county, each with a store of its own, a transport key and a folder, that
// exchange with it over a real socket.
#pragma once

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>

#include "county_fixture.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/county/http/http_server.h"
#include "sync/wire/opening_keys.h"
#include "sync/wire/outbox.h"
#include "sync/wire/stick.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::tests {

using Verdict = wire::CarriedAnswer::Verdict;

inline const wire::RunnerClocks kClocks{[] { return std::int64_t{1795312800000}; },
                                 [] {
                                   return std::chrono::duration_cast<std::chrono::milliseconds>(
                                       std::chrono::steady_clock::now().time_since_epoch());
                                 }};

// A station's store, identity and folder, without a window.
struct Village {
  store::MemoryStore store{store::StoreRole::kStation};
  wire::StationIdentity identity;
  wire::TransportKey transport;
  std::string folder;
  unsigned cases = 0;
};

struct VillageFixture : CountyFixture {
  std::mutex mutex;  // the lines come from the server's threads
  std::condition_variable logged;
  std::vector<std::string> log;
  std::unique_ptr<county::http::HttpServer> server;
  wire::HttpOptions line;

  VillageFixture() {
    county::http::ServerOptions options;
    options.log = [this](const std::string& text) {
      const std::lock_guard lock(mutex);
      log.push_back(text);
      logged.notify_all();
    };
    server = std::move(county::http::HttpServer::start(*service, options)).value();
    line.url = "http://127.0.0.1:" + std::to_string(server->port());
    add_staff("clerk", {casework::Role::kIntake}, "430190101201");
  }
  ~VillageFixture() { server.reset(); }

  std::unique_ptr<Village> enrolled(const std::string& name) {
    auto village = std::make_unique<Village>();
    village->folder = folder + "/" + name;
    std::filesystem::create_directory(village->folder);
    const auto code = service->add_station({name, "430190101201", "", 6}, "admin");
    must(code);
    enrol(*village, code->code);
    return village;
  }

  void enrol(Village& village, const std::string& code) {
    const auto& suite = envelope::default_suite();
    const auto keys = suite.generate_signing_key(envelope::system_random());
    auto request = enrolment(code);
    request.suite = 1;
    request.public_key = keys.public_key;
    request.incarnation = base::IncarnationId::random(envelope::system_random());
    const auto answer = service->enrol(request);
    must(answer);
    auto& identity = village.identity;
    identity.station = answer->station;
    identity.incarnation = {request.incarnation, answer->station, 1, request.public_key,
                            answer->number_block};
    identity.county = {answer->county_incarnation, {}, 1, answer->county_public_key, 0};
    identity.sign = [&suite, key = keys.private_key](base::BytesView message) {
      return suite.sign(key, message, envelope::system_random());
    };
    must(village.store.add_incarnation(identity.incarnation));
    must(village.store.add_incarnation(identity.county));
    village.transport = {identity.station, identity.county.id, 1,
                         suite.generate_signing_key(envelope::system_random())};
  }

  void say(Village& village, oplog::OpDraft op) {
    store::AppendBatch batch;
    batch.ops.push_back(std::move(op));
    batch.time.wall_ms = clock.wall_ms;
    must(village.store.append(village.identity.incarnation.id, batch));
  }

  // The county hears of its transport key, as it does at the first exchange.
  std::unique_ptr<Village> known(const std::string& name) {
    auto village = enrolled(name);
    say(*village, casework::draft_op({}, 0, "",
                                     casework::TransportKeyBound{
                                         1, base::to_hex(village->transport.keys.public_key)}));
    wire::HttpTransport transport(line);
    wire::SyncRunner runner(village->store, village->identity, kClocks, envelope::system_random());
    const auto report = runner.run(transport, {});
    must(report);
    BOOST_REQUIRE(report->outcome == wire::SyncOutcome::kUpToDate);
    return village;
  }

  base::CaseId take_in(Village& village) {
    const auto id = base::CaseId::random(envelope::system_random());
    casework::CaseOpened opened;
    opened.key = base::CaseKey::random(envelope::system_random());
    opened.item = "QX-900";
    opened.item_version = 1;
    opened.division = "430190101201";
    opened.channel = "window";
    opened.applicant = {"张三", "111", "430190195803120173", "13800000000"};
    say(village, casework::draft_op(id, 0, "clerk", opened));
    ++village.cases;
    return id;
  }

  // A scan of a case that was taken in.
  base::ContentHash scan(Village& village, const base::CaseId& id, std::size_t size) {
    const auto file = village.store.put_file(std::string(size, 's'), "image/jpeg");
    must(file);
    say(village, casework::draft_op(
                     id, 0, "clerk",
                     casework::MaterialAdded{"M01", {{file->hash, size, "image/jpeg", "1.jpg"}}}));
    return file->hash;
  }

  bool is_whole(const base::ContentHash& hash) {
    const auto state = service->file_state(hash);
    must(state);
    return *state && (*state)->info.complete;
  }

  std::vector<std::string> leave(Village& village, const std::string& scans_name = "") {
    must(wire::make_outbox(village.folder));
    auto at_county = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    must(at_county);
    const auto pair = wire::opening_pair(**at_county);
    BOOST_REQUIRE(pair.ok() && *pair);
    wire::ExportOptions options;
    options.folder = wire::outbox_folder(village.folder);
    options.station_name = wire::kOutboxName;
    options.county_key = (*pair)->key();
    options.file_bytes_max = wire::kOutboxFileBytes;
    options.piecewise = wire::kOutboxFilesMax;
    options.scans_name = scans_name;
    const auto report = wire::export_to_stick(village.store, village.identity, kClocks,
                                              envelope::system_random(), options);
    must(report);
    return report->files;
  }

  base::Bytes left(const Village& village, const std::string& name) {
    return *base::read_whole_file(wire::outbox_folder(village.folder) + "/" + name, 4u << 20);
  }

  std::size_t ops_of(const base::CaseId& id) {
    const auto ops = service->case_ops(id);
    return ops.ok() ? ops->size() : 0;
  }

  // What the county's log says about the next file that comes.
  std::string remark_of(const std::function<void()>& carry_it) {
    std::unique_lock lock(mutex);
    log.clear();
    lock.unlock();
    carry_it();
    lock.lock();
    BOOST_REQUIRE(logged.wait_for(lock, std::chrono::seconds(20), [&] { return !log.empty(); }));
    BOOST_TEST(log[0].starts_with("POST /sync/v1/carried 200"));
    const auto bar = log[0].find(" | ");
    return bar == std::string::npos ? "" : log[0].substr(bar + 3);
  }

  wire::CarriedAnswer carry(const wire::TransportKey& key, base::BytesView file) {
    auto answer = wire::carry_file(line, key, file, envelope::system_random());
    BOOST_REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().line()));
    return *answer;
  }
};

}  // namespace jiujin::tests
