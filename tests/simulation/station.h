// A station in a simulated world: a clerk who saves things, and the product's SyncRunner that sends
// them, on one disk. Both are processes that can be killed and started again.
// Thread rule: one thread (fibers take turns).
#pragma once

#include <memory>
#include <vector>

#include "sync/wire/sync_runner.h"
#include "tests/simulation/county.h"
#include "tests/simulation/ledger.h"

namespace jiujin::tests::simulation {

class SimStation {
 public:
  SimStation(Fibers& fibers, Dice& dice, Ledger& ledger, SimCounty& county);
  // Another machine with the same disk: the same keys, the same log.
  SimStation(const SimStation& original, int);
  SimStation(const SimStation&) = delete;

  SimDisk disk{sync::store::StoreRole::kStation};

  void start();  // clerk and sync
  void kill();
  bool owns(Fibers::Id id) const;
  bool running() const { return m_running; }
  void set_weather(const Weather& weather) { m_weather = weather; }
  void calm(bool value) { m_calm = value; }  // true: the clerk writes no more
  void sync_twice() { m_runs = 2; }          // two programs send at once

  // Everything is at the county and everything from there is here.
  bool in_step() const { return out_of_step().empty(); }
  std::string out_of_step() const;  // what is missing; "" = nothing
  std::string last_error() const { return m_last_error; }

 private:
  // Who the disk says we are: other processes of ours may have changed it.
  sync::wire::StationIdentity identity() const;
  // Where it stopped reading the feed, the county's feed is still the one that it read.
  bool knows_tail() const;
  std::int64_t wrong_clock();
  void spawn(void (SimStation::*life)());
  void clerk();
  void sender();
  void take_in();
  void go_on_with(const sync::base::CaseId& about);
  bool save(sync::store::AppendBatch batch);  // false: nothing was promised
  std::shared_ptr<Connection> connect(bool* portal);

  Fibers& m_fibers;
  Dice& m_dice;
  Ledger& m_ledger;
  SimCounty& m_county;
  sync::base::StationId m_station;
  Weather m_weather;
  std::vector<Fibers::Id> m_processes;
  int m_runs = 1;
  std::int64_t m_clock_began_ms = 0;  // what the clock said when the world began; 0: not looked yet
  bool m_calm = false;
  bool m_running = false;
  std::string m_last_error;
};

}  // namespace jiujin::tests::simulation
