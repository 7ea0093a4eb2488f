// Who is signed in at the console, and who may not try again yet.
//
// Sessions live in memory only: a restart signs everybody out. Tokens are 256 random bits and kept
// as their hashes. The guard answers failures with waits that double, per name and per address. It
// refuses to know passwords, pages and the clock: `now` is an argument. Thread rule: both classes
// may be called from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sync/base/identity.h"
#include "sync/casework/fold.h"

namespace jiujin::sync::county::console {

inline constexpr std::int64_t kIdleMs = 30 * 60 * 1000;          // left alone: signed out
inline constexpr std::int64_t kSessionMs = 12 * 60 * 60 * 1000;  // one working day at most
inline constexpr std::int64_t kPendingMs = 10 * 60 * 1000;  // to set up an app takes a while
inline constexpr int kFailuresFree = 5;
inline constexpr std::int64_t kLockFirstMs = 30 * 1000;
inline constexpr std::int64_t kLockLongestMs = 60 * 60 * 1000;

struct Session {
  std::string staff_id;
  std::string csrf;  // must come back with every POST
  std::int64_t started_ms = 0, seen_ms = 0;
};

class Sessions {
 public:
  std::string start(const std::string& staff_id, std::int64_t now_ms,
                    const base::RandomSource& random);
  // Renews the idle time unless `quietly`: a page that refreshes itself keeps nobody signed in.
  std::optional<Session> find(const std::string& token, std::int64_t now_ms, bool quietly = false);
  void end(const std::string& token);
  void end_all_of(const std::string& staff_id);
  std::size_t count(std::int64_t now_ms);

 private:
  std::mutex m_mutex;
  std::map<std::string, Session> m_sessions;  // by hash of the token
};

// Who has given the password and not yet the second factor.
struct PendingLogin {
  std::string staff_id;
  std::string secret;  // offered for a first factor; "" = the person has one
  std::string back;    // the page to go on to
  std::int64_t started_ms = 0;
  std::string csrf{};
};

class PendingLogins {
 public:
  std::string start(PendingLogin login, std::int64_t now_ms, const base::RandomSource& random);
  std::optional<PendingLogin> find(const std::string& token, std::int64_t now_ms);
  void end(const std::string& token);

 private:
  std::mutex m_mutex;
  std::map<std::string, PendingLogin> m_logins;  // by hash of the token
};

class AttemptGuard {
 public:
  // How long this key must still wait; 0 = may try.
  std::int64_t wait_ms(const std::string& key, std::int64_t now_ms);
  void failed(const std::string& key, std::int64_t now_ms);
  void succeeded(const std::string& key);

 private:
  struct Record {
    int failures = 0;
    std::int64_t until_ms = 0, last_ms = 0;
  };
  std::mutex m_mutex;
  std::map<std::string, Record> m_records;
};

// At most `most` calls for a key in a minute.
class RateLimit {
 public:
  explicit RateLimit(int most) : m_most(most) {}
  bool allows(const std::string& key, std::int64_t now_ms);

 private:
  const int m_most;
  std::mutex m_mutex;
  std::int64_t m_minute = 0;
  std::map<std::string, int> m_counts;
};

// 64 hex digits.
std::string random_token(const base::RandomSource& random);
// Takes the same time wherever the first difference is.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace jiujin::sync::county::console
