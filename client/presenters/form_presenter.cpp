#include "client/presenters/form_presenter.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "client/presenters/field_kinds.h"
#include "client/presenters/wording.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {
namespace {

using namespace forms::xforms;

std::uint32_t number(NodeId id) {
  return static_cast<std::uint32_t>(id);
}
NodeId node(std::uint32_t id) {
  return static_cast<NodeId>(id);
}

bool is_question(FieldKind kind) {
  return kind != FieldKind::kSection && kind != FieldKind::kRepeat &&
         kind != FieldKind::kRepeatInstance && kind != FieldKind::kShown;
}

std::string unit_of(const Item& item, FieldKind kind) {
  if (auto unit = item.attributes.find("jj:unit"); unit != item.attributes.end())
    return unit->second;
  return kind == FieldKind::kMoney ? _t("yuan") : "";
}

bool chosen(const std::string& values, const std::string& value) {
  return (" " + values + " ").find(" " + value + " ") != std::string::npos;
}

}  // namespace

FormPresenter::FormPresenter(Workplace& workplace, std::unique_ptr<FormSession> session)
    : m_workplace(workplace), m_session(std::move(session)) {
  m_view.title = m_session->definition().title;
  rebuild();
}
FormPresenter::~FormPresenter() = default;

const FieldView* FormPresenter::field(std::uint32_t id) const {
  for (const auto& field : m_view.fields)
    if (field.id == id) return &field;
  return nullptr;
}

const FieldView* FormPresenter::field_at(const std::string& path) const {
  for (const auto& field : m_view.fields)
    if (field.path == path) return &field;
  return nullptr;
}

FieldView FormPresenter::describe(const Item& item, int depth) {
  FieldView field;
  field.id = number(item.id);
  field.kind = field_kind(item);
  field.depth = depth;
  field.path = item.path;
  field.label = item.label;
  field.hint = item.hint;
  field.guidance = item.guidance;
  field.required = item.required;
  field.readonly = item.readonly || m_closed.contains(item.path);
  field.value = item.value;
  field.display = displayed_value(field.kind, item.value);
  field.can_add = item.can_add && m_only.empty();
  field.can_remove = item.can_remove && m_only.empty();
  if (field.can_add) field.add_label = format(_t("Add: {0}"), item.label);
  if (field.can_remove) field.remove_label = _t("Remove this entry");
  if (!is_question(field.kind)) {
    if (field.kind == FieldKind::kRepeatInstance && field.label.empty()) {
      const auto open = item.path.rfind('[');
      if (open != std::string::npos)
        field.label =
            format(_t("No. {0}"), item.path.substr(open + 1, item.path.size() - open - 2));
    }
    return field;
  }
  field.required_word = field.readonly ? "" : item.required ? _t("required") : _t("optional");
  field.unit = unit_of(item, field.kind);
  for (const auto& choice : item.choices)
    field.options.push_back({choice.value, choice.label, chosen(item.value, choice.value)});
  if (field.kind == FieldKind::kDivision)
    field.levels = division_levels(item.value, m_workplace.today_iso());
  if (field.kind == FieldKind::kDate) field.placeholder = _t("for example 20260131");

  std::string id_type;
  if (field.kind == FieldKind::kIdNo) {
    auto type_path = item.path;
    if (type_path.ends_with("_no")) type_path.replace(type_path.size() - 2, 2, "type");
    id_type = m_session->value_at(type_path);
  }
  const auto verdict = check_number(field.kind, item.value, id_type, m_workplace.today());
  const bool shown = m_show_all || m_left.contains(item.path);
  if (const auto refused = m_file_errors.find(item.path); refused != m_file_errors.end()) {
    field.error = refused->second;
  } else if (!item.valid && shown) {
    field.error = !verdict.error.empty() ? verdict.error : item.message;
    if (field.error.empty()) field.error = _t("This cannot be right; please look again.");
  } else if (item.required && item.value.empty() && m_show_all) {
    field.error =
        item.required_message.empty() ? _t("Please fill this in.") : item.required_message;
  } else if (item.valid && shown) {
    field.warning = !verdict.warning.empty() ? verdict.warning : verdict.error;
  }
  return field;
}

void FormPresenter::rebuild() {
  m_view.fields.clear();
  const auto walk = [this](const auto& self, const std::vector<NodeId>& ids, int depth) -> void {
    for (NodeId id : ids) {
      const auto item = m_session->item(id);
      if (!item.relevant) continue;
      const bool bare = item.kind == ItemKind::kGroup && item.label.empty();
      if (!bare) m_view.fields.push_back(describe(item, depth));
      if (item.kind != ItemKind::kQuestion)
        self(self, m_session->children(id), bare ? depth : depth + 1);
    }
  };
  walk(walk, m_session->roots(), 0);
  if (!m_closed.empty()) leave_out_closed();
  rebuild_gaps();
}

// Closed questions, and the headings below which nothing is left.
void FormPresenter::leave_out_closed() {
  std::vector<FieldView> kept;
  int depth_wanted = 0;  // headings above the question behind them
  for (auto field = m_view.fields.rbegin(); field != m_view.fields.rend(); ++field) {
    const bool question = is_question(field->kind);
    if (question ? m_closed.contains(field->path) : field->depth >= depth_wanted) continue;
    depth_wanted = question ? std::max(depth_wanted, field->depth) : field->depth;
    kept.push_back(std::move(*field));
  }
  m_view.fields.assign(std::make_move_iterator(kept.rbegin()),
                       std::make_move_iterator(kept.rend()));
}

void FormPresenter::rebuild_gaps() {
  m_view.gaps.clear();
  for (const auto& violation : m_session->validate()) {
    Gap gap;
    gap.step = JumpStep::kForm;
    gap.target = violation.path;
    const auto* field = field_at(violation.path);
    const auto label = violation.label.empty() ? violation.path : violation.label;
    if (violation.kind == ViolationKind::kRequired) {
      gap.text = format(_t("{0}: not filled in"), label);
    } else {
      const auto verdict = field ? check_number(field->kind, field->value, "", m_workplace.today())
                                 : NumberVerdict{};
      gap.text =
          format(_t("{0}: {1}"), label, verdict.error.empty() ? violation.message : verdict.error);
    }
    m_view.gaps.push_back(std::move(gap));
  }
  m_view.total = m_view.answered = 0;
  for (const auto& field : m_view.fields) {
    if (!is_question(field.kind)) continue;
    ++m_view.total;
    if (!field.value.empty()) ++m_view.answered;
  }
}

void FormPresenter::apply(const Changes& changes) {
  FieldsChanged told;
  if (changes.structure) {
    rebuild();
    told.structure = true;
  } else {
    for (NodeId id : changes.items) {
      auto found = std::find_if(m_view.fields.begin(), m_view.fields.end(),
                                [&](const auto& field) { return field.id == number(id); });
      if (found == m_view.fields.end()) continue;
      *found = describe(m_session->item(id), found->depth);
      told.fields.push_back(number(id));
    }
    rebuild_gaps();
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
  if (known) set_value(id, stored_value(known->kind, text));
}

void FormPresenter::left(std::uint32_t id) {
  const auto* known = field(id);
  if (!known || known->value.empty()) return;
  m_left.insert(known->path);
  std::string value = known->value;
  if (known->kind == FieldKind::kText || known->kind == FieldKind::kAddress) {
    const auto first = value.find_first_not_of(" \t\n");
    value = first == std::string::npos
                ? ""
                : value.substr(first, value.find_last_not_of(" \t\n") - first + 1);
  }
  const auto verdict = check_number(known->kind, value, "", m_workplace.today());
  if (!verdict.better.empty()) value = verdict.better;
  if (value != known->value) return set_value(id, value);
  Changes shown;
  shown.items.push_back(node(id));
  apply(shown);
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
  Changes all;
  for (const auto& field : m_view.fields) all.items.push_back(node(field.id));
  apply(all);
}

void FormPresenter::restrict_to(std::set<std::string> paths) {
  m_only = std::move(paths);
  m_closed.clear();
  rebuild();
  for (const auto& field : m_view.fields)
    if (!m_only.empty() && is_question(field.kind) && !m_only.contains(field.path))
      m_closed.insert(field.path);
  rebuild();
  if (on_fields) on_fields({true, {}});
}

std::uint32_t FormPresenter::next_field(std::uint32_t id) const {
  bool passed = false;
  for (const auto& field : m_view.fields) {
    if (passed && is_question(field.kind) && !field.readonly) return field.id;
    if (field.id == id) passed = true;
  }
  return 0;
}

std::string FormPresenter::answers_json() const {
  return m_session->answers().dump();
}

}  // namespace jiujin::client::presenters
