// SideSessions: the sessions that workers and the sync thread have beside the control thread's own.
// They are counted, so that a station can be locked when none of them holds its store open.
//
// Thread rule: any thread; a Lease belongs to one. Its lock is taken last: no call out under it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "client/control/station_session.h"

namespace jiujin::client::control {

class SideSessions {
 public:
  struct Lease {
    std::unique_ptr<StationSession> session;
    std::uint64_t opening = 0;
  };

  // A session that sees what is held open now, or the one that is there already. Errors: kCancelled
  // (the station is being locked), those of StationSession::open.
  Result<void> open(Lease& lease, const SessionOptions& options);
  void close(Lease& lease);
  // It was opened before the station was locked, unlocked or enrolled: to be closed.
  bool outdated(const Lease& lease) const;

  void outdate_all();
  // From here on nothing opens, until may_open().
  void begin_closing();
  bool closing() const;
  // False when some are still open after `patience`.
  bool all_closed(std::chrono::milliseconds patience);
  void may_open();

 private:
  mutable std::mutex m_mutex;
  std::condition_variable m_closed;
  std::uint64_t m_opening = 0;
  int m_open = 0;
  bool m_closing = false;
};

}  // namespace jiujin::client::control
