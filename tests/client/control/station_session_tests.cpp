#include "client/control/station_session.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>

#include "client/control/station_identity.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"
#include "sync/wire/file_queue.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client::control;
using namespace jiujin::sync::casework;

namespace {

const std::string kId(32, 'a');

Draft small_draft() {
  Draft draft;
  draft.id = kId;
  draft.item = draft.form = "QX-001";
  draft.item_version = draft.form_version = 1;
  draft.applicant = {"王桂英", "111", "430190196203041222", "13800000000"};
  draft.answers["/data/applicant_name"] = "\"王桂英\"";
  draft.delivery.mode = "station";
  return draft;
}

// Staff of one role each, at the village and named after it; all have the clerk's password.
void hire(tests::DemoStation& station, const std::string& id, std::vector<Role> roles,
          bool active = true) {
  StaffGranted grant;
  grant.id = id;
  grant.name = id;
  grant.roles = std::move(roles);
  grant.division = "430190101201";
  grant.active = active;
  grant.verifier =
      sync::envelope::hash_password(tests::kPassword, sync::envelope::system_random(), 64, 1);
  station.county_writes({draft_op({}, 0, "", grant)});
}

std::uint64_t own_ops(StationSession& session) {
  const auto identity = *read_identity(session.store());
  return session.store().head(identity->incarnation)->seq;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(station_session_tests)

BOOST_AUTO_TEST_CASE(staff_and_catalogue_come_from_the_county) {
  tests::DemoStation station;
  auto session = station.session();
  BOOST_TEST(session->info().name == "枫林村便民服务站");
  BOOST_TEST(session->info().enrolled);
  auto form = session->ask<FormReady>(AskForm{"QX-001", 0});
  BOOST_REQUIRE(form.ok());
  BOOST_TEST(form->version == 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_opens_nothing) {
  tests::DemoStation station;
  auto session = StationSession::open(station.options());
  BOOST_REQUIRE(session.ok());
  auto in = (*session)->perform(LogIn{tests::kClerk, "guess"});
  BOOST_REQUIRE(!in.ok());
  BOOST_TEST((in.error().code == ErrorCode::kUnauthenticated));
  auto saved = (*session)->perform(SaveDraft{small_draft(), "{}", 1});
  BOOST_REQUIRE(!saved.ok());
  BOOST_TEST((saved.error().code == ErrorCode::kUnauthenticated));
}

BOOST_AUTO_TEST_CASE(a_second_window_is_told_who_holds_the_data) {
  tests::DemoStation station;
  auto first = station.session();
  auto second = station.session();
  BOOST_REQUIRE(first->hold_window_lock("jiujin").ok());
  auto held = second->hold_window_lock("jiujin");
  BOOST_REQUIRE(!held.ok());
  BOOST_TEST((held.error().code == ErrorCode::kBusy));
  BOOST_TEST(held.error().cause.find(std::to_string(getpid())) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_saved_draft_is_there_after_the_program_was_killed) {
  tests::DemoStation station;
  BOOST_REQUIRE(station.session()->perform(SaveDraft{small_draft(), "{\"step\":2}", 1}).ok());
  auto again = station.session();  // the first was never closed in order
  auto loaded = again->ask<DraftLoaded>(LoadDraft{kId});
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(loaded->draft.applicant.name == "王桂英");
  BOOST_TEST(loaded->extra_json == "{\"step\":2}");
}

BOOST_AUTO_TEST_CASE(submitting_gives_numbers_and_takes_the_draft_away_at_once) {
  tests::DemoStation station;
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SaveDraft{small_draft(), "{}", 1}).ok());
  auto done = session->ask<Submitted>(SubmitIntake{small_draft()});
  BOOST_REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().line()));
  BOOST_TEST(done->number.size() == 46u);
  BOOST_TEST(done->number.substr(31, 8) == "20261123");
  BOOST_TEST(done->receipt.size() == 10u);
  BOOST_TEST(done->receipt.substr(0, 4) == "0012");  // the station's block
  BOOST_TEST(!session->ask<DraftLoaded>(LoadDraft{kId}).ok());
  auto view = session->ask<Overview>(AskOverview{});
  BOOST_REQUIRE(view.ok());
  BOOST_TEST(view->drafts == 0);
  BOOST_TEST(view->all == 1);
}

BOOST_AUTO_TEST_CASE(a_second_submission_of_a_draft_gives_the_first_numbers) {
  tests::DemoStation station;
  auto session = station.session();
  auto first = session->ask<Submitted>(SubmitIntake{small_draft()});
  auto second = session->ask<Submitted>(SubmitIntake{small_draft()});
  BOOST_REQUIRE(first.ok());
  BOOST_REQUIRE(second.ok());
  BOOST_TEST(first->number == second->number);
  auto ops = session->store().ops_of_case(*sync::base::CaseId::from_hex(kId));
  std::size_t submissions = 0;
  for (const auto& op : *ops)
    if (sync::oplog::decode_header(op.header)->type ==
        static_cast<std::uint32_t>(OpType::kCaseSubmitted))
      ++submissions;
  BOOST_TEST(submissions == 1u);
}

BOOST_AUTO_TEST_CASE(a_late_save_does_not_bring_back_a_submitted_draft) {
  tests::DemoStation station;
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SubmitIntake{small_draft()}).ok());
  auto late = session->perform(SaveDraft{small_draft(), "{}", 7});
  BOOST_REQUIRE(!late.ok());
  BOOST_TEST((late.error().code == ErrorCode::kAlreadyExists));
  BOOST_TEST(session->ask<Overview>(AskOverview{})->drafts == 0);
}

BOOST_AUTO_TEST_CASE(two_programs_that_submit_one_draft_at_once_make_one_case) {
  tests::DemoStation station;
  std::vector<std::future<Result<Submitted>>> both;
  for (int i = 0; i < 2; ++i)
    both.push_back(std::async(std::launch::async, [&station] {
      auto session = StationSession::open(station.options());
      auto in = (*session)->perform(LogIn{tests::kClerk, tests::kPassword});
      return in.ok() ? (*session)->ask<Submitted>(SubmitIntake{small_draft()})
                     : Result<Submitted>(in.error());
    }));
  auto one = both[0].get(), other = both[1].get();
  BOOST_REQUIRE(one.ok());
  BOOST_REQUIRE(other.ok());
  BOOST_TEST(one->number == other->number);
  auto session = station.session();
  const auto the_case = session->ask<CaseReady>(AskCase{kId})->the_case;
  BOOST_TEST(session->store().ops_of_case(*sync::base::CaseId::from_hex(kId))->size() ==
             the_case->timeline.size());
  for (const auto& line : the_case->timeline) BOOST_TEST(!line.refused);
}

BOOST_AUTO_TEST_CASE(an_act_that_the_case_does_not_allow_is_refused_and_writes_nothing) {
  tests::DemoStation station;
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SubmitIntake{small_draft()}).ok());
  const auto before = session->ask<CaseReady>(AskCase{kId})->the_case->ops;
  ParcelDispatched parcel;
  parcel.carrier = "EMS";
  parcel.waybill = "EE473124829CN";
  auto sent = session->perform(
      AppendOps{kId, {draft_op({}, 0, "", parcel)}, Action::kDispatchParcel, parcel.waybill, ""});
  BOOST_REQUIRE(!sent.ok());
  BOOST_TEST((sent.error().code == ErrorCode::kRefused));
  BOOST_TEST(session->ask<CaseReady>(AskCase{kId})->the_case->ops == before);
}

BOOST_AUTO_TEST_CASE(a_package_is_taken_in_once) {
  tests::DemoStation station;
  auto session = station.session();
  tests::TemporaryFolder package;
  tests::write_file(package.file("card.jpg"), tests::small_jpeg());
  tests::write_file(package.file("case.json"), R"({"item":"QX-001","applicant":{"name":"王桂英",
      "id_no":"430190196203041222"},"answers":{"parity":"2"},"materials":{"M02":["card.jpg"]}})");
  auto first = session->import_package(package.path());
  BOOST_REQUIRE_MESSAGE(first.ok(), (first.ok() ? "" : first.error().line()));
  BOOST_TEST((first->kind == PackageTaken::Kind::kNew));
  auto again = session->import_package(package.path());
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((again->kind == PackageTaken::Kind::kKnown));
  BOOST_TEST(again->case_id == first->case_id);
  tests::TemporaryFolder out;
  BOOST_REQUIRE(session->export_case(first->case_id, out.path()).ok());
  BOOST_TEST(std::filesystem::exists(out.file("M02-1.jpg")));
  BOOST_TEST(std::filesystem::exists(out.file("intake_receipt.pdf")));
}

BOOST_AUTO_TEST_CASE(a_package_with_one_bad_scan_leaves_nothing_behind) {
  tests::DemoStation station;
  auto session = station.session();
  tests::TemporaryFolder package;
  tests::write_file(package.file("card.jpg"), tests::small_jpeg());
  tests::write_file(package.file("case.json"), R"({"item":"QX-001","applicant":{"name":"王桂英",
      "id_no":"430190196203041222"},"answers":{"parity":"2"},
      "materials":{"M02":["card.jpg","scan.jpg"]}})");
  const auto refused = [&](ErrorCode code) {
    const auto taken = session->import_package(package.path());
    BOOST_REQUIRE(!taken.ok());
    BOOST_TEST((taken.error().code == code));
    BOOST_TEST(taken.error().place == package.file("scan.jpg"));
    BOOST_TEST(taken.error().cause.ends_with("; nothing of this package was kept"));
  };
  tests::write_file(package.file("scan.jpg"), tests::small_jpeg().substr(0, 200));
  refused(ErrorCode::kTruncated);
  tests::write_file(package.file("scan.jpg"), "MZ this is a program");
  refused(ErrorCode::kInvalidData);
  std::filesystem::resize_file(package.file("scan.jpg"), 200u << 20);
  refused(ErrorCode::kTooLarge);
  const auto hash = sync::envelope::content_hash(tests::small_jpeg());
  BOOST_TEST(!session->store().file_info(hash)->has_value());
  BOOST_TEST(session->ask<Overview>(AskOverview{})->all == 0);
  tests::write_file(package.file("scan.jpg"), tests::small_jpeg());
  const auto mended = session->import_package(package.path());
  BOOST_REQUIRE_MESSAGE(mended.ok(), (mended.ok() ? "" : mended.error().line()));
}

BOOST_AUTO_TEST_CASE(a_package_may_not_reach_outside_its_folder) {
  tests::DemoStation station;
  auto session = station.session();
  tests::TemporaryFolder package;
  tests::write_file(package.file("case.json"),
                    R"({"item":"QX-001","applicant":{"name":"王"},
                        "materials":{"M02":["../../etc/passwd"]}})");
  auto taken = session->import_package(package.path());
  BOOST_REQUIRE(!taken.ok());
  BOOST_TEST((taken.error().code == ErrorCode::kInvalidData));
  BOOST_TEST(session->ask<Overview>(AskOverview{})->all == 0);
}

BOOST_AUTO_TEST_CASE(practice_data_has_the_staff_but_never_travels) {
  tests::DemoStation station;
  tests::TemporaryFolder folder;
  auto options = station.options();
  options.practice = true;
  options.practice_source = station.folder();
  options.folder = folder.file("practice");
  auto session = StationSession::open(options);
  BOOST_REQUIRE_MESSAGE(session.ok(), (session.ok() ? "" : session.error().line()));
  BOOST_REQUIRE((*session)->perform(LogIn{tests::kClerk, tests::kPassword}).ok());
  auto done = (*session)->perform(SubmitIntake{small_draft()});
  BOOST_REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().line()));
  auto synced = (*session)->sync();
  BOOST_REQUIRE(!synced.ok());
  BOOST_TEST((synced.error().code == ErrorCode::kRefused));
  BOOST_TEST(station.session()->ask<Overview>(AskOverview{})->all == 0);
}

BOOST_AUTO_TEST_CASE(another_programs_writes_are_noticed) {
  tests::DemoStation station;
  auto window = station.session();
  auto script = station.session();
  BOOST_TEST(!window->poll_changes());
  BOOST_REQUIRE(script->perform(SubmitIntake{small_draft()}).ok());
  BOOST_TEST(window->poll_changes());
  BOOST_TEST(window->ask<Overview>(AskOverview{})->all == 1);
}

BOOST_AUTO_TEST_CASE(scans_of_the_older_promise_travel_first) {
  tests::DemoStation station;
  auto session = station.session();
  const auto take_in = [&](char digit) {
    Draft draft = small_draft();
    draft.id = std::string(32, digit);
    const auto scan = session->store().put_file(std::string(5'000, digit), "image/jpeg");
    BOOST_REQUIRE(scan.ok());
    Material card;
    card.slot = "M02";
    card.mode = MaterialMode::kFiles;
    card.files = {{scan->hash, scan->size, "image/jpeg", "card.jpg"}};
    draft.materials = {card};
    BOOST_REQUIRE(session->perform(SubmitIntake{draft}).ok());
    return scan->hash;
  };
  const auto first = take_in('a');
  const auto second = take_in('b');
  // The county has five days to answer the first; the second, accepted, is promised for today.
  station.exchange(session->store());
  station.county_writes({draft_op(*sync::base::CaseId::from_hex(std::string(32, 'b')), 0,
                                  "zhaoqiang", AcceptanceDecided{})});
  station.exchange(session->store());
  const auto identity = read_identity(session->store());
  sync::wire::FileQueue queue(session->store(), (*identity)->station, session->promise_rank());
  BOOST_REQUIRE(queue.refresh().ok());
  const auto next = queue.take_next(0);
  const auto then = queue.take_next(0);
  BOOST_REQUIRE(next.ok() && *next && then.ok() && *then);
  BOOST_TEST((*next)->hash.hex() == second.hex());
  BOOST_TEST((*then)->hash.hex() == first.hex());
}

BOOST_AUTO_TEST_CASE(the_ledger_holds_no_number_of_a_person) {
  tests::DemoStation station;
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SubmitIntake{small_draft()}).ok());
  const auto path = station.folder() + "/ledger.csv";
  auto counted = session->ask<StatisticsReady>(AskStatistics{"2026-11-01", "2026-11-30", path});
  BOOST_REQUIRE(counted.ok());
  BOOST_REQUIRE(counted->items.size() == 1u);
  BOOST_TEST(counted->items.front().submitted == 1);
  std::ifstream in(path);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  BOOST_TEST(text.find("430190196203041222") == std::string::npos);
  BOOST_TEST(text.find("王桂英") == std::string::npos);
  BOOST_TEST(text.find("王") != std::string::npos);
}

// Asked of the session itself, as a program would that shows no buttons at all.
BOOST_AUTO_TEST_CASE(the_ledger_is_refused_to_every_role_but_intake_and_supervision) {
  const std::pair<const char*, Role> kRoles[] = {
      {"intake", Role::kIntake},       {"prereview", Role::kPrereview},   {"agent", Role::kAgent},
      {"review", Role::kReview},       {"decide", Role::kDecide},         {"exit", Role::kExit},
      {"supervise", Role::kSupervise}, {"administer", Role::kAdminister}, {"kiosk", Role::kKiosk}};
  tests::DemoStation station;
  for (const auto& [name, role] : kRoles) hire(station, name, {role});
  hire(station, "nothing", {});
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SubmitIntake{small_draft()}).ok());
  station.exchange(session->store());
  const auto path = station.folder() + "/ledger.csv";
  const AskStatistics asked{"2026-11-01", "2026-11-30", path};
  const auto try_as = [&](const std::string& who) {
    session = *StationSession::open(station.options());
    BOOST_REQUIRE_MESSAGE(session->perform(LogIn{who, tests::kPassword}).ok(), who);
    const auto before = own_ops(*session);
    const auto written = session->perform(asked);
    BOOST_TEST(own_ops(*session) == before + (written.ok() ? 1u : 0u), who);
    BOOST_TEST(std::filesystem::exists(path) == written.ok(), who);
    std::filesystem::remove(path);
    if (!written.ok()) BOOST_TEST((written.error().code == ErrorCode::kForbidden), who);
    return written.ok();
  };
  for (const auto& [name, role] : kRoles)
    BOOST_TEST(try_as(name) == (role == Role::kIntake || role == Role::kSupervise), name);
  BOOST_TEST(!try_as("nothing"));
  // The figures alone, in which nobody is named, are for everybody.
  BOOST_TEST(session->perform(AskStatistics{"2026-11-01", "2026-11-30", ""}).ok());
}

BOOST_AUTO_TEST_CASE(the_ledger_is_refused_to_nobody_and_to_who_has_lost_the_role_since) {
  tests::DemoStation station;
  hire(station, "moves", {Role::kIntake});
  auto session = station.session();
  BOOST_REQUIRE(session->perform(SubmitIntake{small_draft()}).ok());
  station.exchange(session->store());
  const auto path = station.folder() + "/ledger.csv";
  const AskStatistics asked{"2026-11-01", "2026-11-30", path};
  session = *StationSession::open(station.options());
  const auto stranger = session->perform(asked);
  BOOST_REQUIRE(!stranger.ok());
  BOOST_TEST((stranger.error().code == ErrorCode::kUnauthenticated));
  BOOST_REQUIRE(session->perform(LogIn{"moves", tests::kPassword}).ok());
  BOOST_TEST(session->perform(asked).ok());
  std::filesystem::remove(path);
  hire(station, "moves", {Role::kAgent});
  station.exchange(session->store());
  session = *StationSession::open(station.options());
  BOOST_REQUIRE(session->perform(LogIn{"moves", tests::kPassword}).ok());
  BOOST_TEST(!session->perform(asked).ok());
  BOOST_TEST(!std::filesystem::exists(path));
  session->perform(LogOut{});
  BOOST_TEST(!session->perform(asked).ok());
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(what_leaves_as_a_list_and_who_had_numbers_shown_is_on_the_record) {
  tests::DemoStation station;
  auto session = station.session();
  auto draft = small_draft();
  draft.applicant.name = "=1+1";
  const auto submitted = session->ask<Submitted>(SubmitIntake{draft});
  BOOST_REQUIRE(submitted.ok());
  const auto identity = *read_identity(session->store());
  const auto last = [&] {
    const auto head = session->store().head(identity->incarnation);
    const auto op = session->store().find_op({identity->incarnation, head->seq});
    return *sync::oplog::decode_header((*op)->header);
  };
  const auto path = station.folder() + "/ledger.csv";
  BOOST_REQUIRE(
      session->ask<StatisticsReady>(AskStatistics{"2026-11-01", "2026-11-30", path}).ok());
  BOOST_TEST(last().type == static_cast<std::uint32_t>(OpType::kListExported));
  BOOST_TEST(last().case_id.is_zero());
  std::ifstream in(path);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  BOOST_TEST(text.find("\"=") == std::string::npos);  // no cell is a formula
  const auto id = submitted->case_id;
  BOOST_REQUIRE(session->perform(RecordReveal{id}).ok());
  BOOST_TEST(last().type == static_cast<std::uint32_t>(OpType::kCaseRevealed));
  BOOST_TEST(last().case_id.hex() == id);
  BOOST_TEST(!last().actor.empty());
}

BOOST_AUTO_TEST_SUITE_END()
