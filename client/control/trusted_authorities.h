// Which authorities this station takes for its county's on the line: the one that its enrolment
// code named, and those that the county has announced in its log since, less those that it has said
// to have ended. What somebody else announces counts nothing.
//
// Row "station/authorities": their certificates (PEM), one behind the other, once they are others
// than the identity's. Row "station/authorities-told": those of which the county was told that this
// station has heard. A station that trusts its system's authorities goes on doing so.
// Thread rule: free functions; with the session's thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/control/session_state.h"

namespace jiujin::client::control {

// PEM; nothing: as at the enrolment.
Result<std::optional<std::string>> kept_authorities(sync::store::LogStore& store);
// The rows of a log that begins with this one ("": as at the enrolment) and has told nothing yet.
std::vector<std::pair<std::string, std::optional<sync::base::Bytes>>> rows_of_trust(
    const std::string& authority);
// As the county's log says now; the last one that is trusted is never dropped. What is new, and
// that it was heard (op authority.trusted), is written in one transaction. Whether an op was
// written.
Result<bool> follow_authorities(SessionState& state);

// Both words of the county about keys of its own: this, and another opening key (recovery_copy.h).
// Whether the county has to hear of it.
Result<bool> follow_county(SessionState& state);

}  // namespace jiujin::client::control
