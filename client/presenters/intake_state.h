// What an intake remembers between its steps; private to the intake's sources.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/control/catalogue_cache.h"
#include "client/presenters/application_check.h"
#include "client/presenters/intake_presenter.h"
#include "sync/casework/draft.h"

namespace jiujin::client::presenters {

struct IntakePresenter::State {
  control::CatalogueHandle catalogue;
  const forms::catalogue::Item* item = nullptr;  // lives in `catalogue`
  sync::casework::Draft draft;                   // what is not held elsewhere
  std::string extra_json;                        // of a draft that is being resumed
  std::string joint_code, joint_group;
  std::vector<std::string> joint_queue;  // items still to be taken in
  std::string previous_item;             // whose answers are carried over
  std::map<std::string, std::string> previous_answers;
  ApplicationCheck check;
  std::shared_ptr<const forms::prereview::Facts> held;  // what the station holds of earlier cases
  control::CalendarHandle calendar;                     // the county's
  bool touched_applicant = false;  // errors of step 2 are shown
  bool delivery_chosen = false;
  bool wants_recheck = false;
  bool saving = false, submitting = false;
  std::uint64_t asked_revision = 0;  // the newest that the store was asked to keep
  std::int64_t save_due_ms = 0, recheck_due_ms = 0;
  std::function<void()> once_saved;  // what the clerk wants next; only when all is on the disk
  bool filling = false;  // the form is being filled in by the program itself

  std::string extra(const IntakePresenter& intake) const;
  void read_extra(IntakePresenter* intake) const;
};

}  // namespace jiujin::client::presenters
