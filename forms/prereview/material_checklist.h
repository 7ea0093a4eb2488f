// MaterialChecklist: for one filling of one item, which papers are needed, why, and in which ways
// each may be brought. The material step at the window and the county's desk draw the same list.
//
// Knows no file and no screen. Thread rule: pure.
#pragma once

#include <string>
#include <vector>

#include "forms/prereview/facts.h"
#include "forms/xforms/form_session.h"
#include "localization/working_days.h"

namespace jiujin::forms::prereview {

struct ChecklistEntry {
  const catalogue::MaterialSlot* slot = nullptr;
  bool needed = true;
  std::string why;  // the condition in Chinese as the catalogue has it, or "" (always needed)
  SlotMode mode = SlotMode::kMissing;
  bool settled = false;           // nothing more to do for this slot
  std::vector<SlotMode> allowed;  // ways open now, best first (a licence at hand before a scan)
  std::vector<const LicenceFact*> licences;  // reusable ones at hand: right type, holder, valid
  std::string latest_due;  // for kDeferred: last day that may be promised, YYYY-MM-DD
};

// `today` is the day of judgement; the session must have been opened with a `now` on the same day,
// because the form's own constraints speak of today() too.
struct ChecklistInput {
  const catalogue::Catalogue& catalogue;
  const catalogue::Item& item;
  const xforms::FormSession& session;
  const Facts& facts;
  localization::Date today;
  const localization::HolidayCalendar& calendar;
};

// In the order of the catalogue; slots that the office fills itself are left out.
// Error: kInvalidData when a condition of the catalogue cannot be evaluated.
Result<std::vector<ChecklistEntry>> material_checklist(const ChecklistInput& input);

}  // namespace jiujin::forms::prereview
