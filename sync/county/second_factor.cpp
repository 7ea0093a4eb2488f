// The second factor of the console: who has one, and whose code this is.
//
// Kept at the county alone, in rows "second/ID": stations, whose own second thing is the enrolled
// computer, never hear of it.
#include <nlohmann/json.hpp>

#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/one_time_code.h"

namespace jiujin::sync::county {
namespace {

constexpr const char* kSecondPrefix = "second/";

struct SecondRow {
  std::string secret;
  std::int64_t last_step = 0;  // of the last code taken: no code is taken twice
};

Error wrong_code() {
  return {ErrorCode::kUnauthenticated, "code", "not the code of this moment"};
}

Result<std::optional<SecondRow>> read_row(store::LogStore& store, const std::string& key) {
  auto kept = store.row(key);
  if (!kept.ok()) return kept.error();
  if (!*kept) return std::optional<SecondRow>();
  const auto json = nlohmann::json::parse(**kept, nullptr, false);
  if (!json.is_object() || !json.contains("secret") || !json["secret"].is_string()) {
    return Error{ErrorCode::kCorrupt, key, "the row is no second factor"};
  }
  return std::optional<SecondRow>({json["secret"], json.value("last_step", std::int64_t{0})});
}

Result<void> write_row(store::LogStore& store, const std::string& key, const SecondRow& row) {
  const std::pair<std::string, std::optional<base::Bytes>> written{
      key, nlohmann::json{{"secret", row.secret}, {"last_step", row.last_step}}.dump()};
  return store.write_rows({&written, 1});
}

}  // namespace

Result<bool> CountyService::has_second_factor(const std::string& id) {
  const std::lock_guard lock(m_mutex);
  auto row = read_row(*m_desk->store, kSecondPrefix + id);
  if (!row.ok()) return row.error();
  return row->has_value();
}

Result<void> CountyService::give_second_factor(const std::string& id, const std::string& secret) {
  if (auto fine = envelope::code_at(secret, 0); !fine.ok()) return fine.error();
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if (!(*world)->registry.staff().find(id)) {
    return Error{ErrorCode::kNotFound, id, "no such member of staff"};
  }
  return write_row(*m_desk->store, kSecondPrefix + id, {secret, 0});
}

Result<void> CountyService::take_second_factor(const std::string& id) {
  const std::pair<std::string, std::optional<base::Bytes>> gone{kSecondPrefix + id, std::nullopt};
  const std::lock_guard lock(m_mutex);
  return m_desk->store->write_rows({&gone, 1});
}

Result<void> CountyService::begin_second_factor(const std::string& id, const std::string& secret,
                                                const std::string& code) {
  const auto step = envelope::step_of_code(secret, code, now_ms() / 1000);
  if (!step.ok()) return step.error();
  if (!*step) return wrong_code();
  const std::lock_guard lock(m_mutex);
  auto row = read_row(*m_desk->store, kSecondPrefix + id);
  if (!row.ok()) return row.error();
  if (*row) return Error{ErrorCode::kConflict, id, "has a second factor already"};
  return write_row(*m_desk->store, kSecondPrefix + id, {secret, **step});
}

Result<void> CountyService::check_second_factor(const std::string& id, const std::string& code) {
  const std::lock_guard lock(m_mutex);
  auto row = read_row(*m_desk->store, kSecondPrefix + id);
  if (!row.ok()) return row.error();
  if (!*row) return wrong_code();
  const auto step = envelope::step_of_code((*row)->secret, code, now_ms() / 1000);
  if (!step.ok()) return step.error();
  auto& last = m_desk->last_steps[id];
  last = std::max(last, (*row)->last_step);
  if (!*step || **step <= last) return wrong_code();
  last = (*row)->last_step = **step;
  const auto kept = write_row(*m_desk->store, kSecondPrefix + id, **row);
  // With a full disk people can still look: until the next start memory keeps the step.
  if (!kept.ok() && kept.error().code != ErrorCode::kDiskFull) return kept.error();
  return {};
}

}  // namespace jiujin::sync::county
