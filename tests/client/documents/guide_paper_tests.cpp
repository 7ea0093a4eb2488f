#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "client/documents/guide_paper.h"

using namespace jiujin;
using namespace jiujin::localization::typeset;
using forms::catalogue::FormField;
using forms::catalogue::Item;
using forms::catalogue::TimeLimit;

namespace {

Item item() {
  Item item;
  item.code = "QX-901";
  item.name = "养老认证";
  item.service_objects = {"1", "4"};
  item.effective_date = "2026-01-01";
  item.result.name = "认证凭证";
  item.result.sample = "样本-认证凭证";
  item.remedy = "可以申请行政复议。";
  item.process = {{"受理", "acceptance"}, {"办结", "decision"}};
  item.materials.resize(1);
  item.materials[0].id = "M01";
  item.materials[0].name = "申请表";
  item.materials[0].fill_note = "本人签名";
  item.sections = {{"subject", "办理对象", ""}};
  FormField field;
  field.id = "name";
  field.label = "姓名";
  field.section = "subject";
  item.fields = {field};
  item.questions = {{"要多久？", "当场。"}};
  TimeLimit ten;
  ten.value = 10;
  item.special_procedures = {{"公示", ten, false}, {"延长审批", ten, true}};
  return item;
}

Document guide(const Item& item, const char* language = "en") {
  return client::documents::guide_paper({}, item, localization::Translator::for_language(language),
                                        std::chrono::sys_seconds{});
}

// The value beside a label; "?" when the guide does not say.
std::string value_of(const Document& paper, const std::string& label) {
  for (const auto& block : paper.blocks) {
    const auto* table = std::get_if<FieldTable>(&block);
    if (table == nullptr) continue;
    for (const auto& field : table->fields)
      if (field.label == label) return field.value;
  }
  return "?";
}

// The lines of the list below a heading.
std::vector<std::string> list_of(const Document& paper, const std::string& title) {
  for (std::size_t i = 0; i + 1 < paper.blocks.size(); ++i) {
    const auto* heading = std::get_if<Heading>(&paper.blocks[i]);
    if (heading == nullptr || heading->text != title) continue;
    if (const auto* list = std::get_if<ItemList>(&paper.blocks[i + 1])) return list->items;
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guide_paper_tests)

// The two kinds of items that the administrative services law knows, by their names.
BOOST_AUTO_TEST_CASE(kind_of_item_is_called_by_its_name) {
  Item promised = item(), immediate = item();
  promised.case_type = forms::catalogue::CaseType::kCommitted;
  immediate.case_type = forms::catalogue::CaseType::kImmediate;
  BOOST_TEST(value_of(guide(promised, "zh_CN"), "办件类型") == "承诺件");
  BOOST_TEST(value_of(guide(immediate, "zh_CN"), "办件类型") == "即办件");
}

BOOST_AUTO_TEST_CASE(what_the_authority_left_out_is_said_to_be_none) {
  const Document paper = guide(item());
  for (const char* label : {"Also called", "Guided by", "Intermediary services",
                            "Limit of number", "Applying for others"}) {
    BOOST_TEST(value_of(paper, label) == "none", label);
  }
}

BOOST_AUTO_TEST_CASE(what_the_authority_said_stands_there) {
  Item said = item();
  said.alias = "生存认证";
  said.quantity_limit = "每年 200 户";
  const Document paper = guide(said);
  BOOST_TEST(value_of(paper, "Also called") == "生存认证");
  BOOST_TEST(value_of(paper, "Limit of number") == "每年 200 户");
  BOOST_TEST(value_of(paper, "Who is served") == "natural persons, social organisations");
  BOOST_TEST(value_of(paper, "In force from") == "2026-01-01");
}

// What people care about most: the steps, their rights, the form, a sample, how to fill in.
BOOST_AUTO_TEST_CASE(steps_rights_form_sample_and_notes_are_all_there) {
  const Document paper = guide(item());
  BOOST_TEST(list_of(paper, "Steps").size() == 2U);
  BOOST_TEST(list_of(paper, "What the form asks") == std::vector<std::string>{"办理对象: 姓名"},
             boost::test_tools::per_element());
  BOOST_TEST(value_of(paper, "Sample of the result") == "样本-认证凭证");
  BOOST_TEST(list_of(paper, "How to fill in the papers") ==
                 std::vector<std::string>{"申请表: 本人签名"},
             boost::test_tools::per_element());
  BOOST_TEST(list_of(paper, "Frequent questions") == std::vector<std::string>{"要多久？ 当场。"},
             boost::test_tools::per_element());
  BOOST_TEST(std::ranges::any_of(paper.blocks, [](const auto& block) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    return paragraph != nullptr && paragraph->text == "可以申请行政复议。";
  }));
}

BOOST_AUTO_TEST_CASE(an_extension_is_no_pause_of_the_clock) {
  const Document paper = guide(item());
  BOOST_TEST(list_of(paper, "Procedures whose time is not counted") ==
                 std::vector<std::string>{"公示: 10 working days"},
             boost::test_tools::per_element());
  BOOST_TEST(list_of(paper, "How far the time may be extended, once") ==
                 std::vector<std::string>{"延长审批: 10 working days"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
