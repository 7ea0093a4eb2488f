// A station's data key for its county, as it stands outside the sealed store: in the key slots and,
// once these were destroyed, in FOLDER/station.wiped. So the county can have a station opened of
// whose newest key it has not heard (`county grant-key --sealed`).
//
// It refuses to know the data key: only the county's private key opens what stands here.
// Thread rule: free functions, from any thread.
#pragma once

#include <string>

#include "sync/casework/op_bodies.h"
#include "sync/envelope/key_slots.h"

namespace jiujin::client::control {

// The same in the words of the station's log.
sync::casework::RecoverySealed recovery_body(const sync::envelope::RecoveryKey& recovery);
// kInvalidData: not in hexadecimal.
Result<sync::envelope::RecoveryKey> recovery_of(const sync::casework::RecoverySealed& body);

// Of a station.keys or station.wiped. Errors: kNotFound (there is none in it), kInvalidData
// (neither of the two), those of reading.
Result<sync::casework::RecoverySealed> read_recovery_file(const std::string& path);

}  // namespace jiujin::client::control
