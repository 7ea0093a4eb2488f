// Locked stations hand over their files over a real socket, and who may not.
#include <boost/test/unit_test.hpp>

#include "county_fixture.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/county/http/http_server.h"
#include "sync/wire/opening_keys.h"
#include "sync/wire/outbox.h"
#include "sync/wire/stick.h"
#include "sync/wire/sync_runner.h"

using namespace jiujin;
using namespace jiujin::tests;
using Verdict = wire::CarriedAnswer::Verdict;

namespace {

const wire::RunnerClocks kClocks{[] { return std::int64_t{1795312800000}; },
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

struct CarriedFixture : CountyFixture {
  std::unique_ptr<county::http::HttpServer> server;
  wire::HttpOptions line;

  CarriedFixture() {
    server = std::move(county::http::HttpServer::start(*service, {})).value();
    line.url = "http://127.0.0.1:" + std::to_string(server->port());
    add_staff("clerk", {casework::Role::kIntake}, "430190101201");
  }
  ~CarriedFixture() { server.reset(); }

  std::unique_ptr<Village> enrolled(const std::string& name) {
    auto village = std::make_unique<Village>();
    village->folder = folder + "/" + name;
    std::filesystem::create_directory(village->folder);
    const auto code = service->add_station({name, "430190101201", "", 6}, "admin");
    must(code);
    const auto& suite = envelope::default_suite();
    const auto keys = suite.generate_signing_key(envelope::system_random());
    auto request = enrolment(code->code);
    request.suite = 1;
    request.public_key = keys.public_key;
    request.incarnation = base::IncarnationId::random(envelope::system_random());
    const auto answer = service->enrol(request);
    must(answer);
    auto& identity = village->identity;
    identity.station = answer->station;
    identity.incarnation = {request.incarnation, answer->station, 1, request.public_key,
                            answer->number_block};
    identity.county = {answer->county_incarnation, {}, 1, answer->county_public_key, 0};
    identity.sign = [&suite, key = keys.private_key](base::BytesView message) {
      return suite.sign(key, message, envelope::system_random());
    };
    must(village->store.add_incarnation(identity.incarnation));
    must(village->store.add_incarnation(identity.county));
    village->transport = {identity.station, identity.county.id, 1,
                          suite.generate_signing_key(envelope::system_random())};
    return village;
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

  std::vector<std::string> leave(Village& village) {
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

  wire::CarriedAnswer carry(const wire::TransportKey& key, base::BytesView file) {
    auto answer = wire::carry_file(line, key, file, envelope::system_random());
    BOOST_REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().line()));
    return *answer;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(carried_files_tests, CarriedFixture)

BOOST_AUTO_TEST_CASE(a_locked_station_empties_its_outbox_and_keeps_the_answers) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  BOOST_REQUIRE_EQUAL(leave(*village).size(), 1u);
  BOOST_TEST(ops_of(id) == 0u);
  const auto report =
      wire::carry_outbox(village->folder, line, village->transport, envelope::system_random());
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->carried == 1u);
  BOOST_TEST(report->waiting == 0u);
  BOOST_TEST(ops_of(id) == 1u);
  const auto standing = wire::outbox_standing(village->folder);
  BOOST_TEST(standing.waiting == 0u);
  BOOST_TEST(standing.answered == 1u);
  const auto taken =
      wire::import_from_stick(village->store, village->identity, kClocks, envelope::system_random(),
                              wire::inbox_folder(village->folder));
  BOOST_REQUIRE(taken.ok());
  BOOST_TEST(taken->ops_acknowledged == 1u);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_has_no_effect) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  const auto end_before = *service->feed_end();
  for (int i = 0; i < 3; ++i)
    BOOST_CHECK(carry(village->transport, file).verdict == Verdict::kServed);
  BOOST_TEST(ops_of(id) == 1u);
  BOOST_TEST(*service->feed_end() == end_before + 1);
}

BOOST_AUTO_TEST_CASE(a_transport_key_that_the_county_has_not_heard_of_is_refused) {
  auto village = enrolled("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  const auto answer = carry(village->transport, file);
  BOOST_CHECK(answer.verdict == Verdict::kUnknown);
  BOOST_TEST(answer.answer.empty());
  BOOST_TEST(ops_of(id) == 0u);
  // Nothing of it goes, and it is tried again.
  const auto report =
      wire::carry_outbox(village->folder, line, village->transport, envelope::system_random());
  BOOST_REQUIRE(report.ok());
  BOOST_CHECK(report->verdict == Verdict::kUnknown);
  BOOST_TEST(report->waiting == 1u);
}

BOOST_AUTO_TEST_CASE(another_station_s_transport_key_is_refused_both_ways) {
  auto village = known("枫林村");
  auto neighbour = known("石桥村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  BOOST_CHECK(carry(neighbour->transport, file).verdict == Verdict::kUnknown);
  auto posing = neighbour->transport;
  posing.station = village->transport.station;
  BOOST_CHECK(carry(posing, file).verdict == Verdict::kUnknown);
  BOOST_TEST(ops_of(id) == 0u);
}

BOOST_AUTO_TEST_CASE(a_transport_key_signs_no_op_and_fetches_nothing) {
  auto village = known("枫林村");
  take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  // What it gets for a file opens with the station's own key alone.
  const auto answer = carry(village->transport, file);
  base::BytesView rest(answer.answer);
  const envelope::ByteSource source = [&rest](char* buffer, std::size_t size) {
    const std::size_t count = rest.copy(buffer, size);
    rest.remove_prefix(count);
    return Result<std::size_t>(count);
  };
  const auto header = envelope::read_sealed_header(source);
  BOOST_REQUIRE(header.ok());
  BOOST_CHECK(header->mark != envelope::key_mark(village->transport.keys.public_key));
  BOOST_TEST(!envelope::SealedReader::open(*header, village->transport.keys, source).ok());
  // As the key of a log it speaks for nobody: neither over the line nor in a file of its own.
  const auto sign_badly = [&](base::BytesView message) {
    return envelope::default_suite().sign(village->transport.keys.private_key, message,
                                          envelope::system_random());
  };
  village->identity.sign = sign_badly;
  const auto forged = take_in(*village);
  wire::HttpTransport transport(line);
  wire::SyncRunner runner(village->store, village->identity, kClocks, envelope::system_random());
  const auto report = runner.run(transport, {});
  BOOST_TEST((!report.ok() || report->outcome != wire::SyncOutcome::kUpToDate));
  wire::remove_from_outbox(village->folder, wire::outbox_files(village->folder));
  const auto again = carry(village->transport, left(*village, leave(*village).at(0)));
  BOOST_CHECK(again.verdict == Verdict::kUnknown);
  BOOST_TEST(again.answer.empty());
  BOOST_TEST(ops_of(forged) == 0u);
}

BOOST_AUTO_TEST_CASE(a_suspended_station_is_told_so_and_nothing_is_taken_in) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  must(service->suspend_station(village->identity.station, true, "电脑被盗", "admin"));
  const auto answer = carry(village->transport, file);
  BOOST_CHECK(answer.verdict == Verdict::kSuspended);
  BOOST_TEST(answer.cause == "电脑被盗");
  BOOST_TEST(ops_of(id) == 0u);
  must(service->suspend_station(village->identity.station, false, "", "admin"));
  BOOST_CHECK(carry(village->transport, file).verdict == Verdict::kServed);
  BOOST_TEST(ops_of(id) == 1u);
}

BOOST_AUTO_TEST_CASE(a_new_key_of_the_same_log_takes_the_old_one_s_place) {
  auto village = known("枫林村");
  const auto old = village->transport;
  village->transport.keys =
      envelope::default_suite().generate_signing_key(envelope::system_random());
  say(*village, casework::draft_op({}, 0, "",
                                   casework::TransportKeyBound{
                                       1, base::to_hex(village->transport.keys.public_key)}));
  const auto file = left(*village, leave(*village).at(0));
  BOOST_CHECK(carry(old, file).verdict == Verdict::kServed);  // it brings the new one
  BOOST_CHECK(carry(old, file).verdict == Verdict::kUnknown);
  BOOST_CHECK(carry(village->transport, file).verdict == Verdict::kServed);
}

BOOST_AUTO_TEST_CASE(what_is_no_sealed_file_says_nothing_to_the_county) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  for (const auto& bytes : {base::Bytes(), base::Bytes("hello"), file.substr(0, 40),
                            base::Bytes(wire::kCarriedBytesMax, '\0')}) {
    const auto answer = carry(village->transport, bytes);
    BOOST_CHECK(answer.verdict == Verdict::kUnreadable);
    BOOST_TEST(!answer.cause.empty());
  }
  BOOST_TEST(ops_of(id) == 0u);
}

BOOST_AUTO_TEST_CASE(a_damaged_copy_stops_no_other) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  leave(*village);
  must(base::write_file_atomically(wire::outbox_folder(village->folder) + "/outbox-0.jjb",
                                   "not sealed"));
  const auto report =
      wire::carry_outbox(village->folder, line, village->transport, envelope::system_random());
  BOOST_REQUIRE(report.ok());
  BOOST_TEST(report->carried == 1u);
  BOOST_TEST(report->waiting == 1u);
  BOOST_CHECK(report->verdict == Verdict::kUnreadable);
  BOOST_TEST(ops_of(id) == 1u);
}

BOOST_AUTO_TEST_CASE(where_nobody_answers_everything_stays) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  leave(*village);
  server->stop(0);
  const auto report =
      wire::carry_outbox(village->folder, line, village->transport, envelope::system_random());
  BOOST_REQUIRE(!report.ok());
  BOOST_CHECK(report.error().code == ErrorCode::kNetwork);
  BOOST_TEST(wire::outbox_standing(village->folder).waiting == 1u);
  BOOST_TEST(wire::outbox_standing(village->folder).answered == 0u);
  BOOST_TEST(ops_of(id) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
