// JointPlan: from the answers to a joint item's guide questions to the items to be taken in, their
// order, the answers they share, and the days the whole will take.
//
// Knows no case. Thread rule: pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/joint_path.h"

namespace jiujin::forms::prereview {

struct JointPlan {
  std::vector<const catalogue::JointPart*> parts;  // included, in an order that the DAG allows
  std::vector<std::vector<std::string>> stages;    // item codes that may run side by side
  std::vector<localization::LanguageMap> notices;
  int longest_path_days = 0;  // in the units of the items' promised limits
  std::vector<std::string> longest_path;
};

// `answers`: question id -> choice code or number. A part is included when its test holds.
// Errors: kInvalidData (an unknown item, an expression that fails, a cycle); kConflict when two of
// an exclusive group are included.
Result<JointPlan> plan_joint_item(const catalogue::Catalogue& catalogue,
                                  const catalogue::JointItem& joint,
                                  const std::map<std::string, std::string>& answers);

// Answers of `from_item` carried over to `to_item`: field id -> value.
std::map<std::string, std::string> carry_over(const catalogue::JointItem& joint,
                                              std::string_view from_item,
                                              const std::map<std::string, std::string>& answers,
                                              std::string_view to_item);

}  // namespace jiujin::forms::prereview
