// Who is signed in at the console, and who may not try again yet.
//
// Sessions live in memory only: a restart signs everybody out. Tokens are 256 random bits and kept
// as their hashes. A guard answers failures with waits that double; whose failures it counts is its
// owner's affair. It refuses to know passwords, pages and the clock: `now` is an argument. Thread
// rule: all classes may be called from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/casework/fold.h"

namespace jiujin::sync::county::console {

inline constexpr std::int64_t kIdleMs = 30 * 60 * 1000;          // left alone: signed out
inline constexpr std::int64_t kSessionMs = 12 * 60 * 60 * 1000;  // one working day at most
inline constexpr std::int64_t kPendingMs = 10 * 60 * 1000;  // to set up an app takes a while
inline constexpr std::int64_t kRevealMs = 5 * 60 * 1000;    // to read a number over the telephone
inline constexpr int kFailuresFree = 5;

struct Session {
  std::string staff_id;
  std::string csrf;  // must come back with every POST
  std::int64_t started_ms = 0, seen_ms = 0;
  std::map<std::string, std::int64_t> revealed{};  // cases whose numbers are shown, until when
};

class Sessions {
 public:
  std::string start(const std::string& staff_id, std::int64_t now_ms,
                    const base::RandomSource& random);
  // Renews the idle time unless `quietly`: a page that refreshes itself keeps nobody signed in.
  std::optional<Session> find(const std::string& token, std::int64_t now_ms, bool quietly = false);
  // Shows this person the numbers of a case for kRevealMs.
  void reveal(const std::string& token, const std::string& case_id, std::int64_t now_ms);
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
  void end_all_of(const std::string& staff_id);

 private:
  std::mutex m_mutex;
  std::map<std::string, PendingLogin> m_logins;  // by hash of the token
};

// Behind so many failures each further one is followed by a wait, twice as long as the one before
// it; one failure is forgotten in each `forgotten_each_ms`.
struct WaitRule {
  int free = kFailuresFree;
  std::int64_t first_ms = 30 * 1000;
  std::int64_t longest_ms = 60 * 60 * 1000;
  std::int64_t forgotten_each_ms = 4LL * 60 * 60 * 1000;
};

class AttemptGuard {
 public:
  explicit AttemptGuard(WaitRule rule = {}) : m_rule(rule) {}
  // How long this key must still wait; 0 = may try.
  std::int64_t wait_ms(const std::string& key, std::int64_t now_ms);
  // The same, and where it may try, the try counts as failed until succeeded() is said: a hundred
  // tries at the same moment are a hundred failures.
  std::int64_t begin(const std::string& key, std::int64_t now_ms);
  void succeeded(const std::string& key);
  int failures(const std::string& key);  // that are not forgotten
  // It was no failure, and says nothing about the others under this key.
  void uncount(const std::string& key);

 private:
  struct Record {
    int failures = 0;
    std::int64_t until_ms = 0, last_ms = 0;
  };
  Record& record_of(const std::string& key, std::int64_t now_ms);
  const WaitRule m_rule;
  std::mutex m_mutex;
  std::map<std::string, Record> m_records;
};

// A try that several guards count, each under a key of its own.
struct Gate {
  AttemptGuard* guard;
  std::string key;
};
// 0: counted as failed by all of them. Otherwise how long to wait, and none has counted it.
std::int64_t begin_at_all(const std::vector<Gate>& gates, std::int64_t now_ms);

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
