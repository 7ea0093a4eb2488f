// Locked stations hand over their files over a real socket, and who may not.
#include <boost/test/unit_test.hpp>

#include "village_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;

BOOST_FIXTURE_TEST_SUITE(carried_files_tests, VillageFixture)

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

BOOST_AUTO_TEST_CASE(a_locked_station_hands_over_scans_in_their_hours_only) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto hash = scan(*village, id, 100'000);
  BOOST_REQUIRE_EQUAL(leave(*village, wire::kOutboxScansName).size(), 2u);
  bool hours = false;
  wire::CarryWatch watch;
  watch.scans_may = [&hours] { return hours; };
  const auto carry_all = [&] {
    const auto report = wire::carry_outbox(village->folder, line, village->transport,
                                           envelope::system_random(), watch);
    must(report);
    return *report;
  };
  for (const std::size_t carried : {1u, 0u}) {
    const auto report = carry_all();
    BOOST_TEST(report.carried == carried);
    BOOST_TEST(report.waiting == 1u);
    BOOST_TEST(report.held == 1u);
    BOOST_CHECK(report.verdict == Verdict::kServed);
  }
  BOOST_TEST(ops_of(id) == 2u);
  BOOST_TEST(!is_whole(hash));
  hours = true;
  const auto report = carry_all();
  BOOST_TEST(report.carried == 1u);
  BOOST_TEST(report.waiting == 0u);
  BOOST_TEST(report.held == 0u);
  BOOST_TEST(is_whole(hash));
  // Both answers fit when somebody logs in.
  const auto taken =
      wire::import_from_stick(village->store, village->identity, kClocks, envelope::system_random(),
                              wire::inbox_folder(village->folder));
  must(taken);
  BOOST_TEST(*village->store.file_acknowledged(hash) == 100'000u);
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

BOOST_AUTO_TEST_CASE(refused_carriers_stand_in_the_county_s_log) {
  auto village = known("枫林村");
  auto neighbour = known("石桥村");
  take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  const auto id = village->identity.station.hex();
  const auto remark = [&](const wire::TransportKey& key, base::BytesView bytes) {
    return remark_of([&] { carry(key, bytes); });
  };
  BOOST_TEST(remark(village->transport, file) == "");
  auto posing = neighbour->transport;
  posing.station = village->transport.station;
  BOOST_TEST(remark(posing, file) ==
             "somebody as station " + id + " from 127.0.0.1; answered unknown_key");
  auto stranger = neighbour->transport;
  stranger.station.bytes.fill(5);
  BOOST_TEST(remark(stranger, file) ==
             "no station of this county from 127.0.0.1; answered unknown_key");
  // Its own key and another's file; and nothing of what was sent, nor of what it says outside.
  BOOST_TEST(remark(neighbour->transport, file) == "station " + neighbour->identity.station.hex() +
                                                       " from 127.0.0.1; answered unknown_key");
  BOOST_TEST(remark(village->transport, "<b>王桂英</b>") ==
             "station " + id + " from 127.0.0.1; answered unreadable");
  must(service->suspend_station(village->identity.station, true, "电脑被盗", "admin"));
  BOOST_TEST(remark(village->transport, file) ==
             "station " + id + " from 127.0.0.1; answered suspended");
}

BOOST_AUTO_TEST_CASE(what_is_no_carried_file_is_told_in_the_log) {
  wire::HttpOptions options = line;
  options.path = wire::kCarriedPath;
  long status = 0;
  const auto told =
      remark_of([&] { (void)wire::post_json(options, wire::kCarriedPath, "GET / HTTP", &status); });
  BOOST_TEST(told == "no station of this county from 127.0.0.1; answered unreadable");
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
