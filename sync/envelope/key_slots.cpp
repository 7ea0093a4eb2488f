#include "sync/envelope/key_slots.h"

#include <algorithm>

#include "sync/base/varint.h"

namespace jiujin::sync::envelope {
namespace {

constexpr BytesView kMagic = "JJKS";
constexpr std::uint8_t kVersionBare = 1;  // without recovery
constexpr std::uint8_t kVersion = 2;
constexpr std::size_t kStaffBytesMax = 64;
constexpr std::size_t kFileNoteBytesMax = 1024;
constexpr std::size_t kSlotNoteBytesMax = 512;
constexpr std::size_t kSealedKeyBytes = kDataKeyBytes + 16;
constexpr std::size_t kSealBytes = 1 + 32 + 16;
constexpr std::size_t kCheckBytes = 32;
constexpr BytesView kSlotPurpose = "jiujin-slot-1";
constexpr BytesView kFilePurpose = "jiujin-slots-1";

void append_counted(Bytes& out, BytesView bytes) {
  base::append_varint(out, bytes.size());
  out += bytes;
}

Error damaged(const std::string& cause) {
  return {ErrorCode::kCorrupt, "key slots", cause};
}

// What a sealed key is bound to.
Bytes bound_to(std::uint8_t suite, const base::StationId& station, std::string_view holder,
               BytesView public_key) {
  Bytes bound(kSlotPurpose);
  bound.push_back(static_cast<char>(suite));
  bound += station.view();
  append_counted(bound, holder);
  append_counted(bound, public_key);
  return bound;
}

// Reads in order; after the first failure everything is empty.
class Fields {
 public:
  explicit Fields(BytesView bytes) : m_in(bytes, "key slots") {}
  std::uint8_t byte() { return static_cast<std::uint8_t>(raw(1)[0]); }
  BytesView raw(std::size_t size) {
    auto taken = m_in.take(size);
    if (!taken) m_failed = true;
    return m_failed ? BytesView(kZeros, std::min(size, sizeof kZeros)) : *taken;
  }
  std::size_t number(std::size_t max) {
    auto value = m_in.varint();
    if (!value || *value > max) m_failed = true;
    return m_failed ? 0 : static_cast<std::size_t>(*value);
  }
  Bytes counted(std::size_t max) {
    const std::size_t size = number(max);
    return m_failed ? Bytes() : Bytes(raw(size));
  }
  void object(bool fine) {
    if (!fine) m_failed = true;
  }
  bool failed() const { return m_failed; }
  bool at_end() const { return !m_failed && m_in.at_end(); }

 private:
  static constexpr char kZeros[64] = {};
  base::ByteReader m_in;
  bool m_failed = false;
};

KeySlot read_slot(Fields& in) {
  KeySlot slot;
  slot.staff = in.counted(kStaffBytesMax);
  slot.note = in.counted(kSlotNoteBytesMax);
  slot.keys.suite = in.byte();
  slot.keys.public_key = in.counted(kPublicKeyBytesMax);
  slot.keys.wrapped = in.counted(kWrappedBytesMax);
  slot.key.capsule = in.counted(kCapsuleBytesMax);
  slot.key.sealed = in.raw(kSealedKeyBytes);
  in.object(!slot.staff.empty());
  return slot;
}

RecoveryKey read_recovery(Fields& in) {
  RecoveryKey recovery;
  recovery.county.suite = in.byte();
  recovery.county.public_key = in.counted(kPublicKeyBytesMax);
  recovery.key.capsule = in.counted(kCapsuleBytesMax);
  recovery.key.sealed = in.raw(kSealedKeyBytes);
  return recovery;
}

bool has_bounds(const RecoveryKey& recovery) {
  return recovery.county.public_key.size() <= kPublicKeyBytesMax &&
         recovery.key.capsule.size() <= kCapsuleBytesMax &&
         recovery.key.sealed.size() == kSealedKeyBytes;
}

bool has_bounds(const KeySlot& slot) {
  return !slot.staff.empty() && slot.staff.size() <= kStaffBytesMax &&
         slot.note.size() <= kSlotNoteBytesMax &&
         slot.keys.public_key.size() <= kPublicKeyBytesMax &&
         slot.keys.wrapped.size() <= kWrappedBytesMax &&
         slot.key.capsule.size() <= kCapsuleBytesMax && slot.key.sealed.size() == kSealedKeyBytes;
}

}  // namespace

const KeySlot* KeySlots::find(std::string_view staff) const {
  const auto found = std::find_if(slots.begin(), slots.end(),
                                  [&](const KeySlot& slot) { return slot.staff == staff; });
  return found == slots.end() ? nullptr : &*found;
}

Result<SealedKey> seal_data_key(const DataKey& key, const OpeningKey& receiver,
                                const base::StationId& station, std::string_view holder,
                                const base::RandomSource& random) {
  auto sealing = find_sealing(receiver.suite);
  if (!sealing) return sealing.error();
  auto capsule = (*sealing)->hide_secret(receiver.public_key, random);
  if (!capsule) return capsule.error();
  const Bytes bound = bound_to(receiver.suite, station, holder, receiver.public_key);
  Bytes once =
      (*sealing)->derive_key(capsule->secret, (*sealing)->hash(bound + capsule->bytes).view());
  SealedKey sealed{capsule->bytes, (*sealing)->seal_once(std::move(once), bound, key.bytes())};
  wipe(capsule->secret);
  return sealed;
}

Result<DataKey> open_data_key(const SealedKey& sealed, std::uint8_t suite, const KeyPair& pair,
                              const base::StationId& station, std::string_view holder) {
  auto sealing = find_sealing(suite);
  if (!sealing) return sealing.error();
  auto secret = (*sealing)->find_secret(pair.private_key, pair.public_key, sealed.capsule);
  if (!secret) return secret.error();
  const Bytes bound = bound_to(suite, station, holder, pair.public_key);
  Bytes once = (*sealing)->derive_key(*secret, (*sealing)->hash(bound + sealed.capsule).view());
  wipe(*secret);
  auto opened = (*sealing)->open_once(std::move(once), bound, sealed.sealed);
  if (!opened) return Error{ErrorCode::kCorrupt, "sealed key", opened.error().cause};
  auto key = DataKey::from_bytes(*opened);
  wipe(*opened);
  return key;
}

Result<KeySlot> make_slot(const DataKey& key, const base::StationId& station, std::string staff,
                          std::string note, const StaffKeys& keys,
                          const base::RandomSource& random) {
  if (auto fine = check_staff_keys(keys); !fine) return fine.error();
  auto sealed = seal_data_key(key, {keys.suite, keys.public_key}, station, staff, random);
  if (!sealed) return sealed.error();
  return KeySlot{std::move(staff), std::move(note), keys, *std::move(sealed)};
}

Result<RecoveryKey> make_recovery(const DataKey& key, const OpeningKey& county,
                                  const base::StationId& station,
                                  const base::RandomSource& random) {
  auto sealed = seal_data_key(key, county, station, "", random);
  if (!sealed) return sealed.error();
  return RecoveryKey{county, *std::move(sealed)};
}

Result<Bytes> encode_key_slots(const KeySlots& slots, const DataKey& key,
                               const base::RandomSource& random) {
  auto suite = find_suite(slots.suite);
  if (!suite) return suite.error();
  const Error too_large{ErrorCode::kInvalidData, "key slots", "over a limit of the format"};
  if (slots.slots.size() > kSlotsMax || slots.note.size() > kFileNoteBytesMax) return too_large;
  Bytes out(kMagic);
  out.push_back(static_cast<char>(slots.recovery ? kVersion : kVersionBare));
  out.push_back(static_cast<char>(slots.suite));
  out += slots.station.view();
  append_counted(out, slots.note);
  base::append_varint(out, slots.slots.size());
  for (const KeySlot& slot : slots.slots) {
    if (!has_bounds(slot)) return too_large;
    append_counted(out, slot.staff);
    append_counted(out, slot.note);
    out.push_back(static_cast<char>(slot.keys.suite));
    append_counted(out, slot.keys.public_key);
    append_counted(out, slot.keys.wrapped);
    append_counted(out, slot.key.capsule);
    out += slot.key.sealed;
  }
  if (const auto& recovery = slots.recovery) {
    if (!has_bounds(*recovery)) return too_large;
    out.push_back(static_cast<char>(recovery->county.suite));
    append_counted(out, recovery->county.public_key);
    append_counted(out, recovery->key.capsule);
    out += recovery->key.sealed;
  }
  out += (*suite)->seal(key.bytes(), {}, Bytes(kFilePurpose) + out, random);
  out += content_hash(out).view();
  if (out.size() > kSlotsFileBytesMax) return too_large;
  return out;
}

Result<KeySlots> decode_key_slots(BytesView file) {
  if (file.size() > kSlotsFileBytesMax) return damaged("too long");
  if (!file.starts_with(kMagic)) return damaged("this is no file of key slots");
  if (file.size() < kMagic.size() + 1 + kSealBytes + kCheckBytes) return damaged("ends too early");
  const BytesView said = file.substr(file.size() - kCheckBytes);
  file.remove_suffix(kCheckBytes);
  if (content_hash(file).view() != said) return damaged("the file was altered or is damaged");
  file.remove_suffix(kSealBytes);
  Fields in(file.substr(kMagic.size()));
  const auto version = in.byte();
  if (version != kVersion && version != kVersionBare)
    return Error{ErrorCode::kUnsupported, "key slots", "written by a newer version"};
  KeySlots slots;
  slots.suite = in.byte();
  if (auto known = find_suite(slots.suite); !known) return known.error();
  std::copy_n(in.raw(slots.station.bytes.size()).begin(), slots.station.bytes.size(),
              slots.station.bytes.begin());
  slots.note = in.counted(kFileNoteBytesMax);
  const std::size_t count = in.number(kSlotsMax);
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    KeySlot slot = read_slot(in);
    if (in.failed() || slots.find(slot.staff)) return damaged("a slot is not what it must be");
    slots.slots.push_back(std::move(slot));
  }
  if (version == kVersion && !in.failed()) slots.recovery = read_recovery(in);
  if (!in.at_end()) return damaged("a length in it is wrong");
  return slots;
}

Result<void> check_key_slots(BytesView file, const DataKey& key) {
  const auto slots = decode_key_slots(file);
  if (!slots) return slots.error();
  const BytesView sealed = file.substr(file.size() - kCheckBytes - kSealBytes, kSealBytes);
  const BytesView before = file.substr(0, file.size() - kCheckBytes - kSealBytes);
  const auto opened =
      (*find_suite(slots->suite))->open(key.bytes(), sealed, Bytes(kFilePurpose) + Bytes(before));
  if (!opened) return damaged("altered by somebody who did not have the key");
  return {};
}

Result<DataKey> unlock_key_slots(BytesView file, std::string_view staff,
                                 std::string_view password) {
  auto slots = decode_key_slots(file);
  if (!slots) return slots.error();
  const KeySlot* slot = slots->find(staff);
  if (!slot) return Error{ErrorCode::kNotFound, std::string(staff), "has no slot here"};
  auto pair = open_staff_keys(slot->keys, staff, password);
  if (!pair) return pair.error();
  auto key = open_data_key(slot->key, slot->keys.suite, *pair, slots->station, staff);
  wipe(pair->private_key);
  if (!key) return key;
  if (auto fine = check_key_slots(file, *key); !fine) return fine.error();
  return key;
}

}  // namespace jiujin::sync::envelope
