#include "forms/prereview/prereview.h"

#include <algorithm>
#include <optional>

#include "forms/prereview/rule_world.h"
#include "localization/text.h"

namespace jiujin::forms::prereview {

using catalogue::PrecheckRule;
using catalogue::Severity;
using localization::LanguageMap;

namespace {

// Findings are kept with a case and read in either language: both are written down.
LanguageMap words(const char* english, const LanguageMap& argument,
                  const LanguageMap& more = LanguageMap()) {
  LanguageMap map;
  for (const char* language : {"zh_CN", "en"}) {
    const auto translator = localization::Translator::for_language(language);
    map.set(language, format(translator._t(english), argument.get(language), more.get(language)));
  }
  return map;
}

LanguageMap label_of(const catalogue::Item& item, const xforms::Violation& violation) {
  const std::string id = violation.path.substr(violation.path.rfind('/') + 1);
  for (const catalogue::FormField& field : item.fields) {
    if (field.id == id && violation.path == "/data/" + id) return field.label;
    for (const catalogue::FormField& column : field.columns) {
      if (column.id == id && violation.path.starts_with("/data/" + field.id + "[")) {
        return column.label;
      }
    }
  }
  return LanguageMap(violation.label);
}

Finding form_finding(const catalogue::Item& item, const xforms::Violation& violation) {
  Finding finding;
  finding.kind = FindingKind::kForm;
  finding.places = {violation.path};
  const LanguageMap label = label_of(item, violation);
  if (violation.kind == xforms::ViolationKind::kRequired) {
    finding.rule = "form.required";
    finding.message = words(_mark("{0} is not filled in"), label);
  } else {
    const bool type = violation.kind == xforms::ViolationKind::kType;
    finding.rule = type ? "form.type" : "form.constraint";
    const catalogue::FormField* field =
        item.field(violation.path.substr(violation.path.rfind('/') + 1));
    const bool own = field != nullptr && !field->constraint_message.empty() && !type;
    finding.message = own ? words(_mark("{0} is not right: {1}"), label, field->constraint_message)
                          : words(_mark("{0} is not right"), label);
  }
  return finding;
}

// What is wrong with a slot that is not settled, as a stable rule id and a sentence.
std::pair<std::string, const char*> slot_problem(const ChecklistEntry& entry,
                                                 const SlotFact* fact) {
  const SlotMode mode = fact == nullptr ? SlotMode::kMissing : fact->mode;
  if (mode == SlotMode::kMissing || (mode == SlotMode::kFiles && fact->files == 0)) {
    return {"material.missing", _mark("{0} is missing")};
  }
  if (mode == SlotMode::kNotNeeded) {
    return {"material.needed", _mark("{0} was marked as not needed, but it is")};
  }
  if (mode == SlotMode::kLicence) {
    return {"material.licence", _mark("No valid licence stands in for {0}")};
  }
  if (std::ranges::find(entry.allowed, mode) == entry.allowed.end()) {
    return {"material.mode", _mark("{0} cannot be brought in this way")};
  }
  if (mode == SlotMode::kDeferred && fact->due.empty()) {
    return {"material.due", _mark("Say by when {0} will follow")};
  }
  if (mode == SlotMode::kDeferred && fact->due > entry.latest_due) {
    return {"material.due_late", _mark("{0} must follow by {1}")};
  }
  return {"material.unsigned", _mark("The promise for {0} is not signed")};
}

Finding material_finding(const ChecklistEntry& entry, const SlotFact* fact) {
  const auto [rule, sentence] = slot_problem(entry, fact);
  Finding finding;
  finding.kind = FindingKind::kMaterial;
  finding.rule = rule;
  finding.message = words(sentence, entry.slot->name, entry.latest_due);
  finding.places = {entry.slot->id};
  finding.basis = entry.slot->basis;
  return finding;
}

Finding rule_finding(const catalogue::Item& item, const PrecheckRule& rule) {
  Finding finding;
  finding.rule = rule.id;
  finding.severity = rule.severity;
  finding.message = rule.message;
  finding.basis = rule.basis;
  finding.confirmable = rule.confirmable;
  finding.task = rule.task;
  for (const std::string& place : rule.places) {
    finding.places.push_back(item.field(place) != nullptr ? "/data/" + place : place);
  }
  return finding;
}

class RuleRun {
 public:
  RuleRun(const PrereviewInput& input, std::vector<Finding>& findings)
      : m_input(input),
        m_findings(findings),
        m_world(input.item, input.catalogue.parameters, input.session, input.facts, input.today,
                input.calendar) {}

  Result<void> judge(const PrecheckRule& rule) {
    if (!is_due(rule)) return {};
    const std::string place = m_input.item.code + " prechecks." + rule.id;
    if (!rule.when.empty()) {
      const auto applies = m_world.holds(rule.when, place + ".when");
      if (!applies) return applies.error();
      if (!*applies) return {};
    }
    if (is_confirmed(rule)) {
      // A tick counts as far as the rule's own expression lets it.
      const auto holds = m_world.holds(rule.holds, place + ".holds");
      if (!holds) return holds.error();
      if (*holds) return {};
    }
    if (const std::string missing = missing_register(rule); !missing.empty()) {
      const auto known = decided_by_what_is_at_hand(rule, place);
      if (!known) return known.error();
      if (*known && !**known) m_findings.push_back(rule_finding(m_input.item, rule));
      if (*known) return {};
      Finding finding = rule_finding(m_input.item, rule);
      finding.kind = FindingKind::kUnverified;
      finding.severity = Severity::kInformation;
      finding.message = words(_mark("To be verified, the list is not at hand: {0}"), rule.text);
      m_findings.push_back(std::move(finding));
      return {};
    }
    const auto holds = m_world.holds(rule.holds, place + ".holds");
    if (!holds) return holds.error();
    if (!*holds) m_findings.push_back(rule_finding(m_input.item, rule));
    return {};
  }

 private:
  bool is_due(const PrecheckRule& rule) const {
    return std::ranges::none_of(rule.needs, [&](const std::string& field) {
      const catalogue::FormField* known = m_input.item.field(field);
      const bool table = known != nullptr && known->type == catalogue::FieldType::kTable;
      return !table && m_world.answer(field).empty();
    });
  }

  bool is_confirmed(const PrecheckRule& rule) const {
    return rule.confirmable && std::ranges::find(m_input.facts.confirmations, rule.id) !=
                                   m_input.facts.confirmations.end();
  }

  // One of several lists is not at hand. Where an entry of another one already changes the outcome,
  // the missing list can add nothing: somebody named on one list is not to be on either, somebody
  // named on one of two is enough.
  Result<std::optional<bool>> decided_by_what_is_at_hand(const PrecheckRule& rule,
                                                         const std::string& place) const {
    std::optional<bool> undecided;
    if (rule.registers.size() < 2) return undecided;
    Facts unnamed = m_input.facts;
    unnamed.register_entries.clear();
    const RuleWorld nobody_named(m_input.item, m_input.catalogue.parameters, m_input.session,
                                 unnamed, m_input.today, m_input.calendar);
    const auto holds = m_world.holds(rule.holds, place + ".holds");
    if (!holds) return holds.error();
    const auto holds_for_nobody = nobody_named.holds(rule.holds, place + ".holds");
    if (!holds_for_nobody) return holds_for_nobody.error();
    return *holds == *holds_for_nobody ? undecided : std::optional<bool>(*holds);
  }

  std::string missing_register(const PrecheckRule& rule) const {
    for (const std::string& name : rule.registers) {
      if (!m_input.facts.register_available(name)) return name;
    }
    return {};
  }

  const PrereviewInput& m_input;
  std::vector<Finding>& m_findings;
  const RuleWorld m_world;
};

}  // namespace

Result<std::vector<Finding>> run_prereview(const PrereviewInput& input) {
  std::vector<Finding> findings;
  for (const xforms::Violation& violation : input.session.validate()) {
    findings.push_back(form_finding(input.item, violation));
  }
  const auto checklist = material_checklist(input);
  if (!checklist) return checklist.error();
  for (const ChecklistEntry& entry : *checklist) {
    const SlotFact* fact = input.facts.slot(entry.slot->id);
    if (!entry.settled) {
      findings.push_back(material_finding(entry, fact));
    } else if (entry.needed && entry.mode == SlotMode::kDeferred && !fact->signed_paper) {
      // The promise is printed with the other papers of the case: asked for, but in nobody's way.
      findings.push_back(material_finding(entry, fact));
      findings.back().severity = Severity::kWarning;
    }
  }
  RuleRun run(input, findings);
  for (const PrecheckRule& rule : input.item.prechecks) {
    if (const auto judged = run.judge(rule); !judged) return judged.error();
  }
  return findings;
}

bool may_submit(const std::vector<Finding>& findings) {
  return std::ranges::none_of(
      findings, [](const Finding& finding) { return finding.severity == Severity::kError; });
}

}  // namespace jiujin::forms::prereview
