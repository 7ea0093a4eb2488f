#include "client/views/gallery.h"

#include <gtk/gtk.h>
#include <wx/timer.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>
#include <vector>

#include "client/views/gallery_sync.h"
#include "client/views/intake_view.h"
#include "client/views/main_frame.h"

namespace jiujin::client::views {
namespace {

// What is on the screen a moment after a place was opened: its data has come by then.
constexpr int kSettleMs = 1500;

class Gallery : public wxTimer {
 public:
  Gallery(MainFrame& frame, std::string folder) : m_frame(frame), m_folder(std::move(folder)) {
    std::filesystem::create_directories(m_folder);
    const char* staff = std::getenv("JIUJIN_STAFF");
    const char* password = std::getenv("JIUJIN_PASSWORD");
    add("login", [] {});
    add("login-password", [this, staff] { m_frame.login().choose(staff ? staff : ""); });
    add("today", [this, password] { m_frame.login().log_in(password ? password : ""); });
    using presenters::Place;
    const std::pair<const char*, Place> places[] = {{"drafts", Place::kDrafts},
                                                    {"correction", Place::kCorrection},
                                                    {"running", Place::kRunning},
                                                    {"delivery", Place::kDelivery},
                                                    {"all", Place::kAll},
                                                    {"guide", Place::kGuide},
                                                    {"statistics", Place::kStatistics},
                                                    {"sync", Place::kSync}};
    for (const auto& [name, place] : places) {
      add(name, [this, place = place] { m_frame.frame().select(place); });
    }
    for (const auto& state : sync_states()) {
      add("sync-" + state, [this, state] {
        m_frame.show_place([state](wxWindow* parent) { return sync_page(parent, state); });
      });
    }
    add("all-again", [this] { m_frame.frame().select(Place::kAll); });
    add("case", [this] { open_first_case(); });
    add("parcel", [this] { m_frame.open_exit(m_case); });
    add("rating", [this] { m_frame.open_rating(m_case); });
    add("case-again", [this] { m_frame.close_rating(m_case); });
    add("find", [this] { m_frame.find("sydj"); });
    add("intake-item", [this] { m_frame.begin_intake(""); });
    add("intake-applicant", [this] { m_frame.begin_intake("QX-007"); });
    const std::pair<const char*, presenters::IntakeStep> steps[] = {
        {"intake-form", presenters::IntakeStep::kForm},
        {"intake-materials", presenters::IntakeStep::kMaterials},
        {"intake-prereview", presenters::IntakeStep::kPrereview},
        {"intake-confirm", presenters::IntakeStep::kConfirm}};
    for (const auto& [name, step] : steps) {
      add(name, [this, step = step] {
        if (m_frame.intake()) m_frame.intake()->presenter().go(step);
      });
    }
    Start(kSettleMs);
  }

  void Notify() override {
    if (m_next > 0) shoot(m_steps[m_next - 1].first);
    if (m_next >= m_steps.size()) {
      Stop();
      m_frame.Close();
      return;
    }
    m_steps[m_next++].second();
  }

 private:
  void add(std::string name, std::function<void()> open) {
    m_steps.emplace_back(std::move(name), std::move(open));
  }
  void open_first_case() {
    auto* list = dynamic_cast<CaseListView*>(m_frame.place());
    if (!list || list->presenter().view().row_count == 0) return;
    m_case = list->presenter().row(0).id;
    m_frame.open_case(m_case);
  }
  void shoot(const std::string& name) {
    GdkWindow* window = gtk_widget_get_window(m_frame.GetHandle());
    GdkPixbuf* pixels = gdk_pixbuf_get_from_window(window, 0, 0, gdk_window_get_width(window),
                                                   gdk_window_get_height(window));
    if (!pixels) return;
    char number[8];
    std::snprintf(number, sizeof number, "%02zu-", m_next);
    const std::string path = m_folder + "/" + number + name + ".png";
    gdk_pixbuf_save(pixels, path.c_str(), "png", nullptr, nullptr);
    g_object_unref(pixels);
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
  }
  MainFrame& m_frame;
  std::string m_folder;
  std::vector<std::pair<std::string, std::function<void()>>> m_steps;
  std::size_t m_next = 0;
  std::string m_case;  // the one shown, "" when the station has none
};

}  // namespace

void start_gallery(MainFrame& frame, const std::string& folder) {
  static Gallery* gallery = nullptr;  // lives as long as the program, which ends with it
  gallery = new Gallery(frame, folder);
}

}  // namespace jiujin::client::views
