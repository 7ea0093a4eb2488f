// MaterialsView: the checklist of papers; each slot a card with what stands for it and its pages.
// Thread rule: GUI thread only.
#pragma once

#include "client/presenters/materials_presenter.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class MaterialsView : public PlaceView {
 public:
  explicit MaterialsView(wxWindow* parent);
  void set_presenter(presenters::MaterialsPresenter* presenter);
  bool focus_slot(const std::string& slot);
  wxWindow* first_focus() override;

 protected:
  void draw() override;

 private:
  void draw_slot(const presenters::SlotView& slot);
  void draw_pages(Card* card, const presenters::SlotView& slot);
  void draw_licence(Card* card, const presenters::SlotView& slot);
  void draw_deferred(Card* card, const presenters::SlotView& slot);
  void draw_commitment(Card* card, const presenters::SlotView& slot);
  void import(const std::string& slot);
  void preview(const presenters::PageView& page);

  presenters::MaterialsPresenter* m_presenter = nullptr;
  std::map<std::string, wxWindow*> m_slots;
  wxWindow* m_first = nullptr;
};

wxBitmap bitmap_of(const presenters::Picture& picture);

// Asks for files to import; empty when the person changed his mind.
std::vector<std::string> ask_for_scans(wxWindow* parent, bool several);

}  // namespace jiujin::client::views
