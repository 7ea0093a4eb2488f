#include <boost/test/unit_test.hpp>

#include "sync/casework/county_register.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;

BOOST_AUTO_TEST_SUITE(county_register_tests)

template <typename Body>
oplog::StoredOp register_op(const Body& body, std::uint64_t position,
                            base::IncarnationId log = kCounty) {
  oplog::OpHeader header;
  header.type = static_cast<std::uint32_t>(Body::kType);
  oplog::StoredOp op;
  op.address = {log, position};
  op.body = write_body(body);
  header.body_length = op.body.size();
  op.header = oplog::encode_header(header);
  op.county_position = position;
  return op;
}

StaffGranted grant(std::vector<Role> roles, bool active = true, std::string verifier = "") {
  return {"w1", "王小燕", std::move(roles), "枫林村", "430190101201", active, std::move(verifier)};
}

base::StationId station_id(std::uint8_t n) {
  base::StationId id;
  id.bytes[0] = n;
  return id;
}

BOOST_AUTO_TEST_CASE(a_later_change_of_roles_does_not_undo_earlier_work) {
  CountyRegister r;
  r.apply(std::vector{register_op(grant({Role::kIntake}, true, "$argon2id$1"), 1),
                      register_op(grant({Role::kExit}), 10)});
  const StaffDirectory& staff = r.staff();
  BOOST_CHECK(staff.find_at("w1", 5)->roles == std::vector{Role::kIntake});
  BOOST_CHECK(staff.find_at("w1", 11)->roles == std::vector{Role::kExit});
  BOOST_CHECK(staff.find("w1")->roles == std::vector{Role::kExit});
  BOOST_CHECK_EQUAL(staff.verifier("w1"), "$argon2id$1");  // kept when not given anew
  BOOST_CHECK(!staff.find("nobody"));
}

BOOST_AUTO_TEST_CASE(who_is_inactive_is_known_but_cannot_log_in) {
  CountyRegister r;
  r.apply(std::vector{register_op(grant({Role::kIntake}, true, "$argon2id$1"), 1),
                      register_op(grant({Role::kIntake}, false), 2)});
  BOOST_CHECK(r.staff().find("w1"));
  BOOST_CHECK_EQUAL(r.staff().verifier("w1"), "");
}

BOOST_AUTO_TEST_CASE(stations_have_scopes_lives_and_number_blocks) {
  CountyRegister r;
  r.apply(std::vector{
      register_op(StationEnrolled{station_id(1), "枫林村站", "430190101201", "430190101201", 6}, 1),
      register_op(IncarnationStarted{kStationA, station_id(1), 7}, 2),
      register_op(IncarnationStarted{kStationB, station_id(1), 8}, 3)});
  BOOST_REQUIRE(r.station_of(kStationB));
  BOOST_CHECK_EQUAL(r.station_of(kStationB)->name, "枫林村站");
  BOOST_CHECK_EQUAL(*r.number_block(kStationA), 7u);
  BOOST_CHECK_EQUAL(r.next_free_block(), 9u);
  BOOST_CHECK(r.in_scope(station_id(1), "430190101201"));
  BOOST_CHECK(!r.in_scope(station_id(1), "430190101202"));
  r.apply(std::vector{register_op(ScopeGranted{station_id(1), "430190101000"}, 4)});
  BOOST_CHECK(r.in_scope(station_id(1), "430190101202"));
  BOOST_CHECK(!r.in_scope(station_id(1), "430190102201"));
}

BOOST_AUTO_TEST_CASE(a_healed_log_goes_on_for_the_one_that_it_names) {
  CountyRegister r;
  r.apply(std::vector{
      register_op(IncarnationStarted{kStationA, station_id(1), 7}, 1),
      register_op(IncarnationStarted{kStationB, station_id(1), 8, kStationA.hex()}, 2)});
  BOOST_CHECK(r.before(kStationB) == kStationA);
  BOOST_CHECK(!r.before(kStationA));
  BOOST_CHECK(r.first_of(kStationB) == kStationA);
  BOOST_CHECK(!r.ended(kStationA));  // a fork ends nothing
}

BOOST_AUTO_TEST_CASE(new_keys_end_every_log_of_that_computer_and_of_no_other) {
  const auto log = [](std::uint8_t n) {
    base::IncarnationId id;
    id.bytes[0] = n;
    return id;
  };
  CountyRegister r;
  r.apply(std::vector{
      register_op(IncarnationStarted{log(1), station_id(1), 1}, 1),
      register_op(IncarnationStarted{log(2), station_id(1), 2}, 2),  // another computer
      register_op(IncarnationStarted{log(3), station_id(1), 3, log(1).hex()}, 3),
      register_op(IncarnationStarted{log(4), station_id(1), 4, log(1).hex(), "keys"}, 4)});
  BOOST_CHECK(r.ended(log(1)) && r.ended(log(3)));
  BOOST_CHECK(!r.ended(log(2)) && !r.ended(log(4)));
  BOOST_CHECK(r.first_of(log(4)) == log(1) && r.first_of(log(2)) == log(2));
  // What names itself, or no log at all, ends nothing.
  r.apply(std::vector{
      register_op(IncarnationStarted{log(5), station_id(1), 5, log(5).hex(), "keys"}, 5),
      register_op(IncarnationStarted{log(6), station_id(1), 6, "no log", "keys"}, 6)});
  BOOST_CHECK(!r.ended(log(4)) && !r.ended(log(5)) && !r.ended(log(6)));
}

BOOST_AUTO_TEST_CASE(authorities_are_the_county_s_to_announce_and_to_end) {
  CountyRegister r([](const base::IncarnationId& id) { return id == kCounty; });
  r.apply(std::vector{register_op(AuthorityAnnounced{"forged", "first"}, 1, kStationA),
                      register_op(AuthorityEnded{"first"}, 2, kStationA)});
  BOOST_CHECK(r.authorities().empty());
  BOOST_CHECK(r.ended_authorities().empty());
  r.apply(std::vector{register_op(AuthorityAnnounced{"second", "first"}, 3),
                      register_op(AuthorityEnded{"first"}, 4)});
  BOOST_REQUIRE_EQUAL(r.authorities().size(), 1u);
  BOOST_CHECK_EQUAL(r.authorities().front().certificate, "second");
  BOOST_CHECK(r.ended_authorities().contains("first"));
}

BOOST_AUTO_TEST_CASE(an_opening_key_that_a_restored_county_has_forgotten_counts_no_more) {
  CountyRegister r;
  auto forgotten = register_op(OpeningKeyPublished{1, "third"}, 9);
  forgotten.county_position = 0;
  r.apply(std::vector{register_op(OpeningKeyPublished{1, "first"}, 1),
                      register_op(OpeningKeyPublished{1, "second"}, 5), forgotten});
  BOOST_REQUIRE(r.opening_key().has_value());
  BOOST_CHECK_EQUAL(r.opening_key()->key, "second");
}

BOOST_AUTO_TEST_CASE(only_the_county_is_believed) {
  CountyRegister r([](const base::IncarnationId& id) { return id == kCounty; });
  r.apply(std::vector{register_op(grant({Role::kDecide}), 1, kStationA)});
  BOOST_CHECK(!r.staff().find("w1"));
  BOOST_CHECK_EQUAL(r.skipped(), 1u);
}

BOOST_AUTO_TEST_CASE(the_newest_catalogue_and_every_calendar_are_kept) {
  CountyRegister r;
  r.apply(std::vector{register_op(CataloguePublished{2, {{}, 5, "application/json", "", 0}}, 1),
                      register_op(CataloguePublished{1, {{}, 4, "application/json", "", 0}}, 2),
                      register_op(CalendarPublished{2027, true, {"2027-01-01"}, {}}, 3)});
  BOOST_CHECK_EQUAL(r.catalogue()->version, 2);
  BOOST_CHECK(r.calendars().contains(2027));
}

BOOST_AUTO_TEST_CASE(divisions_lie_within_their_parents) {
  BOOST_CHECK(division_within("430190101201", "430190101000"));
  BOOST_CHECK(division_within("430190101201", "430190000000"));
  BOOST_CHECK(division_within("430190101201", "430100000000"));
  BOOST_CHECK(division_within("430190101201", "430000000000"));
  BOOST_CHECK(!division_within("430190101201", "430190102000"));
  BOOST_CHECK(!division_within("430190101000", "430190101201"));
}

BOOST_AUTO_TEST_SUITE_END()
