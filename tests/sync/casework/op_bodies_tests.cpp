#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "sync/casework/op_bodies.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using Json = nlohmann::json;

BOOST_AUTO_TEST_SUITE(op_bodies_tests)

const std::string kHash(64, 'a');

// Bodies as op_types.h describes them, written by hand; reading and writing gives them back.
template <typename Body>
void check_round_trip(const char* text) {
  bool newer = false;
  const auto body = read_body<Body>(text, &newer);
  BOOST_REQUIRE_MESSAGE(body.ok(), text << " " << (body ? "" : body.error().line()));
  BOOST_CHECK(!newer);
  BOOST_CHECK_EQUAL(Json::parse(write_body(*body)), Json::parse(text));
}

BOOST_AUTO_TEST_CASE(bodies_come_back_as_they_were_written) {
  const std::string file = R"({"hash":")" + kHash + R"(","size":9,"type":"image/jpeg","name":"a"})";
  check_round_trip<CaseOpened>(
      (R"({"key":")" + kHash +
       R"(","item":"QX-001","item_version":1,"division":"430190101201","channel":"agent",
          "joint":{"code":"YJS-01","group":"00000000000000000000000000000001"},
          "agent":{"name":"李","id_no":"1","kind":"relative"},
          "applicant":{"name":"张三","id_type":"111","id_no":"2"}})").c_str());
  check_round_trip<FormAnswered>(
      R"({"form":"QX-001","form_version":2,"answers":{"/data/a":"x","/data/b":null,"/data/c":[1]}})");
  check_round_trip<MaterialAdded>((R"({"slot":"M02","files":[)" + file + "]}").c_str());
  check_round_trip<MaterialDeclared>(
      R"({"slot":"M02","mode":"licence","licence":{"type":"EL01","number":"1","holder":"张",
          "grade":"A","valid_until":"2030-01-01"}})");
  check_round_trip<PrereviewRecorded>(
      R"({"rules_version":1,"today":"2026-03-02","findings":[{"rule":"P01","severity":"warn",
          "place":"/data/x"}],"confirmed":["P01"]})");
  check_round_trip<CaseSubmitted>(
      R"({"number":"n","receipt":"r","query_code":"q","date":"2026-03-02",
          "delivery":{"mode":"courier","address":"枫林村"}})");
  check_round_trip<CorrectionRequested>(
      R"({"reason":"r","items":[{"place":"M01","text":"t"}],"due":"2026-03-09","document":"d"})");
  check_round_trip<CorrectionAnswered>(
      R"({"request":"00000000000000000000000000000001:17"})");
  check_round_trip<AcceptanceDecided>(R"({"accepted":true,"deferral":false,"document":"d"})");
  check_round_trip<DecisionMade>((R"({"granted":true,"opinion":"o","files":[)" + file + "]}").c_str());
  check_round_trip<ConflictSettled>(R"({"path":"/data/a","value":{"x":null}})");
  check_round_trip<ParcelDispatched>(
      R"({"direction":"out","carrier":"EMS","waybill":"w","contents":["证"],"to":{"name":"张"}})");
  check_round_trip<RatingGiven>(R"({"grade":"dissatisfied","channel":"kiosk","visits":2})");
  check_round_trip<StaffGranted>(
      R"({"id":"w1","name":"王","roles":["intake","exit"],"unit":"u","division":"430190101201",
          "active":true,"verifier":"$argon2id$x"})");
  check_round_trip<StaffGranted>(
      R"({"id":"w1","name":"王","roles":["intake"],"active":true,"verifier":"$argon2id$x",
          "opening":{"suite":1,"key":"ab","wrapped":"cd"}})");
  check_round_trip<RecoverySealed>(R"({"suite":2,"key":"ab","capsule":"cd","sealed":"ef"})");
  check_round_trip<DataKeyGranted>(
      R"({"station":"00000000000000000000000000000002","staff":"w1",
          "opening":{"suite":1,"key":"ab","wrapped":"cd"},"capsule":"cd","sealed":"ef"})");
  check_round_trip<IncarnationStarted>(
      R"({"incarnation":"00000000000000000000000000000001",
          "station":"00000000000000000000000000000002","number_block":9999})");
  check_round_trip<IncarnationStarted>(
      R"({"incarnation":"00000000000000000000000000000001",
          "station":"00000000000000000000000000000002","number_block":1,
          "after":"00000000000000000000000000000003"})");
  check_round_trip<IncarnationStarted>(
      R"({"incarnation":"00000000000000000000000000000001",
          "station":"00000000000000000000000000000002","number_block":1,
          "after":"00000000000000000000000000000003","reason":"keys"})");
  check_round_trip<AuthorityAnnounced>(R"({"certificate":"-----BEGIN","follows":"ab"})");
  check_round_trip<AuthorityEnded>(R"({"authority":"ab"})");
  check_round_trip<AuthorityTrusted>(R"({"authority":"ab"})");
}

template <typename Body>
std::string error_of(const char* text) {
  const auto body = read_body<Body>(text);
  return body ? "" : body.error().line();
}

BOOST_AUTO_TEST_CASE(errors_name_the_member) {
  BOOST_CHECK_EQUAL(error_of<NoteAdded>("{}"), "text: missing");
  BOOST_CHECK_EQUAL(error_of<NoteAdded>("[]"), "not an object");
  BOOST_CHECK_EQUAL(error_of<NoteAdded>("{\"text\":"), "not JSON");
  BOOST_CHECK_EQUAL(error_of<CorrectionRequested>(
                        R"({"reason":"r","items":[{"place":"M01","text":4}],"due":"2026-03-09"})"),
                    "items[0].text: not a text");
  BOOST_CHECK_EQUAL(error_of<DeadlinePassed>(R"({"what":"lunch","date":"2026-03-09"})"),
                    "what: unknown code");
  BOOST_CHECK_EQUAL(error_of<DeadlinePassed>(R"({"what":"notice","date":"2026-02-30"})"),
                    "date: not a date");
  BOOST_CHECK_EQUAL(error_of<ExtensionGranted>(R"({"days":0,"reason":"r","approver":"a"})"),
                    "days: out of range");
}

BOOST_AUTO_TEST_CASE(members_of_a_newer_version_are_noticed_at_any_depth) {
  bool newer = false;
  BOOST_REQUIRE(read_body<NoteAdded>(R"({"text":"t"})", &newer).ok());
  BOOST_CHECK(!newer);
  BOOST_REQUIRE(read_body<ResultCollected>(R"({"by":{"name":"张","face":1}})", &newer).ok());
  BOOST_CHECK(newer);
}

BOOST_AUTO_TEST_CASE(op_addresses_are_read_strictly) {
  BOOST_CHECK(parse_op_address("00000000000000000000000000000001:5").ok());
  for (const char* bad : {"", ":5", "00000000000000000000000000000001", "0001:5",
                          "00000000000000000000000000000001:0",
                          "00000000000000000000000000000001:5x"})
    BOOST_CHECK(!parse_op_address(bad).ok());
}

BOOST_AUTO_TEST_CASE(every_registered_type_has_a_name) {
  BOOST_CHECK_EQUAL(op_type_name(1), "case.opened");
  BOOST_CHECK_EQUAL(op_type_name(65), "calendar.published");
  BOOST_CHECK_EQUAL(op_type_name(66), "opening_key.published");
  BOOST_CHECK_EQUAL(op_type_name(72), "authority.trusted");
  BOOST_CHECK_EQUAL(op_type_name(999), "");
}

BOOST_AUTO_TEST_SUITE_END()
