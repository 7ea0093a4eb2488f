// The station's data key as the county has it, for the day on which nobody here can open the data
// any more: sealed to the county's opening key, in the station's log (recovery.sealed).
//
// Row "station/recovery-key": the county's key, in hexadecimal, to which the data key of now was
// sealed last. Thread rule: free functions; with the session's thread.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "client/control/session_state.h"
#include "sync/envelope/sealed_stream.h"

namespace jiujin::client::control {

// What is written with it: an op in the name of `actor`, and the row.
Result<sync::store::AppendBatch> recovery_copy(const sync::envelope::DataKey& key,
                                               const sync::envelope::OpeningKey& county,
                                               const sync::base::StationId& station,
                                               const std::string& actor,
                                               const SessionOptions& options);
// The row that goes with one that was sealed to this key; and of a log that has left none yet.
std::pair<std::string, std::optional<sync::base::Bytes>> row_of_copy(
    const sync::envelope::OpeningKey& county);
std::pair<std::string, std::optional<sync::base::Bytes>> row_of_no_copy();
// The county has told another opening key since: it gets a copy for that. Whether one was written;
// nothing to do where the data are not sealed.
Result<bool> ensure_recovery_copy(SessionState& state);

}  // namespace jiujin::client::control
