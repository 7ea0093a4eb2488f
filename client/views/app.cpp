// The desktop program: options, the control thread, the window. Nothing is decided here.
#include <sys/resource.h>
#include <wx/app.h>
#include <wx/cmdline.h>
#include <wx/image.h>
#include <wx/intl.h>
#include <wx/uilocale.h>

#include <cstdlib>
#include <memory>

#include "client/control/control_thread.h"
#include "client/presenters/workplace.h"
#include "client/views/gallery.h"
#include "client/views/kiosk_frame.h"
#include "client/views/main_frame.h"
#include "client/views/theme.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

namespace {

struct Options {
  std::string data;
  std::string language;
  std::string gallery;
  bool large = false;
  bool dark = false;
  bool practice = false;
  bool kiosk = false;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

class App : public wxApp {
 public:
  bool OnInit() override {
    const rlimit none{0, 0};  // a crash leaves no picture of the memory, with residents' data in it
    setrlimit(RLIMIT_CORE, &none);
    m_options.data = environment("JIUJIN_DATA");
    m_options.language = localization::language_from_environment();
    if (!wxApp::OnInit()) return false;
    localization::set_language(m_options.language);
    wxUILocale::UseDefault();
    SetAppName("jiujin");
    SetAppDisplayName(wx(_t("Jiujin")));
    wxInitAllImageHandlers();
    Theme::install(m_options.large ? 1.35 : 1.0, m_options.dark);
    control::SessionOptions session;
    session.practice = m_options.practice;
    session.folder = m_options.data.empty() ? control::default_station_folder(m_options.practice)
                                            : m_options.data;
    // The control thread calls from outside; the event loop brings it to this thread.
    m_control = std::make_unique<control::ControlThread>(session, [this] {
      CallAfter([this] {
        if (m_frame) m_frame->drain();
        if (m_kiosk) m_kiosk->drain();
      });
    });
    m_workplace = std::make_unique<presenters::Workplace>(*m_control);
    if (m_options.kiosk) {
      m_kiosk = new KioskFrame(*m_workplace);
      m_kiosk->Bind(wxEVT_DESTROY, [this](wxWindowDestroyEvent& event) {
        if (event.GetEventObject() == m_kiosk) m_kiosk = nullptr;
        event.Skip();
      });
      return true;
    }
    m_frame = new MainFrame(*m_workplace);
    m_frame->Bind(wxEVT_DESTROY, [this](wxWindowDestroyEvent& event) {
      if (event.GetEventObject() == m_frame) m_frame = nullptr;
      event.Skip();
    });
    m_frame->Show();
    if (!m_options.gallery.empty()) start_gallery(*m_frame, m_options.gallery);
    return true;
  }

  int OnExit() override {
    m_workplace.reset();
    m_control.reset();
    return wxApp::OnExit();
  }

  void OnInitCmdLine(wxCmdLineParser& parser) override {
    parser.AddLongSwitch("help", "show this help", wxCMD_LINE_OPTION_HELP);
    parser.AddLongOption("data", "folder of this station's data");
    parser.AddLongOption("language", "zh_CN or en");
    parser.AddLongOption("gallery", "draw every screen into PNG files in this folder, then close");
    parser.AddLongSwitch("large", "large type (x1.35)");
    parser.AddLongSwitch("dark", "dark colours");
    parser.AddLongSwitch("kiosk", "the self-service screen for residents, over the whole display");
    parser.AddLongSwitch("practice", "practise with data that never travels");
  }

  bool OnCmdLineParsed(wxCmdLineParser& parser) override {
    auto option = [&](const char* name, std::string& to) {
      wxString value;
      if (parser.Found(name, &value)) to = utf8(value);
    };
    option("data", m_options.data);
    option("language", m_options.language);
    option("gallery", m_options.gallery);
    m_options.large = parser.Found("large");
    m_options.dark = parser.Found("dark");
    m_options.practice = parser.Found("practice");
    m_options.kiosk = parser.Found("kiosk");
    return true;
  }

  // Nothing may escape an event handler: say what happened, keep what was saved, go on.
  bool OnExceptionInMainLoop() override {
    try {
      throw;
    } catch (const std::exception& error) {
      wxLogError("%s", wx(_t("Something went wrong in the window. What was saved is safe.") + " (" +
                          error.what() + ")"));
    }
    return true;
  }

 private:
  Options m_options;
  std::unique_ptr<control::ControlThread> m_control;
  std::unique_ptr<presenters::Workplace> m_workplace;
  MainFrame* m_frame = nullptr;
  KioskFrame* m_kiosk = nullptr;
};

}  // namespace jiujin::client::views

wxIMPLEMENT_APP(jiujin::client::views::App);
