// OutboxCarrier: hands over the outbox of a locked station, in a thread of its own that knows no
// store, key slot or password - only sealed files and the transport key.
//
// It tries again with growing pauses until nothing is left, and says how it stands after each file.
// What waits for the hours of scans is left until then.
// With nothing left it asks from time to time whether the county has ordered anything.
// Thread rule: follow() from any thread; `tell` is called on the carrier's own.
// Destruction cuts what is under way and waits for the thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "client/control/control.h"
#include "sync/engine/schedule.h"
#include "sync/wire/outbox.h"

namespace jiujin::client::control {

// One go at it: reads the transport key of the folder and hands over what lies in its outbox; scans
// only in their hours. Where the county orders it the station is wiped (station_wipe.h).
// Errors: kNotFound (no transport key yet), and those of carry_outbox.
Result<sync::wire::CarryReport> carry_locked(const std::string& folder,
                                             const sync::wire::CarryWatch& watch = {});

// With nothing to hand over: asks whether there is such an order. Errors as above.
Result<void> ask_locked(const std::string& folder, const std::function<bool()>& stop = {});

class OutboxCarrier {
 public:
  explicit OutboxCarrier(std::function<void(const LeftToSend&)> tell);
  ~OutboxCarrier();
  OutboxCarrier(const OutboxCarrier&) = delete;
  // Of a station that is locked it says at once how it stands, and begins; once somebody has logged
  // in the exchange carries, and it ends. Does not wait.
  void follow(const StationInfo& station);

 private:
  void run();
  void carry(const std::string& folder);
  void ask(const std::string& folder);
  std::optional<std::chrono::milliseconds> wake_at() const;  // under m_mutex
  void told(const std::string& folder, const std::optional<Error>& error,
            const std::string& refusal);
  void ended(const sync::wire::CarryReport* report, const std::string& folder, int begun);
  bool over(const std::string& folder) const;  // not to go on with this folder

  std::function<void(const LeftToSend&)> m_tell;
  std::mt19937_64 m_dice{std::random_device{}()};
  mutable std::mutex m_mutex;
  std::condition_variable m_work;
  std::optional<std::string> m_folder;  // of a station that is locked
  sync::engine::Schedule m_schedule;
  bool m_done = false;  // nothing is left in the folder
  std::chrono::milliseconds m_ask_at{0};  // then
  int m_begun = 0;      // how often it was to begin
  bool m_stopping = false;
  std::thread m_thread;
};

}  // namespace jiujin::client::control
