#include <boost/test/unit_test.hpp>

#include "sync/casework/documents/documents.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::documents;
using namespace jiujin::sync::casework::testing;
namespace typeset = jiujin::localization::typeset;

BOOST_AUTO_TEST_SUITE(documents_tests)

// All words on a paper, for looking things up.
struct TextOf {
  std::string text;
  void add(const std::string& part) { text += part + "\n"; }
  void operator()(const typeset::Heading& b) { add(b.text); }
  void operator()(const typeset::Paragraph& b) { add(b.text); }
  void operator()(const typeset::ItemList& b) {
    for (const auto& line : b.items) add(line);
  }
  void operator()(const typeset::FieldTable& b) {
    for (const auto& f : b.fields) add(f.label + "=" + f.value);
  }
  void operator()(const typeset::DataTable& b) {
    add(b.caption);
    for (const auto& column : b.columns) add(column.head);
    for (const auto& row : b.rows) {
      std::string line;
      for (const auto& cell : row) line += cell + "|";
      add(line);
    }
  }
  void operator()(const typeset::SignatureBlock& b) {
    for (const auto& signer : b.signers) add(signer);
    add(b.issuer + " " + b.issued_on);
  }
  void operator()(const typeset::Code& b) { add(b.payload); }
  void operator()(const typeset::PageBreak&) {}
  void operator()(const typeset::CutLine& b) { add(b.text); }
};

std::string text_of(const Document& document) {
  TextOf reader;
  reader.add(document.issuer);
  reader.add(document.title);
  reader.add(document.number);
  for (const auto& code : document.corner) reader(code);
  for (const auto& block : document.blocks) std::visit(reader, block);
  reader.add(document.footer_note);
  return reader.text;
}

PaperContext paper_context(const World& world) {
  PaperContext context;
  context.item = &world.item;
  context.office = {.level = 6, .place = "枫林村", .address = "枫林村委会一楼",
                    .phone = "0731-80000001", .hours = "9:00-17:00", .complaint_phone = "",
                    .short_place = "青溪"};
  context.clerk = "王小燕";
  context.number = "青溪收〔2026〕0001-1号";
  context.today = localization::make_date(2026, 3, 2);
  return context;
}

void check_says(DocumentKind kind, const CaseBuilder& b, const std::vector<std::string>& words,
                const PaperDetails& details = {}) {
  const auto paper = build_document(kind, b.fold(), paper_context(b.world), details);
  BOOST_REQUIRE_MESSAGE(paper.ok(), static_cast<int>(kind));
  const std::string text = text_of(*paper);
  for (const std::string& word : words)
    BOOST_CHECK_MESSAGE(text.find(word) != std::string::npos, word << " is not in\n" << text);
}

BOOST_AUTO_TEST_CASE(offices_are_named_by_their_level) {
  const auto zh = localization::Translator::for_language("zh_CN");
  BOOST_CHECK_EQUAL(office_name({.level = 6, .place = "枫林村"}, zh), "枫林村便民服务站");
  BOOST_CHECK_EQUAL(office_name({.level = 5, .place = "石桥镇"}, zh), "石桥镇便民服务中心");
  BOOST_CHECK_EQUAL(office_name({.level = 4, .place = "青溪县"}, zh), "青溪县政务服务中心");
}

BOOST_AUTO_TEST_CASE(the_receipt_tells_what_was_taken_in_and_that_it_is_free) {
  CaseBuilder b;
  b.opened().filled("M01").submitted();
  check_says(DocumentKind::kIntakeReceipt, b,
             {"枫林村便民服务站", "收件凭证", "0001000017", "123456", "食品经营许可新办",
              "欧阳小敏", "营业执照|1|", "共 1 份", "5 个工作日", "2026年3月9日", "免费",
              "收件不等于受理", "王小燕", "业务专用章", "一式两份",
              "JIUJIN r=0001000017 c=123456", "0731-80000001"});
}

BOOST_AUTO_TEST_CASE(the_receipt_hides_the_number_of_a_reused_licence) {
  CaseBuilder b;
  MaterialDeclared body;
  body.slot = "M01";
  body.mode = "licence";
  body.licence = LicencePart{"EL01", "430190199001010022", "欧阳小敏", "B", ""};
  b.opened().op(body, {.actor = "clerk"}).submitted();
  check_says(DocumentKind::kIntakeReceipt, b, {"430190********0022"});
  const auto paper =
      build_document(DocumentKind::kIntakeReceipt, b.fold(), paper_context(b.world));
  BOOST_REQUIRE(paper.ok());
  BOOST_TEST(text_of(*paper).find("430190199001010022") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_one_time_notice_lists_everything_at_once) {
  CaseBuilder b;
  b.opened();
  PaperDetails details;
  details.missing = {{"健康证明", "缺少", "县疾控中心"}};
  details.valid_until = "2026-04-01";
  check_says(DocumentKind::kOneTimeNotice, b,
             {"一次性告知书", "健康证明|缺少|县疾控中心", "枫林村委会一楼", "2026年4月1日",
              "不再要求补充"}, details);
}

BOOST_AUTO_TEST_CASE(the_correction_notice_names_the_day_and_what_happens_after_it) {
  CaseBuilder b;
  b.opened().submitted().correction("2026-03-20");
  check_says(DocumentKind::kCorrectionNotice, b,
             {"补正通知书", "2026年3月20日", "营业执照：请重新拍照", "与证件不符", "视为撤回",
              "第三十二条", "签收人"});
}

BOOST_AUTO_TEST_CASE(the_acceptance_notice_gives_both_limits_and_the_promised_day) {
  CaseBuilder b;
  b.opened().submitted().accepted();
  check_says(DocumentKind::kAcceptanceNotice, b,
             {"受理通知书", "114301900068B117565432090001000", "10 个工作日", "20 个工作日",
              "2026年3月16日", "2026年3月30日", "决定受理", "王小燕"});
}

BOOST_AUTO_TEST_CASE(every_refusal_tells_reasons_and_remedies) {
  CaseBuilder b;
  b.opened().submitted().accepted("reviewer", false);
  check_says(DocumentKind::kNonAcceptanceNotice, b,
             {"不予受理通知书", "不属于本机关职权范围", "行政许可法第三十二条", "60 日",
              "行政复议", "6 个月", "行政诉讼"});
  CaseBuilder d;
  d.opened().submitted().accepted().decided("decider", false);
  check_says(DocumentKind::kDecision, d,
             {"不予决定书", "操作间无防蝇设施", "食品经营许可管理办法", "60 日", "6 个月"});
}

BOOST_AUTO_TEST_CASE(the_decision_to_grant_carries_the_licence) {
  CaseBuilder b;
  b.opened().submitted().accepted().decided();
  check_says(DocumentKind::kDecision, b, {"准予决定书", "JY24301900000001", "符合条件"});
  check_says(DocumentKind::kClosingNotice, b, {"办结通知书", "镇中心自取", "3 个月", "联系人"});
  check_says(DocumentKind::kExitRecord, b, {"出件登记表", "领取人", "出件人"});
}

BOOST_AUTO_TEST_CASE(deferral_and_commitment_have_two_parts) {
  CaseBuilder b;
  b.opened().deferred("M02", "2026-03-10").submitted();
  check_says(DocumentKind::kDeferralPromise, b,
             {"健康证明|2026年3月10日|", "终止办理", "自愿申请容缺受理", "一、告知", "二、承诺",
              "承诺人签名"});
  CaseBuilder c;
  MaterialDeclared body;
  body.slot = "M02";
  body.mode = "commitment";
  c.opened().op(body, {.actor = "clerk"}).submitted();
  check_says(DocumentKind::kCommitment, c,
             {"告知承诺书", "证明名称=健康证明", "核查", "信用记录", "真实意思表示", "不公开"});
}

BOOST_AUTO_TEST_CASE(special_procedure_and_extension_tell_the_days) {
  CaseBuilder b;
  b.opened().submitted().accepted();
  b.op(SpecialStarted{"现场核查", "2", 5, "需核查", "食品安全法"},
       {.actor = "reviewer", .log = kCounty});
  check_says(DocumentKind::kSpecialProcedureNotice, b,
             {"现场核查", "5 日", "食品安全法", "不计入", "第四十五条"});
  CaseBuilder e;
  e.opened().submitted().accepted();
  e.op(ExtensionGranted{3, "情况复杂", "刘主任"}, {.actor = "decider", .log = kCounty});
  check_says(DocumentKind::kExtensionNotice, e,
             {"原届满日=2026年3月16日", "3 个工作日", "新届满日=2026年3月19日", "刘主任",
              "情况复杂"});
}

BOOST_AUTO_TEST_CASE(the_power_of_attorney_says_what_for_and_that_it_is_free) {
  CaseBuilder b;
  CaseOpened body;
  body.item = "QX-002";
  body.division = "430190101201";
  body.applicant = {"欧阳小敏", "111", "430190198001010022", ""};
  body.agent = AgentPart{"李村长", "430190197001010011", "13900000000", "village_agent", "邻居"};
  b.op(body, {.actor = "clerk"});
  check_says(DocumentKind::kPowerOfAttorney, b,
             {"委托书", "李村长", "邻居", "代领结果", "不得转委托", "捺印", "见证人",
              "不收取任何费用"});
}

BOOST_AUTO_TEST_CASE(the_parcel_sheet_betrays_nothing) {
  CaseBuilder b;
  b.opened().submitted("courier").accepted().decided().dispatched();
  check_says(DocumentKind::kParcelContents, b, {"EE473124829CN", "许可证 1 份", "共 1 件", "EMS"});
  const auto paper =
      build_document(DocumentKind::kParcelContents, b.fold(), paper_context(b.world));
  BOOST_CHECK(text_of(*paper).find("430190198001010022") == std::string::npos);
  BOOST_CHECK(text_of(*paper).find("食品经营许可新办") == std::string::npos);
  PaperDetails details;
  details.service_way = "mail";
  check_says(DocumentKind::kDeliveryReceipt, b, {"送达回证", "邮寄送达", "枫林村三组 12 号"},
             details);
}

BOOST_AUTO_TEST_CASE(papers_without_a_cause_are_refused) {
  CaseBuilder b;
  b.opened();
  for (const auto kind :
       {DocumentKind::kIntakeReceipt, DocumentKind::kOneTimeNotice, DocumentKind::kCorrectionNotice,
        DocumentKind::kAcceptanceNotice, DocumentKind::kNonAcceptanceNotice,
        DocumentKind::kDeferralPromise, DocumentKind::kCommitment, DocumentKind::kPowerOfAttorney,
        DocumentKind::kDecision, DocumentKind::kClosingNotice, DocumentKind::kParcelContents,
        DocumentKind::kNone})
    BOOST_CHECK(!build_document(kind, b.fold(), paper_context(b.world)).ok());
  BOOST_CHECK(available_documents(b.fold()).empty());
}

BOOST_AUTO_TEST_CASE(practice_papers_are_marked) {
  CaseBuilder b;
  b.opened().submitted();
  PaperContext context = paper_context(b.world);
  context.practice = true;
  BOOST_CHECK(!build_document(DocumentKind::kIntakeReceipt, b.fold(), context)->watermark.empty());
}

BOOST_AUTO_TEST_SUITE_END()
