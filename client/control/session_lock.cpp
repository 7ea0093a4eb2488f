// Logging in and out of a session, and enrolment: where its store is opened and closed.
#include <malloc.h>

#include "client/control/new_data_key.h"
#include "client/control/sealed_enrolment.h"
#include "client/control/session_opening.h"
#include "client/control/session_outbox.h"
#include "client/control/session_stick.h"
#include "client/control/station_keys.h"
#include "client/control/station_wipe.h"
#include "client/control/transport_key.h"
#include "client/control/trusted_authorities.h"
#include "client/documents/paper_file.h"
#include "sync/base/hex.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"
#include "sync/wire/outbox.h"

namespace jiujin::client::control {
namespace {

// What is freed meanwhile is overwritten: pages, cases, keys that a closed store has held.
class FreedIsWiped {
 public:
  FreedIsWiped() { mallopt(M_PERTURB, 0x5a); }
  ~FreedIsWiped() { mallopt(M_PERTURB, 0); }
  FreedIsWiped(const FreedIsWiped&) = delete;
};

Error no_fit(const std::string& staff) {
  return {ErrorCode::kUnauthenticated, staff, "name and password do not fit"};
}

bool same_keys(const sync::casework::StaffOpening& opening, const sync::envelope::StaffKeys& keys) {
  return opening.suite == keys.suite && opening.key == sync::base::to_hex(keys.public_key) &&
         opening.wrapped == sync::base::to_hex(keys.wrapped);
}

// The slot has opened; whether the county still lets this member in, with this password. What it
// has not said yet stands in the slot.
Result<StationInfo::Person> person_behind(const SessionState& state, const LogIn& command) {
  auto slots = read_key_slots(keys_folder(state.options));
  if (!slots.ok()) return slots.error();
  const auto& directory = state.county->staff();
  const auto* member = directory.find(command.staff_id);
  const auto* slot = slots->find(command.staff_id);
  if (!slot) return no_fit(command.staff_id);
  if (!member) return *person_of_slot(*slots, command.staff_id);
  if (!member->active) return no_fit(command.staff_id);
  const auto* opening = directory.opening(command.staff_id);
  // Another password holds since then: the slot has not been made anew yet.
  const bool as_heard = opening && same_keys(*opening, slot->keys);
  if (!as_heard && !stands_instead_of(*slot, opening) &&
      !sync::envelope::check_password(command.password, directory.verifier(command.staff_id)))
    return no_fit(command.staff_id);
  return StationInfo::Person{member->id, member->name, member->unit, member->roles};
}

}  // namespace

void StationSession::take(std::unique_ptr<SessionState> state) {
  state->window_lock = std::move(m_state->window_lock);
  const FreedIsWiped wiped;
  m_state = std::move(state);
}

Result<Answer> StationSession::log_in(const LogIn& command) {
  if (!m_state->sealed) return check_log_in(*m_state, command);
  follow_wipe();
  if (m_state->info.wiped) return locked_error(*m_state);
  auto key = unlock_station(keys_folder(m_state->options), command.staff_id, command.password,
                            m_state->now_ms());
  if (!key.ok()) return key.error();
  return unlock(*std::move(key), command);
}

Result<Answer> StationSession::unlock(sync::envelope::DataKey key, const LogIn& command) {
  if (m_state->locked) {  // else it is open since the enrolment, by the same key
    m_state->options.key->put(std::move(key));
    auto opened = open_state(m_state->options);
    if (!opened.ok()) {
      m_state->options.key->wipe();
      return opened.error();
    }
    take(std::move(*opened));
    begin_work();
  }
  auto person = person_behind(*m_state, command);
  if (!person.ok()) {
    lock();
    return person.error();
  }
  m_state->person = *person;
  forget_new_logs(m_state->options.folder);
  // A full disk keeps nobody out; the next exchange tries again.
  (void)refresh_key_slots(*m_state).ok();
  return Answer(LoggedIn{*std::move(person)});
}

// What has come while the station was locked counts before anything else is done. A full disk keeps
// nobody out: it is done at the next log-in or exchange.
void StationSession::begin_work() {
  if (m_state->options.practice) return;
  (void)sync::wire::mark_outbox_whole(m_state->options.folder, false).ok();
  (void)take_inbox_alone(*m_state).ok();
  (void)ensure_transport_key(*m_state).ok();
  (void)follow_county(*m_state).ok();
}

void StationSession::lock() {
  m_state->person.reset();
  if (!m_state->sealed || m_state->locked) return;
  if (m_state->window_lock) client::documents::empty_viewing_folder();
  m_state->options.key->wipe();
  // Whatever has become of the slots meanwhile, what is open is closed.
  take(closed_state(m_state->options));
}

bool StationSession::wiped_meanwhile() const {
  return m_state->sealed && is_wiped(keys_folder(m_state->options)) != m_state->info.wiped;
}

bool StationSession::follow_wipe() {
  if (!wiped_meanwhile()) return false;
  if (m_state->locked)
    take(closed_state(m_state->options));
  else
    lock();
  return true;
}

Result<Answer> StationSession::admit(const sync::casework::DataKeyGranted& granted,
                                     const std::string& password) {
  if (!m_state->locked || m_state->options.practice)
    return Error{ErrorCode::kRefused, m_state->options.folder, "the station is not locked"};
  auto key = admit_granted(m_state->options.folder, granted, password, m_state->now_ms(),
                           m_state->options.random);
  if (!key.ok()) return key.error();
  return unlock(*std::move(key), {granted.staff, password});
}

namespace {

Result<KeyChange> change_by(SessionState& state, const LogIn& who) {
  // Who is not to open it any more gets no slot of the new key.
  if (auto kept = refresh_key_slots(state); !kept.ok()) return kept.error();
  auto log = own_log(state);
  if (!log.ok()) return log.error();
  auto county = county_opening_key(state);
  if (!county.ok()) return county.error();
  return KeyChange{who, *log, *std::move(county)};
}

}  // namespace

Result<Answer> StationSession::change_data_key(const LogIn& who) {
  if (m_state->options.practice || !m_state->sealed)
    return Error{ErrorCode::kRefused, m_state->options.folder,
                 "these data have no key of their own"};
  if (auto in = log_in(who); !in.ok()) return in;
  const auto change = change_by(*m_state, who);
  const auto key = m_state->options.key->copy();
  lock();
  if (!change.ok()) return change.error();
  auto changed = control::change_data_key(m_state->options, *key, *change);
  if (!changed.ok()) return changed.error();
  return log_in(who);
}

Result<Answer> StationSession::enrol(const Enrol& command) {
  if (m_state->options.practice)
    return Error{ErrorCode::kRefused, "practice", "practice data is never enrolled"};
  if (m_state->identity)
    return Error{ErrorCode::kAlreadyExists, m_state->identity->name, "enrolled already"};
  SessionOptions options = m_state->options;
  if (!options.unsealed && !options.open_store) {
    // What stood there held nothing; closed now, it takes no file of the new database along.
    auto blank = begin_state(
        options, std::make_unique<sync::store::MemoryStore>(sync::store::StoreRole::kStation),
        false);
    if (!blank.ok()) return blank.error();
    take(std::move(*blank));
    auto key = enrol_sealed(options, command);
    if (!key.ok()) return key.error();
    options.key->put(*std::move(key));
    auto opened = open_state(std::move(options));
    if (!opened.ok()) return opened.error();
    take(std::move(*opened));
    begin_work();
    return Answer(m_state->info);
  }
  if (is_fresh(options)) {
    auto made = sync::store::SqliteStore::open(options.folder, sync::store::StoreRole::kStation);
    if (!made.ok()) return made.error();
    auto begun = begin_state(std::move(options), std::move(*made), false);
    if (!begun.ok()) return begun.error();
    take(std::move(*begun));
  }
  auto identity = enrol_station(*m_state->store, m_state->options, command);
  if (!identity.ok()) return identity.error();
  m_state->identity = *identity;
  if (auto read = read_world(*m_state); !read.ok()) return read.error();
  return Answer(m_state->info);
}

}  // namespace jiujin::client::control
