// What one application still needs: checklist and pre-review over a form, as the screens show them.
// The intake and the correction round use the same.
// Thread rule: the window's thread (a few milliseconds).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "client/control/catalogue_cache.h"
#include "client/presenters/materials_presenter.h"
#include "client/presenters/prereview_presenter.h"
#include "client/presenters/workplace.h"
#include "forms/prereview/prereview.h"
#include "forms/xforms/form_session.h"
#include "sync/casework/case.h"

namespace jiujin::client::presenters {

struct ApplicationCheck {
  std::vector<SlotNeed> needs;
  std::vector<FindingView> findings;             // confirmable ones also when they are ticked
  std::vector<forms::prereview::Finding> facts;  // the same, for the record
  Notice failure;                                // the item's rules could not be evaluated
};

struct ApplicationInput {
  const control::LoadedCatalogue& catalogue;
  const forms::catalogue::Item& item;
  const forms::xforms::FormSession& session;
  std::string applicant_id_no, channel, division;
  std::vector<MaterialChoice> choices;
  std::vector<MaterialChoice> form_files = {};  // slot = path of the form's field
  std::shared_ptr<const forms::prereview::Facts> held = {};  // of the station; null: nothing
  control::CalendarHandle calendar = {};                     // null: the built-in one
};

// The county's calendar, or the built-in one where none has come.
const localization::HolidayCalendar& calendar_of(const control::CalendarHandle& calendar);

ApplicationCheck check_application(const Workplace& workplace, const ApplicationInput& input);

// A session over the item's form with this station's clock, language and calendar. `begun_under` is
// the version in which the answers were begun, if it is another one and at hand.
Result<std::unique_ptr<forms::xforms::FormSession>> open_form(
    const Workplace& workplace, std::shared_ptr<const forms::xforms::FormDefinition> definition,
    const std::map<std::string, std::string>& answers, control::CalendarHandle calendar = {},
    const forms::xforms::FormDefinition* begun_under = nullptr);

// Answers of a session by path, as ops hold them; and what changed between two of them ("null" for
// answers that are gone).
std::map<std::string, std::string> answers_by_path(
    const forms::xforms::FormSession& session,
    forms::xforms::FormSession::Irrelevant irrelevant =
        forms::xforms::FormSession::Irrelevant::kLeftOut);
std::map<std::string, std::string> changed_answers(const std::map<std::string, std::string>& before,
                                                   const std::map<std::string, std::string>& after);

sync::casework::Material material_of(const MaterialChoice& choice);
MaterialChoice choice_of(const sync::casework::Material& material);

// Where a finding or a correction item is mended.
Gap gap_at(const std::string& place, const std::string& text, Tone tone);

}  // namespace jiujin::client::presenters
