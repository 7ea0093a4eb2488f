// HeldFacts: what the county holds besides a case and what the case's pre-review rules may read -
// the applicant's earlier cases, the measures of photographs.
//
// Registers of other offices are not held by this county: rules that read one stay 待核验, as at
// the station. It refuses to judge. Thread rule: values; pure functions.
#pragma once

#include <string>
#include <vector>

#include "forms/prereview/facts.h"
#include "sync/casework/case.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::county {

struct HeldFacts {
  std::vector<forms::prereview::EarlierCase> earlier_cases;
  std::vector<forms::prereview::PhotoFact> photos;
};

// A case of the same applicant as a later one's rules see it: answers by field id, as text.
forms::prereview::EarlierCase earlier_case(const casework::Case& c);

// Width and height of a JPEG or PNG from its first bytes; zeros when they do not tell.
struct PictureSize {
  int width = 0, height = 0;
};
PictureSize picture_size(base::BytesView bytes);

// Every image that the case cites and that is held whole: by slot, and by the field whose answer
// names it. Errors: those of the store.
Result<std::vector<forms::prereview::PhotoFact>> photos_of(store::LogStore& store,
                                                           const casework::Case& c);

}  // namespace jiujin::sync::county
