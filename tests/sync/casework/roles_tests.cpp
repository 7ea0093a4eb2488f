// Who may write what, whatever screens offer: every op type x every role, in a station's log and in
// the county's; two persons for two acts; and who works where.
#include <boost/test/unit_test.hpp>

#include "sync/casework/county_register.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;

namespace {

// I intake, P pre-review, A agent, R review, D decide, X exit, S supervise, M administer, K kiosk.
constexpr std::pair<char, Role> kRoles[] = {
    {'I', Role::kIntake}, {'P', Role::kPrereview}, {'A', Role::kAgent},
    {'R', Role::kReview}, {'D', Role::kDecide},    {'X', Role::kExit},
    {'S', Role::kSupervise}, {'M', Role::kAdminister}, {'K', Role::kKiosk}};

struct Row {
  OpType type;
  const char* may;  // by hand, from the roles of a county: who does what
  const char* body;
};
constexpr Row kTable[] = {
    {OpType::kCaseOpened, "IAK",
     R"({"key":"","item":"QX-002","item_version":3,"division":"430190101201",)"
     R"("channel":"window","applicant":{"name":"a","id_type":"111","id_no":""}})"},
    {OpType::kFormAnswered, "IAK",
     R"({"form":"QX-002","form_version":3,"answers":{"/data/x":"1"}})"},
    {OpType::kMaterialAdded, "IAK", R"({"slot":"M01","files":[]})"},
    {OpType::kMaterialDeclared, "IAK", R"({"slot":"M01","mode":"paper"})"},
    {OpType::kPrereviewRecorded, "IPARK",
     R"({"rules_version":1,"today":"2026-03-02","findings":[]})"},
    {OpType::kCaseSubmitted, "IAK",
     R"({"number":"1","receipt":"2","query_code":"3","date":"2026-03-02",)"
     R"("delivery":{"mode":"station"}})"},
    {OpType::kCaseWithdrawn, "IARK", R"({"reason":"x"})"},
    {OpType::kCaseVoided, "IRS", R"({"reason":"x","second_actor":"clerk2"})"},
    {OpType::kCorrectionAnswered, "IAK", R"({"request":"00000000000000000000000000000001:1"})"},
    {OpType::kCaseHandedOver, "IPARDS", R"({"to":"clerk2"})"},
    {OpType::kNoteAdded, "IPARDXS", R"({"text":"x"})"},
    {OpType::kEventRecorded, "IPARDXSM", R"({"id":"x"})"},
    {OpType::kCaseRevealed, "IPARDXS", R"({"what":"numbers"})"},
    {OpType::kReviewStarted, "PRD", "{}"},
    {OpType::kCorrectionRequested, "PR",
     R"({"reason":"x","items":[{"place":"M01","text":"x"}],"due":"2026-04-01","document":"1"})"},
    {OpType::kAcceptanceDecided, "R", R"({"accepted":true,"deferral":false,"document":"1"})"},
    {OpType::kDecisionMade, "D", R"({"granted":true,"opinion":"x","document":"1","files":[]})"},
    {OpType::kSpecialStarted, "RD", R"({"name":"x","kind":"1","reason":"x"})"},
    {OpType::kSpecialEnded, "RD", "{}"},
    {OpType::kExtensionGranted, "D", R"({"days":3,"reason":"x","approver":"y"})"},
    {OpType::kConflictSettled, "PRD", R"({"path":"/data/x","value":"1"})"},
    {OpType::kParcelDispatched, "X",
     R"({"direction":"out","carrier":"EMS","waybill":"EE473124829CN","contents":[]})"},
    {OpType::kParcelDelivered, "X", R"({"waybill":"w","signer":"x","date":"2026-03-02"})"},
    {OpType::kParcelReturned, "X", R"({"waybill":"w","reason":"x"})"},
    {OpType::kResultCollected, "X", R"({"by":{"name":"x"}})"},
    {OpType::kRatingGiven, "K", R"({"grade":"fair","channel":"kiosk"})"},
};

bool is_of_rights(const std::string& refusal) {
  return refusal == "role" || refusal == "clerk_rating" || refusal == "not_county";
}

// The refusal of this op behind a case that was opened and handed in.
std::string refusal_of(CaseBuilder b, const Row& row, const std::string& actor,
                       const base::IncarnationId& log) {
  if (row.type != OpType::kCaseOpened) b.opened().submitted();
  b.add(static_cast<std::uint32_t>(row.type), row.body, {.actor = actor, .log = log});
  return b.last_refusal();
}

bool offers(Action action, const Case& c, const StaffMember& who, const FoldContext& context) {
  const auto all = allowed_actions(c, who, context);
  return std::find(all.begin(), all.end(), action) != all.end();
}

constexpr std::pair<Action, OpType> kActions[] = {
    {Action::kEdit, OpType::kFormAnswered},
    {Action::kSubmit, OpType::kCaseSubmitted},
    {Action::kAnswerCorrection, OpType::kCorrectionAnswered},
    {Action::kWithdraw, OpType::kCaseWithdrawn},
    {Action::kVoid, OpType::kCaseVoided},
    {Action::kStartReview, OpType::kReviewStarted},
    {Action::kRequestCorrection, OpType::kCorrectionRequested},
    {Action::kAccept, OpType::kAcceptanceDecided},
    {Action::kRefuseAcceptance, OpType::kAcceptanceDecided},
    {Action::kDecide, OpType::kDecisionMade},
    {Action::kStartSpecial, OpType::kSpecialStarted},
    {Action::kEndSpecial, OpType::kSpecialEnded},
    {Action::kExtend, OpType::kExtensionGranted},
    {Action::kDispatchParcel, OpType::kParcelDispatched},
    {Action::kCloseParcel, OpType::kParcelDelivered},
    {Action::kHandOut, OpType::kResultCollected},
    {Action::kRate, OpType::kRatingGiven},
    {Action::kSettleConflict, OpType::kConflictSettled},
    {Action::kNote, OpType::kNoteAdded}};

const char* roles_of(OpType type) {
  for (const auto& row : kTable)
    if (row.type == type) return row.may;
  return "";
}

// Stations: the village's log is kStationA, the next village's kStationB.
const std::vector<std::string> kVillageScope{"430190101201"}, kOtherScope{"430190101202"};
FoldContext with_places(FoldContext context) {
  context.station = [](const base::IncarnationId& log) -> std::optional<WritingStation> {
    base::StationId id;
    if (log == kStationA) {
      id.bytes[0] = 1;
      return WritingStation{id, "430190101201", &kVillageScope};
    }
    if (log != kStationB) return std::nullopt;
    id.bytes[0] = 2;
    return WritingStation{id, "430190101202", &kOtherScope};
  };
  return context;
}

std::string last_refusal(const CaseBuilder& b) {
  const auto context = with_places(b.world.context());
  return fold_case(b.ops, context).timeline.back().refusal;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(roles_tests)

BOOST_AUTO_TEST_CASE(each_op_counts_from_those_roles_alone_that_may_write_it) {
  for (const auto& row : kTable) {
    for (const auto& [letter, role] : kRoles) {
      const bool may = std::string_view(row.may).find(letter) != std::string_view::npos;
      for (const auto& log : {kStationA, kCounty}) {
        CaseBuilder b;
        b.world.hire("one", {role});
        BOOST_TEST(is_of_rights(refusal_of(b, row, "one", log)) == !may,
                   op_type_name(static_cast<std::uint32_t>(row.type)) << " by " << letter);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_op_of_a_case_stands_in_the_table) {
  for (std::uint32_t type = 1; type < 60; ++type) {
    if (op_type_name(type).empty()) continue;
    const auto code = static_cast<OpType>(type);
    const bool of_the_program =
        code == OpType::kDeadlinePassed || code == OpType::kOpRefused;  // below
    const bool of_no_case = code == OpType::kListExported || code == OpType::kSignedIn ||
                            code == OpType::kSignInsRefused || code == OpType::kStationSuspended ||
                            code == OpType::kBackupKeyEscrowed;
    BOOST_TEST((of_the_program || of_no_case || *roles_of(code) != '\0'), op_type_name(type));
  }
}

BOOST_AUTO_TEST_CASE(nobody_and_strangers_write_nothing) {
  for (const auto& row : kTable) {
    for (const auto* actor : {"", "nobody-known"}) {
      // The program itself hands on events and takes the resident's own rating.
      const bool of_the_program =
          !*actor && (row.type == OpType::kEventRecorded || row.type == OpType::kRatingGiven);
      BOOST_TEST(is_of_rights(refusal_of({}, row, actor, kStationA)) == !of_the_program,
                 op_type_name(static_cast<std::uint32_t>(row.type)) << " by '" << actor << "'");
    }
    CaseBuilder b;
    b.world.hire("roleless", {});
    BOOST_TEST(is_of_rights(refusal_of(b, row, "roleless", kStationA)));
  }
}

BOOST_AUTO_TEST_CASE(deadlines_and_refusals_are_the_county_s_alone) {
  for (const auto& [type, body] :
       {std::pair{OpType::kDeadlinePassed, R"({"what":"promised","date":"2026-03-02"})"},
        std::pair{OpType::kOpRefused,
                  R"({"op":"00000000000000000000000000000009:1","reason":"x"})"}}) {
    for (const auto* actor : {"", "clerk", "reviewer"}) {
      BOOST_TEST(refusal_of({}, {type, "", body}, actor, kStationA) == "not_county");
    }
    BOOST_TEST(refusal_of({}, {type, "", body}, "", kCounty) == "");
    BOOST_TEST(refusal_of({}, {type, "", body}, "clerk", kCounty) == "role");
  }
}

BOOST_AUTO_TEST_CASE(no_screen_offers_what_the_fold_would_refuse) {
  for (const auto& [letter, role] : kRoles) {
    CaseBuilder b;
    b.world.hire("one", {role});
    const auto context = b.world.context();
    std::vector<Case> cases;
    b.opened();
    cases.push_back(b.fold());
    b.submitted("courier");
    cases.push_back(b.fold());
    b.accepted();
    cases.push_back(b.fold());
    b.decided();
    cases.push_back(b.fold());
    b.dispatched();
    cases.push_back(b.fold());
    for (const auto& c : cases) {
      for (const auto& [action, type] : kActions) {
        if (!offers(action, c, b.world.staff["one"], context)) continue;
        BOOST_TEST((std::string_view(roles_of(type)).find(letter) != std::string_view::npos),
                   op_type_name(static_cast<std::uint32_t>(type)) << " to " << letter);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(who_accepted_or_handed_in_does_not_decide_except_on_the_spot) {
  for (const bool immediate : {false, true}) {
    CaseBuilder accepter;
    if (immediate) accepter.world.make_immediate();
    accepter.opened().submitted().accepted("both").decided("both");
    BOOST_TEST(accepter.last_refusal() == (immediate ? "" : "separation"));
    CaseBuilder taker;
    if (immediate) taker.world.make_immediate();
    taker.world.hire("clerk", {Role::kIntake, Role::kDecide});
    taker.opened().submitted().accepted("reviewer").decided("clerk");
    BOOST_TEST(taker.last_refusal() == (immediate ? "" : "separation"));
  }
}

BOOST_AUTO_TEST_CASE(nobody_rates_the_own_work_by_also_being_a_kiosk) {
  CaseBuilder b;
  b.world.hire("clerk", {Role::kIntake, Role::kKiosk});
  b.opened().submitted();
  b.op(RatingGiven{Rating::kVerySatisfied, "", "kiosk", {}}, {.actor = "clerk"});
  BOOST_TEST(b.last_refusal() == "clerk_rating");
  b.op(RatingGiven{Rating::kVerySatisfied, "", "kiosk", {}}, {.actor = "kiosk"});
  BOOST_TEST(b.last_refusal() == "");
}

BOOST_AUTO_TEST_CASE(who_has_left_does_nothing_at_the_county_and_a_window_s_last_work_counts) {
  CaseBuilder b;
  b.world.staff["reviewer"].active = false;
  b.world.staff["clerk"].active = false;
  b.opened().submitted();
  BOOST_TEST(b.last_refusal() == "");
  b.op(ReviewStarted{}, {.actor = "reviewer", .log = kCounty});
  BOOST_TEST(b.last_refusal() == "role");
}

BOOST_AUTO_TEST_CASE(a_village_s_computer_cannot_speak_for_the_county_s_reviewers) {
  CaseBuilder b;
  b.opened().submitted();
  b.op(ReviewStarted{}, {.actor = "reviewer", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "place");
  AcceptanceDecided accepted;
  accepted.accepted = true;
  b.op(accepted, {.actor = "reviewer", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "place");
  b.op(accepted, {.actor = "reviewer", .log = kCounty});
  BOOST_TEST(last_refusal(b) == "");
  DecisionMade granted;
  granted.granted = true;
  b.op(granted, {.actor = "decider", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "place");
}

BOOST_AUTO_TEST_CASE(a_station_touches_no_case_of_another_place) {
  CaseBuilder b;
  b.world.hire("neighbour", {Role::kIntake}, "430190101202");
  b.opened().submitted();
  b.op(CaseWithdrawn{"x"}, {.actor = "neighbour", .log = kStationB});
  BOOST_TEST(last_refusal(b) == "place");
  b.op(NoteAdded{"x"}, {.actor = "clerk", .log = kStationB});
  BOOST_TEST(last_refusal(b) == "place");
  // Somebody of another village at this one's computer.
  b.op(NoteAdded{"x"}, {.actor = "neighbour", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "place");
  // Somebody of the town helps out at the village's window.
  b.world.hire("helper", {Role::kAgent}, "430190101000");
  b.op(NoteAdded{"x"}, {.actor = "helper", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "");
}

BOOST_AUTO_TEST_CASE(a_case_is_not_opened_beyond_the_scope) {
  CaseBuilder b;
  b.world.hire("neighbour", {Role::kIntake}, "430190101202");
  CaseOpened body;
  body.item = "QX-002";
  body.item_version = 3;
  body.division = "430190101201";
  body.applicant = {"欧阳小敏", "111", "430190198001010022", "13800000000"};
  b.op(body, {.actor = "neighbour", .log = kStationB});
  BOOST_TEST(last_refusal(b) == "place");
  b.op(body, {.actor = "clerk", .log = kStationA});
  BOOST_TEST(last_refusal(b) == "");
}

BOOST_AUTO_TEST_CASE(a_reveal_changes_nothing_but_stands_in_the_timeline) {
  CaseBuilder b;
  b.opened().submitted();
  const auto before = b.fold();
  b.op(CaseRevealed{"numbers"}, {.actor = "reviewer", .log = kCounty});
  const auto after = b.fold();
  BOOST_TEST((after.state == before.state && after.handler == before.handler));
  BOOST_TEST(after.timeline.size() == before.timeline.size() + 1);
  BOOST_TEST(after.timeline.back().actor == "reviewer");
}

BOOST_AUTO_TEST_SUITE_END()
