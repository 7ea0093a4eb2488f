#include "forms/xlsform/entities.h"

#include <algorithm>
#include <set>

#include "forms/xlsform/entity_places.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/settings_sheet.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

const Path kSaveTo = {"bind", "entities:saveto"};

// Why a word cannot name a list or a property; "" if it can.
std::string name_problem(std::string_view name, bool of_list) {
  if (name.starts_with("__")) return _t("Names that begin with two underscores are reserved.");
  if (of_list && name.find('.') != std::string_view::npos) {
    return _t("The name of a list of entities has no full stop.");
  }
  const std::string lower = lower_case(name);
  if (!of_list && (lower == "name" || lower == "label")) {
    return _t("Properties cannot be called name or label.");
  }
  if (!is_name(name)) {
    return _t(
        "A name begins with a letter or an underscore and goes on with letters, "
        "digits, underscores, hyphens or full stops.");
  }
  return {};
}

class EntityReader {
 public:
  explicit EntityReader(SurveyContext& context) : m_context(context) {}

  std::vector<std::string> read() {
    const Sheet* sheet = m_context.workbook.find("entities");
    if (sheet != nullptr && !sheet->header.empty()) {
      read_declarations(read_table(*sheet, SheetKind::kEntities, {}, m_context.findings));
    } else if (const auto similar = similar_sheets(m_context.workbook, "entities");
               sheet == nullptr && !similar.empty()) {
      m_context.findings.warn(
          {"entities", 0, -1, {}}, "sheet.spelling",
          format(_t("There is no sheet \"{0}\", but there is {1}."), "entities", similar),
          _t("Rename it, or begin its name with an underscore if it is no part of the form."));
    }
    gather_needs(*m_context.survey.root);
    std::vector<std::string> names;
    for (const auto& each : m_declarations) names.push_back(each.dataset);
    if (m_declarations.empty() || m_context.findings.failed()) return names;
    const auto places = place_entities(m_declarations, *m_context.survey.root, m_context.findings);
    if (!m_context.findings.failed()) put(places);
    return names;
  }

 private:
  void read_declarations(const Table& table);
  void read_declaration(const Table& table, const Row& row);
  void check_expressions(const EntityDeclaration& declaration);
  void gather_needs(Element& section);
  void take_save_to(Element& container, Element& question);
  EntityDeclaration* declaration_named(std::string_view dataset);
  void put(const std::vector<Element*>& places);

  SurveyContext& m_context;
  std::vector<EntityDeclaration> m_declarations;
  std::map<std::string, std::map<std::string, int>> m_saved;  // list -> property -> row
};

void EntityReader::read_declarations(const Table& table) {
  for (const auto& header : table.headers) {
    if (is_known_column(SheetKind::kEntities, header.path) && header.path.size() == 1) continue;
    m_context.findings.error(
        {"entities", 1, header.column, header.written}, "column.unknown",
        format(_t("The sheet entities has no column \"{0}\"."), header.written),
        did_you_mean(nearest(snake_case(header.written), column_names(SheetKind::kEntities))));
  }
  for (const auto& row : table.rows) {
    if (!row.fields.empty()) read_declaration(table, row);
  }
}

void EntityReader::read_declaration(const Table& table, const Row& row) {
  EntityDeclaration out;
  out.place = row.place;
  out.dataset = row.text({"dataset"});
  out.entity_id = row.text({"entity_id"});
  out.create_if = row.text({"create_if"});
  out.update_if = row.text({"update_if"});
  out.label = row.text({"label"});
  const Place place = table.place_of(row, {"dataset"});
  if (out.dataset.empty()) {
    m_context.findings.error(place, "entity.no_list", _t("The list of entities has no name."));
    return;
  }
  const std::string problem = name_problem(out.dataset, true);
  if (!problem.empty()) {
    m_context.findings.error(
        place, "name.invalid",
        format(_t("\"{0}\" cannot be the name of a list of entities."), out.dataset), problem);
  }
  if (declaration_named(out.dataset) != nullptr) {
    m_context.findings.error(place, "entity.twice",
                             format(_t("The list \"{0}\" is declared twice."), out.dataset));
    return;
  }
  check_expressions(out);
  m_declarations.push_back(std::move(out));
}

void EntityReader::check_expressions(const EntityDeclaration& declaration) {
  const auto complain = [&](std::string message, std::string suggestion) {
    m_context.findings.error(declaration.place, "entity.expressions", std::move(message),
                             std::move(suggestion));
  };
  if (declaration.entity_id.empty()) {
    if (!declaration.update_if.empty()) {
      complain(_t("update_if says when to update, but not which entity."),
               _t("Add its entity_id."));
    } else if (declaration.label.empty()) {
      complain(_t("An entity that is created needs a label."),
               _t("Add a label, or an entity_id to update."));
    }
  } else if (!declaration.create_if.empty() && declaration.update_if.empty()) {
    complain(_t("With entity_id and create_if, there must be an update_if too."),
             _t("Add it, or remove entity_id if entities are only created."));
  } else if (!declaration.create_if.empty() && declaration.label.empty()) {
    complain(_t("An entity that is created needs a label."),
             _t("Add a label, or an entity_id to update."));
  }
}

EntityDeclaration* EntityReader::declaration_named(std::string_view dataset) {
  for (auto& each : m_declarations) {
    if (each.dataset == dataset) return &each;
  }
  return nullptr;
}

void EntityReader::gather_needs(Element& section) {
  for (const auto& child : section.children) {
    if (child->hidden_group) continue;
    if (child->bind.find("entities:saveto") != nullptr) take_save_to(section, *child);
    for (auto& declaration : m_declarations) {
      bool mentioned = false;
      for (const auto* text : {&declaration.entity_id, &declaration.create_if,
                               &declaration.update_if, &declaration.label}) {
        for (const auto& reference : references_in(*text)) {
          mentioned = mentioned || reference.name == child->name;
        }
      }
      if (mentioned) {
        declaration.needs.push_back({&section, child->name, false, child->place});
      }
    }
    if (child->is_section()) gather_needs(*child);
  }
}

void EntityReader::take_save_to(Element& container, Element& question) {
  std::string property(question.bind.text("entities:saveto"));
  Place place = question.place;
  if (const Header* column = m_context.table.find_column(kSaveTo)) {
    place = place.at(column->column, column->written);
  }
  const auto complain = [&](std::string_view rule, std::string message, std::string suggestion) {
    m_context.findings.error(place, rule, std::move(message), std::move(suggestion));
  };
  if (m_declarations.empty()) {
    return complain("entity.undeclared", _t("There is no sheet \"entities\" that declares a list."),
                    _t("Add one with the columns list_name and label."));
  }
  if (std::count(property.begin(), property.end(), '#') > 1) {
    return complain("entity.saveto", _t("save_to is list#property, with one # at most."), {});
  }
  std::string dataset = m_declarations.front().dataset;
  const auto hash = property.find('#');
  if (hash != std::string::npos) {
    dataset = property.substr(0, hash);
    property.erase(0, hash + 1);
  } else if (m_declarations.size() > 1) {
    return complain("entity.saveto",
                    _t("There are several lists of entities: say which one this is saved to."),
                    format(_t("Write {0}."), dataset + "#" + property));
  }
  EntityDeclaration* declaration = declaration_named(dataset);
  if (declaration == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : m_declarations) names.push_back(each.dataset);
    return complain(
        "entity.unknown",
        format(_t("There is no list \"{0}\" on the sheet \"{1}\"."), dataset, "entities"),
        did_you_mean(nearest(dataset, names)));
  }
  if (question.is_section()) {
    return complain("entity.saveto_of_group",
                    _t("Groups and repeats cannot be saved as properties of an entity."),
                    _t("Move the value to a question or remove it."));
  }
  const std::string problem = name_problem(property, false);
  if (!problem.empty()) {
    return complain("name.invalid",
                    format(_t("\"{0}\" cannot be the name of a property."), property), problem);
  }
  const auto [saved, is_new] = m_saved[dataset].emplace(property, place.row);
  if (!is_new) {
    return complain(
        "entity.saveto_twice",
        format(_t("Row {0} saves to the property \"{1}\" already."), saved->second, property), {});
  }
  question.bind.set("entities:saveto", property);
  declaration->needs.push_back({&container, question.name, true, place});
}

std::unique_ptr<Element> part(Element::Kind kind, const std::string& name, const Place& place) {
  auto out = std::make_unique<Element>();
  out->kind = kind;
  out->name = name;
  out->place = place;
  return out;
}

void calculate(Element& element, const std::string& expression) {
  if (!expression.empty()) element.bind.set("calculate", expression);
  element.bind.set("readonly", "true()");
  element.bind.set("type", "string");
}

// The element <entity> with its attributes and its label.
std::unique_ptr<Element> entity_element(const EntityDeclaration& declaration) {
  using Kind = Element::Kind;
  const Place& place = declaration.place;
  auto out = part(Kind::kEntity, "entity", place);
  const auto attribute = [&](const char* name, const char* value) -> Element& {
    Element& added = out->add(part(Kind::kAttribute, name, place));
    added.fixed_value = value;
    return added;
  };
  attribute("dataset", "").fixed_value = declaration.dataset;
  const bool updates = !declaration.entity_id.empty();
  const bool creates = !updates || !declaration.create_if.empty();
  if (creates) {
    Element& create = attribute("create", "1");
    if (!declaration.create_if.empty()) calculate(create, declaration.create_if);
  }
  if (updates) {
    Element& update = attribute("update", "1");
    if (!declaration.update_if.empty()) calculate(update, declaration.update_if);
    const std::string item =
        "instance('" + declaration.dataset + "')/root/item[name=" + declaration.entity_id + "]/";
    calculate(attribute("baseVersion", ""), item + "__version");
    calculate(attribute("trunkVersion", ""), item + "__trunkVersion");
    calculate(attribute("branchId", ""), item + "__branchId");
  }
  Element& id = attribute("id", "");
  calculate(id, declaration.entity_id);
  if (!updates) id.actions.push_back({"setvalue", "odk-instance-first-load", "uuid()", {}});
  if (!declaration.label.empty()) {
    calculate(out->add(part(Kind::kEntityLabel, "label", place)), declaration.label);
  }
  return out;
}

void EntityReader::put(const std::vector<Element*>& places) {
  Element* root = m_context.survey.root.get();
  bool in_repeat = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (const Element* each = places[i]; each != nullptr; each = each->parent) {
      in_repeat = in_repeat || each->kind == Element::Kind::kRepeat;
    }
    Element* meta = nullptr;
    if (places[i] == root && !root->children.empty() && root->children.back()->hidden_group) {
      meta = root->children.back().get();
    } else {
      auto group = part(Element::Kind::kGroup, "meta", m_declarations[i].place);
      group->type = "group";
      group->hidden_group = true;
      meta = &places[i]->add(std::move(group));
    }
    meta->add_first(entity_element(m_declarations[i]));
  }
  m_context.survey.entities_version =
      m_declarations.size() > 1 || in_repeat ? "2025.1.0" : "2024.1.0";
}

}  // namespace

std::vector<std::string> add_entities(SurveyContext& context) {
  return EntityReader(context).read();
}

}  // namespace jiujin::forms::xlsform
