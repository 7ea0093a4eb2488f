// The key slots of a station folder (FOLDER/station.keys, sync/envelope/key_slots.h) as a session
// uses them: what stands outside for those who have not logged in, opening, and keeping them as the
// county says who works here.
//
// Notes in the file are JSON: of the station {"name", "division", "server_url"}, of a slot {"name",
// "roles": ["intake", ...], "instead_of"?: mark of the member's former key}. Other programs may
// write the file at the same time: a lock beside it.
// Thread rule: free functions; with the session's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/control/session_state.h"
#include "sync/envelope/key_slots.h"
#include "sync/wire/enrolment.h"

namespace jiujin::client::control {

bool has_key_slots(const std::string& folder);
// Errors: kNotFound, kCorrupt (damaged), kUnsupported (newer), kIo.
Result<sync::envelope::KeySlots> read_key_slots(const std::string& folder);
// What the file says to those who have not logged in.
StationInfo locked_info(const sync::envelope::KeySlots& slots, const SessionOptions& options);
// What the file says of the station.
std::string station_note(const std::string& name, const std::string& division,
                         const std::string& server_url);
std::optional<StationInfo::Person> person_of_slot(const sync::envelope::KeySlots& slots,
                                                  std::string_view staff);

// A slot that the county has made anew (admit_granted) for a member of whose new password the
// station has not heard yet: what it knows is the former key.
bool stands_instead_of(const sync::envelope::KeySlot& slot,
                       const sync::casework::StaffOpening* known);

// The data key. After five wrong passwords each further try has to wait, at last a quarter of an
// hour. Errors: kUnauthenticated (wrong password, nobody of this name), kBusy (wait: the cause says
// how many seconds), kCorrupt (the file is damaged).
Result<sync::envelope::DataKey> unlock_station(const std::string& folder, const std::string& staff,
                                               const std::string& password, std::int64_t now_ms);

// What an enrolment says then.
Error nobody_can_open(const std::string& station_name);
// The first slots of a station that was just enrolled: its staff as the county answered.
// kNotFound: nobody of them has a key.
Result<void> write_first_slots(const std::string& folder, const sync::envelope::DataKey& key,
                               const sync::wire::EnrolmentAnswer& answer,
                               const std::string& server_url,
                               const sync::base::RandomSource& random);
// As the county says now: new members get a slot, changed passwords another one; who left or does
// not work here any more has none from now on. Who the county has not spoken of yet stays. The
// county itself gets the data key, too. Nothing to do in a folder that is not sealed, or was wiped.
Result<void> refresh_key_slots(SessionState& state);
// The file's bytes for the same members, and for the county, under another data key. Errors:
// kCorrupt (the file was not made with the key `now`), kIo.
Result<sync::base::Bytes> slots_under(const std::string& folder, const sync::envelope::DataKey& now,
                                      const sync::envelope::DataKey& next,
                                      const sync::envelope::OpeningKey& county,
                                      const sync::base::RandomSource& random);
// Whether the file is still of this key. Errors: kBusy (another program has changed it meanwhile),
// those of read_key_slots.
Result<void> slots_are_of(const std::string& folder, const sync::envelope::DataKey& key);
// Puts in, also where the station was wiped, the member for whom the county has sealed the data key
// anew (op data_key.granted) and gives the key. Errors as unlock_station; kForbidden: it was sealed
// for another station.
Result<sync::envelope::DataKey> admit_granted(const std::string& folder,
                                              const sync::casework::DataKeyGranted& granted,
                                              const std::string& password, std::int64_t now_ms,
                                              const sync::base::RandomSource& random);

// Of this division or of one that contains it: who works at the window here.
bool works_here(const sync::casework::StaffMember& member, const std::string& division);

}  // namespace jiujin::client::control
