#include "sync/county/county_service.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "county_fixture.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/county/scope_policy.h"

using namespace jiujin;
using namespace jiujin::tests;
using casework::Role;

namespace {

Result<bundle::Bound> no_binding(const base::StationId&, const base::IncarnationId&,
                                 const bundle::Reborn&) {
  return Error{ErrorCode::kRefused, "binding", "nobody is reborn here"};
}

// What the clerk finds, whose password was set anew.
envelope::DataKey key_in(const Result<casework::DataKeyGranted>& granted,
                         const base::StationId& station) {
  BOOST_REQUIRE_MESSAGE(granted.ok(), (granted.ok() ? "" : granted.error().line()));
  const envelope::StaffKeys keys{static_cast<std::uint8_t>(granted->opening.suite),
                                 *base::from_hex(granted->opening.key),
                                 *base::from_hex(granted->opening.wrapped)};
  const auto pair = envelope::open_staff_keys(keys, "clerk", "password-clerk");
  BOOST_REQUIRE(pair.ok());
  auto found =
      envelope::open_data_key({*base::from_hex(granted->capsule), *base::from_hex(granted->sealed)},
                              keys.suite, *pair, station, "clerk");
  BOOST_REQUIRE(found.ok());
  return *std::move(found);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(county_service_tests, CountyFixture)

BOOST_AUTO_TEST_CASE(second_county_in_one_folder_is_refused) {
  const county::CountySetup setup{"青溪县", "430190000000", "admin", "管理员", "long enough", 1};
  const auto again = county::CountyService::init(folder + "/data", setup, options());
  BOOST_REQUIRE(!again.ok());
  BOOST_TEST((again.error().code == ErrorCode::kAlreadyExists));
}

BOOST_AUTO_TEST_CASE(right_password_opens_and_wrong_one_does_not) {
  BOOST_TEST(service->check_login("admin", "long enough").ok());
  BOOST_TEST(!service->check_login("admin", "long enough ").ok());
  BOOST_TEST(!service->check_login("nobody", "long enough").ok());
}

BOOST_AUTO_TEST_CASE(verifier_of_county_staff_stays_in_the_county) {
  add_staff("reviewer", {Role::kReview});
  add_staff("clerk", {Role::kIntake}, "430190101201");
  const auto world = service->world();
  BOOST_REQUIRE(world.ok());
  BOOST_TEST((*world)->registry.staff().verifier("reviewer") == "");
  BOOST_TEST((*world)->registry.staff().verifier("clerk").starts_with("$argon2id$"));
  BOOST_TEST(service->check_login("reviewer", "password-reviewer").ok());
}

BOOST_AUTO_TEST_CASE(who_works_at_a_station_gets_a_key_that_the_password_opens) {
  add_staff("clerk", {Role::kIntake}, "430190101201");
  add_staff("elsewhere", {Role::kIntake}, "430190102201");
  add_staff("reviewer", {Role::kReview});
  const auto code = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  BOOST_REQUIRE(code.ok());
  const auto answer = service->enrol(enrolment(code->code));
  BOOST_REQUIRE(answer.ok());
  BOOST_REQUIRE_EQUAL(answer->staff.size(), 1u);
  BOOST_TEST(answer->staff[0].id == "clerk");
  BOOST_TEST(envelope::open_staff_keys(answer->staff[0].keys, "clerk", "password-clerk").ok());
  BOOST_TEST(!envelope::open_staff_keys(answer->staff[0].keys, "clerk", "password-other").ok());
  BOOST_TEST(!answer->county_opening_key.public_key.empty());
}

BOOST_AUTO_TEST_CASE(the_county_gives_a_lost_data_key_to_a_member_on_the_record) {
  enrol_station();
  const auto world = service->world();
  BOOST_REQUIRE(world.ok());
  const auto id = (*world)->registry.station_of(incarnation)->id;
  const auto none = service->grant_data_key(id, "clerk", "admin");
  BOOST_REQUIRE(!none.ok());
  BOOST_TEST((none.error().code == ErrorCode::kNotFound));  // it has left no key here yet

  const auto key = envelope::DataKey::random(seeded(3));
  const auto said = *(*world)->registry.opening_key();
  const envelope::OpeningKey county_key{static_cast<std::uint8_t>(said.suite),
                                        *base::from_hex(said.key)};
  const auto sealed = envelope::seal_data_key(key, county_key, id, "", seeded(4));
  BOOST_REQUIRE(sealed.ok());
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(
      {}, 0, "",
      casework::RecoverySealed{said.suite, said.key, base::to_hex(sealed->capsule),
                               base::to_hex(sealed->sealed)}));
  must(station.append(incarnation, batch));
  deliver();
  add_staff("clerk", {Role::kIntake}, "430190101201");  // the password is set anew

  const auto granted = service->grant_data_key(id, "clerk", "admin");
  BOOST_TEST((key_in(granted, id).bytes() == key.bytes()));
  // A newer one stands at the station, of which the county has not heard.
  const auto newer = envelope::DataKey::random(seeded(5));
  const auto body_for = [&](const envelope::OpeningKey& whom, const base::StationId& whose) {
    const auto made = envelope::seal_data_key(newer, whom, whose, "", seeded(6));
    must(made);
    return casework::RecoverySealed{whom.suite, base::to_hex(whom.public_key),
                                    base::to_hex(made->capsule), base::to_hex(made->sealed)};
  };
  const auto given = service->grant_data_key(id, "clerk", "admin", body_for(county_key, id));
  BOOST_TEST((key_in(given, id).bytes() == newer.bytes()));
  auto other = id;
  other.bytes[0] ^= 1;
  const auto foreign = service->grant_data_key(id, "clerk", "admin", body_for(county_key, other));
  BOOST_REQUIRE(!foreign.ok());
  BOOST_TEST((foreign.error().code == ErrorCode::kCorrupt));
  const auto strange = (*envelope::find_sealing(county_key.suite))->generate_opening_key(seeded(7));
  const auto elsewhere = service->grant_data_key(
      id, "clerk", "admin", body_for({county_key.suite, strange.public_key}, id));
  BOOST_REQUIRE(!elsewhere.ok());
  BOOST_TEST((elsewhere.error().code == ErrorCode::kForbidden));
}

BOOST_AUTO_TEST_CASE(code_works_once_but_its_answer_can_be_given_again) {
  const auto code = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  BOOST_REQUIRE(code.ok());
  const auto request = enrolment(code->code);
  const auto first = service->enrol(request), again = service->enrol(request);
  BOOST_REQUIRE(first.ok() && again.ok());
  BOOST_TEST(first->number_block == 1u);
  BOOST_TEST(again->number_block == 1u);
  BOOST_TEST(again->station.hex() == first->station.hex());
  auto other = request;
  other.incarnation.bytes[0] ^= 1;
  const auto thief = service->enrol(other);
  BOOST_REQUIRE(!thief.ok());
  BOOST_TEST((thief.error().code == ErrorCode::kUnauthenticated));
}

BOOST_AUTO_TEST_CASE(a_block_given_to_a_log_that_was_cut_off_is_not_given_again) {
  // The identity was kept, the op about it was not: the power went in between.
  {
    auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    BOOST_REQUIRE(opened.ok());
    store::Incarnation cut{base::IncarnationId::random(seeded(7)),
                           base::StationId::random(seeded(8)), 1, "a key", 1};
    BOOST_REQUIRE((*opened)->add_incarnation(cut).ok());
  }
  const auto code = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  BOOST_REQUIRE(code.ok());
  const auto enrolled = service->enrol(enrolment(code->code));
  BOOST_REQUIRE(enrolled.ok());
  BOOST_TEST(enrolled->number_block == 2u);
}

BOOST_AUTO_TEST_CASE(two_processes_give_two_blocks) {
  auto second = county::CountyService::open(folder + "/data", options());
  BOOST_REQUIRE(second.ok());
  const auto one = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  const auto other = service->add_station({"桃源社区", "430190101001", "", 6}, "admin");
  BOOST_REQUIRE(one.ok() && other.ok());
  auto request = enrolment(other->code);
  request.incarnation.bytes[3] ^= 1;
  request.public_key += "x";  // another key
  const auto first = service->enrol(enrolment(one->code));
  const auto next = (*second)->enrol(request);
  BOOST_REQUIRE(first.ok() && next.ok());
  BOOST_TEST(first->number_block != next->number_block);
}

BOOST_AUTO_TEST_CASE(a_form_sent_to_two_processes_has_one_effect) {
  enrol_station();
  const auto id = hand_in("王桂英", "");
  auto second = county::CountyService::open(folder + "/data", options());
  BOOST_REQUIRE(second.ok());
  const auto note = casework::draft_op(id, 0, "admin", casework::NoteAdded{"请看"});
  BOOST_TEST(*service->append({note}, "token"));
  BOOST_TEST(!*(*second)->append({note}, "token"));
}

BOOST_AUTO_TEST_CASE(code_runs_out_after_its_lifetime) {
  const auto code = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  BOOST_REQUIRE(code.ok());
  clock.wall_ms += std::chrono::milliseconds(county::kCodeLifetime).count() + 1;
  BOOST_TEST(!service->enrol(enrolment(code->code)).ok());
}

BOOST_AUTO_TEST_CASE(same_catalogue_is_not_published_twice) {
  const auto file = catalogue_file();
  const auto first = service->publish_catalogue(file, "admin");
  BOOST_REQUIRE_MESSAGE(first.ok(), (first.ok() ? "" : first.error().line()));
  BOOST_TEST(*first == 1);
  const auto again = service->publish_catalogue(file, "admin");
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(*again == 1);
  BOOST_TEST((*service->world())->item("QX-900") != nullptr);
}

BOOST_AUTO_TEST_CASE(station_sees_its_own_village_and_not_another_town) {
  enrol_station();
  const auto own = hand_in("王桂英", "", "430190101201", 1);
  // Opened by the same station for another town: authors see what they wrote.
  const auto other = hand_in("李敏", "", "430190102201", 2);
  auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  BOOST_REQUIRE(opened.ok());
  const auto world = *service->world();
  county::ScopePolicy policy(**opened, world, [](const base::StationId&) {}, no_binding);
  const auto stranger = base::StationId::random(seeded(5));
  const auto author = world->registry.stations().front()->id;
  const auto first_op = [&](const base::CaseId& id) { return (*opened)->ops_of_case(id)->front(); };
  BOOST_TEST(policy.wanted(first_op(own), author));
  BOOST_TEST(policy.wanted(first_op(other), author));
  BOOST_TEST(!policy.wanted(first_op(own), stranger));
}

BOOST_AUTO_TEST_CASE(case_of_another_village_is_not_shown_to_a_second_station) {
  enrol_station();
  const auto id = hand_in("王桂英", "");
  const auto code = service->add_station({"桃源社区", "430190101001", "", 6}, "admin");
  auto request = enrolment(code->code);
  request.incarnation.bytes[3] ^= 1;
  request.public_key += "x";  // another key
  const auto second = service->enrol(request);
  BOOST_REQUIRE(second.ok());
  BOOST_TEST(second->number_block == 2u);
  auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  county::ScopePolicy policy(
      **opened, *service->world(), [](const base::StationId&) {}, no_binding);
  BOOST_TEST(!policy.wanted((*opened)->ops_of_case(id)->front(), second->station));
}

BOOST_AUTO_TEST_CASE(form_sent_twice_has_one_effect) {
  enrol_station();
  const auto id = hand_in("王桂英", "");
  const auto note = casework::draft_op(id, 0, "admin", casework::NoteAdded{"请看"});
  const auto before = *service->feed_end();
  BOOST_TEST(*service->append({note}, "token"));
  BOOST_TEST(!*service->append({note}, "token"));
  BOOST_TEST(*service->feed_end() == before + 1);
}

BOOST_AUTO_TEST_CASE(passed_notice_date_is_said_once) {
  BOOST_REQUIRE(service->publish_catalogue(catalogue_file(), "admin").ok());
  enrol_station();
  const auto id = hand_in("王桂英", "");
  BOOST_TEST(*service->sweep_deadlines() == 0u);
  // Handed in on Friday 2026-11-20: five working days end on Friday 2026-11-27.
  clock.wall_ms += std::int64_t{6} * 24 * 3600 * 1000;  // Saturday 2026-11-28
  BOOST_TEST(*service->sweep_deadlines() == 1u);
  BOOST_TEST(*service->sweep_deadlines() == 0u);
  const auto deemed = service->load_case(id);
  BOOST_TEST(deemed->deemed_accepted);
}

BOOST_AUTO_TEST_CASE(backup_is_restored_and_marked) {
  enrol_station();
  const auto id = hand_in("王桂英", "");
  const auto report = service->backup(folder + "/backup");
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->position == *service->feed_end());
  BOOST_TEST(!service->backup(folder + "/backup").ok());
  BOOST_REQUIRE(county::CountyService::restore(folder + "/backup", folder + "/second").ok());
  auto second = county::CountyService::open(folder + "/second", options());
  BOOST_REQUIRE(second.ok());
  const auto restored = (*second)->load_case(id);
  BOOST_REQUIRE(restored.ok());
  BOOST_TEST(restored->applicant.name == "王桂英");
  auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  BOOST_TEST((*opened)->acknowledgement(incarnation)->backed_up_seq == sent);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_given_again_to_the_same_key_while_the_code_lives) {
  const auto code = service->add_station({"枫林村", "430190101201", "", 6}, "admin");
  BOOST_REQUIRE(code.ok());
  const auto request = enrolment(code->code);
  BOOST_REQUIRE(service->enrol(request).ok());
  auto thief = request;  // knows code and incarnation, but not the key
  thief.public_key = (*envelope::find_suite(2))->generate_signing_key(seeded(5)).public_key;
  const auto refused = service->enrol(thief);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kUnauthenticated));
  const auto before = *service->feed_end();
  BOOST_TEST(service->enrol(request).ok());
  BOOST_TEST(*service->feed_end() == before);  // nothing is enrolled twice
  clock.wall_ms += std::chrono::milliseconds(county::kCodeLifetime).count() + 1;
  BOOST_TEST(!service->enrol(request).ok());
}

BOOST_AUTO_TEST_CASE(two_publishers_at_once_get_two_versions) {
  auto second = county::CountyService::open(folder + "/data", options());
  BOOST_REQUIRE(second.ok());
  constexpr int kEach = 6;
  const auto file = [&](int number) {
    auto catalogue = forms::catalogue::load_published(
        *base::read_whole_file(catalogue_file(), 1u << 20)).value();
    catalogue.items.front().name = "登记" + std::to_string(number);
    const auto path = folder + "/catalogue-" + std::to_string(number) + ".json";
    std::ofstream(path) << forms::catalogue::write_published(catalogue);
    return path;
  };
  std::vector<std::string> files;
  for (int i = 0; i < 2 * kEach; ++i) files.push_back(file(i));
  std::vector<int> versions(2 * kEach, 0);
  const auto publish = [&](county::CountyService& at, int from) {
    for (int i = from; i < 2 * kEach; i += 2) {
      const auto version = at.publish_catalogue(files[static_cast<std::size_t>(i)], "admin");
      if (version.ok()) versions[static_cast<std::size_t>(i)] = *version;
    }
  };
  std::thread other([&] { publish(**second, 1); });
  publish(*service, 0);
  other.join();
  std::sort(versions.begin(), versions.end());
  for (int i = 0; i < 2 * kEach; ++i) BOOST_TEST(versions[static_cast<std::size_t>(i)] == i + 1);
  BOOST_TEST((*service->world())->catalogues.size() == 12u);
}

BOOST_AUTO_TEST_CASE(a_published_file_with_a_broken_form_is_refused_with_its_place) {
  auto catalogue = forms::catalogue::load_published(
      *base::read_whole_file(catalogue_file(), 1u << 20)).value();
  catalogue.items.front().form_xml = "<html>\n<head>";
  const auto path = folder + "/broken.json";
  std::ofstream(path) << forms::catalogue::write_published(catalogue);
  const auto refused = service->publish_catalogue(path, "admin");
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().place.starts_with("QX-900 form_xml"));
  BOOST_TEST((*service->world())->catalogue_version == 0);
}

BOOST_AUTO_TEST_CASE(a_published_folder_brings_a_form_with_every_item) {
  const auto published = service->publish_catalogue(JIUJIN_DEMO_CATALOGUE, "admin");
  BOOST_REQUIRE_MESSAGE(published.ok(), (published.ok() ? "" : published.error().line()));
  const auto world = service->world();
  BOOST_REQUIRE((*world)->catalogue() != nullptr);
  BOOST_REQUIRE(!(*world)->catalogue()->items.empty());
  for (const auto& item : (*world)->catalogue()->items)
    BOOST_TEST(forms::catalogue::parse_form(item).ok(), item.code);
}

BOOST_AUTO_TEST_CASE(a_new_calendar_moves_a_promised_date_and_goes_to_every_station) {
  BOOST_REQUIRE(service->publish_catalogue(catalogue_file(), "admin").ok());
  enrol_station();
  const auto id = hand_in("王桂英", "");
  // Handed in on Friday 2026-11-20: the notice is due on Friday 27. With Monday to Wednesday made
  // rest days and the Saturday worked, the five days are 26, 27, 28, 30 and 1 December.
  BOOST_TEST(service->load_case(id)->clocks.notice_due == "2026-11-27");
  BOOST_TEST(service->queue_page({})->lines.front().due == "2026-11-27");
  const std::string list =
      R"({"2026":{"off":["2026-11-23","2026-11-24","2026-11-25"],"work":["2026-11-28"]}})";
  const auto years = service->publish_calendar(list, "list", "admin");
  BOOST_REQUIRE(years.ok());
  BOOST_TEST(*years == std::vector<int>{2026}, boost::test_tools::per_element());
  BOOST_TEST(service->load_case(id)->clocks.notice_due == "2026-12-01");
  BOOST_TEST(service->queue_page({})->lines.front().due == "2026-12-01");
  BOOST_TEST(service->publish_calendar(list, "list", "admin")->empty());  // nothing new
  const auto ops = service->case_ops(base::CaseId{});
  const auto world = *service->world();
  auto opened = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  county::ScopePolicy policy(**opened, world, [](const base::StationId&) {}, no_binding);
  BOOST_TEST(policy.wanted(ops->back(), world->registry.stations().front()->id));
  const auto broken = service->publish_calendar(R"({"2027":{"off":["2026-01-01"]}})", "x", "admin");
  BOOST_REQUIRE(!broken.ok());
  BOOST_TEST((broken.error().code == ErrorCode::kInvalidData));
}

BOOST_AUTO_TEST_CASE(tokens_of_old_forms_are_forgotten) {
  enrol_station();
  const auto id = hand_in("王桂英", "");
  const auto note = casework::draft_op(id, 0, "admin", casework::NoteAdded{"请看"});
  BOOST_TEST(*service->append({note}, "token"));
  BOOST_TEST(*service->forget_old_forms() == 0u);
  clock.wall_ms += 49LL * 3600 * 1000;
  BOOST_TEST(*service->forget_old_forms() == 1u);
  BOOST_TEST(!*service->was_done("token"));
}

BOOST_AUTO_TEST_CASE(untouched_logs_pass_the_audit) {
  enrol_station();
  hand_in("王桂英", "");
  const auto report = service->verify_audit();
  BOOST_REQUIRE(report.ok());
  BOOST_TEST(!report->first_fault.has_value());
  BOOST_TEST(report->logs == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
