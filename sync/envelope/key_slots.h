// The key slots of a station: who can open its data, in one small file (FOLDER/station.keys).
//
// A slot holds the station's data key, sealed to a member of staff's public key, and the member's
// private key, wrapped under the password. Version 2:
//   "JJKS" · version 1 byte (= 2) · suite 1 byte (of the data key's pages) · station id 16 ·
//   note counted (≤ 1,024) · number of slots varint (≤ 256) ·
//   slots { staff id counted (1..64) · note counted (≤ 512) · suite 1 byte · public key counted
//           (≤ 512) · wrapped counted (≤ 1,024) · capsule counted (≤ 512) · sealed key 48 } ·
//   recovery { suite 1 byte · public key counted (≤ 512) · capsule counted (≤ 512) ·
//              sealed key 48 } · seal 49 · check 32
// The recovery is the same data key for the county, which opens it where nobody at the station can
// any more: it stands here, too, so that it is there before the county has heard of a new key.
// Version 1 is a file without it, and still written where no key of the county's is known.
// Notes are the caller's words for those who have not logged in (names); no resident's data.
// The key in a slot is sealed under derive_key(secret of the capsule, H("jiujin-slot-1" · suite ·
// station id · holder counted · public key counted · capsule)) with a nonce of zeros (the key seals
// once) and all of that, without the capsule, as associated data.
// `seal` is a sealed object (PROTOCOL 2.5) of no bytes under the data key with "jiujin-slots-1" and
// everything before it as associated data: nobody without the key can put anything in here.
// `check` is the SHA-256 of everything before it: it tells damage from a wrong password.
// Valid only if: 1. check, magic, version and suite are right; 2. lengths and bounds hold and
// nothing is left over; 3. staff ids differ; 4. once the key is known, the seal opens.
// An old copy of the file still opens for those who were in it then: who was revoked and kept a
// copy of the disk is kept out only by a new data key. Thread rule: values and free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/envelope/data_key.h"
#include "sync/envelope/sealed_stream.h"
#include "sync/envelope/staff_keys.h"

namespace jiujin::sync::envelope {

inline constexpr std::size_t kSlotsMax = 256;
inline constexpr std::size_t kSlotsFileBytesMax = 1 << 20;

// A data key for one holder of an opening key.
struct SealedKey {
  Bytes capsule;
  Bytes sealed;  // 48 bytes
  bool operator==(const SealedKey&) const = default;
};

struct KeySlot {
  std::string staff;
  std::string note;
  StaffKeys keys;
  SealedKey key;
};

// The data key for the county: `holder` is "".
struct RecoveryKey {
  OpeningKey county;
  SealedKey key;
  bool operator==(const RecoveryKey&) const = default;
};

struct KeySlots {
  std::uint8_t suite = 1;
  base::StationId station;
  std::string note;
  std::vector<KeySlot> slots;
  std::optional<RecoveryKey> recovery{};
  const KeySlot* find(std::string_view staff) const;
};

// `holder`: the staff id, or "" for the county's recovery. Errors: kInvalidData (not a key),
// kUnsupported (suite).
Result<SealedKey> seal_data_key(const DataKey& key, const OpeningKey& receiver,
                                const base::StationId& station, std::string_view holder,
                                const base::RandomSource& random);
// kCorrupt: altered, or sealed for another key, station or holder.
Result<DataKey> open_data_key(const SealedKey& sealed, std::uint8_t suite, const KeyPair& pair,
                              const base::StationId& station, std::string_view holder);

// The slot of a member at this station. Errors as seal_data_key.
Result<KeySlot> make_slot(const DataKey& key, const base::StationId& station, std::string staff,
                          std::string note, const StaffKeys& keys,
                          const base::RandomSource& random);

// Errors as seal_data_key.
Result<RecoveryKey> make_recovery(const DataKey& key, const OpeningKey& county,
                                  const base::StationId& station, const base::RandomSource& random);

// The file's bytes. kInvalidData: over a limit above.
Result<Bytes> encode_key_slots(const KeySlots& slots, const DataKey& key,
                               const base::RandomSource& random);
// kCorrupt: not whole (validity 1 to 3); kUnsupported: written by a newer version.
Result<KeySlots> decode_key_slots(BytesView file);
// kCorrupt: the file is not what somebody wrote who had this key.
Result<void> check_key_slots(BytesView file, const DataKey& key);
// The data key, and the file is what was written by somebody who had it. Errors: kNotFound (no slot
// of this member), kUnauthenticated (not this password), kCorrupt (altered).
Result<DataKey> unlock_key_slots(BytesView file, std::string_view staff, std::string_view password);

}  // namespace jiujin::sync::envelope
