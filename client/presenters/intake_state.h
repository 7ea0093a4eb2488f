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
  int begun_under = 0;  // the version whose changes a person has not been told, or 0
  // Files of questions that this version does not ask: they stay with the draft.
  std::vector<MaterialChoice> files_aside;
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

  // Of a draft that is kept: the version from which on its changes are to be told.
  static int untold_version(const control::DraftLoaded& loaded);
  std::string extra(const IntakePresenter& intake) const;
  // Those of the draft, and those that it does not ask for now and that were kept beside it.
  std::map<std::string, std::string> all_answers() const;
  void read_extra(IntakePresenter* intake) const;
};

}  // namespace jiujin::client::presenters
