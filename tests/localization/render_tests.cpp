// Papers, read back by other people's programs: poppler's pdftotext, pdfinfo and pdffonts, zbar's
// zbarimg.
#include "localization/typeset/render.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

using namespace jiujin;
using namespace jiujin::localization::typeset;

namespace {

namespace fs = std::filesystem;

// A folder of this test's own, gone afterwards. JIUJIN_KEEP_PAPERS names one that stays, to look
// at.
struct Folder {
  Folder() {
    if (const char* keep = std::getenv("JIUJIN_KEEP_PAPERS")) {
      path = keep;
      kept = true;
      return;
    }
    std::string name = (fs::temp_directory_path() / "jiujin-papers-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()));
    path = name;
  }
  ~Folder() {
    if (!kept) fs::remove_all(path);
  }
  fs::path path;
  bool kept = false;
};

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  BOOST_REQUIRE(pipe);
  std::array<char, 4096> buffer;
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  ::pclose(pipe);
  return text;
}

std::string without_space(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  return text;
}

class Paper {
 public:
  explicit Paper(const Document& document, const std::string& name = "paper") {
    auto pdf = render_pdf(document);
    BOOST_REQUIRE_MESSAGE(pdf.ok(), (pdf.ok() ? "" : pdf.error().line()));
    bytes = *pdf;
    file = (m_folder.path / (name + ".pdf")).string();
    std::ofstream(file, std::ios::binary) << bytes;
  }
  std::string text(const std::string& options = "") const {
    return output_of("pdftotext " + options + " '" + file + "' -");
  }
  bool says(const std::string& words) const {
    return without_space(text()).find(without_space(words)) != std::string::npos;
  }
  std::string codes() const {
    const auto image = (m_folder.path / "page").string();
    output_of("pdftoppm -r 200 -png '" + file + "' '" + image + "'");
    return output_of("zbarimg -q '" + image + "'-*.png");
  }
  int pages() const {
    const auto info = output_of("pdfinfo '" + file + "'");
    const auto at = info.find("Pages:");
    BOOST_REQUIRE(at != std::string::npos);
    return std::stoi(info.substr(at + 6));
  }

  std::string bytes;
  std::string file;

 private:
  Folder m_folder;
};

Document receipt() {
  Document paper;
  paper.issuer = "青溪县石桥镇枫林村便民服务站";
  paper.title = "收件凭证";
  paper.number = "受理回执号 F017000421";
  paper.corner = {
      {CodeKind::kQr, "https://banshi.example/q/F017000421", "扫码查进度", Align::kRight}};
  paper.created = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
  paper.footer_note = "枫林村便民服务站 · 电话 0731-00000000 · 青溪县石桥镇枫林村 1 组";
  paper.blocks = {
      FieldTable{
          {{"申请人", "向明珍"},
           {"收件时间", "2026年11月22日 10:32"},
           {"事项", "城乡居民基本养老保险待遇申领", true},
           {"办理部门", "青溪县社会养老保险服务中心"},
           {"经手人", "李敏"},
           {"联系地址", "湖南省长沙市青溪县石桥镇枫林村 3 组 12 号(屋后有水井的那一家,院门朝东)",
            true}}},
      DataTable{{{"序号", 0.6, Align::kCenter},
                 {"材料名称", 4},
                 {"原件", 0.8, Align::kCenter},
                 {"复印件", 0.9, Align::kCenter},
                 {"收取方式", 1.4}},
                {{"1", "居民身份证", "1", "0", "证照复用"},
                 {"2", "户口簿(首页和本人页)", "1", "1", "扫描"},
                 {"3", "社会保障卡或银行卡", "1", "1", "扫描"}},
                "收到的材料"},
      Paragraph{"今收到上列材料共 3 件。收件不等于受理,受理与否于 5 个工作日内告知您。",
                Align::kLeft, true},
      ItemList{{"请保管好本凭证,凭受理回执号和查询码查询进度。", "领取结果时请带上本凭证。"}},
      SignatureBlock{{"申请人签名", "经手人签名"}, "日期", "枫林村便民服务站", "2026年11月22日"},
      CutLine{"沿此线撕开 · 存根"},
      Code{CodeKind::kCode128, "12431900MB0000001X5431900001001202611220A1B0042", "办件编号"},
  };
  return paper;
}

Document register_of(int rows) {
  Document paper;
  paper.title = "物料流转单";
  paper.watermark = "练习模式";
  DataTable table{
      {{"序号", 1, Align::kCenter}, {"办件编号", 4}, {"申请人", 2}, {"备注", 4}}, {}, ""};
  for (int i = 1; i <= rows; ++i) {
    const auto n = std::to_string(i);
    table.rows.push_back(
        {n, "F0170" + n, "申请人" + n,
         i % 7 == 0 ? "原件两人交接,当面点清,箱号和封条号见流转箱标签,如有破损先拍照再签收" : ""});
  }
  paper.blocks = {Paragraph{"下列材料装箱送交县政务服务中心。", Align::kLeft, true}, table,
                  SignatureBlock{{"交出人", "接收人", "见证人"}, "日期", "", ""}};
  return paper;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(render_tests)

BOOST_AUTO_TEST_CASE(every_chinese_sentence_can_be_searched_and_copied) {
  const Paper paper(receipt(), "receipt");
  for (const char* words : {"青溪县石桥镇枫林村便民服务站", "收件凭证", "受理回执号F017000421",
                            "扫码查进度", "城乡居民基本养老保险待遇申领", "户口簿(首页和本人页)",
                            "收取方式", "院门朝东", "收件不等于受理", "领取结果时请带上本凭证",
                            "申请人签名", "沿此线撕开", "0731-00000000", "第1页共1页"}) {
    BOOST_TEST(paper.says(words), words);
  }
  BOOST_TEST(paper.pages() == 1);
}

BOOST_AUTO_TEST_CASE(every_font_is_embedded_and_has_its_text) {
  const Paper paper(receipt());
  std::istringstream fonts(output_of("pdffonts '" + paper.file + "'"));
  std::string line;
  int count = -2;  // two lines of head
  while (std::getline(fonts, line)) {
    if (++count <= 0) continue;
    // The last columns: embedded, subset, text known, object number and generation.
    std::istringstream words(line);
    const std::vector<std::string> columns{std::istream_iterator<std::string>(words), {}};
    BOOST_REQUIRE(columns.size() > 5u);
    BOOST_TEST(columns[columns.size() - 5] == "yes", line);
    BOOST_TEST(columns[columns.size() - 3] == "yes", line);
  }
  BOOST_TEST(count > 0);
}

BOOST_AUTO_TEST_CASE(no_glyph_is_lost_in_a_small_font) {
  // Cairo's own embedding leaves 如 blank when few characters stand beside it.
  const auto dark_pixels = [](const std::string& text) {
    Document paper;
    paper.blocks = {Paragraph{text}};
    const Paper printed(paper);
    const auto pixels = output_of("pdftoppm -gray -r 100 '" + printed.file + "'");
    return std::count_if(pixels.begin() + 20, pixels.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 128; });
  };
  const auto blank = dark_pixels("");
  for (const char* text : {"如", "如有", "有", "一"}) {
    BOOST_TEST(dark_pixels(text) > blank, text << " is blank");
  }
}

BOOST_AUTO_TEST_CASE(codes_are_read_back_from_the_print) {
  const auto codes = Paper(receipt()).codes();
  BOOST_TEST(codes.find("QR-Code:https://banshi.example/q/F017000421\n") != std::string::npos);
  BOOST_TEST(codes.find("CODE-128:12431900MB0000001X5431900001001202611220A1B0042\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_qr_carries_chinese) {
  Document paper;
  paper.title = "码";
  paper.blocks = {Code{CodeKind::kQr, "枫林村 办件 42", "", Align::kLeft}};
  BOOST_TEST(Paper(paper).codes().find("枫林村 办件 42") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_tables_break_between_rows_and_repeat_their_head) {
  const Paper paper(register_of(90), "register");
  const int pages = paper.pages();
  BOOST_TEST(pages >= 3);
  for (int page = 1; page <= pages; ++page) {
    const auto n = std::to_string(page);
    const auto text = without_space(paper.text("-f " + n + " -l " + n));
    if (text.find("F0170") != std::string::npos) {
      BOOST_TEST(text.find("办件编号") != std::string::npos, "no head on page " << page);
    }
    BOOST_TEST(text.find("第" + n + "页共" + std::to_string(pages) + "页") != std::string::npos);
  }
  for (int row = 1; row <= 90; ++row) BOOST_TEST(paper.says("申请人" + std::to_string(row)));
}

BOOST_AUTO_TEST_CASE(a_row_taller_than_a_page_loses_no_line) {
  Document paper;
  paper.title = "意见";
  std::string opinion;
  for (int i = 1; i <= 120; ++i) opinion += "第" + std::to_string(i) + "条意见。\n";
  paper.blocks = {DataTable{{{"人", 1, Align::kLeft}, {"意见", 3, Align::kLeft}},
                            {{"短", "短"}, {"王", opinion}, {"末", "末行"}},
                            ""}};
  const Paper printed(paper, "opinion");
  BOOST_TEST(printed.pages() == 3);
  for (int i = 1; i <= 120; ++i) BOOST_TEST(printed.says("第" + std::to_string(i) + "条意见"));
  BOOST_TEST(printed.says("末行"));
}

BOOST_AUTO_TEST_CASE(a_watermark_stands_on_every_page) {
  // Slanted text is not joined to words by pdftotext: its characters are counted instead.
  Document paper;
  paper.title = "单";
  paper.watermark = "练";
  paper.blocks = {PageBreak{}, PageBreak{}};
  const auto text = Paper(paper).text();
  int count = 0;
  for (auto at = text.find("练"); at != std::string::npos; at = text.find("练", at + 1)) ++count;
  BOOST_TEST(count == 3);
}

BOOST_AUTO_TEST_CASE(a_head_taller_than_a_page_stands_once) {
  Document paper;
  paper.title = "表";
  std::string head;
  for (int i = 0; i < 70; ++i) head += "头\n";
  paper.blocks = {DataTable{{{head, 1, Align::kLeft}}, {{"甲"}, {"乙"}}, ""}};
  const Paper printed(paper);
  BOOST_TEST(printed.says("甲"));
  BOOST_TEST(printed.says("乙"));
}

BOOST_AUTO_TEST_CASE(a_long_paragraph_flows_over_pages) {
  Document paper;
  paper.title = "长文";
  std::string text;
  for (int i = 1; i <= 400; ++i) text += "这是第" + std::to_string(i) + "句话,写给申请人看。";
  paper.blocks = {Heading{"一、说明"}, Paragraph{text, Align::kLeft, true}};
  const Paper printed(paper, "prose");
  BOOST_TEST(printed.pages() >= 2);
  BOOST_TEST(printed.says("这是第400句话"));
}

BOOST_AUTO_TEST_CASE(the_same_paper_gives_the_same_bytes) {
  BOOST_TEST((render_pdf(receipt()).value() == render_pdf(receipt()).value()));
  Document later = receipt();
  later.created += std::chrono::seconds{1};
  BOOST_TEST((render_pdf(receipt()).value() != render_pdf(later).value()));
}

BOOST_AUTO_TEST_CASE(english_papers_have_an_english_footer) {
  Document paper;
  paper.language = "en";
  paper.title = "Receipt";
  BOOST_TEST(Paper(paper).text().find("Sheet 1 of 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_printed_is_refused) {
  Document broken;
  broken.title = "\xff\xfe";
  BOOST_TEST(!render_pdf(broken).ok());
  BOOST_TEST(!encode_symbol(CodeKind::kCode128, "办件").ok());
  BOOST_TEST(!encode_symbol(CodeKind::kQr, "").ok());
  BOOST_TEST(!encode_symbol(CodeKind::kQr, std::string(1001, 'x')).ok());
  BOOST_TEST(encode_symbol(CodeKind::kQr, std::string(1000, 'x')).ok());
  Document endless;
  endless.blocks = std::vector<Block>(600, PageBreak{});
  const auto pdf = render_pdf(endless);
  BOOST_REQUIRE(!pdf.ok());
  BOOST_TEST((pdf.error().code == ErrorCode::kTooLarge));
}

BOOST_AUTO_TEST_SUITE_END()
