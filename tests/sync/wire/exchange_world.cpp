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
  auto report = wire::serve_exchange(store, *this, identity(), options, reader, writer);
  BOOST_REQUIRE(report.ok());
  last = *report;
  return out;
}

Result<std::optional<wire::StationStanding>> CountyEnd::find_station(
    const base::IncarnationId& id) {
  for (const auto& one : enrolled) {
    if (one.incarnation.id == id) return std::optional<wire::StationStanding>(one);
  }
  return std::optional<wire::StationStanding>();
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

wire::SyncRunner StationEnd::runner() {
  return wire::SyncRunner(
      store, identity(),
      {[] { return std::int64_t{1795312000000}; }, [] { return std::chrono::milliseconds(0); }},
      envelope::system_random());
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

Result<void> Pipe::exchange(const wire::RequestSource& source, const wire::AnswerSink& sink) {
  Bytes request;
  Bytes buffer(1000, '\0');
  for (;;) {
    auto size = source(buffer.data(), buffer.size());
    if (!size) return size.error();
    if (*size == 0) break;
    request.append(buffer, 0, *size);
    if (request.size() >= cut_request) break;
  }
  last_request = request;
  request_bytes = request.size();
  const bool cut = cut_request < request.size();
  const Bytes answer = m_county.answer(BytesView(request).substr(0, cut_request));
  answer_bytes = answer.size();
  if (cut) return Error{ErrorCode::kNetwork, "pipe", "cut in the request"};
  auto taken = sink(BytesView(answer).substr(0, cut_answer));
  if (!taken) return taken;
  if (cut_answer < answer.size()) return Error{ErrorCode::kNetwork, "pipe", "cut in the answer"};
  return {};
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
