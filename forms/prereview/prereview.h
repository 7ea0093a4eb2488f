// Prereview: everything that is wrong or missing with an application, told at once (一次性告知).
//
// Form, materials and rules are judged together. The same answers, facts, day and calendar give the
// same findings on every machine: no clock, no lookup. It decides nothing: findings are facts for a
// person, and what blocks a submission is may_submit().
// Thread rule: pure; one thread per session.
#pragma once

#include <string>
#include <vector>

#include "forms/prereview/material_checklist.h"

namespace jiujin::forms::prereview {

enum class FindingKind {
  kForm,        // a required answer is missing, or a constraint broken
  kMaterial,    // a paper is missing, or brought in a way that is not open
  kRule,        // a rule of the item does not hold
  kUnverified,  // 待核验: a register needed for the rule is not at hand
};

struct Finding {
  FindingKind kind = FindingKind::kRule;
  std::string rule;  // "P01"; "form.required", "form.constraint", "material.missing" ...: stable
  catalogue::Severity severity = catalogue::Severity::kError;
  localization::LanguageMap message;
  std::vector<std::string> places;  // "/data/field" paths and slots "M02"
  localization::LanguageMap basis;
  bool confirmable = false;  // a clerk may tick it (facts.confirmations) after comparing
  std::string task;
};

using PrereviewInput = ChecklistInput;

// In the order form, materials, rules; within each as form and catalogue have them.
// Error: kInvalidData naming the rule whose expression failed.
Result<std::vector<Finding>> run_prereview(const PrereviewInput& input);

// No finding of severity kError.
bool may_submit(const std::vector<Finding>& findings);

}  // namespace jiujin::forms::prereview
