#include "client/views/case_list_view.h"

#include <gtk/gtk.h>
#include <wx/msgdlg.h>
#include <wx/textctrl.h>

#include "client/views/place_view.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::CaseColumn;

// Asks the presenter for a cell when the list wants to paint it.
class CaseListView::Model : public wxDataViewVirtualListModel {
 public:
  explicit Model(const presenters::CaseListPresenter& presenter) : m_presenter(presenter) {}
  unsigned GetColumnCount() const override { return static_cast<unsigned>(CaseColumn::kCount); }
  wxString GetColumnType(unsigned column) const override {
    return column == 0 ? "wxDataViewIconText" : "string";
  }
  void GetValueByRow(wxVariant& value, unsigned row, unsigned column) const override {
    if (column == 0) {
      const presenters::CaseRow found = m_presenter.row(row);
      wxIcon icon;
      const wxBitmap mark = mark_bitmap(mark_of(found.state.icon), tone_of(found.state.tone));
      if (mark.IsOk()) icon.CopyFromBitmap(mark);
      value << wxDataViewIconText(wx(found.state.word), icon);
      return;
    }
    value = wx(m_presenter.cell(row, static_cast<CaseColumn>(column)));
  }
  bool SetValueByRow(const wxVariant&, unsigned, unsigned) override { return false; }
  bool GetAttrByRow(unsigned row, unsigned column, wxDataViewItemAttr& attr) const override {
    if (column == static_cast<unsigned>(CaseColumn::kState) ||
        column == static_cast<unsigned>(CaseColumn::kDeadline)) {
      const Tone tone = tone_of(m_presenter.row(row).state.tone);
      if (tone != Tone::kPlain) attr.SetColour(Theme::colour(tone));
      return true;
    }
    return false;
  }

 private:
  const presenters::CaseListPresenter& m_presenter;
};

CaseListView::CaseListView(wxWindow* parent,
                           std::unique_ptr<presenters::CaseListPresenter> presenter,
                           std::function<void()> begin)
    : wxPanel(parent), m_presenter(std::move(presenter)), m_begin(std::move(begin)) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  auto* top = new wxBoxSizer(wxHORIZONTAL);
  m_title = title(this, m_presenter->view().title);
  m_filter = new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(220), -1));
  m_filter->SetHint(wx(_t("Filter this list")));
  make_tall(m_filter);
  name_it(m_filter, _t("Filter this list"));
  m_filter->Bind(wxEVT_TEXT,
                 [this](wxCommandEvent&) { m_presenter->filter(utf8(m_filter->GetValue())); });
  top->Add(m_title, 1, wxALIGN_CENTRE_VERTICAL);
  if (m_presenter->view().place == presenters::Place::kDrafts) {
    m_discard = danger_button(this, _t("Discard the draft"), [this] {
      const std::string id = m_presenter->view().selected;
      if (id.empty()) return;
      wxMessageDialog ask(this,
                          wx(_t("The draft and its scans will be deleted from this computer. "
                                "Nothing of it has been handed in.")),
                          wx(_t("Discard the draft?")), wxYES_NO | wxNO_DEFAULT | wxICON_WARNING);
      ask.SetYesNoLabels(wx(_t("Discard the draft")), wx(_t("Keep it")));
      if (ask.ShowModal() == wxID_YES) m_presenter->discard_draft(id);
    });
    top->Add(m_discard, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  }
  top->Add(m_filter, 0, wxALIGN_CENTRE_VERTICAL);
  column->Add(top, 0, wxEXPAND | wxALL, Theme::px(kEdge));
  m_notices = new wxPanel(this);
  m_notices->SetSizer(new wxBoxSizer(wxVERTICAL));
  column->Add(m_notices, 0, wxEXPAND | wxLEFT | wxRIGHT, Theme::px(kEdge));
  build_list();
  column->Add(m_list, 1, wxEXPAND);
  m_empty = new wxPanel(this);
  m_empty->SetSizer(new wxBoxSizer(wxVERTICAL));
  column->Add(m_empty, 1, wxEXPAND);
  SetSizer(column);
  m_presenter->on_changed = [this] { show(); };
  show();
}

void CaseListView::build_list() {
  m_list = new wxDataViewCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                              wxDV_SINGLE | wxDV_ROW_LINES | wxBORDER_NONE);
  m_model = new Model(*m_presenter);
  m_list->AssociateModel(m_model.get());
  style(m_list, "jj-list");
  if (auto* rows = m_list->GtkGetTreeView()) {
    gtk_style_context_add_class(gtk_widget_get_style_context(rows), "jj-list");
  }
  // Widths of 1366 px minus the side panel, in the order of CaseColumn; the item takes the rest.
  const int widths[] = {112, 266, 84, 124, 268, 116, 92};
  const auto& titles = m_presenter->view().column_titles;
  for (unsigned i = 0; i < static_cast<unsigned>(CaseColumn::kCount); ++i) {
    const wxString heading = i < titles.size() ? wx(titles[i]) : wxString();
    if (i == 0) {
      m_list->AppendIconTextColumn(heading, i, wxDATAVIEW_CELL_INERT, Theme::px(widths[i]),
                                   wxALIGN_LEFT, wxDATAVIEW_COL_RESIZABLE);
    } else {
      m_list->AppendTextColumn(heading, i, wxDATAVIEW_CELL_INERT, Theme::px(widths[i]),
                               wxALIGN_LEFT, wxDATAVIEW_COL_RESIZABLE);
    }
  }
  name_it(m_list, m_presenter->view().title);
  m_list->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent&) { open_selected(); });
  m_list->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent& event) {
    if (event.GetItem().IsOk()) m_presenter->select(m_model->GetRow(event.GetItem()));
  });
  m_list->Bind(wxEVT_DATAVIEW_COLUMN_HEADER_CLICK, [this](wxDataViewEvent& event) {
    m_presenter->sort_by(static_cast<CaseColumn>(event.GetColumn()));
  });
}

void CaseListView::open_selected() {
  const wxDataViewItem item = m_list->GetSelection();
  if (item.IsOk()) m_presenter->open(m_model->GetRow(item));
}

void CaseListView::show() {
  const presenters::CaseListView& view = m_presenter->view();
  m_title->SetLabel(wx(view.title));
  if (m_discard) m_discard->Show(!view.selected.empty());
  m_notices->GetSizer()->Clear(true);
  add_notice(m_notices, m_notices->GetSizer(), view.notice);
  add_busy(m_notices, m_notices->GetSizer(), view.busy);
  const bool empty = view.row_count == 0 && !view.busy.active;
  m_model->Reset(static_cast<unsigned>(view.row_count));
  const bool focus_goes = empty && m_list->IsShown() && m_list->HasFocus();
  m_list->Show(!empty);
  if (empty && m_shown_empty != view.empty.title + view.empty.text) {
    m_empty->GetSizer()->Clear(true);
    m_empty->GetSizer()->Add(empty_state(m_empty, view.empty, m_begin), 1, wxEXPAND);
    m_shown_empty = view.empty.title + view.empty.text;
  }
  m_empty->Show(empty);
  if (focus_goes) m_filter->SetFocus();  // a window without a focus hears no keys
  if (view.selected_row >= 0 && static_cast<std::size_t>(view.selected_row) < view.row_count) {
    const wxDataViewItem item = m_model->GetItem(static_cast<unsigned>(view.selected_row));
    m_list->Select(item);
  }
  Layout();
}

wxWindow* CaseListView::first_focus() {
  return m_list->IsShown() ? static_cast<wxWindow*>(m_list) : m_filter;
}

}  // namespace jiujin::client::views
