#include <boost/test/unit_test.hpp>

#include "forms/catalogue/form_writer.h"
#include "forms/xforms/form_session.h"
#include "localization/working_days.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin;
using namespace jiujin::forms;
using namespace jiujin::forms::catalogue;

namespace {

std::unique_ptr<xforms::FormSession> open(const char* code) {
  const auto form = xforms::FormDefinition::parse(
      xform_from_item(*test::demo().item(code), test::demo().parameters), xforms::no_resources(),
      code);
  BOOST_REQUIRE_MESSAGE(form.ok(), (form.ok() ? "" : form.error().line()));
  xforms::SessionOptions options;
  options.environment.now = localization::make_date(2026, 11, 23) + std::chrono::hours(4);
  auto session = xforms::FormSession::create(*form, std::move(options));
  BOOST_REQUIRE_MESSAGE(session.ok(), (session.ok() ? "" : session.error().line()));
  return std::move(session).value();
}

xforms::Item item_at(xforms::FormSession& session, const char* path) {
  const auto id = session.find(path);
  BOOST_REQUIRE_MESSAGE(id != xforms::NodeId::kNone, path);
  return session.item(id);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_writer_tests)

BOOST_AUTO_TEST_CASE(every_item_becomes_a_form_that_loads) {
  for (const Item& item : test::demo().items) {
    const auto form = xforms::FormDefinition::parse(xform_from_item(item, test::demo().parameters),
                                                    xforms::no_resources(), item.code);
    BOOST_TEST_CONTEXT(item.code) {
      BOOST_REQUIRE_MESSAGE(form.ok(), (form.ok() ? "" : form.error().line()));
      BOOST_TEST((*form)->title == item.name.chinese());
      BOOST_TEST((*form)->languages.size() == 2U);
      BOOST_TEST((*form)->warnings.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_question_shows_when_its_condition_holds) {
  auto session = open("QX-001");
  BOOST_TEST(!session->relevant_at("/data/expected_date"));
  BOOST_REQUIRE(session->answer_path("/data/reg_stage", "o2").ok());
  BOOST_TEST(session->relevant_at("/data/expected_date"));
  BOOST_TEST(item_at(*session, "/data/expected_date").required);
}

BOOST_AUTO_TEST_CASE(a_number_with_a_wrong_check_digit_is_not_valid) {
  auto session = open("QX-001");
  BOOST_REQUIRE(session->answer_path("/data/applicant_id_no", "430190195803120150").ok());
  BOOST_TEST(!item_at(*session, "/data/applicant_id_no").valid);
  BOOST_REQUIRE(session->answer_path("/data/applicant_id_no", "430190195803120157").ok());
  BOOST_TEST(item_at(*session, "/data/applicant_id_no").valid);
  const auto kind = item_at(*session, "/data/applicant_id_no").attributes;
  BOOST_TEST(kind.at("jj:kind") == "id_no");
}

BOOST_AUTO_TEST_CASE(somebody_without_a_telephone_is_not_asked_for_one) {
  auto session = open("QX-001");
  BOOST_TEST(item_at(*session, "/data/applicant_mobile").required);
  BOOST_REQUIRE(session->answer_path("/data/no_phone", "yes").ok());
  BOOST_TEST(!item_at(*session, "/data/applicant_mobile").required);
  BOOST_REQUIRE(session->answer_path("/data/applicant_mobile", "0731-88812345").ok());
  BOOST_TEST(item_at(*session, "/data/applicant_mobile").valid);
}

BOOST_AUTO_TEST_CASE(agent_questions_show_only_for_an_agent) {
  auto session = open("QX-001");
  BOOST_TEST(!session->relevant_at("/data/agent_name"));
  BOOST_REQUIRE(session->answer_path("/data/channel", "agent").ok());
  BOOST_TEST(session->relevant_at("/data/agent_name"));
}

BOOST_AUTO_TEST_CASE(what_follows_from_other_answers_is_computed) {
  auto session = open("QX-012");
  BOOST_REQUIRE(session->answer_path("/data/applicant_id_no", "430190194106070022").ok());
  BOOST_TEST(session->value_at("/data/age_tier") == "o1");    // 85 years
  BOOST_TEST(session->value_at("/data/std_amount") == "50");  // the county's rate for that group
}

BOOST_AUTO_TEST_CASE(labels_speak_chinese_and_english) {
  auto session = open("QX-001");
  session->set_language("zh");
  BOOST_TEST(item_at(*session, "/data/expected_date").path == "/data/expected_date");
  BOOST_TEST(item_at(*session, "/data/marital").label == "婚姻状况");
  session->set_language("en");
  BOOST_TEST(item_at(*session, "/data/marital").label == "Marital status");
}

BOOST_AUTO_TEST_SUITE_END()
