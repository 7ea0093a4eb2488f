// What a line of the timeline says beyond its title, in the words of people; the same at the window
// and at the county's desk.
//
// The fold keeps codes ("M04 paper", "/data/parity"); the item gives them their names.
// Thread rule: pure.
#pragma once

#include <string>

#include "localization/text.h"
#include "sync/casework/case.h"

namespace jiujin::forms::catalogue {
struct Item;
}

namespace jiujin::sync::casework {

// "" when there is nothing to add. `item` may be null: codes stand where names would. `masked`:
// who has signed for a parcel or collected a result is told as strangers may see it.
std::string detail_words(const TimelineEntry& entry, const forms::catalogue::Item* item,
                         const localization::Translator& words, bool masked);

// The name of a place in a case: the label of the field at "/data/parity", the paper of slot "M02".
// The place itself when the item does not know it.
std::string place_name(const std::string& place, const forms::catalogue::Item* item,
                       const localization::Translator& words);

}  // namespace jiujin::sync::casework
