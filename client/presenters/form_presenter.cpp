#include "client/presenters/form_presenter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/presenters/field_kinds.h"
#include "client/presenters/form_place.h"
#include "client/presenters/wording.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {

using namespace forms::xforms;

namespace {

std::uint32_t number(NodeId id) {
  return static_cast<std::uint32_t>(id);
}
NodeId node(std::uint32_t id) {
  return static_cast<NodeId>(id);
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n");
  return first == std::string::npos
             ? ""
             : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

}  // namespace

FormPresenter::FormPresenter(Workplace& workplace, std::unique_ptr<FormSession> session)
    : m_workplace(workplace), m_session(std::move(session)) {
  m_view.title = m_session->definition().title;
  for (const auto& word : appearance_words(m_session->definition().body_class))
    m_grid = m_grid || word == "theme-grid";
  m_ticks = workplace.on_tick([this] {
    if (!m_gaps_old) return;
    rebuild_gaps();
    if (on_gaps) on_gaps();
  });
  build_report();
  rebuild();
}
FormPresenter::~FormPresenter() = default;

const FieldView* FormPresenter::field(std::uint32_t id) const {
  const auto found = m_by_id.find(id);
  return found == m_by_id.end() ? nullptr : &m_view.fields[found->second];
}

const FieldView* FormPresenter::field_at(const std::string& path) const {
  const auto found = m_by_path.find(path);
  return found == m_by_path.end() ? nullptr : &m_view.fields[found->second];
}

void FormPresenter::apply(const Changes& changes) {
  FieldsChanged told;
  if (changes.structure) {
    rebuild();
    told.structure = true;
    if (on_fields) on_fields(told);
    return;
  }
  const bool whole = m_view.fields.size() <= kCheckedAtOnceMax;
  for (NodeId id : changes.items) {
    const auto found = m_by_id.find(number(id));
    if (found == m_by_id.end()) continue;
    auto& field = m_view.fields[found->second];
    const Place place{field.depth, field.repeat_depth, field.container_units,
                      field.of_summary, field.shut, ""};
    const int line = field.line, units = field.look.units;
    field = describe(m_session->item(id), place);
    field.line = line;
    field.look.units = units;
    if (!whole) update_gap(found->second);
    told.fields.push_back(number(id));
  }
  if (whole) {
    rebuild_gaps();
  } else {
    count_answers();
    m_gaps_old = true;
  }
  if (on_fields) on_fields(told);
}

void FormPresenter::set_value(std::uint32_t id, const std::string& value) {
  const auto* known = field(id);
  if (!known || known->readonly || known->value == value) return;
  m_session->environment().now = std::chrono::sys_time<std::chrono::milliseconds>(
      std::chrono::milliseconds(m_workplace.now_ms()));
  auto changes = m_session->answer(node(id), value);
  if (!changes.ok()) return;  // gone or read only since it was drawn: what is shown stays true
  auto told = std::move(*changes);
  if (std::find(told.items.begin(), told.items.end(), node(id)) == told.items.end())
    told.items.push_back(node(id));
  apply(told);
  if (on_answered) on_answered();
}

void FormPresenter::type(std::uint32_t id, const std::string& text) {
  const auto* known = field(id);
  if (!known) return;
  const bool number = known->look.grouped || known->look.number;
  const auto kind = number && known->kind == FieldKind::kText ? FieldKind::kDecimal : known->kind;
  set_value(id, stored_value(kind, text));
}

void FormPresenter::left(std::uint32_t id) {
  const auto* known = field(id);
  if (!known || known->value.empty()) return;
  m_left.insert(known->path);
  std::string value = known->value;
  if (known->kind == FieldKind::kText || known->kind == FieldKind::kAddress ||
      known->kind == FieldKind::kBarcode)
    value = trimmed(value);
  const auto verdict = check_number(known->kind, value, "", m_workplace.today());
  if (!verdict.better.empty()) value = verdict.better;
  if (value != known->value) return set_value(id, value);
  show_field(id);
}

void FormPresenter::choose(std::uint32_t id, const std::string& value) {
  set_value(id, value);
}

void FormPresenter::toggle(std::uint32_t id, const std::string& value, bool on) {
  const auto* known = field(id);
  if (!known) return;
  std::string values;
  for (const auto& option : known->options) {
    if (!(option.value == value ? on : option.selected)) continue;
    if (!values.empty()) values += ' ';
    values += option.value;
  }
  set_value(id, values);
}

void FormPresenter::rank(std::uint32_t id, const std::string& value, int by) {
  const auto* known = field(id);
  if (known) set_value(id, moved_in_rank(rank_order(known->value, known->options), value, by));
}

void FormPresenter::slide(std::uint32_t id, int step) {
  const auto* known = field(id);
  if (known && known->range) set_value(id, known->range->value(step));
}

// ODK XForms specification, "trigger": "OK" once it is acknowledged.
void FormPresenter::tick(std::uint32_t id, bool on) {
  set_value(id, on ? "OK" : "");
}

void FormPresenter::pick_division(std::uint32_t id, std::size_t level, const std::string& code) {
  const auto* known = field(id);
  if (known) set_value(id, division_after_pick(known->levels, level, code));
}

void FormPresenter::add_instance(std::uint32_t repeat_id) {
  auto changes = m_session->add_instance(node(repeat_id));
  if (!changes.ok()) return;
  changes->structure = true;
  apply(*changes);
  if (on_answered) on_answered();
}

void FormPresenter::remove_instance(std::uint32_t instance_id) {
  auto changes = m_session->remove_instance(node(instance_id));
  if (!changes.ok()) return;
  changes->structure = true;
  apply(*changes);
  if (on_answered) on_answered();
}

void FormPresenter::show_all_errors() {
  if (m_show_all) return;
  m_show_all = true;
  show_all_fields();
}

void FormPresenter::show_field(std::uint32_t id) {
  Changes shown;
  shown.items.push_back(node(id));
  apply(shown);
}

void FormPresenter::show_all_fields() {
  Changes all;
  for (const auto& field : m_view.fields) all.items.push_back(node(field.id));
  apply(all);
}

void FormPresenter::restrict_to(std::set<std::string> paths) {
  m_closed.reset();
  if (!paths.empty()) {
    m_closed.emplace();  // sections stand open now
    rebuild();
    std::set<std::string> closed;
    for (const auto& field : m_view.fields)
      if (is_question(field.kind) && !paths.contains(field.path)) closed.insert(field.path);
    m_closed = std::move(closed);
  }
  rebuild();
  if (on_fields) on_fields({true, {}});
}

void FormPresenter::toggle_section(std::uint32_t id) {
  const auto* section = field(id);
  if (!section || !section->can_shut) return;
  if (m_opened.erase(id) == 0) m_opened.insert(id);
  rebuild();
  if (on_fields) on_fields({true, {}});
}

// Whether the field stands below the section; sections that only present have no path of their own.
bool FormPresenter::holds(std::uint32_t section, const std::string& path) const {
  for (const auto child : m_session->children(node(section))) {
    const auto item = m_session->item(child);
    if (item.kind == ItemKind::kQuestion ? item.path == path : holds(number(child), path))
      return true;
  }
  return false;
}

void FormPresenter::reveal(const std::string& path) {
  bool opened = false;
  for (bool again = true; again && !field_at(path);) {
    again = false;
    for (const auto& field : m_view.fields) {
      if (!field.shut || !holds(field.id, path)) continue;
      m_opened.insert(field.id);
      again = opened = true;
      break;
    }
    if (again) rebuild();
  }
  if (opened && on_fields) on_fields({true, {}});
}

std::uint32_t FormPresenter::next_field(std::uint32_t id) const {
  const auto found = m_by_id.find(id);
  if (found == m_by_id.end()) return 0;
  for (auto at = found->second + 1; at < m_view.fields.size(); ++at)
    if (is_question(m_view.fields[at].kind) && !m_view.fields[at].readonly)
      return m_view.fields[at].id;
  return 0;
}

std::string FormPresenter::answers_json() const {
  return m_session->answers().dump();
}

}  // namespace jiujin::client::presenters
