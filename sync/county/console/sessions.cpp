#include "sync/county/console/sessions.h"

#include <algorithm>

#include "sync/envelope/suite.h"

namespace jiujin::sync::county::console {
namespace {

constexpr std::size_t kRecordsMax = 100'000;  // an attacker's keys must not fill the memory

std::string hashed(const std::string& token) { return envelope::content_hash(token).hex(); }

bool is_over(const Session& session, std::int64_t now_ms) {
  return now_ms - session.seen_ms > kIdleMs || now_ms - session.started_ms > kSessionMs;
}

}  // namespace

std::string Sessions::start(const std::string& staff_id, std::int64_t now_ms,
                            const base::RandomSource& random) {
  const std::string token = random_token(random);
  const std::lock_guard lock(m_mutex);
  std::erase_if(m_sessions, [&](const auto& entry) { return is_over(entry.second, now_ms); });
  m_sessions[hashed(token)] = {staff_id, random_token(random), now_ms, now_ms};
  return token;
}

std::optional<Session> Sessions::find(const std::string& token, std::int64_t now_ms,
                                      bool quietly) {
  if (token.size() != 64) return std::nullopt;
  const std::lock_guard lock(m_mutex);
  const auto found = m_sessions.find(hashed(token));
  if (found == m_sessions.end()) return std::nullopt;
  if (is_over(found->second, now_ms)) {
    m_sessions.erase(found);
    return std::nullopt;
  }
  if (!quietly) found->second.seen_ms = now_ms;
  return found->second;
}

void Sessions::reveal(const std::string& token, const std::string& case_id, std::int64_t now_ms) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_sessions.find(hashed(token));
  if (found == m_sessions.end()) return;
  auto& revealed = found->second.revealed;
  std::erase_if(revealed, [&](const auto& one) { return one.second <= now_ms; });
  revealed[case_id] = now_ms + kRevealMs;
}

void Sessions::end(const std::string& token) {
  const std::lock_guard lock(m_mutex);
  m_sessions.erase(hashed(token));
}

void Sessions::end_all_of(const std::string& staff_id) {
  const std::lock_guard lock(m_mutex);
  std::erase_if(m_sessions, [&](const auto& entry) { return entry.second.staff_id == staff_id; });
}

std::size_t Sessions::count(std::int64_t now_ms) {
  const std::lock_guard lock(m_mutex);
  std::erase_if(m_sessions, [&](const auto& entry) { return is_over(entry.second, now_ms); });
  return m_sessions.size();
}

std::string PendingLogins::start(PendingLogin login, std::int64_t now_ms,
                                 const base::RandomSource& random) {
  const std::string token = random_token(random);
  login.csrf = random_token(random);
  const std::lock_guard lock(m_mutex);
  std::erase_if(m_logins, [&](const auto& e) { return now_ms - e.second.started_ms > kPendingMs; });
  if (m_logins.size() < kRecordsMax) m_logins[hashed(token)] = std::move(login);
  return token;
}

std::optional<PendingLogin> PendingLogins::find(const std::string& token, std::int64_t now_ms) {
  if (token.size() != 64) return std::nullopt;
  const std::lock_guard lock(m_mutex);
  const auto found = m_logins.find(hashed(token));
  const bool late = found != m_logins.end() && now_ms - found->second.started_ms > kPendingMs;
  return found == m_logins.end() || late ? std::nullopt : std::optional(found->second);
}

void PendingLogins::end(const std::string& token) {
  const std::lock_guard lock(m_mutex);
  m_logins.erase(hashed(token));
}

void PendingLogins::end_all_of(const std::string& staff_id) {
  const std::lock_guard lock(m_mutex);
  std::erase_if(m_logins, [&](const auto& entry) { return entry.second.staff_id == staff_id; });
}

std::int64_t AttemptGuard::wait_ms(const std::string& key, std::int64_t now_ms) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_records.find(key);
  return found == m_records.end() ? 0 : std::max<std::int64_t>(0, found->second.until_ms - now_ms);
}

// What was forgotten meanwhile is taken off.
AttemptGuard::Record& AttemptGuard::record_of(const std::string& key, std::int64_t now_ms) {
  if (m_records.size() >= kRecordsMax) {
    std::erase_if(m_records, [&](const auto& e) { return e.second.until_ms < now_ms; });
  }
  auto& record = m_records[key];
  const auto forgotten = std::max<std::int64_t>(0, now_ms - record.last_ms) /
                         m_rule.forgotten_each_ms;
  if (forgotten > 0) {
    record.failures -= static_cast<int>(std::min<std::int64_t>(record.failures, forgotten));
    record.last_ms = now_ms;
  }
  return record;
}

std::int64_t AttemptGuard::begin(const std::string& key, std::int64_t now_ms) {
  const std::lock_guard lock(m_mutex);
  auto& record = record_of(key, now_ms);
  if (record.until_ms > now_ms) return record.until_ms - now_ms;
  record.last_ms = now_ms;
  if (++record.failures < m_rule.free) return 0;
  const int doublings = std::min(record.failures - m_rule.free, 16);
  record.until_ms = now_ms + std::min(m_rule.first_ms << doublings, m_rule.longest_ms);
  return 0;
}

void AttemptGuard::succeeded(const std::string& key) {
  const std::lock_guard lock(m_mutex);
  m_records.erase(key);
}

int AttemptGuard::failures(const std::string& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_records.find(key);
  return found == m_records.end() ? 0 : found->second.failures;
}

void AttemptGuard::uncount(const std::string& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_records.find(key);
  if (found == m_records.end() || found->second.failures == 0) return;
  if (--found->second.failures < m_rule.free) found->second.until_ms = 0;
}

std::int64_t begin_at_all(const std::vector<Gate>& gates, std::int64_t now_ms) {
  std::int64_t wait = 0;
  for (const auto& gate : gates) wait = std::max(wait, gate.guard->wait_ms(gate.key, now_ms));
  for (const auto& gate : gates) {
    if (wait > 0) break;
    wait = gate.guard->begin(gate.key, now_ms);
  }
  return wait;
}

bool RateLimit::allows(const std::string& key, std::int64_t now_ms) {
  const std::lock_guard lock(m_mutex);
  if (now_ms / 60'000 != m_minute) {
    m_minute = now_ms / 60'000;
    m_counts.clear();
  }
  return ++m_counts[key] <= m_most;
}

std::string random_token(const base::RandomSource& random) {
  return base::Digest::random(random).hex();
}

bool same_secret(std::string_view a, std::string_view b) {
  // Hashes have one length, so that not even the length of the secret shows in the time.
  const auto x = envelope::content_hash(a), y = envelope::content_hash(b);
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < x.bytes.size(); ++i) difference |= x.bytes[i] ^ y.bytes[i];
  return difference == 0;
}

}  // namespace jiujin::sync::county::console
