#include "forms/prereview/material_checklist.h"

#include <algorithm>

#include "forms/prereview/rule_world.h"

namespace jiujin::forms::prereview {

using catalogue::MaterialSlot;
using catalogue::MaterialSource;
using catalogue::Necessity;

namespace {

// A paper may follow until its own days are over, and never later than the result is promised.
std::string latest_due_of(const MaterialSlot& slot, const ChecklistInput& input) {
  const int promised = input.item.promised.value.value_or(0);
  const bool natural = input.item.promised.unit == catalogue::LimitUnit::kNaturalDays;
  const auto own =
      localization::add_working_days(input.calendar, input.today, slot.deferral.max_workdays).day;
  const auto limit =
      natural ? localization::add_natural_days(input.calendar, input.today, promised).day
              : localization::add_working_days(input.calendar, input.today, promised).day;
  return localization::iso_date(std::min(own, limit));
}

// Whose licence may stand in: anybody whose number the form holds.
bool holder_named(const LicenceFact& licence, const ChecklistInput& input, const RuleWorld& world) {
  return std::ranges::any_of(input.item.fields, [&](const catalogue::FormField& field) {
    const bool number =
        field.type == catalogue::FieldType::kIdNumber || field.type == catalogue::FieldType::kUscc;
    return number && field.section != "agent" && !licence.holder.empty() &&
           world.answer(field.id) == licence.holder;
  });
}

std::vector<const LicenceFact*> licences_for(const MaterialSlot& slot, const ChecklistInput& input,
                                             const RuleWorld& world) {
  std::vector<const LicenceFact*> found;
  if (!slot.licence.reusable) return found;
  const std::string today = localization::iso_date(input.today);
  for (const LicenceFact& licence : input.facts.licences) {
    const bool current =
        licence.state == "valid" && (licence.valid_until.empty() || licence.valid_until >= today);
    if (licence.type == slot.licence.type && current && holder_named(licence, input, world)) {
      found.push_back(&licence);
    }
  }
  return found;
}

std::vector<SlotMode> allowed_modes(const ChecklistEntry& entry, const ChecklistInput& input) {
  std::vector<SlotMode> modes;
  const MaterialSlot& slot = *entry.slot;
  if (!entry.licences.empty()) modes.push_back(SlotMode::kLicence);
  modes.push_back(SlotMode::kFiles);
  modes.push_back(SlotMode::kPaper);
  if (slot.commitment.substitutable) modes.push_back(SlotMode::kCommitment);
  if (slot.deferral.allowed && !input.item.is_immediate()) modes.push_back(SlotMode::kDeferred);
  if (slot.necessity == Necessity::kConditional) modes.push_back(SlotMode::kNotNeeded);
  return modes;
}

bool is_settled(const ChecklistEntry& entry, const SlotFact* fact) {
  if (!entry.needed) return true;
  if (fact == nullptr || fact->mode == SlotMode::kMissing) return false;
  // "Not needed" is the office's judgement, not a way to bring a paper that is needed.
  if (fact->mode == SlotMode::kNotNeeded) return false;
  if (std::ranges::find(entry.allowed, fact->mode) == entry.allowed.end()) return false;
  switch (fact->mode) {
    case SlotMode::kDeferred:
      return !fact->due.empty() && fact->due <= entry.latest_due;
    case SlotMode::kCommitment:
      return fact->signed_paper;
    case SlotMode::kLicence:
      return std::ranges::any_of(entry.licences, [&](const LicenceFact* licence) {
        return fact->licence_number.empty() || licence->number == fact->licence_number;
      });
    case SlotMode::kFiles:
      return fact->files > 0;
    default:
      return true;
  }
}

}  // namespace

Result<std::vector<ChecklistEntry>> material_checklist(const ChecklistInput& input) {
  const RuleWorld world(input.item, input.catalogue.parameters, input.session, input.facts,
                        input.today, input.calendar);
  std::vector<ChecklistEntry> entries;
  for (const MaterialSlot& slot : input.item.materials) {
    if (slot.source == MaterialSource::kInternalCheck || slot.nothing_to_submit) continue;
    ChecklistEntry entry;
    entry.slot = &slot;
    entry.why = slot.need_condition.chinese();
    if (!slot.need_test.empty()) {
      const auto needed = world.holds(slot.need_test, input.item.code + " materials." + slot.id);
      if (!needed) return needed.error();
      entry.needed = *needed;
    }
    const SlotFact* fact = input.facts.slot(slot.id);
    entry.mode = fact == nullptr ? SlotMode::kMissing : fact->mode;
    entry.licences = licences_for(slot, input, world);
    entry.allowed = allowed_modes(entry, input);
    if (slot.deferral.allowed) entry.latest_due = latest_due_of(slot, input);
    entry.settled = is_settled(entry, fact);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace jiujin::forms::prereview
