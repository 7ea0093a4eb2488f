// The form presenter over the demo form of every control: sections, grid, languages, files, places,
// older drafts, long forms.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/presenters/form_presenter.h"
#include "forms/xforms/form_session.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

namespace {

std::string demo_form() {
  std::ifstream in(JIUJIN_TEST_SOURCE_DIR "/views/every_control.xml");
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

struct OpenLooks {
  explicit OpenLooks(const std::string& xml = demo_form(), const nlohmann::json* answers = nullptr)
      : window(station) {
    auto definition = forms::xforms::FormDefinition::parse(xml, forms::xforms::no_resources());
    BOOST_REQUIRE_MESSAGE(definition.ok(), (definition.ok() ? "" : definition.error().line()));
    forms::xforms::SessionOptions options;
    options.answers = answers;
    auto session = forms::xforms::FormSession::create(*definition, std::move(options));
    BOOST_REQUIRE(session.ok());
    form = std::make_unique<FormPresenter>(window.workplace, std::move(*session));
  }
  const FieldView& at(const std::string& path) {
    const auto* field = form->field_at(path);
    BOOST_REQUIRE_MESSAGE(field, path);
    return *field;
  }
  std::uint32_t id(const std::string& path) { return at(path).id; }
  tests::DemoStation station;
  tests::DemoWindow window;
  std::unique_ptr<FormPresenter> form;
};

bool any_gap(const FormView& view, const std::string& target) {
  for (const auto& gap : view.gaps)
    if (gap.target == target) return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_looks_tests)

BOOST_AUTO_TEST_CASE(a_shut_section_shows_its_heading_and_opens_for_a_jump) {
  OpenLooks open;
  BOOST_TEST(!open.form->field_at("/data/c1"));
  bool structure = false;
  open.form->on_fields = [&](const FieldsChanged& changed) { structure = changed.structure; };
  open.form->reveal("/data/c1");
  BOOST_TEST(structure);
  BOOST_TEST(open.form->field_at("/data/c1"));
  std::uint32_t section = 0;
  for (const auto& field : open.form->view().fields)
    if (field.can_shut) section = field.id;
  BOOST_REQUIRE(section != 0);
  open.form->toggle_section(section);
  BOOST_TEST(!open.form->field_at("/data/c1"));
}

BOOST_AUTO_TEST_CASE(cells_of_the_grid_stand_on_one_line_until_it_is_full) {
  OpenLooks open;
  const int line = open.at("/data/g1").line;
  BOOST_TEST(open.at("/data/g2").line == line);
  BOOST_TEST(open.at("/data/g3").line == line);  // 1 + 2 + 1 of 4
  BOOST_TEST(open.at("/data/g4").line == line + 1);
  BOOST_TEST(open.at("/data/g5").line == line + 1);
}

BOOST_AUTO_TEST_CASE(a_summary_shows_answers_as_words_and_asks_nothing) {
  OpenLooks open;
  open.form->type(open.id("/data/plain"), "王桂英");
  open.form->choose(open.id("/data/yn"), "y");
  BOOST_TEST(open.at("/data/s1").display == "王桂英");
  BOOST_TEST(open.at("/data/s2").display == "是");
  BOOST_TEST((open.at("/data/s2").kind == FieldKind::kShown));
}

BOOST_AUTO_TEST_CASE(another_language_changes_words_and_keeps_answers) {
  OpenLooks open;
  BOOST_TEST(open.form->languages().size() == 2u);
  open.form->type(open.id("/data/plain"), "王桂英");
  const auto before = open.id("/data/plain");
  open.form->set_language("en");
  BOOST_TEST(open.at("/data/plain").label == "Name");
  BOOST_TEST(open.at("/data/plain").value == "王桂英");
  BOOST_TEST(open.id("/data/plain") == before);
  BOOST_TEST(open.at("/data/yn").options.front().label == "Yes");
}

BOOST_AUTO_TEST_CASE(sliding_ranking_and_ticking_give_the_forms_own_values) {
  OpenLooks open;
  open.form->slide(open.id("/data/noticks"), 3);
  BOOST_TEST(open.at("/data/noticks").value == "0.15");
  open.form->slide(open.id("/data/vertical"), 0);
  BOOST_TEST(open.at("/data/vertical").value == "-10");
  open.form->rank(open.id("/data/rank"), "corn", -3);
  BOOST_TEST(open.at("/data/rank").value == "corn rice rape tea");
  open.form->tick(open.id("/data/ack"), true);
  BOOST_TEST(open.at("/data/ack").value == "OK");
  open.form->type(open.id("/data/thousands"), "1,234,567");
  BOOST_TEST(open.at("/data/thousands").value == "1234567");
  BOOST_TEST(open.at("/data/thousands").display == "1,234,567");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_read_is_a_gap_and_is_kept) {
  OpenLooks open;
  open.form->type(open.id("/data/point"), "村口大树下");
  BOOST_TEST(open.at("/data/point").error == "");  // while it is typed
  BOOST_TEST(any_gap(open.form->view(), "/data/point"));
  open.form->left(open.id("/data/point"));
  BOOST_TEST(open.at("/data/point").error != "");
  BOOST_TEST(open.at("/data/point").value == "村口大树下");
  open.form->type(open.id("/data/point"), "28.2282, 112.9388");
  BOOST_TEST(!any_gap(open.form->view(), "/data/point"));
}

BOOST_AUTO_TEST_CASE(points_come_from_a_file_and_a_wrong_file_is_told) {
  OpenLooks open;
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("way.csv"), "lat,lon\n28.2,112.9\n28.21,112.9\n");
  tests::write_file(folder.file("way.txt"), "hello");
  open.form->pick_places(open.id("/data/trace"), folder.file("way.txt"));
  BOOST_TEST(open.at("/data/trace").error.find("way.txt") != std::string::npos);
  open.form->pick_places(open.id("/data/trace"), folder.file("way.csv"));
  BOOST_TEST(open.at("/data/trace").error == "");
  BOOST_TEST(open.at("/data/trace").value == "28.2 112.9 0.0 0.0;28.21 112.9 0.0 0.0");
  BOOST_TEST(open.at("/data/trace").detail != "");
}

BOOST_AUTO_TEST_CASE(a_recording_is_kept_with_size_and_length_and_a_text_is_none) {
  OpenLooks open;
  tests::TemporaryFolder folder;
  std::ifstream in(JIUJIN_TEST_SOURCE_DIR "/views/media/listen.wav", std::ios::binary);
  std::stringstream sound;
  sound << in.rdbuf();
  tests::write_file(folder.file("talk.wav"), sound.str());
  tests::write_file(folder.file("notes.txt"), "hello");
  const auto path = "/data/sound";
  open.form->pick_file(open.id(path), folder.file("notes.txt"));
  open.window.settle();
  BOOST_TEST(open.at(path).value == "");
  BOOST_TEST(open.at(path).error.find("notes.txt") != std::string::npos);
  open.form->pick_file(open.id(path), folder.file("talk.wav"));
  open.window.settle();
  BOOST_TEST(open.at(path).error == "");
  BOOST_TEST(open.at(path).file_name == "talk.wav");
  BOOST_TEST(open.at(path).detail == "7.9 KB · 0:02");  // 8044 bytes, 8000 samples of 4000 a second
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);  // where files to look at are written
  std::string written;
  open.form->on_file = [&](const std::string& at) { written = at; };
  open.form->write_file(open.id(path));
  open.window.settle();
  BOOST_TEST(written.ends_with("/talk.wav"), open.at(path).error);
}

// ODK XForms, bind attributes: orx:max-pixels is the most that the long side may have.
BOOST_AUTO_TEST_CASE(a_picture_is_made_as_small_as_the_form_asks) {
  OpenLooks open(R"(<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">
    <h:head><h:title>t</h:title><model><instance><data id="t"><a/><b/></data></instance>
    <bind nodeset="/data/a" type="binary" orx:max-pixels="300"/>
    <bind nodeset="/data/b" type="binary"/></model></h:head><h:body>
    <upload ref="/data/a" mediatype="image/*"><label>A</label></upload>
    <upload ref="/data/b" mediatype="image/*"><label>B</label></upload></h:body></h:html>)");
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("yard.jpg"), tests::noise_jpeg(600, 400));
  int widths[2] = {};
  for (const char* path : {"/data/a", "/data/b"}) {
    open.form->pick_file(open.id(path), folder.file("yard.jpg"));
    open.window.settle();
    BOOST_TEST(open.at(path).error == "");
    auto picture = open.window.control.session()->ask<control::PictureMade>(
        control::MakePicture{open.at(path).file_hash, 0, 0, 4000});
    BOOST_REQUIRE(picture.ok());
    widths[path == std::string("/data/b")] = picture->width;
  }
  BOOST_TEST(widths[0] == 300);
  BOOST_TEST(widths[1] == 600);
}

BOOST_AUTO_TEST_CASE(a_drawing_is_kept_as_any_file_and_its_copy_is_gone) {
  OpenLooks open;
  tests::TemporaryFolder folder;
  const auto copy = folder.file("drawn.jpg");
  tests::write_file(copy, tests::small_jpeg());
  open.form->take_drawing(open.id("/data/sign"), copy);
  open.window.settle();
  BOOST_TEST(!std::filesystem::exists(copy));
  BOOST_TEST(open.at("/data/sign").file_name == "sign.png");
  BOOST_REQUIRE(open.form->files().size() == 1u);
  BOOST_TEST(open.form->files().front().slot == "/data/sign");
}

BOOST_AUTO_TEST_CASE(an_older_draft_is_told_once_in_words_with_ways_to_the_places) {
  const nlohmann::json answers{{"plain", "王桂英"}, {"minimal", "wheat"}, {"gone", "1"}};
  OpenLooks open(demo_form(), &answers);
  const auto& report = open.form->report();
  BOOST_TEST(report.title != "");
  bool gone = false, offered = false;
  for (const auto& row : report.rows) {
    gone = gone || (row.text.find("gone") != std::string::npos && row.target.empty());
    offered = offered || row.target == "/data/minimal";
  }
  BOOST_TEST(gone);
  BOOST_TEST(offered);
  open.form->dismiss_report();
  BOOST_TEST(open.form->report().title == "");
}

BOOST_AUTO_TEST_CASE(a_fresh_form_has_nothing_to_report) {
  OpenLooks open;
  BOOST_TEST(open.form->report().title == "");
}

BOOST_AUTO_TEST_CASE(a_repeat_in_a_repeat_is_added_to_and_taken_from) {
  OpenLooks open;
  BOOST_TEST(open.at("/data/member[1]/card[1]/no").repeat_depth == 2);
  std::uint32_t cards = 0;
  for (const auto& field : open.form->view().fields)
    if (field.kind == FieldKind::kRepeat && field.can_add &&
        field.path.find("member[1]") != std::string::npos)
      cards = field.id;
  BOOST_REQUIRE(cards != 0);
  open.form->add_instance(cards);
  BOOST_TEST(open.form->field_at("/data/member[1]/card[2]/no"));
}

BOOST_AUTO_TEST_CASE(in_a_long_form_what_is_computed_elsewhere_is_judged_when_typing_pauses) {
  std::string instance, binds, body;
  for (int i = 0; i < 400; ++i) {
    const auto name = "q" + std::to_string(i);
    instance += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/" + name + "\" type=\"int\"/>";
    body += "<input ref=\"/data/" + name + "\"><label>" + name + "</label></input>";
  }
  OpenLooks open("<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                 "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>l</h:title><model>"
                 "<instance><data id=\"l\">" + instance + "<sum/></data></instance>" + binds +
                 "<bind nodeset=\"/data/sum\" calculate=\"/data/q0 * 2\" "
                 "constraint=\". &lt; 10\"/></model></h:head><h:body>" + body +
                 "</h:body></h:html>");
  bool told = false;
  open.form->on_gaps = [&] { told = true; };
  open.form->type(open.id("/data/q0"), "many");
  BOOST_TEST(any_gap(open.form->view(), "/data/q0"));  // its own at once
  open.form->type(open.id("/data/q0"), "50");
  BOOST_TEST(!any_gap(open.form->view(), "/data/q0"));
  open.window.wait(300);
  BOOST_TEST(told);
  BOOST_TEST(any_gap(open.form->view(), "/data/sum"));
}

BOOST_AUTO_TEST_CASE(a_question_takes_only_the_kinds_of_file_that_it_accepts) {
  OpenLooks open("<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                 "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>l</h:title><model>"
                 "<instance><data id=\"l\"><f/></data></instance>"
                 "<bind nodeset=\"/data/f\" type=\"binary\"/></model></h:head><h:body>"
                 "<upload ref=\"/data/f\" mediatype=\"application/*\" accept=\".csv, audio/*\">"
                 "<label>f</label></upload></h:body></h:html>");
  const tests::TemporaryFolder folder;
  for (const char* name : {"list.txt", "LIST.CSV"}) tests::write_file(folder.file(name), "a,b\n");
  BOOST_TEST((open.at("/data/f").accepts == std::vector<std::string>{".csv", "audio/*"}));
  open.form->pick_file(open.id("/data/f"), folder.file("list.txt"));
  open.window.settle();
  BOOST_TEST(open.at("/data/f").value == "");
  BOOST_TEST(open.at("/data/f").error.find(".csv") != std::string::npos);
  open.form->pick_file(open.id("/data/f"), folder.file("LIST.CSV"));
  open.window.settle();
  BOOST_TEST(open.at("/data/f").file_name == "LIST.CSV");
  BOOST_TEST(open.at("/data/f").error == "");
}

// What the engine only carries, the page on controls says what the window makes of.
BOOST_AUTO_TEST_CASE(every_appearance_of_the_checklist_is_told_by_the_page_on_controls) {
  const auto text_of = [](const std::string& file) {
    std::ifstream in(JIUJIN_TEST_SOURCE_DIR "/../../" + file);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  };
  const auto page = text_of("client/views/README.md");
  std::size_t looked_at = 0;
  for (const auto& row :
       nlohmann::json::parse(text_of("tests/forms/conformance/checklist.json"))) {
    if (row.at("category") != "appearance") continue;
    auto word = row.at("feature").get<std::string>();
    word = word.substr(0, word.find_first_of(":."));  // "ex:", "w1..w10"
    if (word.ends_with("-n")) word.pop_back();         // "columns-n"
    BOOST_TEST(page.find("`" + word) != std::string::npos, word);
    ++looked_at;
  }
  BOOST_TEST(looked_at > 50u);
}

BOOST_AUTO_TEST_SUITE_END()
