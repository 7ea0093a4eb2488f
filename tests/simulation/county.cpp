#include "tests/simulation/county.h"

#include <algorithm>

#include "sync/casework/op_types.h"
#include "tests/simulation/plain_suite.h"

namespace jiujin::tests::simulation {

using namespace sync;
using casework::OpType;

SimCounty::SimCounty(Fibers& fibers, Dice& dice) : m_fibers(fibers), m_dice(dice) {
  const base::RandomSource random = [&](auto out) { m_dice.fill(out); };
  m_keys = envelope::find_suite(kPlainSuite).value()->generate_signing_key(random);
  log.id = base::IncarnationId::random(random);
  log.suite = kPlainSuite;
  log.public_key = m_keys.public_key;
  Assert(disk.add_incarnation(log).ok());
  writes = log.id;
}

void SimCounty::begin_log() {
  store::Incarnation next = log;
  next.id = base::IncarnationId::random([&](auto out) { m_dice.fill(out); });
  Assert(disk.MemoryStore::add_incarnation(next).ok());
  writes = next.id;
}

wire::Signer SimCounty::signer() const {
  return [key = m_keys.private_key](BytesView message) {
    return envelope::find_suite(kPlainSuite).value()->sign(key, message, {});
  };
}

std::shared_ptr<Connection> SimCounty::accept(const Weather& weather) {
  if (!m_up) return nullptr;
  auto line = std::make_shared<Connection>();
  const auto somewhere = [&] { return m_dice.below(std::uint64_t{1} << m_dice.below(18)); };
  if (m_dice.hits(weather.cut)) (m_dice.hits(500) ? line->up : line->down).cut_at = somewhere();
  if (m_dice.hits(weather.black_hole))
    (m_dice.hits(500) ? line->up : line->down).black_from = somewhere();
  if (m_dice.hits(weather.bend)) (m_dice.hits(500) ? line->up : line->down).bend_at = somewhere();
  line->buffered = m_dice.hits(weather.buffered);
  line->up.keep = m_dice.hits(weather.repeat);
  serve(line);
  return line;
}

void SimCounty::serve(std::shared_ptr<Connection> line) {
  const auto fiber = m_fibers.spawn([this, line] {
    wire::ServeOptions options;
    options.now_ms = 1'795'312'345'678 + m_fibers.now_ms();
    options.answer_bytes_max = 64 * 1024;
    options.mono = [this] { return std::chrono::milliseconds(m_fibers.now_ms()); };
    const auto report = wire::serve_exchange(disk, *this, {log, signer()}, options,
                                             county_end(m_fibers, m_dice, line));
    if (!report.ok()) line->broken = true;
    line->down.ended = true;
    if (line->up.keep) m_repeats.push_back(std::move(line->up.kept));
  });
  m_handlers.push_back({fiber, std::move(line)});
}

void SimCounty::forget_ended() {
  std::erase_if(m_handlers, [&](const Handler& one) { return !m_fibers.alive(one.fiber); });
  if (!m_up || m_repeats.empty()) return;
  auto line = std::make_shared<Connection>();
  line->up.waiting = std::move(m_repeats.back());
  line->up.ended = true;
  m_repeats.pop_back();
  serve(std::move(line));
}

void SimCounty::kill() {
  m_up = false;
  for (const Handler& one : m_handlers) {
    m_fibers.kill(one.fiber);
    one.line->broken = true;
  }
  m_repeats.clear();
}

void SimCounty::start() {
  m_owners.clear();
  for (const auto& station : enrolled) {
    const auto ops = disk.ops_after(station.incarnation.id, 0, std::size_t{1} << 40);
    if (ops.ok()) ops_committed(station.station, *ops);
  }
  m_up = true;
}

bool SimCounty::owns(Fibers::Id id) const {
  return std::any_of(m_handlers.begin(), m_handlers.end(),
                     [&](const Handler& one) { return one.fiber == id; });
}

bool SimCounty::say_something() {
  const auto cases = disk.cases().value();
  if (cases.empty()) return false;
  const auto& about = cases[m_dice.below(cases.size())];
  static constexpr std::pair<OpType, const char*> kWords[] = {
      {OpType::kReviewStarted, "{}"},
      {OpType::kNoteAdded, R"({"text":"please call"})"},
      {OpType::kFormAnswered,
       R"({"form":"QX-001","form_version":1,"answers":{"/data/name":"county"}})"},
      {OpType::kAcceptanceDecided, R"({"accepted":true,"deferral":false,"document":"1"})"}};
  const auto& [type, body] = kWords[m_dice.below(std::size(kWords))];
  store::AppendBatch batch;
  batch.ops.push_back({static_cast<std::uint32_t>(type),
                       about,
                       disk.ops_of_case(about).value().size(),
                       "reviewer",
                       body,
                       {}});
  return disk.append(writes, batch).ok();
}

Result<std::optional<wire::StationStanding>> SimCounty::find_station(
    const base::IncarnationId& incarnation) {
  for (const auto& one : enrolled)
    if (one.incarnation.id == incarnation) return std::optional<wire::StationStanding>(one);
  return std::optional<wire::StationStanding>();
}

Result<bundle::Bound> SimCounty::bind(const wire::StationStanding& speaker,
                                      const bundle::Reborn& reborn) {
  for (const auto& one : enrolled) {
    if (one.incarnation.id != reborn.incarnation) continue;
    if (one.station != speaker.station || one.incarnation.public_key != reborn.public_key)
      return Error{ErrorCode::kConflict, "incarnation", "is another's"};
    return bundle::Bound{
        reborn.incarnation, one.incarnation.number_block, disk.feed_end().value(), {}};
  }
  auto block = static_cast<std::uint32_t>(enrolled.size()) + 1;
  const auto logs = disk.incarnations().value();
  for (const auto& log : logs)  // written down before the process died
    if (log.id == reborn.incarnation) block = log.number_block;
  const store::Incarnation fresh{reborn.incarnation, speaker.station, reborn.suite,
                                 reborn.public_key, block};
  if (auto added = disk.add_incarnation(fresh); !added) return added.error();
  enrolled.push_back({speaker.station, fresh, false, ""});
  return bundle::Bound{reborn.incarnation, block, disk.feed_end().value(), {}};
}

bool SimCounty::wanted(const oplog::StoredOp& op, const base::StationId& reader) {
  const auto header = oplog::decode_header(op.header);
  if (!header.ok()) return false;
  if (header->case_id.is_zero()) return true;
  const auto owner = m_owners.find(header->case_id);
  return owner != m_owners.end() && owner->second == reader;
}

void SimCounty::ops_committed(const base::StationId& from, std::span<const oplog::StoredOp> ops) {
  for (const auto& op : ops) {
    const auto header = oplog::decode_header(op.header);
    if (header.ok()) m_owners.emplace(header->case_id, from);
  }
}

}  // namespace jiujin::tests::simulation
