// CasePageView: where the case is and who has it, three clocks, and its tabs.
// Thread rule: GUI thread only.
#pragma once

#include <memory>

#include "client/presenters/case_page_presenter.h"
#include "client/views/form_view.h"
#include "client/views/materials_view.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class CasePageView : public wxPanel {
 public:
  CasePageView(wxWindow* parent, std::unique_ptr<presenters::CasePagePresenter> presenter,
               std::function<void()> back);
  presenters::CasePagePresenter& presenter() { return *m_presenter; }

 private:
  enum class Tab { kTimeline, kForm, kMaterials, kDocuments, kMessages };
  class Body : public PlaceView {
   public:
    Body(wxWindow* parent, CasePageView& owner) : PlaceView(parent), m_owner(owner) {}
    void draw() override {
      m_owner.draw_body();
      CallAfter([this] { m_owner.share_room(); });
    }

   private:
    CasePageView& m_owner;
  };
  void show();
  void show_correction();
  void share_room();
  void draw_body();
  void draw_head();
  void draw_asked();
  void draw_conflicts();
  void draw_actions();
  void draw_tabs();
  void draw_timeline();
  void draw_materials();
  void draw_documents();
  void draw_messages();
  void ask_and_act(presenters::CaseAction action);

  std::unique_ptr<presenters::CasePagePresenter> m_presenter;
  std::function<void()> m_back;
  Body* m_content = nullptr;
  // The correction round or the papers that were to follow: fields and slots, live.
  Page* m_correction = nullptr;
  FormView* m_form = nullptr;
  MaterialsView* m_materials = nullptr;
  wxPanel* m_correction_bar = nullptr;
  wxStaticText* m_saved = nullptr;
  wxButton *m_later = nullptr, *m_answer = nullptr;
  const void *m_shown_form = nullptr, *m_shown_materials = nullptr;
  Tab m_tab = Tab::kTimeline;
};

}  // namespace jiujin::client::views
