#include "client/views/other_views.h"

#include <wx/filedlg.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

StatisticsView::StatisticsView(wxWindow* parent,
                               std::unique_ptr<presenters::StatisticsPresenter> presenter)
    : PlaceView(parent), m_presenter(std::move(presenter)) {
  m_presenter->on_changed = [this] { changed(); };
  draw_now();
  m_presenter->refresh();
}

void StatisticsView::draw() {
  const auto& view = m_presenter->view();
  auto* top = new wxBoxSizer(wxHORIZONTAL);
  top->Add(title(this, _t("Statistics and ledger")), 1, wxALIGN_CENTRE_VERTICAL);
  std::vector<EditorChoice> periods;
  std::string selected;
  for (const auto& option : view.periods) {
    periods.push_back({option.value, option.label});
    if (option.selected) selected = option.value;
  }
  EditorCallbacks callbacks;
  callbacks.changed = [this](const std::string& period) {
    CallAfter([this, period] { m_presenter->choose_period(period); });
  };
  auto editor = make_choice_editor(this, _t("Period"), periods, callbacks);
  editor->set_value(selected);
  top->Add(keep_with_window(std::move(editor)), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT,
           Theme::px(kFieldGap));
  auto* save = button(this, view.save_ledger.label, [this] {
    wxFileDialog ask(this, wx(_t("Save the ledger")), "", "ledger.csv", "*.csv",
                     wxFD_SAVE | wxFD_OVERWRITE_PROMPT);
    if (ask.ShowModal() == wxID_OK) m_presenter->save_ledger(utf8(ask.GetPath()));
  });
  apply(save, view.save_ledger);
  top->Add(save, 0, wxALIGN_CENTRE_VERTICAL);
  content()->Add(top, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  content()->Add(note(this, view.from + " — " + view.to), 0, wxBOTTOM, Theme::px(kFieldGap));
  add_notice(this, content(), view.notice);
  add_busy(this, content(), view.busy);
  if (!view.empty.title.empty() && view.rows.empty()) {
    if (!view.busy.active) content()->Add(empty_state(this, view.empty, nullptr), 0, wxEXPAND);
    return;
  }
  auto* figures = new wxFlexGridSizer(3, wxSize(Theme::px(kLabelGap), Theme::px(kLabelGap)));
  for (int i = 0; i < 3; ++i) figures->AddGrowableCol(i, 1);
  for (const auto& figure : view.figures) {
    auto* card = new Card(this);
    card->content()->Add(body(card, figure.name, Tone::kMuted));
    card->content()->Add(text(card, figure.value, Theme::title()), 0, wxTOP, Theme::px(2));
    card->content()->Add(new WrappedText(card, figure.formula + "  " + figure.counts,
                                         Theme::secondary(), Tone::kMuted),
                         0, wxEXPAND);
    figures->Add(card, 1, wxEXPAND);
  }
  content()->Add(figures, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  presenters::Section table;
  table.title = _t("By item");
  table.table_head.push_back(_t("Item"));
  for (const auto& column : view.columns) table.table_head.push_back(column);
  auto add = [&](const presenters::StatisticsView::Row& row) {
    std::vector<std::string> cells{row.item};
    cells.insert(cells.end(), row.cells.begin(), row.cells.end());
    cells.resize(table.table_head.size());
    table.table.push_back(std::move(cells));
  };
  for (const auto& row : view.rows) add(row);
  if (!view.total.item.empty()) add(view.total);
  if (!table.table.empty()) add_section(this, content(), table);
}

GuideView::GuideView(wxWindow* parent, std::unique_ptr<presenters::GuidePresenter> presenter)
    : wxPanel(parent), m_presenter(std::move(presenter)) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  m_items = new ItemPickView(this, m_presenter->items(), false,
                             [this](std::string code) { m_presenter->show(std::move(code)); });
  m_body = new Body(this, *this);
  row->Add(m_items, 2, wxEXPAND);
  row->Add(m_body, 3, wxEXPAND);
  SetSizer(row);
  m_presenter->on_changed = [this] { m_body->changed(); };
  m_body->draw_now();
}

void GuideView::draw_guide() {
  const auto& view = m_presenter->view();
  wxSizer* to = m_body->content();
  if (view.code.empty()) {
    to->Add(empty_state(m_body, _t("The service guide"),
                        _t("Choose an item on the left to read its guide.")),
            1, wxEXPAND);
    return;
  }
  to->Add(new WrappedText(m_body, view.title, Theme::title(), Tone::kPlain), 0, wxEXPAND);
  to->Add(new WrappedText(m_body, view.subtitle, Theme::body(), Tone::kMuted), 0,
          wxEXPAND | wxTOP | wxBOTTOM, Theme::px(kLabelGap));
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto* print = button(m_body, view.print.label, [this] { m_presenter->print(); });
  apply(print, view.print);
  auto* save = button(m_body, view.save.label, [this] {
    wxFileDialog ask(this, wx(_t("Save as…")), "", wx(m_presenter->view().title + ".pdf"), "*.pdf",
                     wxFD_SAVE | wxFD_OVERWRITE_PROMPT);
    if (ask.ShowModal() == wxID_OK) m_presenter->save_as(utf8(ask.GetPath()));
  });
  apply(save, view.save);
  auto* begin = primary_button(m_body, view.begin.label,
                               [this] { CallAfter([this] { m_presenter->begin(); }); });
  apply(begin, view.begin);
  row->Add(print, 0, wxRIGHT, Theme::px(kLabelGap));
  row->Add(save);
  row->AddStretchSpacer();
  row->Add(begin);
  to->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  add_notice(m_body, to, view.notice);
  add_busy(m_body, to, view.busy);
  for (const auto& part : view.sections) add_section(m_body, to, part);
}

FindView::FindView(wxWindow* parent, presenters::FramePresenter& presenter,
                   std::function<void(const presenters::FindHit&)> open)
    : PlaceView(parent), m_presenter(presenter), m_open(std::move(open)) {
  // The frame's presenter outlives this view.
  m_presenter.on_find_changed = [this, here = std::weak_ptr<int>(m_here)] {
    if (here.lock()) changed();
  };
}

void FindView::draw() {
  const auto& view = m_presenter.find_view();
  content()->Add(section(this, _t("Found")), 0, wxBOTTOM, Theme::px(kFieldGap));
  if (view.hits.empty() && !view.searching) {
    content()->Add(body(this, view.empty_text, Tone::kMuted));
    return;
  }
  for (const auto& hit : view.hits) {
    auto* row = new wxPanel(this);
    row->SetBackgroundColour(Theme::surface());
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    auto* words = new wxBoxSizer(wxVERTICAL);
    words->Add(body(row, hit.title));
    words->Add(note(row, hit.subtitle));
    line->Add(words, 1, wxALIGN_CENTRE_VERTICAL | wxALL, Theme::px(10));
    if (!hit.mark.word.empty()) line->Add(status(row, hit.mark), 0, wxALIGN_CENTRE_VERTICAL);
    auto* open =
        button(row, hit.kind == presenters::FindHit::Kind::kItem ? _t("Take in") : _t("Open"),
               [this, hit] { CallAfter([this, hit] { m_open(hit); }); });
    name_it(open, hit.title);
    line->Add(open, 0, wxALIGN_CENTRE_VERTICAL | wxALL, Theme::px(10));
    row->SetSizer(line);
    content()->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(2));
  }
}

}  // namespace jiujin::client::views
