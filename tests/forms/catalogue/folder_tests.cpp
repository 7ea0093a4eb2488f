#include <boost/test/unit_test.hpp>

#include "forms/catalogue/handling_mode.h"
#include "tests/forms/catalogue/demo.h"
#include "tests/forms/catalogue/spoilt_folder.h"

using namespace jiujin;
using namespace jiujin::forms::catalogue;
using test::SpoiltFolder;

BOOST_AUTO_TEST_SUITE(folder_tests)

BOOST_AUTO_TEST_CASE(the_demonstration_county_offers_41_items_and_4_joint_items) {
  const Catalogue& catalogue = test::demo();
  BOOST_TEST(catalogue.items.size() == 41U);
  BOOST_TEST(catalogue.joint_items.size() == 4U);
  BOOST_TEST(catalogue.authorities.size() == 22U);
  BOOST_TEST(catalogue.licence_types.size() == 27U);
}

BOOST_AUTO_TEST_CASE(birth_registration_is_as_the_authority_wrote_it) {
  const Item* item = test::demo().item("QX-001");
  BOOST_REQUIRE(item != nullptr);
  BOOST_TEST(item->name.chinese() == "生育登记");
  BOOST_TEST(item->is_immediate());
  BOOST_TEST(item->authority_name.chinese() == "石桥镇人民政府");
  BOOST_TEST(item->levels.accept == 6);
  BOOST_TEST(!item->statutory.value.has_value());
  BOOST_TEST(item->consult_phone == "0999-1234501");
  BOOST_TEST(item->result.licence_type == "EL06");
  const MaterialSlot* slot = item->material("M05");
  BOOST_REQUIRE(slot != nullptr);
  BOOST_TEST((slot->necessity == Necessity::kConditional));
  BOOST_TEST(slot->need_test == "/data/reg_stage = 'o3'");
  BOOST_TEST(slot->licence.type == "EL05");
}

BOOST_AUTO_TEST_CASE(every_sentence_of_the_demonstration_county_has_a_rule) {
  for (const Item& item : test::demo().items) {
    BOOST_TEST_CONTEXT(item.code) {
      BOOST_TEST(item.unmapped.empty());
      for (const PrecheckRule& rule : item.prechecks) BOOST_TEST(!rule.holds.empty());
    }
  }
}

// 13 items are reviewed where they are decided; 开餐馆 and the others pass several offices.
BOOST_AUTO_TEST_CASE(how_an_application_is_handled_follows_from_who_reviews_and_decides) {
  int one_office = 0;
  for (const Item& item : test::demo().items) {
    one_office += handling_mode(item) == HandlingMode::kOneOffice ? 1 : 0;
  }
  BOOST_TEST(one_office == 13);
  BOOST_TEST((handling_mode(*test::demo().item("QX-001")) == HandlingMode::kOneOffice));
  BOOST_TEST((handling_mode(*test::demo().item("QX-021")) == HandlingMode::kSeveralLevels));
  for (const JointItem& joint : test::demo().joint_items) {
    BOOST_TEST((handling_mode(test::demo(), joint) == HandlingMode::kSeveralOffices), joint.code);
  }
}

BOOST_AUTO_TEST_CASE(every_form_ends_with_contact_delivery_and_agent) {
  for (const Item& item : test::demo().items) {
    for (const char* id : {"channel", "no_phone", "notify_mode", "deliver_mode", "agent_id_no"}) {
      BOOST_TEST(item.field(id) != nullptr, item.code << " " << id);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_form_says_who_applies) {
  for (const Item& item : test::demo().items) {
    const ApplicantFields fields = applicant_fields(item);
    BOOST_TEST(!fields.name.empty(), item.code);
    BOOST_TEST(!fields.id_no.empty(), item.code);
  }
  BOOST_TEST(applicant_fields(*test::demo().item("QX-001")).id_no == "applicant_id_no");
  BOOST_TEST(applicant_fields(*test::demo().item("QX-022")).id_no == "mother_id_no");
  BOOST_TEST(applicant_fields(*test::demo().item("QX-022")).mobile == "applicant_mobile");
  BOOST_TEST(applicant_fields(*test::demo().item("QX-039")).mobile == "guardian_mobile");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_named_with_its_exact_place) {
  SpoiltFolder folder;
  folder.change("items/QX-004.json",
                [](nlohmann::json& item) { item["materials"][1]["necessity"] = "perhaps"; });
  const auto loaded = folder.load();
  BOOST_REQUIRE(!loaded.ok());
  BOOST_TEST(loaded.error().place == "items/QX-004.json: materials[1].necessity");
}

BOOST_AUTO_TEST_CASE(a_missing_value_is_named_with_its_exact_place) {
  SpoiltFolder folder;
  folder.change("items/QX-004.json", [](nlohmann::json& item) { item["fields"][2].erase("type"); });
  const auto loaded = folder.load();
  BOOST_REQUIRE(!loaded.ok());
  BOOST_TEST(loaded.error().place == "items/QX-004.json: fields[2].type");
  BOOST_TEST(loaded.error().cause == "is missing");
}

BOOST_AUTO_TEST_CASE(a_sentence_changed_without_its_rule_counts_as_unmapped) {
  SpoiltFolder folder;
  folder.change("items/QX-004.json", [](nlohmann::json& item) {
    item["prechecks"][0]["text"] = "上门拍照方式须有两名见证人";
    item["materials"][1]["need_condition"] = "年满 90 周岁的";
    item["fields"][8]["constraint"] = "PNG,50~500 KB";
  });
  const auto loaded = folder.load();
  BOOST_REQUIRE(loaded.ok());
  const std::vector<std::string> expected = {"fields.photo.constraint: PNG,50~500 KB",
                                             "materials.M02.need_condition: 年满 90 周岁的",
                                             "prechecks.P01: 上门拍照方式须有两名见证人"};
  BOOST_TEST(loaded->item("QX-004")->unmapped == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rule_for_nothing_is_refused) {
  SpoiltFolder folder;
  folder.change("rules/QX-004.json", [](nlohmann::json& rules) {
    rules["materials"]["M77"] = {{"prose", "x"}, {"needed", "true()"}};
  });
  const auto loaded = folder.load();
  BOOST_REQUIRE(!loaded.ok());
  BOOST_TEST(loaded.error().place == "rules/QX-004.json: materials.M77");
}

BOOST_AUTO_TEST_SUITE_END()
