// Rules and form: everything has an expression, every expression compiles and speaks of things that
// exist, and the form made of them loads.
#include <algorithm>
#include <regex>
#include <set>

#include "forms/catalogue/check_sink.h"
#include "forms/catalogue/form_writer.h"
#include "forms/xforms/form_definition.h"
#include "forms/xpath/domain_functions.h"
#include "forms/xpath/expression.h"
#include "localization/text.h"

namespace jiujin::forms::catalogue {

namespace {

// Fields that an expression names as /data/<id>.
std::vector<std::string> fields_named(const std::string& expression) {
  static const std::regex path("/data/([A-Za-z_][A-Za-z0-9_]*)");
  std::vector<std::string> names;
  for (std::sregex_iterator at(expression.begin(), expression.end(), path), end; at != end; ++at) {
    names.push_back((*at)[1]);
  }
  return names;
}

void check_expression(const Item& item, const std::string& expression, const std::string& place,
                      CheckSink& sink) {
  if (expression.empty()) return;
  const auto compiled =
      xpath::Expression::compile(expression, xpath::domain_library(), item.code + " " + place);
  if (!compiled) {
    sink.error("rule.expression", place, compiled.error().cause);
  } else if (!compiled->doubt().empty()) {  // better at publication than at the window
    sink.error("rule.expression", place, compiled->doubt() + ": " + expression.substr(0, 200));
  }
  for (const std::string& name : fields_named(expression)) {
    sink.expect(item.field(name) != nullptr, "rule.field", place,
                format(_t("The form has no field \"{0}\""), name));
  }
}

void check_precheck(const Item& item, const PrecheckRule& rule, CheckSink& sink) {
  const std::string place = "prechecks." + rule.id;
  if (rule.holds.empty()) return;  // named as unmapped
  check_expression(item, rule.holds, place + ".holds", sink);
  check_expression(item, rule.when, place + ".when", sink);
  for (const std::string& name : rule.needs) {
    sink.expect(item.field(name) != nullptr, "rule.field", place,
                format(_t("The form has no field \"{0}\""), name));
  }
  for (const std::string& name : rule.places) {
    sink.expect(item.field(name) != nullptr || item.material(name) != nullptr, "rule.place", place,
                format(_t("There is neither a field nor a paper \"{0}\""), name));
  }
  const bool reads = rule.holds.find("instance('confirmations')") != std::string::npos;
  sink.expect(reads == rule.confirmable, "rule.confirmable", place,
              _t("A rule reads confirmations if and only if it may be confirmed"));
  for (const std::string& name : rule.registers) {
    sink.expect(rule.holds.find("[register = '" + name + "']") != std::string::npos,
                "rule.register", place, format(_t("The rule does not read \"{0}\""), name));
  }
  const bool reads_any = rule.holds.find("instance('registers')") != std::string::npos;
  sink.expect(!reads_any || !rule.registers.empty(), "rule.register", place,
              _t("The rule reads a register that it does not name"));
  sink.expect(!rule.message.empty(), "rule.message", place, _t("Say it in words for people"));
}

void check_field(const Item& item, const FormField& field, const std::string& place,
                 CheckSink& sink) {
  const bool choice = field.type == FieldType::kChoice || field.type == FieldType::kMultiple;
  sink.expect(!choice || field.choices.size() >= 2, "field.choices", place,
              _t("A choice needs at least two answers"));
  std::set<std::string> codes;
  for (const FieldChoice& each : field.choices) {
    const bool fine = std::regex_match(each.code, std::regex("[A-Za-z0-9_.-]+"));
    sink.expect(fine && codes.insert(each.code).second, "field.choices", place,
                format(_t("\"{0}\" is no code, or there twice"), each.code));
  }
  sink.expect(!field.required || field.required_when.empty(), "field.required", place,
              _t("Required always and required sometimes"));
  const std::pair<const char*, const std::string*> tests[] = {
      {".constraint", &field.constraint_test},
      {".required", &field.required_test},
      {".relevant", &field.relevant_test},
      {".calculate", &field.calculate},
      {".initial", &field.initial}};
  for (const auto& [name, test] : tests) check_expression(item, *test, place + name, sink);
}

}  // namespace

void check_form(const Catalogue& catalogue, const Item& item, CheckSink& sink) {
  const std::size_t own =
      static_cast<std::size_t>(std::ranges::count_if(item.fields, [](const FormField& field) {
        static const std::set<std::string> common = {"channel", "contact", "delivery", "agent"};
        return !common.contains(field.section);
      }));
  sink.expect(
      own >= 8 && own <= 25, "row74", "fields",
      format(_t("A form has 8 to 25 fields of its own, this one {0}"), std::to_string(own)));
  std::set<std::string> ids;
  for (const FormField& field : item.fields) {
    const std::string place = "fields." + field.id;
    sink.expect(ids.insert(field.id).second, "field.id", place, _t("This field is there twice"));
    check_field(item, field, place, sink);
    for (const FormField& column : field.columns) {
      check_field(item, column, place + "." + column.id, sink);
    }
  }
  const auto form = xforms::FormDefinition::parse(xform_from_item(item, catalogue.parameters),
                                                  xforms::no_resources(), item.code + ".xml");
  if (!form) sink.error("form", form.error().place, form.error().cause);
}

void check_rules(const Item& item, CheckSink& sink) {
  for (const std::string& sentence : item.unmapped) {
    sink.error("unmapped", sentence, _t("This sentence has no rule; the item cannot be published"));
  }
  sink.expect(item.prechecks.size() >= 5, "row75", "prechecks",
              _t("Fewer than five points of review"));
  std::set<std::string> ids;
  for (const PrecheckRule& rule : item.prechecks) {
    sink.expect(ids.insert(rule.id).second, "rule.id", "prechecks." + rule.id,
                _t("This rule is there twice"));
    check_precheck(item, rule, sink);
  }
  for (const MaterialSlot& slot : item.materials) {
    check_expression(item, slot.need_test, "materials." + slot.id + ".need_condition", sink);
  }
}

}  // namespace jiujin::forms::catalogue
