// Checks a catalogue before people must rely on it: required elements, consistency of elements,
// vague clauses, the gate against needless certificates, rules that everything has, forms that
// load.
//
// Rule ids are stable: "row33" is row 33 of the implementation list, "V01".."V10" are vague
// clauses, "gate1".."gate3" the questions that every demanded certificate must pass, "rule.*",
// "field.*", "material.*", "code.*", "joint.*", "form", "unmapped". Thread rule: pure.
#pragma once

#include <string>
#include <vector>

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue {

struct CheckFinding {
  std::string rule;
  Severity severity = Severity::kError;
  std::string place;    // "QX-001 materials.M03.name"
  std::string message;  // in the current language
};

// Item by item in the order of the catalogue, then joint items. No error: may be published.
std::vector<CheckFinding> check_catalogue(const Catalogue& catalogue);
std::vector<CheckFinding> check_item(const Catalogue& catalogue, const Item& item);
std::vector<CheckFinding> check_joint_item(const Catalogue& catalogue, const JointItem& joint);

bool may_publish(const std::vector<CheckFinding>& findings);

}  // namespace jiujin::forms::catalogue
