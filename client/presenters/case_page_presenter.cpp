#include "client/presenters/case_page_presenter.h"

#include <algorithm>
#include <set>

#include "client/presenters/case_page_parts.h"
#include "client/presenters/wording.h"
#include "sync/casework/op_bodies.h"
#include "sync/casework/states.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

struct CasePagePresenter::State {
  control::CaseReady ready;
  const forms::catalogue::Item* item = nullptr;
  std::map<std::string, std::string> answers_before;
  std::vector<MaterialChoice> materials_before;
  std::uint64_t base_before = 0;  // of the county's ops, seen when the correction began
};

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
}
CasePagePresenter::~CasePagePresenter() = default;

void CasePagePresenter::show(std::string case_id) {
  m_view = {};
  m_view.id = std::move(case_id);
  m_form.reset();
  m_materials.reset();
  m_state = std::make_unique<State>();
  m_view.busy = {true, _t("Opening the case"), -1, false};
  if (on_changed) on_changed();
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
  rebuild();
}

void CasePagePresenter::rebuild() {
  if (!m_state->ready.the_case) return;
  const auto& c = *m_state->ready.the_case;
  const CaseWords words{m_workplace, m_state->ready, m_state->item, m_view.masked};
  m_view.loaded = true;
  m_view.title = words.title();
  m_view.state = words.state();
  m_view.headline = words.headline();
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
  m_view.newer_version = c.has_newer;
  const auto busy = m_view.correction.busy;
  m_view.correction = words.correction();
  m_view.correction.busy = busy;
  if (m_form || m_materials) {
    const auto answers = m_form ? answers_by_path(m_form->session()) : m_state->answers_before;
    const auto changed = changed_answers(m_state->answers_before, answers);
    for (auto& asked : m_view.correction.items) {
      const auto& place = asked.jump.target;
      if (changed.contains(place)) asked.answered = true;
      if (!m_materials) continue;
      for (const auto& choice : m_materials->choices())
        if (choice.slot == place &&
            std::find(m_state->materials_before.begin(), m_state->materials_before.end(), choice) ==
                m_state->materials_before.end())
          asked.answered = true;
    }
  }
  m_view.correction.answer = {_t("Send the corrections"), m_view.correction.open,
                              (m_form || m_materials) && !busy.active,
                              m_form || m_materials ? "" : _t("Begin the correction first.")};
  if (on_changed) on_changed();
}

void CasePagePresenter::reveal() {
  m_workplace.ask(
      control::RecordReveal{m_view.id}, m_token, [this, id = m_view.id](control::Reply reply) {
        if (id != m_view.id) return;  // recorded for that case, not for the one shown now
        if (reply.result.ok())
          m_view.masked = false;
        else
          m_view.notice = error_notice(_t("The numbers stay hidden"), reply.result.error());
        rebuild();
      });
}

void CasePagePresenter::act(CaseAction action) {
  if (action == CaseAction::kCorrect) return begin_correction();
  if (action == CaseAction::kPrintReceipt) return print_document("intake_receipt");
  if (on_action) on_action(action);
}

// `message` is said instead of "Recorded"; it stands for a correction, whose form is then closed.
void CasePagePresenter::append(control::Command command, std::string message) {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Saving"), -1, false};
  m_view.notice = {};
  if (on_changed) on_changed();
  m_workplace.ask(
      std::move(command), m_token, [this, id = m_view.id, message](control::Reply reply) {
        if (id != m_view.id) return;  // another case is shown by now
        m_view.busy = {};
        m_view.correction.busy = {};
        if (!reply.result.ok()) {
          m_view.notice = error_notice(_t("It could not be recorded; nothing has changed"),
                                       reply.result.error());
        } else {
          m_view.notice = {Tone::kGreen, _t("Recorded"), ""};
          if (!message.empty()) {
            m_form.reset();
            m_materials.reset();
            m_view.notice.title = message;
          }
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

void CasePagePresenter::begin_correction() {
  if (!m_view.correction.open || m_form || !m_state->item) return;
  const auto& c = *m_state->ready.the_case;
  m_workplace.ask(
      control::AskForm{c.item, c.item_version}, m_token,
      [this, id = m_view.id](control::Reply reply) {
        // Another case is shown by now, or a second click was answered before.
        if (id != m_view.id || m_form || !m_state->ready.the_case) return;
        const auto* ready = reply.get<control::FormReady>();
        if (!ready) {
          m_view.notice = error_notice(_t("The form could not be opened"), reply.result.error());
          return rebuild();
        }
        const auto& of_case = *m_state->ready.the_case;
        m_state->base_before = of_case.county_ops;
        auto session = open_form(m_workplace, ready->definition, of_case.answers);
        if (!session.ok()) {
          m_view.notice = error_notice(_t("The form could not be opened"), session.error());
          return rebuild();
        }
        std::set<std::string> fields{"-"};  // never empty: an empty set opens all of them
        std::set<std::string> slots;
        for (const auto& asked : m_view.correction.items)
          (asked.jump.step == JumpStep::kForm ? fields : slots).insert(asked.jump.target);
        m_form = std::make_unique<FormPresenter>(m_workplace, std::move(*session));
        m_form->restrict_to(fields);
        m_form->on_answered = [this] { rebuild(); };
        m_state->answers_before = answers_by_path(m_form->session());
        m_materials = std::make_unique<MaterialsPresenter>(m_workplace);
        ApplicationInput input{*m_state->ready.catalogue,
                               *m_state->item,
                               m_form->session(),
                               of_case.applicant.id_no,
                               of_case.channel,
                               of_case.division,
                               {}};
        for (const auto& material : of_case.materials) input.choices.push_back(choice_of(material));
        auto needs = check_application(m_workplace, input).needs;
        std::erase_if(needs, [&](const auto& need) { return !slots.contains(need.slot); });
        m_materials->set_needs(std::move(needs));
        m_materials->set_choices(std::move(input.choices));
        m_materials->on_answered = [this] { rebuild(); };
        m_state->materials_before = m_materials->choices();
        rebuild();
      });
}

void CasePagePresenter::jump(std::size_t asked_item) {
  if (asked_item >= m_view.correction.items.size()) return;
  const auto gap = m_view.correction.items[asked_item].jump;
  if (gap.step == JumpStep::kMaterials && m_materials) m_materials->select(gap.target);
  if (on_jump) on_jump(gap);
}

// Only the difference travels: fields that changed, slots that changed, then the answer itself.
void CasePagePresenter::answer_correction(std::string note) {
  if (!m_form || !m_view.correction.open || m_view.busy.active) return;
  const auto& c = *m_state->ready.the_case;
  control::AppendOps command{m_view.id, {}, Action::kAnswerCorrection, "", ""};
  FormAnswered form{c.item, c.item_version, {}};
  form.answers = changed_answers(m_state->answers_before, answers_by_path(m_form->session()));
  if (!form.answers.empty()) command.ops.push_back(draft_op({}, 0, "", form));
  for (const auto& choice : m_materials->choices()) {
    const auto& before = m_state->materials_before;
    if (std::find(before.begin(), before.end(), choice) != before.end()) continue;
    if (auto op = material_op({}, 0, "", material_of(choice))) command.ops.push_back(*op);
  }
  // Whoever changed the same field meanwhile is not overwritten: the fold sees the conflict.
  for (auto& op : command.ops) op.base = m_state->base_before;
  for (auto it = c.corrections.rbegin(); it != c.corrections.rend(); ++it) {
    if (it->answered) continue;
    command.ops.push_back(draft_op({}, 0, "", CorrectionAnswered{it->request, std::move(note)}));
    break;
  }
  m_view.correction.busy = {true, _t("Sending the corrections"), -1, false};
  append(std::move(command), _t("The corrections are recorded and go to the county"));
}

void CasePagePresenter::cancel_correction() {
  m_form.reset();
  m_materials.reset();
  rebuild();
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
  m_view.busy = {true, print ? _t("Printing") : _t("Making the paper"), -1, false};
  if (on_changed) on_changed();
  control::Command command = control::MakeDocument{m_view.id, id, path, print};
  if (result) command = control::SaveFile{id, name, path};
  m_workplace.ask(std::move(command), m_token, [this, path, print](control::Reply reply) {
    m_view.busy = {};
    const auto* made = reply.get<control::DocumentMade>();
    if (!made) {
      m_view.notice =
          error_notice(print ? _t("It could not be printed") : _t("The paper could not be made"),
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
