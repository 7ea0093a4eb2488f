// Rule files: the reviewed translation of what an authority wrote in prose into expressions.
//
// The authority's folder:
//   catalogue.json       {format:"jiujin.catalogue-folder", version, county, authorities:[...],
//                        licence_types:[...], parameters:[{name, key?, value, note?}]}
//   common-fields.json   {sections:[{id,label}], fields:[...]}: sections in the order of the form,
//                        and the fields that every form ends with (contact, delivery, agent)
//   items/CODE.json      one item as write_item() has it, prose only
//   media/FILE           what `media` of a field or of a choice names, {"image": "card.png"}
//   joint-items.json     {joint_items:[...]}
//   rules/common.json    {version, constraints:[{type, prose, test, message?, attributes?}],
//                        fields:{ID: FIELD}, sections:{ID:{relevant}}}
//   rules/CODE.json      {item, version, fields:{ID: FIELD}, materials:{SLOT:{prose, needed}},
//                        prechecks:{ID: RULE}, extra:[RULE with id, kind, severity]}
//   FIELD                {prose?, constraint?, message?, calculate?, initial?, readonly?,
//                        required_when?, required?, relevant?}; a column is "table.column"
//   RULE                 {prose, needs?, when?, holds, places?, registers?, confirmable?, task?,
//                        message, basis?}
// Expressions are XPath as in forms, answers at /data/<id>, facts as in prereview/facts.h.
// A rule that reads several registers wants a name on any of them, or on none of them; it never
// wants one and forbids another, so that one register at hand can decide without the others.
//
// `prose` repeats the sentence that the expression translates. When the item's sentence is another
// (somebody changed the item and not the rule), the rule does not count and the sentence goes to
// Item::unmapped. Nothing is dropped in silence: constraint, required_when, need condition and
// pre-review rule each have an expression or are named there.
//
// Internal to forms/catalogue. Thread rule: values and pure functions; they throw BadJson.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/json_reader.h"

namespace jiujin::forms::catalogue {

struct CommonConstraint {
  std::string test;
  LanguageMap message;
  std::map<std::string, std::string> attributes;
};

struct CommonRules {
  std::vector<FormSection> sections;
  std::vector<FormField> fields;
  std::map<std::pair<FieldType, std::string>, CommonConstraint> constraints;  // by type and prose
  nlohmann::json field_rules = nlohmann::json::object();                      // by field id
};

CommonRules read_common_rules(const JsonReader& common_fields, const JsonReader& common_rules);

// Adds the common fields to the item and joins all rules to it.
void apply_rules(Item& item, const CommonRules& common, const JsonReader& rules);

}  // namespace jiujin::forms::catalogue
