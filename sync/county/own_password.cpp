// A member of staff changes the own password: with the old one, and on the record.
//
// Who works at a station has a key pair whose private half lies under the password; it stays the
// same pair, so that nothing that was sealed to it is lost.
#include "sync/base/hex.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/staff_keys.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

Result<envelope::StaffKeys> keys_of(const casework::StaffOpening& opening) {
  auto key = base::from_hex(opening.key);
  if (!key.ok()) return key.error();
  auto wrapped = base::from_hex(opening.wrapped);
  if (!wrapped.ok()) return wrapped.error();
  return envelope::StaffKeys{static_cast<std::uint8_t>(opening.suite), *std::move(key),
                             *std::move(wrapped)};
}

}  // namespace

Result<void> CountyService::change_password(const std::string& id, const std::string& old,
                                            const std::string& fresh) {
  if (fresh.size() < kPasswordLengthMin)
    return Error{ErrorCode::kInvalidArgument, "password", "at least 8 characters"};
  if (fresh == old) return Error{ErrorCode::kInvalidArgument, "same", "it is the old one"};
  const std::string row_key = std::string(kVerifierPrefix) + id;
  std::optional<base::Bytes> before;  // before the password is judged: nobody writes in between
  std::optional<casework::StaffOpening> standing;
  {
    const std::lock_guard lock(m_mutex);
    auto row = m_desk->store->row(row_key);
    if (!row.ok()) return row.error();
    before = *row;
    auto world = world_locked();
    if (!world.ok()) return world.error();
    if (const auto* opening = (*world)->registry.staff().opening(id)) standing = *opening;
  }
  if (auto member = check_login(id, old); !member.ok()) return member.error();
  const envelope::PasswordCost cost{m_password_memory_kib, 2};
  const auto verifier = envelope::hash_password(fresh, m_random, m_password_memory_kib);
  std::optional<casework::StaffOpening> opening;
  if (standing) {
    auto keys = keys_of(*standing);
    if (!keys.ok()) return keys.error();
    auto wrapped = envelope::wrap_staff_keys_anew(*keys, id, old, fresh, m_random, cost);
    if (!wrapped.ok()) return wrapped.error();
    opening = casework::StaffOpening{wrapped->suite, base::to_hex(wrapped->public_key),
                                     base::to_hex(wrapped->wrapped)};
  }
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto& staff = (*world)->registry.staff();
  const auto* member = staff.find(id);
  const auto* now = staff.opening(id);
  const bool same_keys = now ? standing && *now == *standing : !standing;
  if (!member || !member->active || !same_keys)
    return Error{ErrorCode::kConflict, id, "somebody has changed this entry meanwhile"};
  casework::StaffGranted body{
      member->id, member->name, member->roles, member->unit, member->division, true, "", opening};
  if (opening) body.verifier = verifier;
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, id, body));
  batch.rows.emplace_back(row_key, verifier);
  batch.expected_rows.emplace_back(row_key, before);
  auto forgotten = without_browsers_locked(id);
  if (!forgotten.ok()) return forgotten.error();
  for (auto& row : *forgotten) batch.rows.push_back(std::move(row));
  return append_locked(std::move(batch));
}

}  // namespace jiujin::sync::county
