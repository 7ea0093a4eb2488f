// MainFrame, second half: which place stands in the middle, and how one leads to another.
#include <wx/dialog.h>

#include <utility>

#include "client/views/case_page_view.h"
#include "client/views/intake_view.h"
#include "client/views/main_frame.h"
#include "client/views/other_views.h"
#include "client/views/rating_view.h"
#include "client/views/sync_view.h"
#include "localization/text.h"

namespace jiujin::client::views {

using presenters::Place;

// The old place may be the one whose button is being pressed: it goes after the event is over.
void MainFrame::set_place(wxWindow* place) {
  wxWindow* old = m_place;
  m_place = place;
  m_intake = dynamic_cast<IntakeView*>(place);
  m_page = dynamic_cast<CasePageView*>(place);
  if (old) {
    m_middle->GetSizer()->Detach(old);
    old->Hide();
    CallAfter([old] { old->Destroy(); });
  }
  if (place) {
    m_middle->GetSizer()->Add(place, 1, wxEXPAND);
    m_middle->Layout();
    if (auto* page = dynamic_cast<PlaceView*>(place)) page->draw_now();
  }
  m_side->Show(!m_resident);
  m_find->Show(!m_resident);
  m_person->Show(!m_resident);
  show_places();
  m_shell->Layout();
}

void MainFrame::leave_place(std::function<void()> then) {
  // Later, because it takes the place away that calls.
  auto later = [this, then] { CallAfter(then); };
  if (m_intake) return m_intake->presenter().leave_for(later);
  if (m_page) return m_page->presenter().leave_for(later);
  then();
}

void MainFrame::save_place() {
  if (m_intake) m_intake->presenter().save_now();
  if (m_page) m_page->presenter().save_now();
}

namespace {

// Of ours; the file choosers of the toolkit are none of these.
bool end_dialogs() {
  bool any = false;
  for (auto* window : wxTopLevelWindows) {
    auto* dialog = dynamic_cast<wxDialog*>(window);
    if (!dialog || !dialog->IsModal()) continue;
    any = true;
    dialog->EndModal(wxID_CANCEL);
  }
  return any;
}

}  // namespace

void MainFrame::lock_place() {
  m_resume = {m_workplace.me().id, "", m_case, false};
  if (m_intake && m_intake->presenter().view().submitted.receipt.empty())
    m_resume.draft = m_intake->presenter().view().draft_id;
  if (m_page) m_resume.correcting = m_page->presenter().correction_form() != nullptr;
  leave_place([this] { drop_place(); });
}

void MainFrame::drop_place() {
  m_drop = end_dialogs();  // they look into the place: it goes when they have
  if (m_drop || !m_login_view->IsShown()) return;
  m_resident = false;
  m_case.clear();
  m_find->ChangeValue("");
  m_frame.forget();
  set_place(nullptr);
}

void MainFrame::unlock_place() {
  const Open resume = std::exchange(m_resume, Open{});
  if (m_place) return;  // what is typed could not be saved: it has stayed
  if (resume.person != m_workplace.me().id || (resume.draft.empty() && resume.case_id.empty()))
    return open_place(Place::kToday);
  if (!resume.draft.empty()) return resume_draft(resume.draft);
  open_case(resume.case_id, resume.correcting);
}

void MainFrame::open_place(Place place) {
  m_case.clear();
  switch (place) {
    case Place::kGuide: {
      auto guide = std::make_unique<presenters::GuidePresenter>(m_workplace);
      auto* view = new GuideView(m_middle, std::move(guide));
      view->presenter().on_begin = [this](std::string code) { begin_intake(code); };
      view->presenter().items().refresh();
      set_place(view);
      view->first_focus()->SetFocus();
      return;
    }
    case Place::kStatistics:
      set_place(new StatisticsView(m_middle,
                                   std::make_unique<presenters::StatisticsPresenter>(m_workplace)));
      return;
    case Place::kSync: {
      auto* view = new SyncView(m_middle, std::make_unique<presenters::SyncPresenter>(m_workplace));
      view->presenter().on_open_case = [this](std::string id) { open_case(id); };
      set_place(view);
      view->presenter().refresh();
      view->first_focus()->SetFocus();
      return;
    }
    default: {
      auto list = std::make_unique<presenters::CaseListPresenter>(m_workplace, place);
      list->on_open_case = [this](std::string id) { open_case(id); };
      list->on_open_draft = [this](std::string id) { resume_draft(id); };
      auto* view = new CaseListView(m_middle, std::move(list), [this] { begin_intake(""); });
      set_place(view);
      view->presenter().refresh();
      view->first_focus()->SetFocus();
    }
  }
}

void MainFrame::begin_intake(const std::string& item_code) {
  leave_place([this, item_code] { show_intake(item_code); });
}

void MainFrame::show_intake(const std::string& item_code) {
  m_case.clear();
  auto intake = std::make_unique<presenters::IntakePresenter>(m_workplace);
  intake->on_left = [this] { CallAfter([this] { m_frame.select(Place::kDrafts); }); };
  intake->on_open_case = [this](std::string id) { CallAfter([this, id] { open_case(id); }); };
  auto* view = new IntakeView(m_middle, std::move(intake));
  set_place(view);
  if (item_code.empty()) {
    view->presenter().begin();
  } else {
    view->presenter().begin_item(item_code);
  }
}

void MainFrame::resume_draft(const std::string& draft_id) {
  if (draft_id == m_frame.view().recover_draft) m_frame.dismiss_notice();
  leave_place([this, draft_id] {
    show_intake("");
    m_intake->presenter().resume(draft_id);
  });
}

void MainFrame::open_case(const std::string& case_id, bool correct) {
  leave_place([this, case_id, correct] { show_case(case_id, correct); });
}

void MainFrame::show_case(const std::string& case_id, bool correct) {
  m_case = case_id;
  auto presenter = std::make_unique<presenters::CasePagePresenter>(m_workplace);
  presenter->on_action = [this, case_id](presenters::CaseAction action) {
    CallAfter([this, case_id, action] {
      if (action == presenters::CaseAction::kRate) {
        open_rating(case_id);
      } else {
        open_exit(case_id);
      }
    });
  };
  auto* view = new CasePageView(m_middle, std::move(presenter), [this] {
    leave_place([this] { open_place(m_frame.view().selected); });
  });
  set_place(view);
  if (correct) {
    view->presenter().show_correction(case_id);
  } else {
    view->presenter().show(case_id);
  }
}

void MainFrame::open_exit(const std::string& case_id) {
  auto* view = new ExitView(m_middle, std::make_unique<presenters::ExitPresenter>(m_workplace),
                            [this, case_id] { open_case(case_id); });
  view->presenter().on_done = [this, case_id] {
    CallAfter([this, case_id] { open_case(case_id); });
  };
  set_place(view);
  view->presenter().show(case_id);
}

void MainFrame::open_rating(const std::string& case_id) {
  auto* view = new RatingView(m_middle, std::make_unique<presenters::RatingPresenter>(m_workplace));
  view->presenter().on_closed = [this, case_id] {
    CallAfter([this, case_id] { close_rating(case_id); });
  };
  m_resident = true;
  set_place(view);
  view->presenter().show(case_id);
}

void MainFrame::close_rating(const std::string& case_id) {
  m_resident = false;
  open_case(case_id);
}

}  // namespace jiujin::client::views
