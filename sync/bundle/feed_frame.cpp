#include "sync/bundle/feed_frame.h"

#include <algorithm>

#include "sync/base/varint.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kFeedContext = "jiujin-feed-1";
constexpr std::uint8_t kWithOp = 1;
constexpr std::uint8_t kSuperseded = 2;
// Position, flags, incarnation, seq and a record's lengths are under this, commitment included.
constexpr std::size_t kEntryOverhead = 80;

std::size_t cost_of(const store::FeedEntry& entry) {
  return kEntryOverhead + (entry.op ? entry.op->header.size() + entry.op->body.size() : 0);
}

// What the county signs for one piece. `inside`: the payload up to county head and signature.
Bytes feed_message(const FeedPiece& piece, const store::Incarnation& county,
                   const base::StationId& reader, const base::Digest& inside) {
  Bytes out(kFeedContext);
  out += county.id.view();
  out += reader.view();
  base::append_big_endian_64(out, piece.from);
  base::append_big_endian_64(out, piece.to);
  base::append_big_endian_64(out, piece.county_head.seq);
  out += piece.county_head.hash.view();
  out += inside.view();
  return out;
}

// The logs that a piece names, each once, in order of appearance.
std::vector<base::IncarnationId> logs_of(const FeedPiece& piece) {
  std::vector<base::IncarnationId> logs;
  for (const auto& entry : piece.entries) {
    const auto& id = entry.address.incarnation;
    if (std::find(logs.begin(), logs.end(), id) == logs.end()) logs.push_back(id);
  }
  return logs;
}

// Everything of the payload up to the county's head.
Bytes encode_inside(const FeedPiece& piece, const FeedWriting& writing) {
  FieldWriter out;
  out.varint(piece.from);
  out.varint(piece.to);
  const auto logs = logs_of(piece);
  out.varint(logs.size());
  std::vector<std::uint8_t> suites;
  for (const auto& id : logs) {
    suites.push_back(writing.suite_of(id));
    out.id(id);
    out.byte(suites.back());
  }
  out.varint(piece.entries.size());
  std::uint64_t position = piece.from;
  for (const auto& entry : piece.entries) {
    Assert(entry.position > position && entry.position <= piece.to);
    out.varint(entry.position - position);
    position = entry.position;
    out.byte(
        static_cast<std::uint8_t>((entry.op ? kWithOp : 0) | (entry.superseded ? kSuperseded : 0)));
    const auto log = std::find(logs.begin(), logs.end(), entry.address.incarnation);
    out.varint(static_cast<std::uint64_t>(log - logs.begin()));
    out.varint(entry.address.seq);
    if (!entry.op) continue;
    const bool omit =
        suites[static_cast<std::size_t>(log - logs.begin())] != 0 && writing.holds_key(*entry.op);
    write_record(out, *entry.op, omit ? Commitment::kOmit : Commitment::kWrite);
  }
  return out.take();
}

struct Inside {
  FeedPiece piece;
  std::vector<Record> records;       // one for each entry with an op
  std::vector<std::uint8_t> suites;  // of each record's author; 0 = the county did not know
};

Inside read_inside(FieldReader& in) {
  Inside out;
  out.piece.from = in.varint();
  out.piece.to = in.varint();
  if (out.piece.to < out.piece.from) in.fail("the cursor goes backwards");
  std::vector<std::pair<base::IncarnationId, std::uint8_t>> logs;
  for (auto left = in.varint(kIncarnationsMax); left > 0 && !in.failed(); --left) {
    const auto id = in.id<base::IncarnationId>();
    logs.emplace_back(id, in.byte());
  }
  std::uint64_t position = out.piece.from;
  for (auto left = in.varint(kEntriesInFrameMax); left > 0 && !in.failed(); --left) {
    const std::uint64_t step = in.varint();
    if (step == 0 || step > out.piece.to - position) in.fail("an entry out of order");
    if (in.failed()) break;
    position += step;
    store::FeedEntry entry;
    entry.position = position;
    const std::uint8_t flags = in.byte();
    entry.superseded = flags & kSuperseded;
    if (flags & ~(kWithOp | kSuperseded)) in.fail("unknown flags on an entry");
    const std::uint64_t log = in.varint();
    if (log >= logs.size()) in.fail("an entry names a log that is not in the list");
    entry.address.seq = in.varint();
    if (entry.address.seq == 0) in.fail("seq counts from 1");
    if (in.failed()) break;
    const auto& [id, suite] = logs[static_cast<std::size_t>(log)];
    entry.address.incarnation = id;
    if (flags & kWithOp) {
      Record record = read_record(in);
      record.op.address = entry.address;
      record.op.county_position = position;
      entry.op.emplace();  // filled once the commitments are settled
      out.records.push_back(std::move(record));
      out.suites.push_back(suite);
    }
    out.piece.entries.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

std::size_t feed_entries_that_fit(std::span<const store::FeedEntry> entries) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < entries.size() && count < kEntriesInFrameMax) {
    bytes += cost_of(entries[count]);
    if (count > 0 && bytes > kOpsBytesTarget) break;
    ++count;
  }
  return count;
}

Result<Bytes> encode_feed_frame(const FeedPiece& piece, const store::Incarnation& county,
                                const base::StationId& reader, const FeedWriting& writing,
                                const Signer& sign) {
  auto suite = envelope::find_suite(county.suite);
  if (!suite) return suite.error();
  FieldWriter out;
  out.raw(encode_inside(piece, writing));
  const base::Digest inside = (*suite)->hash({out.bytes()});
  auto signature = sign(feed_message(piece, county, reader, inside));
  if (!signature) return signature.error();
  out.varint(piece.county_head.seq);
  out.id(piece.county_head.hash);
  out.counted(*signature);
  return out.take();
}

Result<FeedPiece> decode_feed_frame(BytesView payload, const store::Incarnation& county,
                                    const base::StationId& reader, std::uint64_t cursor,
                                    const CaseKeys& keys) {
  auto suite = envelope::find_suite(county.suite);
  if (!suite) return suite.error();
  FieldReader in(payload, "feed frame");
  Inside inside = read_inside(in);
  FeedPiece& piece = inside.piece;
  const BytesView signed_bytes = payload.substr(0, payload.size() - in.left());
  piece.county_head.seq = in.varint();
  piece.county_head.hash = in.id<base::Digest>();
  const Bytes signature(in.counted(kSignatureBytesMax));
  if (piece.from != cursor) in.fail("the feed does not continue where we stand");
  auto done = in.finish();
  if (!done) return done.error();
  auto verified = (*suite)->verify(
      county.public_key, feed_message(piece, county, reader, (*suite)->hash({signed_bytes})),
      signature);
  if (!verified) {
    return Error{ErrorCode::kProtocol, "feed frame",
                 "the county's signature does not match: " + verified.error().cause};
  }
  FrameKeys frame_keys(keys);
  std::size_t next = 0;
  for (auto& entry : piece.entries) {
    if (!entry.op) continue;
    Record& record = inside.records[next];
    // Without the author's suite the body cannot be checked here; the county vouches for it.
    if (inside.suites[next] != 0 || record.commitment_omitted) {
      auto settled = frame_keys.settle(record, entry.address, inside.suites[next]);
      if (!settled) return settled.error();
    }
    entry.op = std::move(record.op);
    ++next;
  }
  return piece;
}

}  // namespace jiujin::sync::bundle
