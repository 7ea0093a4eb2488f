// The station's exchanges by stick (sync/wire/stick.h), with what an open session knows.
// Thread rule: belongs to the session's thread.
#pragma once

#include <string>

#include "client/control/session_state.h"
#include "sync/wire/stick.h"

namespace jiujin::client::control {

// Works while another program syncs over the line. Errors: kNotFound (not enrolled, or the county
// has not told its opening key), kRefused (practice), kBusy (another export), and the writer's own.
Result<sync::wire::ExportReport> export_to_stick(SessionState& state, const std::string& folder,
                                                 std::uint64_t file_bytes_max,
                                                 const sync::wire::StickWatch& watch);
// kBusy also while another program syncs: an answer may have to heal what a sync relies on.
Result<sync::wire::AnswersReport> import_from_stick(SessionState& state, const std::string& folder,
                                                    const sync::wire::StickWatch& watch);

// --- shared with the outbox (session_outbox.h) ---
// kNotFound: the county has not told it yet.
Result<sync::envelope::OpeningKey> county_opening_key(SessionState& state);
Result<sync::wire::ExportReport> write_exports(SessionState& state,
                                               const sync::wire::ExportOptions& options,
                                               const sync::wire::StickWatch& watch);
// The caller holds sync.lock.
Result<sync::wire::AnswersReport> take_answers(SessionState& state, const std::string& folder,
                                               const sync::wire::StickWatch& watch);

}  // namespace jiujin::client::control
