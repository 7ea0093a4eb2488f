// A station that the county has had wiped (PROTOCOL 13): its key slots and its transport key are
// destroyed, so that nobody there can open it any more. The sealed store stays: what was not sent
// is in it, and the county can have it opened again (`county grant-key`, `station admit`).
//
// FOLDER/station.wiped (JSON version 1: "order", "station", "suite", "note", "reason", "at_ms",
// "recovery" as in recovery.sealed) is written first; while it stands whatever there is of keys
// goes at every opening. So a wipe that was cut off is finished at the next start. It takes the
// place of the key slots for those who look from outside. The recovery is the data key for the
// county: the store may lie under one of which the county has never heard.
//
// FOLDER/next stays (new_data_key.h): behind the moment of a change it is the store, before it
// nothing that any key opens, and without the data key nobody can tell.
// Thread rule: free functions, from any thread; two programs may do the same at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/control/station_session.h"
#include "sync/base/identity.h"
#include "sync/bundle/wipe_order.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/key_slots.h"

namespace jiujin::client::control {

bool is_wiped(const std::string& folder);

// An order that was checked, and what goes with it.
struct Wiping {
  sync::base::StationId station;
  sync::bundle::WipeOrder order;
  std::string reason;  // the county's words
  std::int64_t now_ms = 0;
  // Of the store that is open; nothing: the one in the key slots.
  std::optional<sync::envelope::RecoveryKey> recovery{};
  // Called when nobody can open the station any more: who holds its key wipes it.
  std::function<void()> destroyed{};
};

// First it is durable that it must be, then the slots go, then the county is told, if it can be
// within some seconds, and the transport key goes. Errors, of which each leaves everything as it
// was: kRefused (there is no data key for the county: what was not sent would be lost), kBusy
// (another program is at the keys: at the next contact), kIo, kDiskFull.
Result<void> wipe_station(const std::string& folder, const Wiping& wiping,
                          const sync::base::RandomSource& random);
// What is left of the keys of a station that is wiped goes.
void finish_wipe(const std::string& folder);

// What can be told to those outside; `options` as for locked_info.
StationInfo wiped_info(const SessionOptions& options);

// Slots without any member, to put one in: the data key fits, the store says so, and what stands
// about the station is taken from there. Without recovery: whose key stands in the mark of the wipe
// nobody has vouched for; the next log-in takes the county's from the store.
struct SlotsOfWiped {
  sync::envelope::KeySlots slots;
  // The member's key that the store has heard of last, hexadecimal, to know it by when the county
  // speaks of the member again; "" = none.
  std::string former_key;
};
// Errors: kNotFound (not wiped), kCorrupt (the key opens another store), the store's. The caller
// has the folder's keys.lock.
Result<SlotsOfWiped> slots_of_wiped(const std::string& folder, const std::string& staff,
                                    const sync::envelope::DataKey& key);
// Somebody has a slot again.
Result<void> forget_wipe(const std::string& folder);

}  // namespace jiujin::client::control
