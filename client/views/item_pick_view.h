// ItemPickView: find the item by name, alias, code or pinyin; answer a joint item's questions.
// Thread rule: GUI thread only.
#pragma once

#include <wx/panel.h>

#include "client/presenters/item_pick_presenter.h"
#include "client/views/place_view.h"

class wxTextCtrl;

namespace jiujin::client::views {

class ItemPickView : public wxPanel {
 public:
  // Without `with_begin` the list only selects (the guide shows what is selected).
  ItemPickView(wxWindow* parent, presenters::ItemPickPresenter& presenter, bool with_begin,
               std::function<void(std::string code)> selected = {});
  wxWindow* first_focus();

 private:
  class Entries : public PlaceView {
   public:
    Entries(wxWindow* parent, ItemPickView& owner) : PlaceView(parent), m_owner(owner) {}
    void draw() override { m_owner.draw_entries(); }

   private:
    ItemPickView& m_owner;
  };
  void draw_entries();
  void draw_entry(wxSizer* to, const presenters::ItemPickView::Entry& entry);
  void draw_questions();

  presenters::ItemPickPresenter& m_presenter;
  bool m_with_begin;
  std::function<void(std::string)> m_selected;
  wxTextCtrl* m_search = nullptr;
  Entries* m_entries = nullptr;
};

}  // namespace jiujin::client::views
