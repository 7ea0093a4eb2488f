// One run of exchanges with the county over a connection of its own.
// Thread rule: run_sync() on the session's thread, cancel_sync() from any.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "client/control/session_state.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::control {

// Errors: kBusy (another program syncs), kNotFound (not enrolled), kRefused (practice), and the
// runner's own.
Result<sync::wire::SyncReport> run_sync(
    SessionState& state, const std::function<void(const sync::wire::SyncProgress&)>& progress,
    const LineUse& line);
// New keys for signing, opening and carrying, in the place of keys that may have been copied: asks
// the county, before which nothing changes, and again at each exchange until it has answered. What
// waits goes on under the new ones. Errors: those of run_sync; kRefused (suspended).
Result<sync::base::IncarnationId> renew_keys(SessionState& state);
// The county takes nothing more from this log, because its keys have been replaced since this
// folder was copied: with a fresh code for the same station all that waits goes on in a log of its
// own. Errors: those of enrolment; kRefused (the code is another station's), kBusy, kNotFound.
Result<sync::base::IncarnationId> rejoin(SessionState& state, const std::string& code);
void cancel_sync(SessionState& state);
// Whose scans travel first: the day that matters to the case (casework::due_of), in days; a case
// without one comes last.
sync::wire::SyncRunner::CaseRank promise_rank(SessionState& state);

// Row "sync/settings".
Result<SyncSettings> sync_settings(SessionState& state);
Result<void> keep_sync_settings(SessionState& state, const SyncSettings& settings);

// Unix milliseconds of the last exchange with the county, by whichever program; 0 = never.
std::int64_t last_contact(SessionState& state);
// How many of a case's scans the county holds, for those of which some are still on the way.
Result<void> count_scans(SessionState& state, std::vector<CaseEntry>* entries);

}  // namespace jiujin::client::control
