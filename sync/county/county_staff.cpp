#include <algorithm>

#include "sync/base/hex.h"
#include "sync/base/utf8.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/staff_keys.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

// Longer than any name on a list; three bytes a character.
constexpr std::size_t kStaffNameBytesMax = 180;
constexpr std::size_t kUnitBytesMax = 300;
constexpr std::chrono::seconds kPasswordPatience{10};

bool is_line(const std::string& text, std::size_t bytes_max) {
  return text.size() <= bytes_max && base::is_typed_text(text) &&
         text.find_first_of("\t\r\n") == std::string::npos;
}

// One of the few places at which a password is checked, given back at the end.
class PasswordPlace {
 public:
  explicit PasswordPlace(std::counting_semaphore<kPasswordsAtOnce>& places)
      : m_places(places), m_taken(places.try_acquire_for(kPasswordPatience)) {}
  ~PasswordPlace() {
    if (m_taken) m_places.release();
  }
  PasswordPlace(const PasswordPlace&) = delete;
  PasswordPlace& operator=(const PasswordPlace&) = delete;
  bool taken() const { return m_taken; }

 private:
  std::counting_semaphore<kPasswordsAtOnce>& m_places;
  const bool m_taken;
};

}  // namespace

bool works_at_station(const std::vector<casework::Role>& roles) {
  return std::any_of(roles.begin(), roles.end(), [](casework::Role role) {
    return role == casework::Role::kIntake || role == casework::Role::kAgent ||
           role == casework::Role::kExit || role == casework::Role::kKiosk;
  });
}

Result<void> CountyService::grant_staff(const StaffEntry& entry, const std::string& actor) {
  const auto bad = [](const char* place, const char* cause) {
    return Error{ErrorCode::kInvalidArgument, place, cause};
  };
  if (entry.id.empty() || !is_line(entry.id, 64)) return bad("id", "a line of 1 to 64 bytes");
  if (entry.name.empty() || !is_line(entry.name, kStaffNameBytesMax)) {
    return bad("name", "a member of staff has a name, of one line");
  }
  if (!is_line(entry.unit, kUnitBytesMax)) return bad("unit", "one line, at most 300 bytes");
  if (entry.division.size() != 12) return bad("division", "a division has 12 digits");
  if (!entry.password.empty() && entry.password.size() < kPasswordLengthMin) {
    return bad("password", "at least 8 characters");
  }
  casework::StaffGranted body{entry.id,       entry.name,   entry.roles, entry.unit,
                              entry.division, entry.active, "",          {}};
  store::AppendBatch batch;
  if (!entry.password.empty()) {
    const auto verifier =
        envelope::hash_password(entry.password, m_random, m_password_memory_kib);
    if (works_at_station(entry.roles)) {
      body.verifier = verifier;
      auto keys = envelope::make_staff_keys(m_info.suite, entry.id, entry.password, m_random,
                                            {m_password_memory_kib, 2});
      if (!keys.ok()) return keys.error();
      body.opening = casework::StaffOpening{keys->suite, base::to_hex(keys->public_key),
                                            base::to_hex(keys->wrapped)};
    }
    batch.rows.emplace_back(std::string(kVerifierPrefix) + entry.id, verifier);
  }
  batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor, body));
  const std::lock_guard lock(m_mutex);
  if (!entry.password.empty() || !entry.active) {
    auto forgotten = without_browsers_locked(entry.id);
    if (!forgotten.ok()) return forgotten.error();
    for (auto& row : *forgotten) batch.rows.push_back(std::move(row));
  }
  return append_locked(std::move(batch));
}

Result<casework::StaffMember> CountyService::check_login(const std::string& id,
                                                         const std::string& password) {
  std::string verifier;
  std::optional<casework::StaffMember> member;
  {
    const std::lock_guard lock(m_mutex);
    auto world = world_locked();
    if (!world.ok()) return world.error();
    if (const auto* found = (*world)->registry.staff().find(id); found && found->active) {
      member = *found;
      auto row = m_desk->store->row(std::string(kVerifierPrefix) + id);
      if (!row.ok()) return row.error();
      verifier = *row ? **row : (*world)->registry.staff().verifier(id);
    }
  }
  // Outside the lock: Argon2id takes a tenth of a second. An unknown id costs one, too.
  const PasswordPlace place(m_password_places);
  if (!place.taken()) return Error{ErrorCode::kBusy, "login", "too many passwords at once"};
  if (verifier.empty()) {
    (void)envelope::hash_password(password, envelope::system_random(), m_password_memory_kib);
  } else if (envelope::check_password(password, verifier) && member) {
    return *member;
  }
  return Error{ErrorCode::kUnauthenticated, "login", "unknown name or wrong password"};
}

}  // namespace jiujin::sync::county
