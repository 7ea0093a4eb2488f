// Selects: their lists, files and references, randomised order, "or other" and table-lists.
#include "forms/xlsform/names.h"
#include "forms/xlsform/question_types.h"
#include "forms/xlsform/settings_sheet.h"
#include "forms/xlsform/survey_reader.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

constexpr const char* kOther = "other";

const char* type_of(SelectKind kind) {
  switch (kind) {
    case SelectKind::kMultiple:
      return "select all that apply";
    case SelectKind::kRank:
      return "rank";
    case SelectKind::kOneExternal:
      return "select one external";
    default:
      return "select one";
  }
}

class SelectReader {
 public:
  SelectReader(SurveyContext& context, const Row& row, const SelectType& select)
      : m_context(context), m_row(row), m_select(select) {}

  void read(Element& parent, TableList& table_list) {
    auto element = element_of(m_context, m_row, type_of(m_select.kind));
    const QuestionType& type = *question_type(element->type);
    element->control = type.control;
    for (const auto& [name, text] : type.bind) element->bind.set_default(name, text);
    element->itemset = m_select.list;
    check_list();
    check_parameters(*element);
    if (m_select.kind == SelectKind::kOneExternal) {
      element->itemset.clear();
      element->query = m_select.list;
      if (element->choice_filter.empty()) {
        m_context.findings.warn(m_context.place(m_row, {"choice_filter"}), "select.external",
                                _t("select_one_external is meant for filtered selects only."));
      }
    }
    if (table_list.open) join_table_list(parent, table_list, *element);
    const bool other = m_select.or_other && settle_or_other();
    const std::string name = element->name;
    parent.add(std::move(element));
    if (other) add_other_question(parent, name);
  }

 private:
  void error(const Path& path, std::string_view rule, std::string message,
             std::string suggestion = {}) {
    m_context.error(m_row, path, rule, std::move(message), std::move(suggestion));
  }

  void check_list();
  void check_choice_list();
  void check_external_list();
  void check_parameters(const Element& element);
  void check_random(const Element& element);
  bool settle_or_other();
  void add_other_question(Element& parent, const std::string& name);
  void join_table_list(Element& parent, TableList& table_list, Element& element);

  SurveyContext& m_context;
  const Row& m_row;
  const SelectType& m_select;
};

void SelectReader::check_list() {
  const std::string& list = m_select.list;
  if (m_select.kind == SelectKind::kOneExternal) return check_external_list();
  if (m_select.from_file) {
    // One ending only: "towns.tar.csv" would be named by two parts of it.
    const std::string_view ending = file_ending(list);
    const auto stem = list.substr(0, list.size() - ending.size());
    if (!is_instance_file(list) || stem.find('.') != std::string::npos) {
      error({"type"}, "select.file",
            format(_t("The file \"{0}\" must end in .xml, .csv or .geojson."), list));
    }
  }
  if (is_instance_file(list)) {
    m_context.attached_files.insert(list.substr(0, list.rfind('.')));
    return;
  }
  if (has_reference(list) || m_select.from_file) return;
  check_choice_list();
}

void SelectReader::check_choice_list() {
  Survey& survey = m_context.survey;
  const ChoiceList* list = survey.list(m_select.list);
  if (list == nullptr && survey.lists.empty()) {
    const std::string similar = similar_sheets(m_context.workbook, "choices");
    return error({"type"}, "sheet.missing",
                 _t("The choices are missing: there must be a sheet \"choices\" with the columns "
                    "list_name, name and label."),
                 similar.empty() ? std::string() : format(_t("Did you mean it by {0}?"), similar));
  }
  if (list == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : survey.lists) names.push_back(each.name);
    return error(
        {"type"}, "list.unknown",
        format(_t("There is no list \"{0}\" on the sheet \"{1}\"."), m_select.list, "choices"),
        did_you_mean(nearest(m_select.list, names)));
  }
  if (m_select.kind != SelectKind::kMultiple) return;
  for (const auto& choice : list->choices) {
    if (choice.name.find(' ') == std::string::npos) continue;
    m_context.findings.error(
        choice.place, "choice.space",
        format(_t("The name \"{0}\" has a space, but the list is used by a question with several "
                  "answers, which are stored with spaces between them."),
               choice.name));
  }
}

void SelectReader::check_external_list() {
  const auto& lists = m_context.survey.external_lists;
  if (lists.empty()) {
    const std::string similar = similar_sheets(m_context.workbook, "external_choices");
    return error({"type"}, "sheet.missing",
                 _t("The choices are missing: there must be a sheet \"external_choices\" with the "
                    "columns list_name and name."),
                 similar.empty() ? std::string() : format(_t("Did you mean it by {0}?"), similar));
  }
  for (const auto& list : lists) {
    if (list == m_select.list) return;
  }
  error({"type"}, "list.unknown",
        format(_t("There is no list \"{0}\" on the sheet \"{1}\"."), m_select.list,
               "external_choices"),
        did_you_mean(nearest(m_select.list, lists)));
}

void SelectReader::check_parameters(const Element& element) {
  std::vector<std::string> accepted = {"randomize", "seed"};
  if (m_select.from_file) {
    accepted.push_back("value");
    accepted.push_back("label");
  }
  accept_parameters(element.parameters, accepted, m_context.place(m_row, {"parameters"}),
                    m_context.findings);
  check_random(element);
  for (const char* name : {"value", "label"}) {
    const auto found = element.parameters.find(name);
    if (found == element.parameters.end() || is_name(found->second)) continue;
    error({"parameters"}, "parameters.value",
          format(_t("The parameter {0} cannot be \"{1}\"."), name, found->second),
          _t("A name begins with a letter or an underscore and goes on with letters, "
             "digits, underscores, hyphens or full stops."));
  }
}

void SelectReader::check_random(const Element& element) {
  const auto randomize = element.parameters.find("randomize");
  const auto seed = element.parameters.find("seed");
  const bool seeded = seed != element.parameters.end();
  if (randomize == element.parameters.end()) {
    if (seeded) {
      error({"parameters"}, "parameters.seed",
            _t("A seed means something only together with randomize=true."));
    }
    return;
  }
  if (randomize->second != "true" && randomize->second != "false") {
    error({"parameters"}, "parameters.value",
          format(_t("The parameter {0} cannot be \"{1}\"."), "randomize", randomize->second),
          format(_t("It is one of: {0}."), "true, false"));
  }
  if (seeded && !is_number(seed->second) && !single_reference(seed->second)) {
    error({"parameters"}, "parameters.value",
          format(_t("The parameter {0} cannot be \"{1}\"."), "seed", seed->second),
          _t("It is a number or a reference to a question."));
  }
}

// The list gets a choice "other". False if it cannot have one.
bool SelectReader::settle_or_other() {
  m_context.or_other_seen = true;
  if (!m_row.text({"choice_filter"}).empty()) {
    error({"choice_filter"}, "select.other_filter",
          _t("\"or_other\" cannot be combined with a choice filter."));
    return false;
  }
  ChoiceList* list = m_context.survey.list(m_select.list);
  if (list == nullptr) {
    error({"type"}, "select.other_list", _t("\"or_other\" needs a list of choices."));
    return false;
  }
  Choice other;
  other.name = kOther;
  for (const auto& choice : list->choices) {
    if (choice.name == kOther) return true;
    for (const auto& entry : choice.label.entries) {
      if (!choice.label.by_language || other.label.find(entry.language) != nullptr) continue;
      other.label.by_language = true;
      other.label.entries.push_back({entry.language, "Other"});
    }
  }
  if (!other.label.by_language) other.label = Localised::of("Other");
  list->choices.push_back(std::move(other));
  return true;
}

void SelectReader::add_other_question(Element& parent, const std::string& name) {
  auto other = std::make_unique<Element>();
  other->type = "text";
  other->control = "input";
  other->name = name + "_other";
  other->place = m_row.place;
  other->label = Localised::of("Specify other.");
  other->bind.set("type", "string");
  other->bind.set("relevant", "selected(../" + name + ", 'other')");
  parent.add(std::move(other));
}

// The first select of a table-list brings a row of labels; all must share its list.
void SelectReader::join_table_list(Element& parent, TableList& table_list, Element& element) {
  if (table_list.list.empty()) {
    table_list.list = m_select.list;
    if (!element.choice_filter.empty()) {
      error({"choice_filter"}, "table_list.filter",
            _t("A table-list cannot be combined with a choice filter."));
    }
    auto labels = std::make_unique<Element>();
    labels->type = element.type;
    labels->control = element.control;
    labels->name = "reserved_name_for_field_list_labels_" + std::to_string(m_row.number());
    labels->place = m_row.place;
    labels->itemset = m_select.list;
    labels->bind.set("type", "string");
    labels->body.set("appearance", "label");
    parent.add(std::move(labels));
  }
  if (table_list.list != m_select.list) {
    error({"type"}, "table_list.lists",
          format(_t("All selects of a table-list use one list, but these are \"{0}\" and "
                    "\"{1}\"."),
                 table_list.list, m_select.list));
  }
  element.body.set("appearance", "list-nolabel");
}

}  // namespace

void add_select(SurveyContext& context, const Row& row, const SelectType& select, Element& parent,
                TableList& table_list) {
  SelectReader(context, row, select).read(parent, table_list);
}

}  // namespace jiujin::forms::xlsform
