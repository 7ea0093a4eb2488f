// The transport key of a sealed station: with it, and without any password, a locked station hands
// its outbox over to the county.
//
// FOLDER/transport.key (JSON version 1, for its owner only) stands outside the sealed store: the
// key pair, whom it carries for, where the county is reached, by which authority, how fast at most
// and when scans may travel. It opens nothing and signs no op; whoever steals it may bring the
// county files that the station has sealed. The county knows it by an op of the station's
// (transport_key.bound). Once a log goes on under new keys (rows_of_new_keys) a new pair is made,
// too, before anything else is handed over. Thread rule: free functions; ensure_transport_key with
// the session's thread, the other from any.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/control/session_state.h"
#include "sync/engine/scan_times.h"
#include "sync/wire/carried_file.h"
#include "sync/wire/http_transport.h"

namespace jiujin::client::control {

struct TransportFile {
  sync::wire::TransportKey key;
  sync::wire::HttpOptions line;  // the county's address and authority
  sync::engine::ScanTimes scans{};
};
// Errors: kNotFound, kCorrupt, kUnsupported (newer), kIo.
Result<TransportFile> read_transport_file(const std::string& folder);

// Rows that go with a log under new keys: the pair in the file is not to be used any more.
using LocalRow = std::pair<std::string, std::optional<sync::base::Bytes>>;
std::vector<LocalRow> rows_of_new_keys();

// Makes key and file where there is none, and says so in the station's log; a station that was
// enrolled before there were such keys gets its own at its next log-in. Nothing happens where the
// store is not sealed.
Result<void> ensure_transport_key(SessionState& state);

}  // namespace jiujin::client::control
