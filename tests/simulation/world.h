// One small world and its history: stations, a county, lines and disks that fail as the dice say.
//
// First a bad time, in which everything of the failure list of PROTOCOL happens with the
// frequencies that this seed drew; then calm, in which everybody syncs until nothing moves any
// more; then judgement. The same seed gives the same history, told by its fingerprint.
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/station.h"

namespace jiujin::tests::simulation {

// How bad a time; drawn from the seed (swarm testing: most worlds lack most faults). In thousandths
// of a calamity's turn, or of a write.
struct Climate {
  Weather weather;
  std::uint64_t kill_station = 0, kill_county = 0;       // between two steps
  std::uint64_t die_in_write = 0;                        // before or after a write
  std::uint64_t full_disk = 0;                           // a write is refused
  std::uint64_t restore_station = 0, clone_station = 0;  // forks of a log
  std::uint64_t restore_county = 0;                      // yesterday's backup
  std::uint64_t two_runs = 0;                            // two programs send at once
  std::uint64_t interleave = 0;                          // another gets its turn before a read
  std::uint64_t county_speaks = 0;
};
Climate draw_climate(Dice& dice);
std::string describe(const Climate& climate);

struct Verdict {
  std::string wrong;  // "" = every promise was kept
  std::uint64_t fingerprint = 0;
  std::uint64_t steps = 0;
  std::size_t ops = 0;
};

class World {
 public:
  // `trace`: a line for each event goes there, too. `stations`: 0 = as many as the seed says.
  explicit World(std::uint64_t seed, std::string* trace = nullptr, std::size_t stations = 0);
  ~World();
  Verdict run();

 private:
  using Stations = std::vector<std::unique_ptr<SimStation>>;
  void watch(SimStation& station);
  void watch_county();
  std::optional<Error> may_fail(std::string_view write, bool county);
  void may_die();
  void may_wait();
  void calamity();
  void restore_station(SimStation& station);
  void clone_station(SimStation& station);
  void restore_county();
  void restart_the_dead();
  bool come_to_rest();
  std::string judge();
  std::string compare_views(SimStation& station);
  void note(std::string_view what, std::uint64_t number = 0);
  void wrong(const std::string& what) {
    if (m_wrong.empty()) m_wrong = what;
  }
  std::vector<sync::store::LogStore*> disks_but(const SimDisk* gone);

  Dice m_dice;
  Fibers m_fibers{m_dice};
  Ledger m_ledger;
  Climate m_climate;
  SimCounty m_county;
  Stations m_stations;
  std::vector<std::pair<SimStation*, SimDisk>> m_backups;
  std::optional<SimDisk> m_county_backup;
  std::uint64_t m_bad_time_ms = 0;
  std::uint64_t m_steps_max = 0;
  bool m_calm = false;
  bool m_county_forgot = false;  // an acknowledgement under way may be older than its disk
  std::string m_wrong;
  std::uint64_t m_fingerprint = 0;
  std::string* m_trace;
};

}  // namespace jiujin::tests::simulation
