#include "tests/simulation/world.h"

#include <algorithm>

#include "sync/casework/fold.h"
#include "tests/simulation/plain_suite.h"

namespace jiujin::tests::simulation {

using namespace sync;

namespace {

constexpr std::uint64_t kCalmMsMax = 3'600'000;  // an hour must do
constexpr std::uint64_t kStepsMax = 400'000;     // a station that takes more goes in circles
constexpr std::uint64_t kLookEvery = 8;          // steps; to look costs more than a step

// Ops of a case as the fold sees them: log:seq@position, in brackets where it takes no effect.
std::string in_words(const std::vector<oplog::StoredOp>& ops) {
  std::string words;
  for (const auto& op : ops) {
    const std::string one = op.address.incarnation.hex().substr(0, 4) + ":" +
                            std::to_string(op.address.seq) + "@" +
                            std::to_string(op.county_position);
    words += (words.empty() ? "" : " ") + (op.superseded ? "(" + one + ")" : one);
  }
  return words;
}

// All that a fold reads is the same, so that it need not be folded to see the same; what else an op
// holds is its place in its log's chain, which the feed does not tell.
bool says_the_same(const std::vector<oplog::StoredOp>& ops,
                   const std::vector<oplog::StoredOp>& others) {
  return std::equal(ops.begin(), ops.end(), others.begin(), others.end(),
                    [](const oplog::StoredOp& one, const oplog::StoredOp& other) {
                      return one.address == other.address && one.header == other.header &&
                             one.body == other.body && one.body_destroyed == other.body_destroyed &&
                             one.county_position == other.county_position &&
                             one.superseded == other.superseded;
                    });
}

}  // namespace

Climate draw_climate(Dice& dice) {
  Climate climate;
  const auto some = [&](std::uint64_t often, std::uint64_t worst) {
    return dice.hits(often) ? 1 + dice.below(worst) : 0;
  };
  climate.weather = {.refuse = some(300, 300),
                     .portal = some(150, 200),
                     .cut = some(600, 500),
                     .black_hole = some(250, 150),
                     .bend = some(200, 200),
                     .repeat = some(300, 300),
                     .buffered = some(300, 1000)};
  climate.kill_station = some(400, 300);
  climate.kill_county = some(300, 300);
  climate.die_in_write = some(300, 40);
  climate.full_disk = some(200, 100);
  climate.restore_station = some(150, 150);
  climate.clone_station = some(100, 100);
  climate.restore_county = some(150, 120);
  // What only two runs beside a restored county can break is rare enough.
  climate.two_runs = some(climate.restore_county > 0 ? 600 : 200, 1000);
  climate.county_speaks = some(800, 600);
  climate.interleave = some(300, 150);
  return climate;
}

std::string describe(const Climate& climate) {
  std::string words;
  const auto say = [&](const char* name, std::uint64_t value) {
    if (value == 0) return;
    words += std::string(words.empty() ? "" : " ") + name + "=" + std::to_string(value);
  };
  say("refuse", climate.weather.refuse);
  say("portal", climate.weather.portal);
  say("cut", climate.weather.cut);
  say("black_hole", climate.weather.black_hole);
  say("bend", climate.weather.bend);
  say("repeat", climate.weather.repeat);
  say("buffered", climate.weather.buffered);
  say("kill_station", climate.kill_station);
  say("kill_county", climate.kill_county);
  say("die_in_write", climate.die_in_write);
  say("full_disk", climate.full_disk);
  say("restore_station", climate.restore_station);
  say("clone_station", climate.clone_station);
  say("restore_county", climate.restore_county);
  say("two_runs", climate.two_runs);
  say("county_speaks", climate.county_speaks);
  say("interleave", climate.interleave);
  return words;
}

World::World(std::uint64_t seed, std::string* trace, std::size_t stations)
    : m_dice(seed), m_climate(draw_climate(m_dice)), m_county(m_fibers, m_dice), m_trace(trace) {
  // Most worlds are small: a bug that needs more is rarer than the time that more would take.
  const std::uint64_t size = m_dice.below(100);
  m_bad_time_ms = stations > 0 ? 15'000 : size < 65 ? 25'000 : size < 95 ? 60'000 : 240'000;
  const std::size_t drawn = 1 + m_dice.below(size < 95 ? 2 : 3);
  const std::size_t count = stations > 0 ? stations : drawn;
  m_steps_max = kStepsMax * count;
  for (std::size_t i = 0; i < count; ++i) {
    m_stations.push_back(std::make_unique<SimStation>(m_fibers, m_dice, m_ledger, m_county));
    watch(*m_stations.back());
  }
  watch_county();
}

World::~World() = default;

void World::note(std::string_view what, std::uint64_t number) {
  constexpr std::uint64_t kFnvPrime = 0x100000001b3;
  for (const char c : what)
    m_fingerprint = (m_fingerprint ^ static_cast<std::uint8_t>(c)) * kFnvPrime;
  m_fingerprint = (m_fingerprint ^ number ^ m_fibers.now_ms()) * kFnvPrime;
  if (!m_trace) return;
  *m_trace += std::to_string(m_fibers.now_ms()) + " ms  #" + std::to_string(m_fibers.current()) +
              "  " + std::string(what) + " " + std::to_string(number) + "\n";
}

std::optional<Error> World::may_fail(std::string_view write, bool county) {
  note(write, county ? 1 : 0);
  if (m_calm || m_fibers.current() == 0) return std::nullopt;
  if (m_dice.hits(m_climate.full_disk)) {
    note("disk full");
    return Error{ErrorCode::kDiskFull, std::string(write), "no room"};
  }
  may_die();
  return std::nullopt;
}

// The process that writes dies: before the write when asked before it, after it when asked after.
void World::may_die() {
  if (m_calm || m_fibers.current() == 0 || !m_dice.hits(m_climate.die_in_write)) return;
  note("dies in a write");
  if (m_county.owns(m_fibers.current())) {
    m_county.kill();
    throw Killed{};
  }
  for (auto& station : m_stations) {
    if (!station->owns(m_fibers.current())) continue;
    station->kill();
    throw Killed{};
  }
}

void World::may_wait() {
  if (m_fibers.current() != 0 && m_climate.interleave > 0 && m_dice.hits(m_climate.interleave))
    m_fibers.pause();
}

void World::watch(SimStation& station) {
  station.set_weather(m_climate.weather);
  if (m_dice.hits(m_climate.two_runs)) station.sync_twice();
  auto& faults = station.disk.faults;
  faults.before = [this](auto write) { return may_fail(write, false); };
  faults.after = [this] { may_die(); };
  faults.reads = [this] { may_wait(); };
  faults.written = [this](auto ops) {
    for (const auto& op : ops) m_ledger.written(op);
  };
  faults.acknowledged = [this](const store::Acknowledgement& known) {
    const auto head = m_county.disk.MemoryStore::head(known.incarnation);
    if (m_county_forgot || (head.ok() && head->seq >= known.committed_seq)) return;
    wrong("acknowledged to " + std::to_string(known.committed_seq) + ", the county holds " +
          std::to_string(head.ok() ? head->seq : 0));
  };
  faults.group = [this](bool on) { m_fibers.hold(on); };
  faults.cursor_moves = [this](std::uint64_t from, std::uint64_t to) {
    if (to < from) wrong("the cursor went back");
  };
}

void World::watch_county() {
  auto& faults = m_county.disk.faults;
  faults.before = [this](auto write) { return may_fail(write, true); };
  faults.after = [this] { may_die(); };
  faults.reads = [this] { may_wait(); };
  faults.group = [this](bool on) { m_fibers.hold(on); };
}

std::vector<store::LogStore*> World::disks_but(const SimDisk* gone) {
  std::vector<store::LogStore*> disks;
  if (&m_county.disk != gone) disks.push_back(&m_county.disk);
  for (auto& station : m_stations)
    if (&station->disk != gone) disks.push_back(&station->disk);
  return disks;
}

void World::restore_station(SimStation& station) {
  for (auto& [owner, backup] : m_backups) {
    if (owner != &station) continue;
    note("station restored");
    station.kill();
    auto elsewhere = disks_but(&station.disk);
    elsewhere.push_back(&backup);
    m_ledger.excuse(station.disk, elsewhere);
    station.disk.copy_from(backup);
    return;
  }
  note("station backed up");
  m_backups.emplace_back(&station, SimDisk(store::StoreRole::kStation));
  m_backups.back().second.copy_from(station.disk);
}

void World::clone_station(SimStation& station) {
  if (m_stations.size() > 3) return;
  note("disk cloned");
  m_stations.push_back(std::make_unique<SimStation>(station, 0));
  watch(*m_stations.back());
  m_stations.back()->start();
}

void World::restore_county() {
  if (!m_county_backup) {
    note("county backed up");
    m_county_backup.emplace(store::StoreRole::kCounty);
    m_county_backup->copy_from(m_county.disk);
    return;
  }
  note("county restored");
  m_county.kill();
  m_county_forgot = true;
  auto elsewhere = disks_but(&m_county.disk);
  elsewhere.push_back(&*m_county_backup);
  m_ledger.excuse(m_county.disk, elsewhere);
  m_county.disk.copy_from(*m_county_backup);
  m_county.begin_log();
}

void World::calamity() {
  auto& station = *m_stations[m_dice.below(m_stations.size())];
  if (m_dice.hits(m_climate.county_speaks) && m_county.up()) {
    note("county speaks", m_county.say_something());
  }
  if (m_dice.hits(m_climate.kill_station)) {
    note("station killed");
    station.kill();
  }
  if (m_dice.hits(m_climate.kill_county)) {
    note("county killed");
    m_county.kill();
  }
  if (m_dice.hits(m_climate.restore_station)) restore_station(station);
  if (m_dice.hits(m_climate.clone_station)) clone_station(station);
  if (m_dice.hits(m_climate.restore_county)) restore_county();
}

void World::restart_the_dead() {
  for (auto& station : m_stations)
    if (!station->running() && (m_calm || m_dice.hits(300))) station->start();
  if (!m_county.up() && (m_calm || m_dice.hits(400))) m_county.start();
}

bool World::come_to_rest() {
  const std::uint64_t until = m_fibers.now_ms() + kCalmMsMax;
  while (m_fibers.now_ms() < until && m_fibers.steps() < m_steps_max && m_wrong.empty()) {
    m_county.forget_ended();
    if (!m_fibers.step()) break;
    if (m_fibers.steps() % kLookEvery != 0 || !m_county.idle()) continue;
    const bool rest = std::all_of(m_stations.begin(), m_stations.end(),
                                  [](const auto& station) { return station->in_step(); });
    if (rest) return true;
  }
  return false;
}

Verdict World::run() {
  install_plain_suite();
  for (auto& station : m_stations) station->start();
  m_fibers.spawn([this] {
    while (m_fibers.now_ms() < m_bad_time_ms) {
      m_fibers.sleep(m_dice.below(10'000));
      calamity();
      restart_the_dead();
    }
  });
  while (m_fibers.now_ms() < m_bad_time_ms && m_fibers.steps() < m_steps_max && m_wrong.empty()) {
    m_county.forget_ended();
    if (!m_fibers.step()) break;
  }
  note("calm");
  m_calm = true;
  m_climate = {};
  for (auto& station : m_stations) {
    station->set_weather({});
    station->calm(true);
  }
  restart_the_dead();
  if (m_wrong.empty() && !come_to_rest()) {
    wrong("does not come to rest");
    for (const auto& station : m_stations)
      if (!station->in_step())
        m_wrong += "; " + station->out_of_step() + ", " + station->last_error();
  }
  Verdict verdict;
  verdict.wrong = m_wrong.empty() ? judge() : m_wrong;
  verdict.steps = m_fibers.steps();
  verdict.ops = m_ledger.ops();
  note("end", verdict.steps);
  verdict.fingerprint = m_fingerprint;
  return verdict;
}

std::string World::judge() {
  if (auto broken = m_ledger.judge(m_county.disk); !broken.empty()) return broken;
  for (auto& station : m_stations)
    if (auto other = compare_views(*station); !other.empty()) return other;
  return "";
}

// Both sides fold the cases of this station from what they hold and must see the same.
std::string World::compare_views(SimStation& station) {
  const casework::FoldContext context;
  const auto cases = station.disk.cases().value();
  for (const auto& about : cases) {
    const auto here = station.disk.ops_of_case(about).value();
    const auto there = m_county.disk.ops_of_case(about).value();
    if (says_the_same(here, there)) continue;
    const auto mine = casework::fold_case(here, context);
    const auto theirs = casework::fold_case(there, context);
    const bool same = mine.answers == theirs.answers && mine.state == theirs.state &&
                      mine.conflicts.size() == theirs.conflicts.size() &&
                      mine.timeline.size() == theirs.timeline.size();
    if (same) continue;
    return "case " + about.hex().substr(0, 8) + " is seen differently: at the station " +
           in_words(here) + ", at the county " + in_words(there);
  }
  return "";
}

}  // namespace jiujin::tests::simulation
