#include "client/views/login_view.h"

#include <wx/textctrl.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using Stage = presenters::LoginView::Stage;

LoginView::LoginView(wxWindow* parent, presenters::LoginPresenter& presenter,
                     std::function<void()> quit)
    : PlaceView(parent), m_presenter(presenter), m_quit(std::move(quit)) {
  m_presenter.on_changed = [this] { changed(); };
  m_presenter.on_left = [this] {
    if (m_left) m_left->set_words(m_presenter.view().left, Tone::kMuted);
  };
}

wxTextCtrl* LoginView::entry(Card* card, const std::string& label, bool secret) {
  card->content()->Add(body(card, label), 0, wxBOTTOM, Theme::px(kInside));
  auto* made = new wxTextCtrl(card, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(320), -1),
                              wxTE_PROCESS_ENTER | (secret ? wxTE_PASSWORD : 0));
  make_tall(made);
  name_it(made, label);
  card->content()->Add(made, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  return made;
}

void LoginView::draw_people(Card* card) {
  card->content()->Add(body(card, _t("Who is working at this window?"), Tone::kMuted), 0, wxBOTTOM,
                       Theme::px(kFieldGap));
  for (const auto& person : m_presenter.view().people) {
    auto* choose = button(card, person.name + "  ·  " + person.roles,
                          [this, id = person.id] { m_presenter.choose(id); });
    choose->SetMinSize(wxSize(Theme::px(320), Theme::px(44)));
    name_it(choose, person.name);
    card->content()->Add(choose, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
    if (!m_first) m_first = choose;
  }
}

void LoginView::draw_password(Card* card) {
  const auto& view = m_presenter.view();
  card->content()->Add(section(card, view.name), 0, wxBOTTOM, Theme::px(kFieldGap));
  wxTextCtrl* password = entry(card, _t("Password"), true);
  auto log_in = [this, password] { m_presenter.log_in(utf8(password->GetValue())); };
  password->Bind(wxEVT_TEXT_ENTER, [log_in](wxCommandEvent&) { log_in(); });
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto* enter =
      primary_button(card, view.stage == Stage::kLocked ? _t("Unlock") : _t("Log in"), log_in);
  enter->Enable(!view.busy.active);
  row->Add(button(card, _t("Another person"), [this] { m_presenter.log_out(); }));
  row->AddStretchSpacer();
  row->Add(enter);
  card->content()->Add(row, 0, wxEXPAND);
  m_first = password;
}

void LoginView::draw_enrolment(Card* card) {
  card->content()->Add(
      new WrappedText(card,
                      _t("This computer is not enrolled yet. The county gives you its address and "
                         "a one-time code."),
                      Theme::body(), Tone::kMuted),
      0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  wxTextCtrl* server = entry(card, _t("Address of the county's server"), false);
  wxTextCtrl* code = entry(card, _t("Enrolment code"), false);
  card->content()->Add(primary_button(card, _t("Enrol this station"),
                                      [this, server, code] {
                                        m_presenter.enrol(utf8(server->GetValue()),
                                                          utf8(code->GetValue()));
                                      }),
                       0, wxALIGN_RIGHT);
  m_first = server;
}

void LoginView::draw() {
  const auto& view = m_presenter.view();
  m_first = nullptr;
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->AddSpacer(Theme::px(72));
  auto* brand = text(this, _t("Jiujin"), Theme::title(), Tone::kAccent);
  column->Add(brand, 0, wxALIGN_CENTRE_HORIZONTAL);
  column->Add(body(this, view.station_name.empty() ? _t("Handled nearby") : view.station_name,
                   Tone::kMuted),
              0, wxALIGN_CENTRE_HORIZONTAL | wxTOP | wxBOTTOM, Theme::px(kLabelGap));
  auto* card = new Card(this);
  card->SetMinSize(wxSize(Theme::px(440), -1));
  add_notice(card, card->content(), view.notice);
  add_busy(card, card->content(), view.busy);
  switch (view.stage) {
    case Stage::kOpening:
      card->content()->Add(body(card, _t("Opening the station's data…"), Tone::kMuted));
      break;
    case Stage::kCannotOpen: {
      auto* row = new wxBoxSizer(wxHORIZONTAL);
      row->Add(button(card, _t("Close the program"), m_quit));
      row->AddStretchSpacer();
      row->Add(primary_button(card, _t("Try again"), [this] { m_presenter.open(); }));
      card->content()->Add(row, 0, wxEXPAND);
      break;
    }
    case Stage::kWiped:
      card->content()->Add(button(card, _t("Look again"), [this] { m_presenter.open(); }), 0,
                           wxALIGN_RIGHT);
      break;
    case Stage::kNotEnrolled:
      draw_enrolment(card);
      break;
    case Stage::kChoosePerson:
    case Stage::kLoggedIn:
      if (view.chosen.empty()) {
        draw_people(card);
      } else {
        draw_password(card);
      }
      break;
    case Stage::kLocked:
      draw_password(card);
      break;
  }
  column->Add(card, 0, wxALIGN_CENTRE_HORIZONTAL);
  auto* below = new wxBoxSizer(wxHORIZONTAL);
  below->SetMinSize(wxSize(Theme::px(440), -1));
  m_left = new WrappedText(this, view.left, Theme::body(), Tone::kMuted);
  below->Add(m_left, 1);
  column->Add(below, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(kFieldGap));
  content()->Add(column, 1, wxEXPAND);
  if (m_first)
    CallAfter([this] {
      if (m_first) m_first->SetFocus();
    });
}

}  // namespace jiujin::client::views
