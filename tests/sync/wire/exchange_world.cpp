#include "tests/sync/wire/exchange_world.h"

#include <boost/test/unit_test.hpp>

namespace jiujin::tests {

using namespace jiujin::sync;

Keys::Keys() : pair(envelope::default_suite().generate_signing_key(envelope::system_random())) {}

wire::Signer Keys::signer() const {
  return [key = pair.private_key](BytesView message) {
    return envelope::default_suite().sign(key, message, envelope::system_random());
  };
}

CountyEnd::CountyEnd() {
  incarnation.id.bytes.fill(0xc0);
  incarnation.public_key = keys.pair.public_key;
  BOOST_REQUIRE(store.add_incarnation(incarnation).ok());
}

void CountyEnd::say(base::CaseId case_id, std::uint32_t type, std::string body) {
  store::AppendBatch batch;
  batch.ops = {{type, case_id, 0, "reviewer", std::move(body), {}}};
  BOOST_REQUIRE(store.append(incarnation.id, batch).ok());
}

Result<wire::ServeReport> CountyEnd::serve(const wire::ServeLine& line) {
  auto report = wire::serve_exchange(store, *this, identity(), options, line);
  if (report) last = *report;
  return report;
}

Bytes CountyEnd::answer(BytesView request) {
  Bytes out;
  const wire::ByteReader reader = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = request.copy(buffer, std::min<std::size_t>(size, 1000));
    request.remove_prefix(count);
    return count;
  };
  const wire::ByteWriter writer = [&](BytesView bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  BOOST_REQUIRE(serve({.read = reader, .write = writer}).ok());
  return out;
}

Result<std::optional<wire::StationStanding>> CountyEnd::find_station(
    const base::IncarnationId& id) {
  for (const auto& one : enrolled) {
    if (one.incarnation.id == id) return std::optional<wire::StationStanding>(one);
  }
  return std::optional<wire::StationStanding>();
}

Result<bundle::Bound> CountyEnd::bind(const wire::StationStanding& speaker,
                                      const bundle::Reborn& reborn) {
  const store::Incarnation log{reborn.incarnation, speaker.station, reborn.suite,
                               reborn.public_key, static_cast<std::uint32_t>(enrolled.size() + 1)};
  for (const auto& one : enrolled)
    if (one.incarnation.id == log.id)
      return bundle::Bound{log.id, one.incarnation.number_block, *store.feed_end(), {}};
  BOOST_REQUIRE(store.add_incarnation(log).ok());
  enrolled.push_back({speaker.station, log, false, ""});
  return bundle::Bound{log.id, log.number_block, *store.feed_end(), {}};
}

bool CountyEnd::wanted(const oplog::StoredOp& op, const base::StationId&) {
  const auto header = *oplog::decode_header(op.header);
  return std::find(hidden.begin(), hidden.end(), header.case_id) == hidden.end();
}

void CountyEnd::ops_committed(const base::StationId&, std::span<const oplog::StoredOp> ops) {
  told_ops += ops.size();
}

void CountyEnd::file_completed(const base::StationId&, const store::FileInfo& file) {
  told_files.push_back(file.hash);
}

StationEnd::StationEnd(CountyEnd& county_end, std::uint8_t number)
    : county(county_end.incarnation) {
  id.bytes.fill(number);
  incarnation.id.bytes.fill(number);
  incarnation.owner = id;
  incarnation.public_key = keys.pair.public_key;
  incarnation.number_block = number;
  BOOST_REQUIRE(store.add_incarnation(incarnation).ok());
  county_end.enrolled.push_back({id, incarnation, false, ""});
}

void StationEnd::write(base::CaseId case_id, std::uint32_t type, std::string body) {
  store::AppendBatch batch;
  batch.ops = {{type, case_id, 0, "clerk", std::move(body), {}}};
  BOOST_REQUIRE(store.append(incarnation.id, batch).ok());
}

base::ContentHash StationEnd::take_in(std::uint8_t number, const std::string& file_bytes) {
  const auto case_id = case_of(number);
  const auto file = *store.put_file(file_bytes, "image/jpeg");
  write(case_id, 1,
        R"({"item":"QX-001","key":")" + std::string(64, 'a') + R"(","channel":"window"})");
  write(case_id, 2, R"({"answers":{"/data/name":"张三"},"form":"QX-001","form_version":1})");
  write(case_id, 3, R"({"files":[)" + file_json(file) + R"(],"slot":"M01"})");
  write(case_id, 6, R"({"number":"1","receipt":"2"})");
  return file.hash;
}

wire::StationIdentity StationEnd::identity() const {
  return {id, incarnation, county, keys.signer()};
}

wire::SyncRunner StationEnd::runner(wire::SyncRunner::CaseRank rank) {
  return wire::SyncRunner(store, identity(),
                          {[] { return std::int64_t{1795312000000}; }, [this] { return now; }},
                          envelope::system_random(), std::move(rank));
}

base::CaseId case_of(std::uint8_t number) {
  base::CaseId id;
  id.bytes.fill(number);
  return id;
}

std::string file_json(const store::FileInfo& file) {
  return R"({"hash":")" + file.hash.hex() + R"(","name":"a.jpg","size":)" +
         std::to_string(file.size) + R"(,"type":")" + file.media_type + "\"}";
}

Result<std::size_t> Pipe::next_piece(wire::Conversation& conversation, char* buffer,
                                     std::size_t size) {
  if (request_bytes >= cut_request) return Error{ErrorCode::kNetwork, "pipe", "cut in the request"};
  if (before_piece) before_piece();
  size = std::min({size, std::size_t{1000}, cut_request - request_bytes});
  for (int silences = 0;; ++silences) {
    auto piece = conversation.fill(buffer, size);
    if (!piece) return piece.error();
    if (piece->state == wire::Conversation::Piece::State::kNothingYet) {
      BOOST_REQUIRE_MESSAGE(on_silence && silences < 100, "both ends wait");
      on_silence();
      continue;
    }
    if (piece->size > 0 && (m_answering || request_bytes == 0)) ++turns;
    m_answering = false;
    if (keep_request) last_request.append(buffer, piece->size);
    request_bytes += piece->size;
    return piece->size;
  }
}

Result<void> Pipe::deliver(wire::Conversation& conversation, BytesView bytes) {
  m_answering = true;
  const std::size_t room = cut_answer - std::min(cut_answer, answer_bytes);
  answer_bytes += bytes.size();
  auto taken = conversation.take(bytes.substr(0, room));
  if (!taken) return taken;
  if (room < bytes.size()) return Error{ErrorCode::kNetwork, "pipe", "cut in the answer"};
  return {};
}

Result<void> Pipe::carry(wire::Conversation& conversation) {
  request_bytes = answer_bytes = 0;
  last_request.clear();
  m_answering = false;
  ++exchanges;
  conversation.opened();
  Bytes whole;
  if (buffers) {
    Bytes buffer(1000, '\0');
    for (;;) {
      auto size = next_piece(conversation, buffer.data(), buffer.size());
      if (!size) return size.error();
      if (*size == 0) break;
      whole.append(buffer, 0, *size);
    }
  }
  std::optional<Error> broke;
  auto report = m_county.serve({.read = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
                                  if (buffers) {
                                    const std::size_t count =
                                        BytesView(whole).copy(buffer, std::min(size, whole.size()));
                                    whole.erase(0, count);
                                    return count;
                                  }
                                  auto got = next_piece(conversation, buffer, size);
                                  if (!got) broke = got.error();
                                  return got;
                                },
                                .write = [&](BytesView bytes) -> Result<void> {
                                  auto delivered = deliver(conversation, bytes);
                                  if (!delivered) broke = delivered.error();
                                  return delivered;
                                }});
  if (broke) return *broke;
  return report ? Result<void>() : report.error();
}

void Pipe::step(std::chrono::milliseconds) {
  auto* const conversation = std::exchange(m_begun, nullptr);
  if (!conversation) return;
  const auto how = carry(*conversation);
  conversation->ended(how);
}

void require_in_step(CountyEnd& county, StationEnd& station) {
  const auto& log = station.incarnation.id;
  const auto ours = *station.store.ops_after(log, 0, 1 << 30);
  const auto theirs = *county.store.ops_after(log, 0, 1 << 30);
  BOOST_REQUIRE_EQUAL(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    BOOST_REQUIRE(ours[i].header == theirs[i].header);
    BOOST_REQUIRE(ours[i].body == theirs[i].body);
    BOOST_REQUIRE(ours[i].hash == theirs[i].hash);
    BOOST_REQUIRE_EQUAL(ours[i].county_position, theirs[i].county_position);
    BOOST_REQUIRE(ours[i].county_position > 0);
  }
  BOOST_REQUIRE_EQUAL(station.store.acknowledgement(log)->committed_seq, ours.size());
  BOOST_REQUIRE_EQUAL(*station.store.feed_cursor(), *county.store.feed_end());
  const auto said = *county.store.ops_after(county.incarnation.id, 0, 1 << 30);
  const auto heard = *station.store.ops_after(county.incarnation.id, 0, 1 << 30);
  BOOST_REQUIRE_EQUAL(said.size(), heard.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    BOOST_REQUIRE(said[i].header == heard[i].header);
    BOOST_REQUIRE(said[i].body == heard[i].body);
  }
  auto runner = station.runner();
  const auto backlog = *runner.backlog();
  BOOST_REQUIRE_EQUAL(backlog.ops, 0u);
  BOOST_REQUIRE_EQUAL(backlog.files, 0u);
}

}  // namespace jiujin::tests
