// A form in a window with real widgets, driven by a test. Needs a display.
//
// JIUJIN_FORM_SCALE=1.35 is large type, JIUJIN_LANGUAGE the program's language.
// Thread rule: one thread, the toolkit's.
#pragma once

#include <gtk/gtk.h>
#include <wx/app.h>
#include <wx/evtloop.h>
#include <wx/frame.h>
#include <wx/image.h>
#include <wx/textctrl.h>
#include <wx/uilocale.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "client/presenters/form_presenter.h"
#include "client/views/form_view.h"
#include "forms/xforms/form_session.h"
#include "localization/text.h"
#include "tests/support/demo_station.h"

namespace jiujin::tests {

inline std::string environment(const char* name) {
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
    client::views::Theme::install(scale.empty() ? 1.0 : std::stod(scale), false);
  }
};

inline std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

struct FormWindow {
  // Pictures and sounds of its labels lie in `media`, its lists where `lists` says.
  explicit FormWindow(const std::string& xml, const std::string& media,
                      const nlohmann::json* answers = nullptr,
                      const forms::xforms::ResourceLoader& lists = forms::xforms::no_resources())
      : window(station) {
    auto definition = forms::xforms::FormDefinition::parse(xml, lists);
    BOOST_REQUIRE_MESSAGE(definition.ok(), (definition.ok() ? "" : definition.error().line()));
    forms::xforms::SessionOptions options;
    options.environment.now = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(kMondayMorningMs));
    options.answers = answers;
    auto session = forms::xforms::FormSession::create(*definition, std::move(options));
    BOOST_REQUIRE(session.ok());
    form =
        std::make_unique<client::presenters::FormPresenter>(window.workplace, std::move(*session));
    form->set_media([media](const std::string& address) {
      const auto path = media + address.substr(address.rfind('/') + 1);
      return std::filesystem::exists(path) ? path : std::string();
    });
    frame = new wxFrame(nullptr, wxID_ANY, "form", wxPoint(0, 0), wxSize(860, 700));
    auto* column = new wxBoxSizer(wxVERTICAL);
    page = new client::views::Page(frame);
    view = new client::views::FormView(page);
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
  DemoStation station;
  DemoWindow window;
  std::unique_ptr<client::presenters::FormPresenter> form;
  wxFrame* frame;
  client::views::Page* page;
  client::views::FormView* view;
};

}  // namespace jiujin::tests
