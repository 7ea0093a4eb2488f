// Another data key for a sealed station, so that copies of its key slots, and whoever had a slot in
// them, open nothing that is written from now on.
//
//   FOLDER/next/station.db   the whole store under the new key, on the disk before anything else
//   FOLDER/station.keys      replaced by the slots of the new key, with this key for the county:
//                            this renaming is the moment
//   FOLDER/station.db        replaced by the one in next/, by whoever comes first after that moment
//
// Killed before that moment, the station opens with the old key, and next/ is thrown away; after
// it, with the new one, and the next to open it finishes. A practice folder beside it goes along.
// Thread rule: free functions; with the session's thread.
#pragma once

#include <string>

#include "client/control/station_session.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/sealed_stream.h"

namespace jiujin::client::control {

struct KeyChange {
  LogIn who;                          // opens the station afterwards as before
  sync::base::IncarnationId log;      // the station's own
  sync::envelope::OpeningKey county;  // gets the new key, for recovery
};

// The station is closed in this program. What stands in its slots gets the new key, the county too
// by an op of the station's log. Errors: kBusy (open elsewhere), kUnauthenticated (`who` could not
// open it afterwards), kDiskFull (it needs as much room again), kCorrupt, kIo; nothing has changed
// then.
Result<void> change_data_key(const SessionOptions& options, const sync::envelope::DataKey& now,
                             const KeyChange& change);

// Before FOLDER is opened with the key of the slots: finishes a change that was cut off behind its
// moment. Errors: kBusy (another program is at it), kIo.
Result<void> finish_key_change(const std::string& folder, const std::string& keys_folder,
                               const sync::envelope::DataKey& key, std::uint8_t suite);
// The same where the station was wiped in between; the caller has the lock of the keys.
Result<void> finish_key_change_of_wiped(const std::string& folder,
                                        const sync::envelope::DataKey& key, std::uint8_t suite);
// After it was opened with that key: what was cut off before its moment is thrown away.
void forget_key_change(const std::string& folder, const std::string& keys_folder);

}  // namespace jiujin::client::control
