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

}  // namespace jiujin::client::control
