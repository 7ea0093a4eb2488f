#include <boost/test/unit_test.hpp>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/op_types.h"
#include "sync/casework/timeline_words.h"

namespace jiujin::sync::casework {
namespace {

const localization::Translator kEnglish = localization::Translator::for_language("en");

forms::catalogue::Item item_with_names() {
  forms::catalogue::Item item;
  forms::catalogue::MaterialSlot slot;
  slot.id = "M04";
  slot.name = localization::LanguageMap{{{"zh", "结婚证"}, {"en", "Marriage certificate"}}};
  item.materials.push_back(slot);
  for (const char* id : {"parity", "marital", "mobile", "place"}) {
    forms::catalogue::FormField field;
    field.id = id;
    field.label = localization::LanguageMap{{{"zh", id}, {"en", std::string("label of ") + id}}};
    item.fields.push_back(field);
  }
  return item;
}

std::string said(OpType type, const std::string& detail, bool masked = false) {
  TimelineEntry entry;
  entry.type = static_cast<std::uint32_t>(type);
  entry.detail = detail;
  const auto item = item_with_names();
  return detail_words(entry, &item, kEnglish, masked);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timeline_words_tests)

BOOST_AUTO_TEST_CASE(a_material_is_told_by_its_name_and_how_it_is_provided) {
  BOOST_TEST(said(OpType::kMaterialDeclared, "M04 commitment") ==
             "Marriage certificate: By commitment");
  BOOST_TEST(said(OpType::kMaterialAdded, "M04 2") == "Marriage certificate: 2 scanned");
}

BOOST_AUTO_TEST_CASE(a_slot_that_the_item_does_not_know_keeps_its_code) {
  BOOST_TEST(said(OpType::kMaterialDeclared, "M99 paper") == "M99: On paper");
}

BOOST_AUTO_TEST_CASE(answers_are_told_by_the_labels_of_their_fields) {
  BOOST_TEST(said(OpType::kFormAnswered, "/data/parity /data/marital") ==
             "label of parity, label of marital");
}

BOOST_AUTO_TEST_CASE(many_answers_are_counted) {
  BOOST_TEST(said(OpType::kFormAnswered, "/data/parity /data/marital /data/mobile /data/place") ==
             "label of parity, label of marital, label of mobile and so on, 4 answers");
}

BOOST_AUTO_TEST_CASE(free_text_is_told_as_it_is) {
  BOOST_TEST(said(OpType::kNoteAdded, "see you on Monday") == "see you on Monday");
}

BOOST_AUTO_TEST_CASE(who_has_signed_or_collected_is_told_masked_where_names_are) {
  BOOST_TEST(said(OpType::kParcelDelivered, "EE473124829CN 王桂英") == "EE473124829CN 王桂英");
  BOOST_TEST(said(OpType::kParcelDelivered, "EE473124829CN 王桂英", true) == "EE473124829CN 王*英");
  BOOST_TEST(said(OpType::kParcelDelivered, "EE473124829CN", true) == "EE473124829CN");
  BOOST_TEST(said(OpType::kParcelDelivered, "", true) == "");
  BOOST_TEST(said(OpType::kResultCollected, "王桂英") == "王桂英");
  BOOST_TEST(said(OpType::kResultCollected, "王桂英", true) == "王*英");
}

BOOST_AUTO_TEST_CASE(a_place_without_a_name_is_named_by_itself) {
  const auto item = item_with_names();
  BOOST_TEST(place_name("/data/unknown", &item, kEnglish) == "/data/unknown");
  BOOST_TEST(place_name("/data/parity", &item, kEnglish) == "label of parity");
  BOOST_TEST(place_name("M04", nullptr, kEnglish) == "M04");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace jiujin::sync::casework
