// The form page with real widgets, in a virtual display.
//
// With JIUJIN_FORM_SHOTS=DIR the demo form is drawn into PNG files, a screen each;
// JIUJIN_FORM_SCALE=1.35 is large type, JIUJIN_LANGUAGE the program's language.
#include "client/views/form_view.h"

#include <gtk/gtk.h>
#include <wx/app.h>
#include <wx/evtloop.h>
#include <wx/frame.h>
#include <wx/image.h>
#include <wx/textctrl.h>
#include <wx/uilocale.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "forms/xforms/form_session.h"
#include "localization/text.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using views::Page;

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The toolkit is started once for all cases.
struct Toolkit {
  Toolkit() {
    static bool started = false;
    if (std::exchange(started, true)) return;
    static int argc = 1;
    static char name[] = "form_view_tests";
    static char* argv[] = {name, nullptr};
    wxApp::SetInstance(new wxApp);
    BOOST_REQUIRE(wxEntryStart(argc, argv));
    wxUILocale::UseDefault();
    wxInitAllImageHandlers();
    if (const auto language = environment("JIUJIN_LANGUAGE"); !language.empty())
      localization::set_language(language);
    const auto scale = environment("JIUJIN_FORM_SCALE");
    views::Theme::install(scale.empty() ? 1.0 : std::stod(scale), false);
  }
};

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

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

struct FormWindow {
  explicit FormWindow(const std::string& xml, const nlohmann::json* answers = nullptr)
      : window(station) {
    auto definition = forms::xforms::FormDefinition::parse(xml, forms::xforms::no_resources());
    BOOST_REQUIRE_MESSAGE(definition.ok(), (definition.ok() ? "" : definition.error().line()));
    forms::xforms::SessionOptions options;
    options.environment.now = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(tests::kMondayMorningMs));
    options.answers = answers;
    auto session = forms::xforms::FormSession::create(*definition, std::move(options));
    BOOST_REQUIRE(session.ok());
    form = std::make_unique<FormPresenter>(window.workplace, std::move(*session));
    form->set_media([](const std::string& address) {
      const auto path = kFolder + "media/" + address.substr(address.rfind('/') + 1);
      return std::filesystem::exists(path) ? path : std::string();
    });
    frame = new wxFrame(nullptr, wxID_ANY, "form", wxPoint(0, 0), wxSize(860, 700));
    auto* column = new wxBoxSizer(wxVERTICAL);
    page = new Page(frame);
    view = new views::FormView(page);
    page->content()->Add(view, 1, wxEXPAND);
    column->Add(page, 1, wxEXPAND);
    frame->SetSizer(column);
    frame->Show();
    view->set_presenter(form.get());
    settle();
  }
  ~FormWindow() {
    view->set_presenter(nullptr);
    frame->Destroy();
    settle();
  }
  // Everything that is waiting is done: events, idle work, answers of the control.
  void settle() {
    for (int round = 0; round < 60; ++round) {
      while (loop.Pending()) loop.Dispatch();
      wxTheApp->ProcessPendingEvents();
      loop.ProcessIdle();
      window.settle();
    }
  }
  void shoot(const std::string& path) {
    GdkWindow* drawn = gtk_widget_get_window(frame->GetHandle());
    GdkPixbuf* pixels = gdk_pixbuf_get_from_window(drawn, 0, 0, gdk_window_get_width(drawn),
                                                   gdk_window_get_height(drawn));
    if (!pixels) return;
    gdk_pixbuf_save(pixels, path.c_str(), "png", nullptr, nullptr);
    g_object_unref(pixels);
  }
  Toolkit toolkit;
  wxGUIEventLoop loop;
  wxEventLoopActivator active{&loop};
  tests::DemoStation station;
  tests::DemoWindow window;
  std::unique_ptr<FormPresenter> form;
  wxFrame* frame;
  Page* page;
  views::FormView* view;
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
