#include "client/views/steps_views.h"

#include <wx/checkbox.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

PrereviewView::PrereviewView(wxWindow* parent, presenters::PrereviewPresenter& presenter)
    : PlaceView(parent), m_presenter(presenter) {
  m_presenter.on_changed = [this] { changed(); };
  draw_now();
}

void PrereviewView::draw() {
  const auto& view = m_presenter.view();
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  const Mark mark = view.passed ? Mark::kDone : Mark::kWarning;
  row->Add(new wxStaticBitmap(this, wxID_ANY, mark_bitmap(mark, tone_of(view.tone), 22)), 0,
           wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  row->Add(text(this, view.headline, Theme::section(), tone_of(view.tone)), 0,
           wxALIGN_CENTRE_VERTICAL);
  content()->Add(row, 0, wxBOTTOM, Theme::px(kEdge));
  draw_findings(_t("To be corrected, all at once"), view.errors);
  draw_findings(_t("Please look and tick"), view.to_confirm);
  draw_findings(_t("Good to know"), view.hints);
}

void PrereviewView::draw_findings(const std::string& heading,
                                  const std::vector<presenters::FindingView>& findings) {
  if (findings.empty()) return;
  auto* card = new Card(this, heading);
  for (const auto& finding : findings) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const Tone tone = tone_of(finding.tone);
    if (finding.must_confirm) {
      auto* tick = new wxCheckBox(card, wxID_ANY, wx(_t("Checked")));
      tick->SetValue(finding.confirmed);
      name_it(tick, finding.text);
      tick->Bind(wxEVT_CHECKBOX, [this, rule = finding.rule](wxCommandEvent& event) {
        CallAfter([this, rule, on = event.IsChecked()] { m_presenter.confirm(rule, on); });
      });
      row->Add(tick, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
    } else {
      const Mark mark = finding.tone == presenters::Tone::kRed     ? Mark::kAlarm
                        : finding.tone == presenters::Tone::kAmber ? Mark::kWarning
                                                                   : Mark::kCircle;
      row->Add(new wxStaticBitmap(card, wxID_ANY, mark_bitmap(mark, tone)), 0,
               wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
    }
    row->Add(new WrappedText(card, finding.text, Theme::body(), Tone::kPlain), 1,
             wxALIGN_CENTRE_VERTICAL);
    if (finding.jump.step != presenters::JumpStep::kNone) {
      auto* jump = link(card, _t("Go there"), [this, finding] {
        CallAfter([this, finding] { m_presenter.jump(finding); });
      });
      name_it(jump, _t("Go there") + " " + finding.text);
      row->Add(jump, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
    }
    card->content()->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kInside));
  }
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

ConfirmView::ConfirmView(wxWindow* parent, presenters::IntakePresenter& presenter)
    : PlaceView(parent), m_presenter(presenter) {
  draw_now();
}

std::string ConfirmView::fingerprint() const {
  const auto& view = m_presenter.view();
  const auto& confirm = view.confirm;
  std::string out = confirm.delivery_mode + "|" + confirm.division + "|" + confirm.submit.label +
                    (confirm.submit.enabled ? "1" : "0") + confirm.submit.why_not + "|" +
                    confirm.notice.title + confirm.notice.text + "|" + confirm.busy.sentence +
                    (view.submitted.done ? "done" : "") + view.submitted.receipt_pdf +
                    view.submitted.notice.title;
  for (const auto& part : confirm.summary) {
    out += part.title;
    for (const auto& line : part.lines) out += line.label + line.value;
    for (const auto& words : part.paragraphs) out += words;
  }
  return out;
}

void ConfirmView::refresh() {
  const std::string now = fingerprint();
  if (now != m_drawn) {
    changed();
    return;
  }
  const auto& confirm = m_presenter.view().confirm;
  auto show = [](WrappedText* at, const std::string& words) {
    if (!at) return;
    at->set_words(words, Tone::kAlarm);
    at->Show(!words.empty());
  };
  show(m_name_error, confirm.name_error);
  show(m_mobile_error, confirm.mobile_error);
  show(m_address_error, confirm.address_error);
  relayout();
}

void ConfirmView::draw() {
  m_drawn = fingerprint();
  m_name_error = m_mobile_error = m_address_error = nullptr;
  const auto& view = m_presenter.view();
  if (view.submitted.done) {
    draw_submitted();
    return;
  }
  add_notice(this, content(), view.confirm.notice);
  add_busy(this, content(), view.confirm.busy);
  draw_delivery();
  for (const auto& part : view.confirm.summary) add_section(this, content(), part);
}

void ConfirmView::draw_delivery() {
  const auto& confirm = m_presenter.view().confirm;
  auto* card = new Card(this, _t("How the result reaches the applicant"));
  std::vector<EditorChoice> choices;
  for (const auto& option : confirm.delivery) choices.push_back({option.value, option.label});
  EditorCallbacks callbacks;
  callbacks.changed = [this](const std::string& mode) {
    CallAfter([this, mode] { m_presenter.set_delivery(mode); });
  };
  auto mode = make_choice_editor(card, _t("Delivery"), choices, callbacks);
  mode->set_value(confirm.delivery_mode);
  card->content()->Add(keep_with_window(std::move(mode)), 0, wxBOTTOM, Theme::px(kLabelGap));
  if (confirm.delivery_mode == "courier") {
    m_name = confirm.name;
    m_mobile = confirm.mobile;
    m_address = confirm.address;
    auto add = [&](const std::string& label, std::string* target, const std::string& error) {
      card->content()->Add(body(card, label), 0, wxTOP, Theme::px(kInside));
      EditorCallbacks typed;
      typed.changed = [this, target](const std::string& value) {
        *target = value;
        m_presenter.set_recipient(m_name, m_mobile, m_address);
      };
      auto editor = make_text_editor(card, label, TextShape::kLine, typed);
      editor->set_value(*target);
      card->content()->Add(keep_with_window(std::move(editor)), 0, wxTOP, Theme::px(2));
      auto* message = new WrappedText(card, error, Theme::secondary(), Tone::kAlarm);
      message->Show(!error.empty());
      card->content()->Add(message, 0, wxEXPAND);
      return message;
    };
    m_name_error = add(_t("Recipient"), &m_name, confirm.name_error);
    m_mobile_error = add(_t("Recipient's phone"), &m_mobile, confirm.mobile_error);
    auto* lists = new DivisionLists(
        card, _t("Recipient's division"), [this](std::size_t level, const std::string& code) {
          CallAfter([this, level, code] { m_presenter.pick_division(level, code); });
        });
    std::vector<DivisionLevelChoices> levels;
    for (const auto& level : confirm.division_levels) {
      DivisionLevelChoices made{level.label, {}, ""};
      for (const auto& option : level.options) {
        made.choices.push_back({option.value, option.label});
        if (option.selected) made.selected = option.value;
      }
      levels.push_back(std::move(made));
    }
    lists->set_levels(levels);
    card->content()->Add(lists, 0, wxEXPAND | wxTOP, Theme::px(kLabelGap));
    m_address_error = add(_t("Street and house number"), &m_address, confirm.address_error);
  }
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void ConfirmView::draw_submitted() {
  const auto& done = m_presenter.view().submitted;
  auto* card = new Card(this);
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->Add(new wxStaticBitmap(card, wxID_ANY, mark_bitmap(Mark::kDone, Tone::kDone, 28)), 0,
           wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kFieldGap));
  row->Add(text(card, done.headline, Theme::title(), Tone::kDone), 0, wxALIGN_CENTRE_VERTICAL);
  card->content()->Add(row, 0, wxBOTTOM, Theme::px(kFieldGap));
  auto* grid = new FactGrid();
  grid->add(card, _t("Receipt number"), done.receipt);
  grid->add(card, _t("Query code"), done.query_code);
  grid->add(card, _t("Case number"), done.number);
  card->content()->Add(grid, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  card->content()->Add(new WrappedText(card, done.next, Theme::body(), Tone::kPlain), 0, wxEXPAND);
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  add_notice(this, content(), done.notice);
  auto* buttons = new wxBoxSizer(wxHORIZONTAL);
  auto* print =
      primary_button(this, done.print_receipt.label, [this] { m_presenter.print_receipt(); });
  apply(print, done.print_receipt);
  auto* open = button(this, done.open_case.label, [this] {
    if (m_presenter.on_open_case) m_presenter.on_open_case(m_presenter.view().submitted.case_id);
  });
  apply(open, done.open_case);
  auto* next = button(this, done.next_item.label,
                      [this] { CallAfter([this] { m_presenter.begin_next_item(); }); });
  apply(next, done.next_item);
  buttons->Add(open);
  buttons->Add(next, 0, wxLEFT, Theme::px(kLabelGap));
  buttons->AddStretchSpacer();
  buttons->Add(print);
  content()->Add(buttons, 0, wxEXPAND);
}

}  // namespace jiujin::client::views
