#include "forms/catalogue/rule_file.h"

#include <algorithm>
#include <set>

#include "forms/catalogue/item_json.h"

namespace jiujin::forms::catalogue {

namespace {

// What a field of this type is for devices and views; written as jj:kind.
std::string kind_of(FieldType type) {
  switch (type) {
    case FieldType::kIdNumber:
      return "id_no";
    case FieldType::kMobile:
      return "mobile";
    case FieldType::kDivision:
      return "division";
    case FieldType::kAddress:
      return "address";
    case FieldType::kBankCard:
      return "bank_card";
    case FieldType::kUscc:
      return "uscc";
    case FieldType::kMoney:
      return "money";
    default:
      return {};
  }
}

// Joins rules to one item and keeps account of what has none.
class RuleJoin {
 public:
  RuleJoin(Item& item, const CommonRules& common) : m_item(item), m_common(common) {}

  void field(FormField& field, const std::string& path, const JsonReader* rule) {
    const std::string kind = kind_of(field.type);
    if (!kind.empty()) field.attributes["kind"] = kind;
    common_constraint(field);
    bool translated = !field.constraint_test.empty();
    bool condition = field.required_when.empty();
    if (rule != nullptr) {
      rule->only({"prose", "constraint", "message", "calculate", "initial", "readonly",
                  "required_when", "required", "relevant"});
      if (!rule->has("prose") || rule->text("prose") == field.constraint.chinese()) {
        translated = own_constraint(field, *rule) || translated;
      }
      if (rule->text_or("required_when") == field.required_when) {
        field.required_test = rule->text_or("required");
        field.relevant_test = rule->text_or("relevant");
        condition = condition || !field.required_test.empty();
      }
    }
    const std::string& prose = field.constraint.chinese();
    if (!prose.empty() && !translated) missing("fields." + path + ".constraint", prose);
    if (!condition) missing("fields." + path + ".required_when", field.required_when);
  }

  void material(MaterialSlot& slot, const JsonReader* rule) {
    if (slot.need_condition.empty()) return;
    if (rule != nullptr && rule->text("prose") == slot.need_condition.chinese()) {
      rule->only({"prose", "needed"});
      const std::string test = rule->text("needed");
      slot.need_test = test == "true()" ? "" : test;
      return;
    }
    missing("materials." + slot.id + ".need_condition", slot.need_condition.chinese());
  }

  void precheck(PrecheckRule& check, const JsonReader* rule) {
    if (rule == nullptr || rule->text_or("prose") != check.text.chinese()) {
      missing("prechecks." + check.id, check.text.chinese());
      return;
    }
    fill(check, *rule);
  }

  void extra(const JsonReader& rule) {
    PrecheckRule check;
    check.id = rule.text("id");
    check.kind = rule.text("kind");
    check.severity = rule.choice("severity", severity_names());
    fill(check, rule);
    check.text = check.message;
    m_item.prechecks.push_back(std::move(check));
  }

 private:
  void common_constraint(FormField& field) {
    const auto found = m_common.constraints.find({field.type, field.constraint.chinese()});
    if (field.constraint.empty() || found == m_common.constraints.end()) return;
    field.constraint_test = found->second.test;
    field.constraint_message = found->second.message;
    for (const auto& [name, value] : found->second.attributes) field.attributes[name] = value;
  }

  static bool own_constraint(FormField& field, const JsonReader& rule) {
    field.initial = rule.text_or("initial");
    field.readonly = rule.truth_or("readonly", false);
    field.calculate = rule.text_or("calculate");
    if (!field.calculate.empty()) field.constraint_test.clear();
    if (rule.has("constraint")) {
      field.constraint_test = rule.text("constraint");
      field.constraint_message = rule.words_or("message");
    }
    return rule.has("constraint") || !field.calculate.empty();
  }

  static void fill(PrecheckRule& check, const JsonReader& rule) {
    rule.only({"id", "kind", "severity", "prose", "needs", "when", "holds", "places", "registers",
               "confirmable", "task", "message", "basis"});
    check.message = rule.words("message");
    check.needs = rule.texts("needs");
    check.when = rule.text_or("when");
    check.holds = rule.text("holds");
    if (rule.has("places")) check.places = rule.texts("places");
    check.registers = rule.texts("registers");
    check.confirmable = rule.truth_or("confirmable", false);
    check.task = rule.text_or("task");
    check.basis = rule.words_or("basis");
  }

  void missing(const std::string& place, const std::string& prose) {
    m_item.unmapped.push_back(place + ": " + prose);
  }

  Item& m_item;
  const CommonRules& m_common;
};

// Rules by name, with a record of which were used: a rule for nothing is a mistake.
class RuleTable {
 public:
  RuleTable(const JsonReader& reader, const char* key) {
    reader.members(
        key, [&](const std::string& name, const JsonReader& rule) { m_rules.emplace(name, rule); });
  }
  const JsonReader* take(const std::string& name) {
    const auto found = m_rules.find(name);
    if (found == m_rules.end()) return nullptr;
    m_used.insert(name);
    return &found->second;
  }
  void expect_all_used() const {
    for (const auto& [name, rule] : m_rules) {
      if (!m_used.contains(name)) rule.fail("", "is a rule for nothing that the item has");
    }
  }

 private:
  std::map<std::string, JsonReader> m_rules;
  std::set<std::string> m_used;
};

void join_fields(RuleJoin& join, Item& item, RuleTable& own, const CommonRules& common) {
  const JsonReader shared(common.field_rules, "rules/common.json: fields");
  for (FormField& field : item.fields) {
    const JsonReader* rule = own.take(field.id);
    if (rule == nullptr && shared.has(field.id)) {
      const JsonReader common_rule = shared.object(field.id);
      join.field(field, field.id, &common_rule);
    } else {
      join.field(field, field.id, rule);
    }
    for (FormField& column : field.columns) {
      const std::string path = field.id + "." + column.id;
      join.field(column, path, own.take(path));
    }
  }
}

// Only the sections that the item has fields in, in the common order.
std::vector<FormSection> sections_of(const Item& item, const CommonRules& common) {
  std::vector<FormSection> result;
  for (const FormSection& section : common.sections) {
    const bool used = std::ranges::any_of(
        item.fields, [&](const FormField& field) { return field.section == section.id; });
    if (used) result.push_back(section);
  }
  return result;
}

}  // namespace

CommonRules read_common_rules(const JsonReader& common_fields, const JsonReader& common_rules) {
  CommonRules common;
  common_fields.list(
      "sections", [&](const JsonReader& each) { common.sections.push_back(read_section(each)); });
  common_fields.list("fields",
                     [&](const JsonReader& each) { common.fields.push_back(read_field(each)); });
  common_rules.list("constraints", [&](const JsonReader& each) {
    each.only({"type", "prose", "test", "message", "attributes"});
    CommonConstraint constraint{each.text("test"), each.words_or("message"), {}};
    each.members("attributes", [&](const std::string& name, const JsonReader& value) {
      constraint.attributes[name] = value.json().get<std::string>();
    });
    common.constraints[{each.choice("type", field_type_names()), each.text("prose")}] =
        std::move(constraint);
  });
  common_rules.members("sections", [&](const std::string& id, const JsonReader& each) {
    for (FormSection& section : common.sections) {
      if (section.id == id) section.relevant_test = each.text("relevant");
    }
  });
  if (common_rules.has("fields")) common.field_rules = common_rules.object("fields").json();
  return common;
}

void apply_rules(Item& item, const CommonRules& common, const JsonReader& rules) {
  rules.only({"item", "version", "fields", "materials", "prechecks", "extra", "sections"});
  if (rules.text("item") != item.code) rules.fail("item", "is not " + item.code);
  item.rules_version = rules.integer("version");
  item.fields.insert(item.fields.end(), common.fields.begin(), common.fields.end());
  item.sections = sections_of(item, common);
  rules.members("sections", [&](const std::string& id, const JsonReader& each) {
    for (FormSection& section : item.sections) {
      if (section.id == id) section.relevant_test = each.text("relevant");
    }
  });

  RuleJoin join(item, common);
  RuleTable fields(rules, "fields"), materials(rules, "materials"), checks(rules, "prechecks");
  join_fields(join, item, fields, common);
  for (MaterialSlot& slot : item.materials) join.material(slot, materials.take(slot.id));
  for (PrecheckRule& check : item.prechecks) join.precheck(check, checks.take(check.id));
  for (const RuleTable* table : {&fields, &materials, &checks}) table->expect_all_used();
  rules.list("extra", [&](const JsonReader& each) { join.extra(each); });
}

}  // namespace jiujin::forms::catalogue
