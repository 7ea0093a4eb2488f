// A station's log that has forked: who it will be next, kept before it is told to anyone.
//
//   wire/reborn   the new log (new_log.h); gone when it has begun
// It is announced until the county has answered: a lost answer costs nothing.
// Thread rule: free functions; with the thread of the store.
#pragma once

#include <optional>

#include "sync/bundle/reborn_frame.h"
#include "sync/store/log_store.h"
#include "sync/wire/new_log.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

// Nothing: our log goes on as it is.
Result<std::optional<NewLog>> next_life(store::LogStore& store);
// The one that was begun before, or a fresh one.
Result<NewLog> begin_next_life(store::LogStore& store, std::uint8_t suite,
                               const base::RandomSource& random,
                               bundle::RebornReason reason = bundle::RebornReason::kForkedLog);
// It was told to nobody who will answer: another one is begun next time.
Result<void> forget_next_life(store::LogStore& store);
// What is said of it in an exchange of the old one; each exchange signs it anew.
bundle::Reborn announce(const NewLog& next);
// The new log stands, with all that the county has not seen of the old one written again, and is
// the station's own. What this disk has damaged of it is set aside (damaged_ops.h). Errors:
// kConflict (another program healed it meanwhile, or wrote).
Result<StationIdentity> live_on(store::LogStore& store, const StationIdentity& identity,
                                const NewLog& next, const bundle::Bound& bound,
                                const base::RandomSource& random);

// Ops of logs of ours that ended long ago and that a county restored from a backup has forgotten
// are written again in the log that goes on. `all`: also what it may hold, when it holds another
// op under one of their numbers. Errors: kConflict (as above).
Result<void> rescue_forgotten(store::LogStore& store, const StationIdentity& identity,
                              bool all = false);

}  // namespace jiujin::sync::wire
