// The form page with real widgets, in a virtual display.
//
// With JIUJIN_FORM_SHOTS=DIR the demo form is drawn into PNG files, a screen each.
#include "tests/client/views/form_window.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using tests::environment;
using tests::text_of;

namespace {

const std::string kFolder = JIUJIN_TEST_SOURCE_DIR "/views/";

std::string long_form(int questions) {
  std::string instance, binds, body;
  for (int i = 0; i < questions; ++i) {
    const auto name = "q" + std::to_string(i);
    instance += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/" + name + "\" type=\"int\" required=\"true()\"/>";
    body += "<input ref=\"/data/" + name + "\"><label>Question " + std::to_string(i) +
            "</label></input>";
  }
  return "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
         "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>long</h:title><model>"
         "<instance><data id=\"long\">" + instance + "</data></instance>" + binds +
         "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

struct FormWindow : tests::FormWindow {
  explicit FormWindow(const std::string& xml, const nlohmann::json* answers = nullptr)
      : tests::FormWindow(xml, kFolder + "media/", answers) {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(form_view_tests)

BOOST_AUTO_TEST_CASE(every_question_of_the_demo_form_can_be_reached) {
  FormWindow open(text_of(kFolder + "every_control.xml"));
  BOOST_TEST(open.form->view().fields.size() > 60u);
  for (const auto& path : [&] {
         std::vector<std::string> paths;
         for (const auto& field : open.form->view().fields)
           if (field.look.control < Control::kSection && field.kind != FieldKind::kShown)
             paths.push_back(field.path);
         return paths;
       }()) {
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(open.view->focus_path(path));
      open.settle();
      const auto* focused = wxWindow::FindFocus();
      BOOST_TEST((focused && open.view->IsDescendant(const_cast<wxWindow*>(focused))));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_section_that_is_shut_opens_for_a_jump) {
  FormWindow open(text_of(kFolder + "every_control.xml"));
  BOOST_TEST(!open.form->field_at("/data/c1"));
  BOOST_TEST(open.view->focus_path("/data/c1"));
  open.settle();
  BOOST_TEST(open.form->field_at("/data/c1"));
  BOOST_TEST(dynamic_cast<wxTextCtrl*>(wxWindow::FindFocus()));
}

BOOST_AUTO_TEST_CASE(of_a_long_form_only_what_is_near_has_widgets) {
  FormWindow open(long_form(5000));
  BOOST_TEST(open.form->view().fields.size() == 5000u);
  BOOST_TEST(open.view->rows_made() > 5u);
  BOOST_TEST(open.view->rows_made() < 60u);
  BOOST_TEST(open.view->focus_path("/data/q4999"));
  open.settle();
  BOOST_TEST(open.view->rows_made() < 60u);
  auto* entry = dynamic_cast<wxTextCtrl*>(wxWindow::FindFocus());
  BOOST_REQUIRE(entry);
  const auto seen = open.page->ScreenToClient(entry->GetScreenPosition());
  BOOST_TEST((seen.y > 0 && seen.y < open.page->GetClientSize().y));
  entry->WriteText("7");
  open.settle();
  BOOST_TEST(open.form->field_at("/data/q4999")->value == "7");
  // The row that is being typed in outlives a look at the beginning.
  open.page->Scroll(-1, 0);
  wxScrollWinEvent scrolled(wxEVT_SCROLLWIN_TOP, 0, wxVERTICAL);
  open.page->GetEventHandler()->ProcessEvent(scrolled);
  open.settle();
  BOOST_TEST(wxWindow::FindFocus() == entry);
  BOOST_TEST(open.view->rows_made() < 60u);
}

BOOST_AUTO_TEST_CASE(another_language_keeps_what_is_typed_and_the_keyboard) {
  FormWindow open(text_of(kFolder + "every_control.xml"));
  BOOST_REQUIRE(open.view->focus_path("/data/plain"));
  auto* entry = dynamic_cast<wxTextCtrl*>(wxWindow::FindFocus());
  BOOST_REQUIRE(entry);
  entry->WriteText("Wang");
  open.form->set_language("en");
  open.settle();
  BOOST_TEST(wxWindow::FindFocus() == entry);
  BOOST_TEST(entry->GetValue() == "Wang");
  BOOST_TEST(open.form->field_at("/data/plain")->label == "Name");
  BOOST_TEST(open.form->field_at("/data/plain")->value == "Wang");
}

BOOST_AUTO_TEST_CASE(the_demo_form_is_drawn, *boost::unit_test::precondition([](auto) {
                       return !environment("JIUJIN_FORM_SHOTS").empty();
                     })) {
  const nlohmann::json answers{{"gone", "1"}, {"plain", "王桂英"}, {"thousands", "1234567"},
                               {"minimal", "wheat"}, {"likert", "4"}, {"rating", "4"},
                               {"slider", "7"}, {"rank", "tea rice corn rape"}, {"yn", "y"},
                               {"shape", "28.2 112.9 0 0; 28.201 112.9 0 0; 28.2 112.901 0 0; "
                                         "28.2 112.9 0 0"}};
  FormWindow open(text_of(kFolder + "every_control.xml"), &answers);
  open.form->tell_move({1, 2, true, {localization::format(localization::_t("New material: {0}"),
                                                          "户口簿")}});
  const auto folder = environment("JIUJIN_FORM_SHOTS");
  std::filesystem::create_directories(folder);
  const int screens = (open.view->GetSize().y + 599) / 600;
  for (int i = 0; i < screens; ++i) {
    open.page->Scroll(-1, i * 600 / 16);
    open.settle();
    open.shoot(folder + "/" + std::to_string(100 + i) + ".png");
  }
}

BOOST_AUTO_TEST_SUITE_END()
