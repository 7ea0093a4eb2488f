#include "forms/xlsform/survey_reader.h"

#include <algorithm>

#include "forms/xlsform/limits.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/question_types.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

// A group, repeat or loop whose end has not come yet.
struct Open {
  Element* element = nullptr;
  ControlType control;
  const Row* row = nullptr;  // null: the survey itself
  std::set<std::string> names, names_lower;
  TableList table_list;
};

class SurveyReader {
 public:
  explicit SurveyReader(SurveyContext& context) : m_context(context) {}

  void read() {
    auto& root = m_context.survey.root;
    root = std::make_unique<Element>();
    root->kind = Element::Kind::kSurvey;
    root->type = "survey";
    root->name = m_context.survey.settings.name;
    m_open.push_back({root.get(), {}, nullptr, {"meta"}, {}, {}});
    for (const auto& row : m_context.table.rows) read_row(row);
    while (m_open.size() > 1) close_unended();
    add_meta();
  }

 private:
  void read_row(const Row& row);
  bool skip(const Row& row);
  void read_audit(const Row& row);
  void end_control(const Row& row, const ControlType& control);
  void begin_control(const Row& row, const ControlType& control);
  void close_unended();
  bool check_name(const Row& row, const std::string& name);
  void check_label(const Row& row, const Element& element);
  void make_count_node(const Row& row, Element& element);
  void make_table_list(const Row& row, Element& element);
  void add_meta();

  Open& innermost() { return m_open.back(); }

  SurveyContext& m_context;
  std::vector<Open> m_open;
  std::vector<std::unique_ptr<Element>> m_meta;
};

void SurveyReader::read_row(const Row& row) {
  if (skip(row)) return;
  const std::string type = canonical_type(row.text({"type"}));
  if (type == "audit") return read_audit(row);
  const std::string setting = setting_of_type(type);
  if (!setting.empty()) {
    FormSettings& settings = m_context.survey.settings;
    if (setting == "title") settings.title = row.text({"name"});
    if (setting == "id_string") settings.id = row.text({"name"});
    return;
  }
  const auto control = control_type(type);
  if (control && !control->begin) return end_control(row, *control);
  std::string name(row.text({"name"}));
  if (name.empty() && type == "note") name = "generated_note_name_" + std::to_string(row.number());
  if (!check_name(row, name)) {
    if (control) m_open.push_back({nullptr, *control, &row, {}, {}, {}});
    return;
  }
  if (control) return begin_control(row, *control);
  m_context.question_names.insert(name);
  if (innermost().element == nullptr) return;  // in a group that could not be opened
  add_question(m_context, row, type, *innermost().element, innermost().table_list);
}

// Rows that are switched off, are empty or only comment.
bool SurveyReader::skip(const Row& row) {
  if (row.has({"disabled"})) {
    m_context.findings.warn(m_context.place(row, {"disabled"}), "column.disabled",
                            _t("The column \"disabled\" is no part of the standard."),
                            _t("Use \"relevant\" instead."));
    if (yes_or_no(row.text({"disabled"})).value_or(false)) return true;
  }
  if (row.fields.empty()) return true;
  if (!row.text({"type"}).empty()) return false;
  if (!row.has({"name"}) && !row.has_any("label")) {
    m_context.findings.warn(row.place, "row.skipped",
                            _t("A row without type, name and label is left out."));
  } else {
    m_context.error(row, {"type"}, "type.missing", _t("This row has no type."));
  }
  return true;
}

void SurveyReader::read_audit(const Row& row) {
  const std::string_view name = row.text({"name"});
  if (!name.empty() && name != "audit") {
    m_context.error(row, {"name"}, "audit.name", _t("An audit is always named \"audit\"."),
                    _t("Leave its name empty."));
    return;
  }
  auto element = element_of(m_context, row, "audit");
  element->name = "audit";
  element->bind.set_default("type", "binary");
  settle_audit(m_context, row, *element);
  m_meta.push_back(std::move(element));
}

void SurveyReader::end_control(const Row& row, const ControlType& control) {
  const bool fits = m_open.size() > 1 && innermost().control.kind == control.kind;
  if (!fits) {
    std::string suggestion;
    if (m_open.size() > 1) {
      suggestion = format(_t("The innermost open one is the {0} of row {1}."),
                          control_name(innermost().control.kind), innermost().row->number());
    }
    m_context.error(row, {"type"}, "control.end",
                    format(_t("Nothing is open that this end of a {0} could close."),
                           control_name(control.kind)),
                    suggestion);
    // Most likely the word is wrong, not the nesting: go on as if it closed the innermost.
    if (m_open.size() > 1) m_open.pop_back();
    return;
  }
  const Open closed = std::move(m_open.back());
  m_open.pop_back();
  if (row.has({"bind", "entities:saveto"})) {
    m_context.error(row, {"bind", "entities:saveto"}, "entity.saveto_of_group",
                    _t("Groups and repeats cannot be saved as properties of an entity."),
                    _t("Move the value to a question or remove it."));
  }
  if (closed.element != nullptr && closed.control.kind == ControlKind::kLoop) {
    unroll_loop(m_context, closed.control.list, *closed.element);
  }
}

void SurveyReader::close_unended() {
  const Open& open = innermost();
  m_context.error(*open.row, {"type"}, "control.begin",
                  format(_t("This {0} is never ended."), control_name(open.control.kind)),
                  format(_t("Add a row of type \"end {0}\"."), control_name(open.control.kind)));
  m_open.pop_back();
}

bool SurveyReader::check_name(const Row& row, const std::string& name) {
  if (name.empty()) {
    m_context.error(row, {"name"}, "name.missing", _t("This row has no name."));
    return false;
  }
  if (!is_name(name)) {
    m_context.error(row, {"name"}, "name.invalid",
                    format(_t("\"{0}\" is no name that a question can have."), name),
                    _t("A name begins with a letter or an underscore and goes on with letters, "
                       "digits, underscores, hyphens or full stops."));
    return false;
  }
  Open& open = innermost();
  const Place place = m_context.place(row, {"name"});
  if (name == "meta") {
    m_context.findings.error(place, "name.reserved",
                             _t("The name \"meta\" is reserved for data about the form."));
    return false;
  }
  ++m_context.names[name];
  if (!open.names.insert(name).second) {
    m_context.findings.error(
        place, "name.duplicate",
        format(_t("There is already a \"{0}\" in the same group, repeat or survey."), name),
        _t("Give one of them another name."));
    return true;
  }
  if (!open.names_lower.insert(lower_case(name)).second) {
    m_context.findings.warn(place, "name.case",
                            format(_t("The name \"{0}\" differs from another one in the same group "
                                      "only by upper and lower case."),
                                   name));
  }
  return true;
}

void SurveyReader::begin_control(const Row& row, const ControlType& control) {
  auto element = element_of(m_context, row, std::string(row.text({"type"})));
  element->kind =
      control.kind == ControlKind::kRepeat ? Element::Kind::kRepeat : Element::Kind::kGroup;
  element->triggers.clear();  // only questions are recomputed
  const std::string& name = element->name;
  if (control.kind == ControlKind::kRepeat) {
    m_context.repeat_names.insert(name);
    if (name == m_context.survey.settings.name) {
      m_context.error(row, {"name"}, "name.root",
                      format(_t("A repeat cannot have the name of the form, \"{0}\"."), name));
    }
  }
  check_label(row, *element);
  if (control.kind == ControlKind::kLoop && m_context.survey.list(control.list) == nullptr) {
    m_context.error(row, {"type"}, "list.missing",
                    control.list.empty()
                        ? _t("A loop must name the list over which it goes.")
                        : format(_t("There is no list \"{0}\" on the sheet \"{1}\"."), control.list,
                                 "choices"));
  }
  if (m_open.size() > kDepthMax) {
    m_context.error(row, {"type"}, "control.depth", _t("Groups are nested too deeply."));
  }
  const bool usable = innermost().element != nullptr && m_open.size() <= kDepthMax;
  Element* added = nullptr;
  if (usable) {
    make_count_node(row, *element);
    added = &innermost().element->add(std::move(element));
  }
  m_open.push_back({added, control, &row, {"meta"}, {}, {}});
  if (added == nullptr) return;
  make_table_list(row, *added);
  const std::string intent(row.text({"intent"}));
  if (!intent.empty()) added->body.set("intent", intent);
}

// A repeat needs a label, by which people know what they add another of.
void SurveyReader::check_label(const Row& row, const Element& element) {
  if (element.kind != Element::Kind::kRepeat || !element.label.empty() || !element.media.empty()) {
    return;
  }
  m_context.findings.warn(m_context.place(row, {"label"}), "control.no_label",
                          format(_t("The repeat \"{0}\" has no label."), element.name));
}

// A count that is an expression gets a question of its own, to which the repeat refers.
void SurveyReader::make_count_node(const Row& row, Element& element) {
  const std::string count(element.body.text("jr:count"));
  if (count.empty() || single_reference(count)) return;
  auto node = std::make_unique<Element>();
  node->type = "calculate";
  node->name = element.name + "_count";
  node->place = m_context.place(row, {"control", "jr:count"});
  node->bind.set("type", "string");
  node->bind.set("readonly", "true()");
  node->bind.set("calculate", count);
  element.body.set("jr:count", "${" + node->name + "}");
  ++m_context.names[node->name];
  if (!innermost().names.insert(node->name).second) {
    m_context.findings.error(node->place, "name.duplicate",
                             format(_t("The count needs a question \"{0}\" of its own, but there "
                                       "is one already."),
                                    node->name),
                             _t("Give the other one another name."));
  }
  innermost().element->add(std::move(node));
}

// The appearance table-list: a field-list whose label becomes a note, so that it stands above the
// columns; the selects in it share one row of labels.
void SurveyReader::make_table_list(const Row& row, Element& element) {
  std::string_view rest = element.body.text("appearance");
  std::string kept = "field-list";
  bool found = false;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (word == "table-list") {
      found = true;
    } else if (!word.empty()) {
      kept += " " + std::string(word);
    }
  }
  if (!found) return;
  element.body.set("appearance", kept);
  innermost().table_list.open = true;
  if (element.label.empty() && element.hint.empty()) return;
  auto note = std::make_unique<Element>();
  note->type = "note";
  note->control = "input";
  note->name = "generated_table_list_label_" + std::to_string(row.number());
  note->place = row.place;
  note->bind.set("readonly", "true()");
  note->bind.set("type", "string");
  std::swap(note->label, element.label);
  std::swap(note->hint, element.hint);
  element.add(std::move(note));
}

void SurveyReader::add_meta() {
  const FormSettings& settings = m_context.survey.settings;
  const auto add = [&](const char* name) -> Element& {
    auto element = std::make_unique<Element>();
    element->type = "calculate";
    element->name = name;
    element->place = {"settings", 0, -1, {}};
    m_context.names.emplace(name, 1);  // may be referred to, unless a row has the name
    m_meta.push_back(std::move(element));
    return *m_meta.back();
  };
  if (!settings.omit_instance_id) {
    Element& id = add("instanceID");
    id.bind.set("readonly", "true()");
    id.bind.set("jr:preload", settings.instance_id.empty() ? "uid" : settings.instance_id);
    id.bind.set("type", "string");
  }
  if (!settings.instance_name.empty()) {
    Element& name = add("instanceName");
    name.bind.set("calculate", settings.instance_name);
    name.bind.set("type", "string");
  }
  if (m_meta.empty()) return;
  auto meta = std::make_unique<Element>();
  meta->kind = Element::Kind::kGroup;
  meta->type = "group";
  meta->name = "meta";
  meta->hidden_group = true;
  for (auto& each : m_meta) meta->add(std::move(each));
  m_context.survey.root->add(std::move(meta));
}

}  // namespace

void read_survey(SurveyContext& context) {
  SurveyReader(context).read();
}

}  // namespace jiujin::forms::xlsform
