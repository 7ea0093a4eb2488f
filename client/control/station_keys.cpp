#include "client/control/station_keys.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/control/login_guard.h"
#include "client/control/session_stick.h"
#include "client/control/station_wipe.h"
#include "localization/divisions.h"
#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/base/hex.h"

namespace jiujin::client::control {
namespace {

using namespace sync::envelope;

std::string path_of(const std::string& folder) {
  return folder + "/station.keys";
}

Result<Bytes> read_file(const std::string& folder) {
  return sync::base::read_whole_file(path_of(folder), kSlotsFileBytesMax);
}

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() && found->is_string()
             ? found->get<std::string>()
             : "";
}

std::string note_of(const std::string& name, const std::vector<std::string>& roles) {
  return nlohmann::json{{"name", name}, {"roles", roles}}.dump();
}

std::string note_of(const sync::casework::StaffMember& member) {
  std::vector<std::string> roles;
  for (const auto role : member.roles) roles.emplace_back(sync::casework::role_name(role));
  return note_of(member.name, roles);
}

StationInfo::Person person_of(const KeySlot& slot) {
  StationInfo::Person person;
  person.id = slot.staff;
  const auto note = nlohmann::json::parse(slot.note, nullptr, false);
  person.name = text_in(note, "name");
  if (person.name.empty()) person.name = slot.staff;
  if (!note.is_object() || !note.contains("roles") || !note["roles"].is_array()) return person;
  for (const auto& role : note["roles"]) {
    if (!role.is_string()) continue;
    if (const auto known = sync::casework::role_of_name(role.get<std::string>()))
      person.roles.push_back(*known);
  }
  return person;
}

Result<StaffKeys> keys_of(const sync::casework::StaffOpening& opening) {
  auto key = sync::base::from_hex(opening.key);
  if (!key.ok()) return key.error();
  auto wrapped = sync::base::from_hex(opening.wrapped);
  if (!wrapped.ok()) return wrapped.error();
  return StaffKeys{static_cast<std::uint8_t>(opening.suite), *std::move(key), *std::move(wrapped)};
}

// To be written anew: what somebody without the key has put in there must not become right by it.
Result<KeySlots> read_checked(const std::string& folder, const DataKey& key) {
  auto bytes = read_file(folder);
  if (!bytes.ok()) return bytes.error();
  if (auto fine = check_key_slots(*bytes, key); !fine.ok())
    return Error{fine.error().code, path_of(folder), fine.error().cause};
  return decode_key_slots(*bytes);
}

Result<void> write_slots(const std::string& folder, const KeySlots& slots, const DataKey& key,
                         const sync::base::RandomSource& random) {
  auto bytes = encode_key_slots(slots, key, random);
  if (!bytes.ok()) return bytes.error();
  return sync::base::write_file_atomically(path_of(folder), *bytes);
}

// What becomes of a slot by the word of the county; nothing: it goes. A member's slot stays while
// the county has not spoken of the member.
Result<std::optional<KeySlot>> slot_now(const SessionState& state, const DataKey& key,
                                        const KeySlots& slots, const std::string& staff,
                                        const KeySlot* standing) {
  const auto& directory = state.county->staff();
  const auto* member = directory.find(staff);
  const auto keep = [&] {
    return standing ? std::optional<KeySlot>(*standing) : std::optional<KeySlot>();
  };
  if (!member) return keep();
  const auto* opening = directory.opening(staff);
  if (!opening || !works_here(*member, state.identity->division)) return std::optional<KeySlot>();
  if (standing && stands_instead_of(*standing, opening)) return keep();
  auto keys = keys_of(*opening);
  if (!keys.ok() || !check_staff_keys(*keys).ok()) return keep();
  const auto note = note_of(*member);
  if (standing && standing->keys == *keys && standing->note == note) return keep();
  auto slot = make_slot(key, slots.station, staff, note, *keys, state.options.random);
  if (!slot.ok()) return slot.error();
  return std::optional<KeySlot>(*std::move(slot));
}

// Of a file that was written before there was such a thing, and for the county's key of now.
Result<std::optional<RecoveryKey>> recovery_now(SessionState& state, const DataKey& key,
                                                const KeySlots& slots) {
  const auto county = county_opening_key(state);
  if (!county.ok()) return slots.recovery;  // it has told none yet
  const auto& standing = slots.recovery;
  if (standing && standing->county == *county) return standing;
  auto made = make_recovery(key, *county, slots.station, state.options.random);
  if (!made.ok()) return made.error();
  return std::optional(*std::move(made));
}

bool same(const std::vector<KeySlot>& a, const std::vector<KeySlot>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.staff == y.staff && x.note == y.note && x.keys == y.keys && x.key == y.key;
  });
}

}  // namespace

bool works_here(const sync::casework::StaffMember& member, const std::string& division) {
  return member.division.empty() || division.empty() ||
         sync::casework::division_within(division, member.division);
}

bool has_key_slots(const std::string& folder) {
  return access(path_of(folder).c_str(), F_OK) == 0;
}

Result<KeySlots> read_key_slots(const std::string& folder) {
  auto bytes = read_file(folder);
  if (!bytes.ok()) return bytes.error();
  return decode_key_slots(*bytes);
}

StationInfo locked_info(const KeySlots& slots, const SessionOptions& options) {
  StationInfo info;
  info.enrolled = true;
  info.locked = true;
  info.practice = options.practice;
  info.folder = options.folder;
  const auto note = nlohmann::json::parse(slots.note, nullptr, false);
  info.name = text_in(note, "name");
  info.division = text_in(note, "division");
  info.server_url = text_in(note, "server_url");
  info.division_name = localization::Divisions::built_in().full_name(
      info.division, localization::DivisionLevel::kCounty);
  for (const auto& slot : slots.slots) info.staff.push_back(person_of(slot));
  return info;
}

std::string station_note(const std::string& name, const std::string& division,
                         const std::string& server_url) {
  return nlohmann::json{{"name", name}, {"division", division}, {"server_url", server_url}}.dump();
}

std::optional<StationInfo::Person> person_of_slot(const KeySlots& slots, std::string_view staff) {
  const auto* slot = slots.find(staff);
  return slot ? std::optional(person_of(*slot)) : std::nullopt;
}

Result<DataKey> unlock_station(const std::string& folder, const std::string& staff,
                               const std::string& password, std::int64_t now_ms) {
  if (auto may = may_log_in(folder, now_ms); !may.ok()) return may.error();
  auto bytes = read_file(folder);
  if (!bytes.ok()) return bytes.error();
  auto key = unlock_key_slots(*bytes, staff, password);
  if (key.ok()) {
    forget_wrong_passwords(folder);
    return key;
  }
  const auto code = key.error().code;
  if (code == ErrorCode::kUnauthenticated || code == ErrorCode::kNotFound) {
    note_wrong_password(folder, now_ms);
    return Error{ErrorCode::kUnauthenticated, staff, "name and password do not fit"};
  }
  return Error{code, path_of(folder), key.error().cause};
}

bool stands_instead_of(const KeySlot& slot, const sync::casework::StaffOpening* known) {
  const auto note = nlohmann::json::parse(slot.note, nullptr, false);
  const std::string former = text_in(note, "instead_of");
  if (former.empty() || !known) return false;
  const auto key = sync::base::from_hex(known->key);
  return key.ok() && sync::base::to_hex(key_mark(*key).view()) == former;
}

Error nobody_can_open(const std::string& station_name) {
  return {
      ErrorCode::kNotFound, station_name,
      "the county has named nobody who can open this station: add its staff there, then use the "
      "same code again"};
}

Result<void> write_first_slots(const std::string& folder, const DataKey& key,
                               const sync::wire::EnrolmentAnswer& answer,
                               const std::string& server_url,
                               const sync::base::RandomSource& random) {
  KeySlots slots;
  slots.suite = static_cast<std::uint8_t>(default_suite().id());
  slots.station = answer.station;
  slots.note = station_note(answer.station_name, answer.division, server_url);
  for (const auto& member : answer.staff) {
    auto slot = make_slot(key, answer.station, member.id, note_of(member.name, member.roles),
                          member.keys, random);
    if (slot.ok()) slots.slots.push_back(*std::move(slot));
  }
  if (slots.slots.empty()) return nobody_can_open(answer.station_name);
  if (!answer.county_opening_key.public_key.empty()) {
    auto recovery = make_recovery(key, answer.county_opening_key, answer.station, random);
    if (!recovery.ok()) return recovery.error();
    slots.recovery = *std::move(recovery);
  }
  return write_slots(folder, slots, key, random);
}

Result<void> refresh_key_slots(SessionState& state) {
  if (!state.sealed || state.options.practice || !state.identity) return {};
  const auto key = state.options.key->copy();
  if (!key) return {};
  const auto& folder = state.options.folder;
  auto lock = sync::base::FileLock::acquire(folder + "/keys.lock");
  if (!lock.ok()) return {};        // another program does the same now
  if (is_wiped(folder)) return {};  // by another program; it stays destroyed
  auto slots = read_checked(folder, *key);
  if (!slots.ok()) return slots.error();
  std::vector<std::string> names;
  for (const auto& slot : slots->slots) names.push_back(slot.staff);
  for (const auto* member : state.county->staff().members())
    if (!slots->find(member->id)) names.push_back(member->id);
  std::vector<KeySlot> now;
  for (const auto& name : names) {
    auto slot = slot_now(state, *key, *slots, name, slots->find(name));
    if (!slot.ok()) return slot.error();
    if (*slot && now.size() < kSlotsMax) now.push_back(**std::move(slot));
  }
  auto recovery = recovery_now(state, *key, *slots);
  if (!recovery.ok()) return recovery.error();
  if (same(now, slots->slots) && *recovery == slots->recovery) return {};
  slots->slots = std::move(now);
  slots->recovery = *std::move(recovery);
  return write_slots(folder, *slots, *key, state.options.random);
}

Result<Bytes> slots_under(const std::string& folder, const DataKey& now, const DataKey& next,
                          const OpeningKey& county, const sync::base::RandomSource& random) {
  auto slots = read_checked(folder, now);
  if (!slots.ok()) return slots.error();
  for (auto& slot : slots->slots) {
    auto fresh = make_slot(next, slots->station, slot.staff, slot.note, slot.keys, random);
    if (!fresh.ok()) return fresh.error();
    slot = *std::move(fresh);
  }
  auto recovery = make_recovery(next, county, slots->station, random);
  if (!recovery.ok()) return recovery.error();
  slots->recovery = *std::move(recovery);
  return encode_key_slots(*slots, next, random);
}

Result<void> slots_are_of(const std::string& folder, const DataKey& key) {
  auto bytes = read_file(folder);
  if (!bytes.ok()) return bytes.error();
  if (auto whole = decode_key_slots(*bytes); !whole.ok()) return whole.error();
  if (check_key_slots(*bytes, key).ok()) return {};
  return Error{ErrorCode::kBusy, path_of(folder),
               "another program has given these data a new key meanwhile: log in again"};
}

namespace {

Error for_another_station(const sync::casework::DataKeyGranted& granted) {
  return {ErrorCode::kForbidden, granted.station.hex(), "sealed for another station"};
}

// The slots to which one is added, and what is noted in that one.
struct Admission {
  KeySlots slots;
  std::string note;
};

std::string instead_of(const std::string& note, BytesView former_key) {
  auto json = nlohmann::json::parse(note, nullptr, false);
  if (!json.is_object()) return note;
  json["instead_of"] = sync::base::to_hex(key_mark(former_key).view());
  return json.dump();
}

Result<Admission> with_slots(const std::string& folder,
                             const sync::casework::DataKeyGranted& granted, const DataKey& key) {
  auto slots = read_checked(folder, key);
  if (!slots.ok() && slots.error().code == ErrorCode::kCorrupt)
    return Error{ErrorCode::kCorrupt, path_of(folder),
                 slots.error().cause +
                     ", or these data have a newer key than the county gave: "
                     "`county grant-key --sealed` with this file gives that one"};
  if (!slots.ok()) return slots.error();
  const auto* standing = slots->find(granted.staff);
  const auto note =
      standing ? instead_of(standing->note, standing->keys.public_key) : note_of(granted.staff, {});
  return Admission{*std::move(slots), note};
}

Result<Admission> without_slots(const std::string& folder,
                                const sync::casework::DataKeyGranted& granted, const DataKey& key) {
  auto found = slots_of_wiped(folder, granted.staff, key);
  if (!found.ok()) return found.error();
  if (found->slots.station != granted.station) return for_another_station(granted);
  auto note = note_of(granted.staff, {});
  const auto former = sync::base::from_hex(found->former_key);
  const bool another = former.ok() && !former->empty() && found->former_key != granted.opening.key;
  if (another) note = instead_of(note, *former);
  return Admission{std::move(found->slots), note};
}

}  // namespace

Result<DataKey> admit_granted(const std::string& folder,
                              const sync::casework::DataKeyGranted& granted,
                              const std::string& password, std::int64_t now_ms,
                              const sync::base::RandomSource& random) {
  if (auto may = may_log_in(folder, now_ms); !may.ok()) return may.error();
  auto lock = sync::base::FileLock::acquire(folder + "/keys.lock");
  if (!lock.ok()) return lock.error();
  const bool wiped = is_wiped(folder);
  auto slots =
      wiped ? Result<KeySlots>(KeySlots{1, granted.station, "", {}}) : read_key_slots(folder);
  if (!slots.ok()) return slots.error();
  if (granted.station != slots->station) return for_another_station(granted);
  auto keys = keys_of(granted.opening);
  if (!keys.ok()) return keys.error();
  auto capsule = sync::base::from_hex(granted.capsule);
  auto sealed = sync::base::from_hex(granted.sealed);
  if (!capsule.ok() || !sealed.ok())
    return Error{ErrorCode::kInvalidData, "granted key", "not in hexadecimal"};
  auto pair = open_staff_keys(*keys, granted.staff, password);
  if (!pair.ok()) {
    note_wrong_password(folder, now_ms);
    return pair.error();
  }
  auto key = open_data_key({*std::move(capsule), *std::move(sealed)}, keys->suite, *pair,
                           slots->station, granted.staff);
  wipe(pair->private_key);
  if (!key.ok()) return key;
  auto stand = wiped ? without_slots(folder, granted, *key) : with_slots(folder, granted, *key);
  if (!stand.ok()) return stand.error();
  slots = std::move(stand->slots);
  auto slot = make_slot(*key, slots->station, granted.staff, stand->note, *keys, random);
  if (!slot.ok()) return slot.error();
  std::erase_if(slots->slots, [&](const KeySlot& old) { return old.staff == granted.staff; });
  slots->slots.push_back(*std::move(slot));
  if (auto written = write_slots(folder, *slots, *key, random); !written.ok())
    return written.error();
  // Cut off here it stays wiped, and is let in once more with the same file.
  if (auto gone = forget_wipe(folder); !gone.ok()) return gone.error();
  forget_wrong_passwords(folder);
  return key;
}

}  // namespace jiujin::client::control
