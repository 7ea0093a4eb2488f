#include <wx/checkbox.h>
#include <wx/textdlg.h>

#include "client/views/other_views.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

ExitView::ExitView(wxWindow* parent, std::unique_ptr<presenters::ExitPresenter> presenter,
                   std::function<void()> back)
    : PlaceView(parent), m_presenter(std::move(presenter)), m_back(std::move(back)) {
  m_presenter->on_changed = [this] { refresh(); };
  draw_now();
}

// Everything but what is being typed and its errors: those change without a redraw.
std::string ExitView::fingerprint() const {
  const auto& view = m_presenter->view();
  std::string out = view.case_id + view.headline + view.notice.title + view.notice.text +
                    view.busy.sentence + (view.loaded ? "1" : "0") + view.carrier;
  for (const auto& parcel : view.parcels) out += parcel.waybill + parcel.state_word;
  for (const auto& words : view.contents) out += words;
  return out;
}

void ExitView::refresh() {
  if (fingerprint() != m_drawn) {
    changed();
    return;
  }
  const auto& view = m_presenter->view();
  auto show = [](WrappedText* at, const std::string& error, const std::string& warning) {
    if (!at) return;
    const std::string& words = error.empty() ? warning : error;
    at->set_words(words, error.empty() ? Tone::kWaiting : Tone::kAlarm);
    at->Show(!words.empty());
  };
  show(m_waybill_error, view.waybill_error, view.waybill_warning);
  show(m_to_error, view.to_error, "");
  show(m_collector_error, view.collector_error, "");
  if (m_dispatch) apply(m_dispatch, view.dispatch);
  if (m_hand_out) apply(m_hand_out, view.hand_out);
  relayout();
}

void ExitView::draw() {
  m_drawn = fingerprint();
  m_waybill_error = m_to_error = m_collector_error = nullptr;
  m_dispatch = m_hand_out = nullptr;
  const auto& view = m_presenter->view();
  auto* top = new wxBoxSizer(wxHORIZONTAL);
  top->Add(title(this, view.title), 1, wxALIGN_CENTRE_VERTICAL);
  top->Add(button(this, _t("Back to the case"), [this] { CallAfter(m_back); }), 0,
           wxALIGN_CENTRE_VERTICAL);
  content()->Add(top, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  content()->Add(body(this, view.headline, Tone::kMuted), 0, wxBOTTOM, Theme::px(kFieldGap));
  add_notice(this, content(), view.notice);
  add_busy(this, content(), view.busy);
  if (!view.loaded) return;
  draw_parcels();
  if (view.dispatch.visible) draw_dispatch();
  if (view.hand_out.visible) draw_hand_out();
}

void ExitView::draw_dispatch() {
  const auto& view = m_presenter->view();
  auto* card = new Card(this, _t("Send the result by courier"));
  auto label = [&](const std::string& words) {
    card->content()->Add(body(card, words), 0, wxTOP, Theme::px(kLabelGap));
  };
  auto message = [&](const std::string& words) {
    auto* made = new WrappedText(card, words, Theme::secondary(), Tone::kAlarm);
    made->Show(!words.empty());
    card->content()->Add(made, 0, wxEXPAND);
    return made;
  };
  label(_t("Waybill number"));
  EditorCallbacks waybill;
  waybill.changed = [this](const std::string& value) { m_presenter->set_waybill(value); };
  auto entry = make_text_editor(card, _t("Waybill number"), TextShape::kLine, waybill);
  entry->set_value(view.waybill);
  card->content()->Add(keep_with_window(std::move(entry)), 0, wxTOP, Theme::px(2));
  m_waybill_error = message(view.waybill_error);
  label(_t("Courier"));
  std::vector<EditorChoice> carriers;
  for (const auto& option : view.carriers) carriers.push_back({option.value, option.label});
  EditorCallbacks carrier;
  carrier.changed = [this](const std::string& value) {
    CallAfter([this, value] { m_presenter->set_carrier(value); });
  };
  auto list = make_choice_editor(card, _t("Courier"), carriers, carrier);
  list->set_value(view.carrier);
  card->content()->Add(keep_with_window(std::move(list)), 0, wxTOP, Theme::px(2));
  m_to_name = view.to_name;
  m_to_mobile = view.to_mobile;
  m_to_address = view.to_address;
  auto add = [&](const std::string& words, std::string* target) {
    label(words);
    EditorCallbacks typed;
    typed.changed = [this, target](const std::string& value) {
      *target = value;
      m_presenter->set_recipient(m_to_name, m_to_mobile, m_to_address);
    };
    auto made = make_text_editor(card, words, TextShape::kLine, typed);
    made->set_value(*target);
    card->content()->Add(keep_with_window(std::move(made)), 0, wxTOP, Theme::px(2));
  };
  add(_t("Recipient"), &m_to_name);
  add(_t("Recipient's phone"), &m_to_mobile);
  add(_t("Address"), &m_to_address);
  m_to_error = message(view.to_error);
  for (const auto& words : view.contents) {
    const auto line = localization::format(_t("In the parcel: {0}"), words);
    card->content()->Add(note(card, line), 0, wxTOP, Theme::px(kInside));
  }
  m_dispatch = primary_button(card, view.dispatch.label,
                              [this] { CallAfter([this] { m_presenter->dispatch(); }); });
  apply(m_dispatch, view.dispatch);
  card->content()->Add(m_dispatch, 0, wxALIGN_RIGHT | wxTOP, Theme::px(kFieldGap));
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void ExitView::draw_parcels() {
  const auto& view = m_presenter->view();
  if (view.parcels.empty()) return;
  auto* card = new Card(this, _t("Parcels"));
  for (const auto& parcel : view.parcels) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(body(card, parcel.waybill + "   " + parcel.carrier + "   " + parcel.state_word +
                            "   " + parcel.dispatched_on + "   " + parcel.signer),
             1, wxALIGN_CENTRE_VERTICAL);
    if (parcel.underway) {
      const std::string waybill = parcel.waybill;
      row->Add(button(card, _t("Delivered…"), [this, waybill] {
        CallAfter([this, waybill] {
          const std::string signer =
              utf8(wxGetTextFromUser(wx(_t("Who signed for it?")), wx(_t("Delivered…")),
                                     wx(m_presenter->view().to_name), this));
          if (!signer.empty()) m_presenter->delivered(waybill, signer, "", "");
        });
      }));
      row->Add(button(card, _t("Came back…"),
                      [this, waybill] {
                        CallAfter([this, waybill] {
                          const std::string reason = utf8(wxGetTextFromUser(
                              wx(_t("Why did it come back?")), wx(_t("Came back…")), "", this));
                          if (!reason.empty()) m_presenter->returned(waybill, reason);
                        });
                      }),
               0, wxLEFT, Theme::px(kLabelGap));
    }
    card->content()->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kInside));
  }
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void ExitView::draw_hand_out() {
  const auto& view = m_presenter->view();
  auto* card = new Card(this, _t("Hand the result over at the counter"));
  m_collector = view.collector;
  m_proxy = view.collected_by_proxy;
  auto send = [this] { m_presenter->set_collector(m_collector, m_collector_id, m_proxy); };
  auto add = [&](const std::string& words, std::string* target) {
    card->content()->Add(body(card, words), 0, wxTOP, Theme::px(kLabelGap));
    EditorCallbacks typed;
    typed.changed = [target, send](const std::string& value) {
      *target = value;
      send();
    };
    auto made = make_text_editor(card, words, TextShape::kLine, typed);
    made->set_value(*target);
    card->content()->Add(keep_with_window(std::move(made)), 0, wxTOP, Theme::px(2));
  };
  add(_t("Who collects it"), &m_collector);
  add(_t("Identity number of who collects it"), &m_collector_id);
  m_collector_error = new WrappedText(card, view.collector_error, Theme::secondary(), Tone::kAlarm);
  m_collector_error->Show(!view.collector_error.empty());
  card->content()->Add(m_collector_error, 0, wxEXPAND);
  auto* proxy =
      new wxCheckBox(card, wxID_ANY, wx(_t("Collected for the applicant by another person")));
  proxy->SetValue(m_proxy);
  proxy->Bind(wxEVT_CHECKBOX, [this, send](wxCommandEvent& event) {
    m_proxy = event.IsChecked();
    send();
  });
  card->content()->Add(proxy, 0, wxTOP, Theme::px(kLabelGap));
  m_hand_out =
      button(card, view.hand_out.label, [this] { CallAfter([this] { m_presenter->hand_out(); }); });
  apply(m_hand_out, view.hand_out);
  card->content()->Add(m_hand_out, 0, wxALIGN_RIGHT | wxTOP, Theme::px(kFieldGap));
  content()->Add(card, 0, wxEXPAND);
}

}  // namespace jiujin::client::views
