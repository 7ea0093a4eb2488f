// What a case page remembers beside its view; private to the case page's sources.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/control/catalogue_cache.h"
#include "client/presenters/case_page_presenter.h"
#include "client/presenters/correction_draft.h"

namespace jiujin::client::presenters {

struct CasePagePresenter::State {
  control::CaseReady ready;
  const forms::catalogue::Item* item = nullptr;  // lives in `ready`
  std::map<std::string, std::string> answers_before;
  std::vector<MaterialChoice> materials_before;
  std::uint64_t base_before = 0;  // of the county's ops, seen when the correction began
  std::string request;            // the op that the open correction answers
  std::optional<CorrectionDraft> draft;  // on the disk from before, or as last asked to be kept
  std::optional<CorrectionDraft> deferred_draft;  // what was imported for the open gaps
  bool opening = false, correct_when_loaded = false, row_set = false;
  // Counts the changes of this correction; what is on the disk is `saved_revision`.
  std::uint64_t revision = 0, asked_revision = 0, saved_revision = 0;
  std::int64_t save_due_ms = 0;
  std::int64_t revealed_until_ms = 0;  // 0 = masked
  std::string saved;
  std::function<void()> once_saved;  // what the clerk wants next; only when all is on the disk
};

}  // namespace jiujin::client::presenters
