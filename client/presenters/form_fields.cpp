// What is shown of a form now, field by field, and what is wrong with it.
#include <algorithm>
#include <iterator>

#include "client/presenters/field_kinds.h"
#include "client/presenters/form_place.h"
#include "client/presenters/geo_text.h"
#include "client/presenters/wording.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {

using namespace forms::xforms;

namespace {

std::string unit_of(const Item& item, FieldKind kind) {
  if (auto unit = item.attributes.find("jj:unit"); unit != item.attributes.end())
    return unit->second;
  return kind == FieldKind::kMoney ? _t("yuan") : "";
}

bool chosen(const std::string& values, const std::string& value) {
  return (" " + values + " ").find(" " + value + " ") != std::string::npos;
}

std::string placeholder_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::kDate: return _t("for example 20260131");
    case FieldKind::kYear: return "1998";
    case FieldKind::kTime: return _t("for example 1030");
    case FieldKind::kDateTime: return _t("for example 202601311030");
    case FieldKind::kPoint: return _t("for example 28.2282, 112.9388");
    default: return {};
  }
}

std::string place_problem(FieldKind kind, const std::string& value) {
  switch (kind) {
    case FieldKind::kPoint: return place_error(value, PlaceKind::kPoint);
    case FieldKind::kTrace: return place_error(value, PlaceKind::kTrace);
    case FieldKind::kShape: return place_error(value, PlaceKind::kShape);
    default: return {};
  }
}

std::string number_of_instance(const std::string& path) {
  const auto open = path.rfind('[');
  return open == std::string::npos ? "" : path.substr(open + 1, path.size() - open - 2);
}

}  // namespace

bool is_question(FieldKind kind) {
  return kind != FieldKind::kSection && kind != FieldKind::kRepeat &&
         kind != FieldKind::kRepeatInstance && kind != FieldKind::kShown;
}

std::vector<MediaView> FormPresenter::media_of(const Media& media) const {
  std::vector<MediaView> shown;
  for (const auto& [form, address] : media)
    shown.push_back({form, address.substr(address.rfind('/') + 1),
                     m_media_path ? m_media_path(address) : std::string()});
  return shown;
}

void FormPresenter::describe_choices(FieldView& field, const Item& item) const {
  bool any = false;
  for (const auto& choice : item.choices) {
    field.options.push_back({choice.value, choice.label, chosen(item.value, choice.value)});
    any = any || !choice.media.empty();
  }
  if (!any) return;
  for (const auto& choice : item.choices) field.option_media.push_back(media_of(choice.media));
}

// What was typed, judged; shown once the field was left or "next" was pressed.
void FormPresenter::judge(FieldView& field, const Item& item) {
  std::string id_type;
  if (field.kind == FieldKind::kIdNo) {
    auto type_path = item.path;
    if (type_path.ends_with("_no")) type_path.replace(type_path.size() - 2, 2, "type");
    id_type = m_session->value_at(type_path);
  }
  const auto verdict = check_number(field.kind, item.value, id_type, m_workplace.today());
  field.problem = item.valid ? place_problem(field.kind, item.value)
                  : !verdict.error.empty() ? verdict.error
                                           : item.message;
  if (!item.valid && field.problem.empty())
    field.problem = _t("This cannot be right; please look again.");
  const bool shown = m_show_all || m_left.contains(item.path);
  if (const auto refused = m_file_errors.find(item.path); refused != m_file_errors.end()) {
    field.error = refused->second;
  } else if (!field.problem.empty() && shown) {
    field.error = field.problem;
  } else if (item.required && item.value.empty() && m_show_all) {
    field.error =
        item.required_message.empty() ? _t("Please fill this in.") : item.required_message;
  } else if (field.problem.empty() && shown) {
    field.warning = !verdict.warning.empty() ? verdict.warning : verdict.error;
  }
}

void FormPresenter::describe_answer(FieldView& field, const Item& item) {
  field.required_word = field.readonly ? "" : item.required ? _t("required") : _t("optional");
  field.unit = unit_of(item, field.kind);
  field.placeholder = placeholder_of(field.kind);
  if (field.look.grouped && (field.kind == FieldKind::kInt || field.kind == FieldKind::kDecimal ||
                             field.kind == FieldKind::kText))
    field.display = grouped_thousands(item.value);
  if (field.kind == FieldKind::kDivision)
    field.levels = division_levels(item.value, m_workplace.today_iso());
  if (field.kind == FieldKind::kRange)
    field.range = range_of(item.range_start, item.range_end, item.range_step);
  if (field.kind == FieldKind::kTrace)
    field.detail = place_summary(item.value, PlaceKind::kTrace);
  if (field.kind == FieldKind::kShape)
    field.detail = place_summary(item.value, PlaceKind::kShape);
  if (field.kind == FieldKind::kFile) describe_file(field, item);
  judge(field, item);
}

FieldView FormPresenter::describe(const Item& item, const Place& place) {
  FieldView field;
  field.id = static_cast<std::uint32_t>(item.id);
  field.kind = field_kind(item);
  field.look = field_look(item, m_grid);
  field.depth = place.depth;
  field.repeat_depth = place.repeat_depth;
  field.container_units = place.units;
  field.of_summary = place.summary;
  field.path = item.path;
  field.label = item.label;
  field.hint = item.hint;
  field.guidance = item.guidance;
  field.media = media_of(item.media);
  field.required = item.required;
  field.readonly = item.readonly || (m_closed && m_closed->contains(item.path));
  field.value = item.value;
  field.display = displayed_value(field.kind, item.value);
  field.can_add = item.can_add && !m_closed;
  field.can_remove = item.can_remove && !m_closed;
  if (field.can_add)
    field.add_label = format(_t("Add: {0}"), item.label.empty() ? place.label : item.label);
  if (field.can_remove) field.remove_label = _t("Remove this entry");
  if (item.kind == ItemKind::kQuestion) describe_choices(field, item);
  if (place.summary && is_question(field.kind)) {
    if (!field.options.empty())
      field.display = words_of_values(item.value, field.options, _t(", "));
    field.kind = FieldKind::kShown;
    field.look.control = Control::kNote;
  } else if (field.look.control == Control::kNote || field.look.control == Control::kTableHead) {
    field.kind = FieldKind::kShown;
  }
  if (field.kind == FieldKind::kSection) {
    field.can_shut = field.look.shut;
    field.shut = place.shut;
  }
  if (is_question(field.kind)) describe_answer(field, item);
  if (field.kind == FieldKind::kRepeatInstance) {
    const auto number = number_of_instance(item.path);
    if (!field.label.empty()) field.label += " " + number;
    else if (!number.empty()) field.label = format(_t("No. {0}"), number);
  }
  return field;
}

// The grid theme: cells stand side by side as long as their units fit into the container's; without
// units a field has a line of its own.
void FormPresenter::put_on_line(FieldView& field) const {
  const auto& before = m_view.fields;
  field.line = before.empty() ? 0 : before.back().line + 1;
  if (field.look.units == 0 || before.empty() || before.back().look.units == 0) return;
  int used = 0;
  for (auto cell = before.rbegin(); cell != before.rend() && cell->line == before.back().line;
       ++cell)
    used += cell->look.units;
  const bool same = before.back().depth == field.depth &&
                    before.back().container_units == field.container_units;
  if (same && used + field.look.units <= field.container_units) field.line = before.back().line;
}

void FormPresenter::walk(const std::vector<std::uint32_t>& ids, Place place) {
  for (const auto id : ids) {
    const auto item = m_session->item(static_cast<NodeId>(id));
    if (!item.relevant) continue;
    const bool holds = item.kind != ItemKind::kQuestion;
    const bool bare =
        item.label.empty() && (item.kind == ItemKind::kGroup ||
                               (item.kind == ItemKind::kRepeat && (!item.can_add || m_closed)));
    Place inside = place;
    if (holds) {
      const auto look = field_look(item, m_grid);
      if (look.units > 0 && item.kind != ItemKind::kRepeatInstance) inside.units = look.units;
      inside.summary = place.summary || look.summary;
      if (!item.label.empty()) inside.label = item.label;
      inside.depth = bare ? place.depth : place.depth + 1;
      if (item.kind == ItemKind::kRepeat) ++inside.repeat_depth;
      place.shut = !bare && look.shut && !m_closed && !m_opened.contains(id);
    }
    if (!bare) {
      auto field = describe(item, place);
      if (holds) field.look.units = 0;  // its units are those of its grid
      put_on_line(field);
      m_view.fields.push_back(std::move(field));
    }
    if (!holds || (place.shut && !bare)) continue;
    std::vector<std::uint32_t> below;
    for (const auto child : m_session->children(static_cast<NodeId>(id)))
      below.push_back(static_cast<std::uint32_t>(child));
    walk(below, inside);
  }
}

void FormPresenter::rebuild() {
  m_view.fields.clear();
  std::vector<std::uint32_t> roots;
  for (const auto id : m_session->roots()) roots.push_back(static_cast<std::uint32_t>(id));
  walk(roots, {});
  if (m_closed) leave_out_closed();
  index_fields();
  rebuild_gaps();
}

void FormPresenter::index_fields() {
  m_by_id.clear();
  m_by_path.clear();
  for (std::size_t i = 0; i < m_view.fields.size(); ++i) {
    m_by_id.emplace(m_view.fields[i].id, i);
    m_by_path.emplace(m_view.fields[i].path, i);
  }
}

// Closed questions, and the headings below which nothing is left.
void FormPresenter::leave_out_closed() {
  std::vector<FieldView> kept;
  int depth_wanted = 0;  // headings above the question behind them
  for (auto field = m_view.fields.rbegin(); field != m_view.fields.rend(); ++field) {
    const bool question = is_question(field->kind);
    if (question ? m_closed->contains(field->path) : field->depth >= depth_wanted) continue;
    depth_wanted = question ? std::max(depth_wanted, field->depth) : field->depth;
    kept.push_back(std::move(*field));
  }
  m_view.fields.assign(std::make_move_iterator(kept.rbegin()),
                       std::make_move_iterator(kept.rend()));
}

// --- what is wrong ---

void FormPresenter::update_gap(std::size_t at) {
  const auto& field = m_view.fields[at];
  m_shown_gaps.erase(at);
  if (!is_question(field.kind)) return;
  const auto& label = field.label.empty() ? field.path : field.label;
  Gap gap;
  gap.step = JumpStep::kForm;
  gap.target = field.path;
  if (field.required && field.value.empty()) gap.text = format(_t("{0}: not filled in"), label);
  else if (!field.problem.empty()) gap.text = format(_t("{0}: {1}"), label, field.problem);
  else return;
  m_shown_gaps[at] = std::move(gap);
}

void FormPresenter::rebuild_gaps() {
  m_shown_gaps.clear();
  for (std::size_t i = 0; i < m_view.fields.size(); ++i)
    if (m_by_path.at(m_view.fields[i].path) == i) update_gap(i);
  m_other_gaps.clear();
  m_gaps_old = false;
  for (const auto& violation : m_session->validate()) {
    if (const auto* shown = field_at(violation.path); shown && is_question(shown->kind)) continue;
    const auto label = violation.label.empty() ? violation.path : violation.label;
    Gap gap;
    gap.step = JumpStep::kForm;
    gap.target = violation.path;
    gap.text = violation.kind == ViolationKind::kRequired
                   ? format(_t("{0}: not filled in"), label)
                   : format(_t("{0}: {1}"), label, violation.message);
    m_other_gaps.push_back(std::move(gap));
  }
  count_answers();
}

void FormPresenter::count_answers() {
  m_view.gaps.clear();
  for (const auto& [at, gap] : m_shown_gaps) m_view.gaps.push_back(gap);
  m_view.gaps.insert(m_view.gaps.end(), m_other_gaps.begin(), m_other_gaps.end());
  m_view.total = m_view.answered = 0;
  for (const auto& field : m_view.fields) {
    if (!is_question(field.kind)) continue;
    ++m_view.total;
    if (!field.value.empty()) ++m_view.answered;
  }
}

}  // namespace jiujin::client::presenters
