// Where entities go: each into the deepest group or repeat that everything it refers to allows,
// no two into the same one (ODK Entities 2025.1, "Declaring entities in repeats").
//
// A repeat, or the survey itself, is a scope: what lies in different scopes cannot be in one
// entity. Thread rule: pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

// A question that an entity needs.
struct EntityNeed {
  Element* container = nullptr;  // the group, repeat or survey in which the question stands
  std::string question;
  bool save_to = false;  // saved as a property; else mentioned in an expression
  Place place;
};

struct EntityDeclaration {
  std::string dataset, entity_id, create_if, update_if, label;
  Place place;
  std::vector<EntityNeed> needs;
};

// The container of each declaration, in their order. Errors leave a null.
std::vector<Element*> place_entities(const std::vector<EntityDeclaration>& declarations,
                                     Element& root, Findings& findings);

}  // namespace jiujin::forms::xlsform
