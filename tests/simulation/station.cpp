#include "tests/simulation/station.h"

#include <algorithm>

#include "sync/casework/op_types.h"
#include "sync/wire/file_queue.h"
#include "tests/simulation/plain_suite.h"

namespace jiujin::tests::simulation {

using namespace sync;
using casework::OpType;

namespace {

oplog::OpDraft draft(OpType type, const base::CaseId& about, std::uint64_t seen, std::string body) {
  return {static_cast<std::uint32_t>(type), about, seen, "clerk", std::move(body), {}};
}

constexpr const char* kIdentityRow = "sim/identity";
constexpr std::uint32_t kNewerType = 99'999;  // of no version there is

Bytes identity_row(const base::IncarnationId& log, BytesView private_key) {
  return Bytes(log.view()) + Bytes(private_key);
}

}  // namespace

SimStation::SimStation(Fibers& fibers, Dice& dice, Ledger& ledger, SimCounty& county)
    : m_fibers(fibers), m_dice(dice), m_ledger(ledger), m_county(county) {
  const base::RandomSource random = [&](auto out) { m_dice.fill(out); };
  const auto keys = envelope::find_suite(kPlainSuite).value()->generate_signing_key(random);
  m_station = base::StationId::random(random);
  const store::Incarnation log{base::IncarnationId::random(random), m_station, kPlainSuite,
                               keys.public_key,
                               static_cast<std::uint32_t>(county.enrolled.size()) + 1};
  county.enrolled.push_back({m_station, log, false, ""});
  Assert(disk.add_incarnation(log).ok());
  const std::pair<std::string, std::optional<Bytes>> row{kIdentityRow,
                                                         identity_row(log.id, keys.private_key)};
  Assert(disk.write_rows({&row, 1}).ok());
}

SimStation::SimStation(const SimStation& original, int)
    : m_fibers(original.m_fibers),
      m_dice(original.m_dice),
      m_ledger(original.m_ledger),
      m_county(original.m_county),
      m_station(original.m_station),
      m_weather(original.m_weather) {
  disk.copy_from(original.disk);
}

wire::StationIdentity SimStation::identity() const {
  auto& mine = const_cast<SimDisk&>(disk);
  const Bytes row = mine.row(kIdentityRow).value().value();
  const auto own = base::IncarnationId::from_bytes(BytesView(row).substr(0, 16)).value();
  wire::StationIdentity identity;
  identity.station = m_station;
  const auto logs = mine.incarnations().value();
  for (const auto& log : logs)
    if (log.id == own) identity.incarnation = log;
  identity.county = m_county.log;
  identity.sign = [key = row.substr(16)](BytesView message) {
    return envelope::find_suite(kPlainSuite).value()->sign(key, message, {});
  };
  identity.reborn = [row](const store::Incarnation& fresh, BytesView key) {
    return wire::RebornRows{{{kIdentityRow, identity_row(fresh.id, key)}}, {{kIdentityRow, row}}};
  };
  return identity;
}

void SimStation::spawn(void (SimStation::*life)()) {
  m_processes.push_back(m_fibers.spawn([this, life] { (this->*life)(); }));
}

void SimStation::start() {
  m_running = true;
  spawn(&SimStation::clerk);
  for (int i = 0; i < m_runs; ++i) spawn(&SimStation::sender);
}

void SimStation::kill() {
  m_running = false;
  for (const auto process : m_processes)
    if (process != m_fibers.current()) m_fibers.kill(process);
}

bool SimStation::owns(Fibers::Id id) const {
  return std::find(m_processes.begin(), m_processes.end(), id) != m_processes.end();
}

// Any time from 1970 to 2039, and now and then another one.
std::int64_t SimStation::wrong_clock() {
  if (m_clock_began_ms == 0 || (!m_calm && m_dice.hits(100)))
    m_clock_began_ms = 1 + static_cast<std::int64_t>(m_dice.below(std::uint64_t{1} << 41));
  return m_clock_began_ms + static_cast<std::int64_t>(m_fibers.now_ms());
}

bool SimStation::save(store::AppendBatch batch) {
  batch.time.wall_ms = wrong_clock();
  const auto ops = disk.append(identity().incarnation.id, batch);
  if (!ops.ok()) return false;  // the screen says so
  for (const auto& op : *ops) m_ledger.saved(op);
  return true;
}

void SimStation::take_in() {
  const base::RandomSource random = [&](auto out) { m_dice.fill(out); };
  const auto about = base::CaseId::random(random);
  const auto key = base::CaseKey::random(random);
  store::AppendBatch batch;
  batch.ops.push_back(draft(
      OpType::kCaseOpened, about, 0,
      R"({"key":")" + key.hex() +
          R"(","item":"QX-001","item_version":1,"division":"430190101201","channel":"window",)"
          R"("applicant":{"name":"a","id_type":"111","id_no":"1"}})"));
  batch.ops.push_back(
      draft(OpType::kFormAnswered, about, 0,
            R"({"form":"QX-001","form_version":1,"answers":{"/data/name":"station"}})"));
  save(std::move(batch));
}

void SimStation::go_on_with(const base::CaseId& about) {
  std::uint64_t seen = 0;
  const auto ops = disk.ops_of_case(about).value();
  for (const auto& op : ops) seen += op.county_position > 0;
  store::AppendBatch batch;
  if (m_dice.hits(500)) {
    // Mostly small, now and then more than one frame.
    const std::uint64_t bits = m_dice.hits(20) ? 17 : 7 + m_dice.below(3) * m_dice.below(3);
    Bytes scan(1 + m_dice.below(std::uint64_t{1} << bits), 's');
    for (std::size_t i = 0; i < scan.size(); i += 64) scan[i] = static_cast<char>(m_dice.next());
    const auto file = disk.put_file(scan, "image/jpeg");
    if (!file.ok()) return;
    batch.ops.push_back(draft(OpType::kMaterialAdded, about, seen,
                              R"({"slot":"M01","files":[{"hash":")" + file->hash.hex() +
                                  R"(","size":)" + std::to_string(file->size) +
                                  R"(,"type":"image/jpeg","name":"a.jpg","rotation":0}]})"));
    if (save(std::move(batch))) m_ledger.saved_file(file->hash, std::move(scan));
    return;
  }
  if (m_dice.hits(100)) {  // a program that is newer than the county's
    auto newer = draft(OpType::kFormAnswered, about, seen, R"({"news":"of another version"})");
    newer.type = kNewerType;
    batch.ops.push_back(std::move(newer));
  }
  batch.ops.push_back(draft(OpType::kFormAnswered, about, seen,
                            R"({"form":"QX-001","form_version":1,"answers":{"/data/name":")" +
                                std::to_string(m_dice.below(100)) + R"("}})"));
  save(std::move(batch));
}

void SimStation::clerk() {
  for (;;) {
    m_fibers.sleep(m_dice.below(15'000));
    if (m_calm) return;
    const auto cases = disk.cases().value();
    if (cases.empty() || m_dice.hits(300))
      take_in();
    else
      go_on_with(cases[m_dice.below(cases.size())]);
  }
}

std::shared_ptr<Connection> SimStation::connect(bool* portal) {
  m_fibers.sleep(m_dice.below(2'000));
  if (m_dice.hits(m_weather.portal)) *portal = true;
  if (*portal || m_dice.hits(m_weather.refuse)) return nullptr;
  return m_county.accept(m_weather);
}

void SimStation::sender() {
  for (;;) {
    m_fibers.sleep(m_dice.below(m_calm ? 1'000 : 15'000));
    SimTransport transport(m_fibers, m_dice, [this](bool* portal) { return connect(portal); });
    wire::SyncRunner runner(disk, identity(),
                            {[this] { return wrong_clock(); },
                             [this] { return std::chrono::milliseconds(m_fibers.now_ms()); }},
                            [this](auto out) { m_dice.fill(out); });
    const auto report = runner.run(transport);
    m_last_error = report.ok() ? "" : report.error().line();
  }
}

bool SimStation::knows_tail() const {
  auto& mine = const_cast<SimDisk&>(disk);
  const auto tail = wire::FileQueue(mine, m_station).tail().value();
  if (!tail) return false;
  std::uint64_t scanned = 0;
  const auto there = m_county.disk.feed_after(tail->position - 1, 1, nullptr, &scanned).value();
  return !there.empty() && there.front().position == tail->position &&
         bundle::tail_check(there.front().address, m_county.writes) == tail->check;
}

std::string SimStation::out_of_step() const {
  auto& mine = const_cast<SimDisk&>(disk);
  const auto log = identity().incarnation.id;
  const auto held = m_county.disk.head(log);
  const std::uint64_t known =
      std::min(mine.acknowledgement(log)->committed_seq, held.ok() ? held->seq : 0);
  const std::uint64_t head = mine.head(log)->seq;
  if (head != known)
    return "the county holds " + std::to_string(known) + " of " + std::to_string(head) + " ops";
  const std::uint64_t cursor = mine.feed_cursor().value();
  const std::uint64_t end = m_county.disk.feed_end().value();
  if (cursor < end)
    return "the feed was read to " + std::to_string(cursor) + " of " + std::to_string(end);
  // A county that was set back may have come to the same length by now, with another feed.
  if (cursor > 0 && !knows_tail()) return "the feed that was read is not the county's any more";
  const auto waiting = mine.rows("wire/send/").value();
  return waiting.empty() ? "" : std::to_string(waiting.size()) + " files wait";
}

}  // namespace jiujin::tests::simulation
