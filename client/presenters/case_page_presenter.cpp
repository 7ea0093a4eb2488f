#include "client/presenters/case_page_presenter.h"

#include <algorithm>
#include <utility>

#include "client/presenters/case_page_parts.h"
#include "client/presenters/case_page_state.h"
#include "client/presenters/wording.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

CasePagePresenter::CasePagePresenter(Workplace& workplace)
    : m_workplace(workplace),
      m_state(std::make_unique<State>()),
      m_token(std::make_shared<int>(0)) {
  m_events = workplace.on_event([this](const control::Event& event) {
    const auto* changed = std::get_if<control::CasesChanged>(&event);
    if (!changed || m_view.id.empty()) return;
    const auto& ids = changed->case_ids;
    if (ids.empty() || std::find(ids.begin(), ids.end(), m_view.id) != ids.end()) refresh();
  });
  m_ticks = workplace.on_tick([this] {
    const auto& state = *m_state;
    if (!m_view.masked && m_workplace.now_ms() >= state.revealed_until_ms) {
      m_view.masked = true;
      rebuild();
    }
    if (state.revision > state.saved_revision && state.revision > state.asked_revision &&
        m_workplace.now_ms() >= state.save_due_ms)
      save_now();
  });
}
CasePagePresenter::~CasePagePresenter() = default;

void CasePagePresenter::show(std::string case_id) {
  open(std::move(case_id), false);
}

void CasePagePresenter::open(std::string case_id, bool correct) {
  save_now();  // what was typed for the case shown before
  m_view = {};
  m_view.id = std::move(case_id);
  m_form.reset();
  m_materials.reset();
  m_deferred.reset();
  m_state = std::make_unique<State>();
  m_state->correct_when_loaded = correct;
  m_view.busy = {true, _t("Opening the case"), -1, false};
  if (on_changed) on_changed();
  // Asked first, so it is there when the case is.
  m_workplace.ask(control::LoadRow{correction_row(m_view.id)}, m_token,
                  [this, id = m_view.id](control::Reply reply) {
                    const auto* row = reply.get<control::RowLoaded>();
                    if (id != m_view.id || !row || !row->value) return;
                    m_state->draft = decode_correction(*row->value);
                    rebuild();
                  });
  ask_deferred_draft();
  refresh();
}

void CasePagePresenter::refresh() {
  m_workplace.ask(control::AskCase{m_view.id}, m_token,
                  [this, id = m_view.id](control::Reply reply) {
                    if (id == m_view.id) loaded(std::move(reply));
                  });
}

void CasePagePresenter::loaded(control::Reply reply) {
  m_view.busy = {};
  const auto* ready = reply.get<control::CaseReady>();
  if (!ready) {
    m_view.notice = error_notice(_t("The case could not be opened"), reply.result.error());
    if (on_changed) on_changed();
    return;
  }
  m_state->ready = *ready;
  m_state->item =
      ready->catalogue ? ready->catalogue->catalogue.item(ready->the_case->item) : nullptr;
  drop_answered_draft();
  rebuild();
  if (std::exchange(m_state->correct_when_loaded, false)) begin_correction();
}

void CasePagePresenter::rebuild() {
  if (!m_state->ready.the_case) return;
  const auto& c = *m_state->ready.the_case;
  const CaseWords words{m_workplace, m_state->ready, m_state->item, m_view.masked};
  m_view.loaded = true;
  m_view.title = words.title();
  m_view.state = words.state();
  m_view.headline = words.headline();
  if (m_view.headline == m_view.state.word) m_view.headline.clear();  // the mark has said it
  m_view.number = c.number;
  m_view.receipt = receipt_text(c.receipt);
  m_view.query_code = c.query_code;
  m_view.clocks = words.clocks();
  m_view.timeline = words.timeline();
  m_view.form = words.form();
  m_view.materials = words.materials();
  m_view.documents = words.documents();
  m_view.messages = words.messages();
  m_view.conflicts = words.conflicts();
  m_view.actions = words.actions();
  for (auto& [action, button] : m_view.actions)
    if (action == CaseAction::kCorrect && m_state->draft) button.label = _t("Go on correcting");
  m_view.newer_version = c.has_newer;
  const auto busy = m_view.correction.busy;
  m_view.correction = words.correction();
  m_view.correction.busy = busy;
  m_view.correction.saved = m_state->saved;
  m_view.correction.begun = m_state->draft.has_value();
  if (m_view.correction.saved.empty() && m_state->draft)
    m_view.correction.saved = format(_t("Draft saved {0}"), clock_text(m_state->draft->changed_ms));
  if (m_form || m_materials) mark_answered();
  m_view.correction.answer = {_t("Send the corrections"), m_view.correction.open,
                              (m_form || m_materials) && !busy.active,
                              m_form || m_materials ? "" : _t("Begin the correction first.")};
  show_deferred();
  if (on_changed) on_changed();
}

void CasePagePresenter::reveal() {
  m_workplace.ask(
      control::RecordReveal{m_view.id}, m_token, [this, id = m_view.id](control::Reply reply) {
        if (id != m_view.id) return;  // recorded for that case, not for the one shown now
        if (reply.result.ok()) {
          m_view.masked = false;
          m_state->revealed_until_ms = m_workplace.now_ms() + kRevealMs;
        } else {
          m_view.notice = error_notice(_t("Names and numbers stay hidden"), reply.result.error());
        }
        rebuild();
      });
}

void CasePagePresenter::act(CaseAction action) {
  if (action == CaseAction::kCorrect) return begin_correction();
  if (action == CaseAction::kBringDeferred) return begin_deferred();
  if (action == CaseAction::kPrintReceipt) return print_document("intake_receipt");
  if (on_action) on_action(action);
}

// `message` is said instead of "Recorded"; `recorded` closes what led to it.
void CasePagePresenter::append(control::Command command, std::string message,
                               std::function<void()> recorded) {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Saving"), -1, false};
  m_view.notice = {};
  if (on_changed) on_changed();
  m_workplace.ask(
      std::move(command), m_token,
      [this, id = m_view.id, message = std::move(message),
       recorded = std::move(recorded)](control::Reply reply) {
        if (id != m_view.id) return;  // another case is shown by now
        m_view.busy = {};
        m_view.correction.busy = {};
        if (!reply.result.ok()) {
          m_view.notice = error_notice(_t("It could not be recorded; nothing has changed"),
                                       reply.result.error());
        } else {
          m_view.notice = {Tone::kGreen, message.empty() ? _t("Recorded") : message, ""};
          if (recorded) recorded();
        }
        refresh();
      });
}

void CasePagePresenter::withdraw(std::string reason) {
  append(control::AppendOps{m_view.id,
                            {draft_op({}, 0, "", CaseWithdrawn{std::move(reason)})},
                            Action::kWithdraw,
                            "",
                            ""});
}

void CasePagePresenter::void_case(std::string reason, std::string second_person) {
  append(control::AppendOps{
      m_view.id,
      {draft_op({}, 0, "", CaseVoided{std::move(reason), std::move(second_person)})},
      Action::kVoid,
      "",
      ""});
}

void CasePagePresenter::add_note(std::string text) {
  if (text.find_first_not_of(" \n\t") == std::string::npos) return;
  append(control::AppendOps{
      m_view.id, {draft_op({}, 0, "", NoteAdded{std::move(text)})}, Action::kNote, "", ""});
}

void CasePagePresenter::open_document(std::string id) {
  make_document(id, "", false);
}
void CasePagePresenter::save_document(std::string id, std::string path) {
  make_document(id, path, false);
}
void CasePagePresenter::print_document(std::string id) {
  make_document(id, "", true);
}

void CasePagePresenter::make_document(const std::string& id, const std::string& path, bool print) {
  if (m_view.busy.active) return;
  std::string name;
  bool result = false;
  for (const auto& row : m_view.documents) {
    if (row.id != id) continue;
    result = row.result;
    name = row.title;
  }
  control::Command command = control::MakeDocument{m_view.id, id, path, print};
  if (result) command = control::SaveFile{id, name, path};
  deliver(std::move(command), path, print);
}

void CasePagePresenter::deliver(control::Command command, const std::string& path, bool print) {
  m_view.busy = {true, print ? _t("Printing") : _t("Making the paper"), -1, false};
  if (on_changed) on_changed();
  m_workplace.ask(std::move(command), m_token,
                  [this, id = m_view.id, path, print](control::Reply reply) {
                    if (id != m_view.id) return;  // another case is shown by now
                    m_view.busy = {};
                    const auto* made = reply.get<control::DocumentMade>();
                    if (!made) {
                      m_view.notice = error_notice(
                          print ? _t("It could not be printed") : _t("The paper could not be made"),
                          reply.result.error());
                    } else if (made->printed) {
                      m_view.notice = {Tone::kGreen, _t("Handed to the printer"), ""};
                    } else if (!path.empty()) {
                      m_view.notice = {Tone::kGreen, _t("Saved"), made->path};
                    } else if (on_document) {
                      on_document(made->path);
                    }
                    if (on_changed) on_changed();
                  });
}

}  // namespace jiujin::client::presenters
