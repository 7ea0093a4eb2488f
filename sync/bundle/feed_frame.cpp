#include "sync/bundle/feed_frame.h"

#include <algorithm>

#include "sync/base/varint.h"
#include "sync/bundle/columns.h"
#include "sync/bundle/deflate.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/record_columns.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kFeedContext = "jiujin-feed-1";
constexpr std::uint8_t kWithOp = 1;
constexpr std::uint8_t kSuperseded = 2;
// By column an entry's own numbers are no more than this.
constexpr std::size_t kReferenceCost = 8;

std::size_t cost_of(const store::FeedEntry& entry) {
  return entry.op ? entry.op->header.size() + entry.op->body.size() : kReferenceCost;
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

// On the wire: do not renumber.
constexpr std::uint8_t kByRecord = 0;
constexpr std::uint8_t kByColumn = 1;

// Beside the suite of a log: it is the county's own.
constexpr std::uint8_t kCountyLog = 0x80;

struct Logs {
  std::vector<base::IncarnationId> ids;
  std::vector<std::uint8_t> suites;
};

std::uint8_t flags_of(const store::FeedEntry& entry) {
  return static_cast<std::uint8_t>((entry.op ? kWithOp : 0) | (entry.superseded ? kSuperseded : 0));
}

std::size_t log_of(const store::FeedEntry& entry, const Logs& logs) {
  const auto log = std::find(logs.ids.begin(), logs.ids.end(), entry.address.incarnation);
  return static_cast<std::size_t>(log - logs.ids.begin());
}

Commitment commitment_of(const store::FeedEntry& entry, const Logs& logs,
                         const FeedWriting& writing) {
  const bool omit = logs.suites[log_of(entry, logs)] != 0 && writing.holds_key(*entry.op);
  return omit ? Commitment::kOmit : Commitment::kWrite;
}

void write_entries(FieldWriter& out, const FeedPiece& piece, const Logs& logs,
                   const FeedWriting& writing) {
  std::uint64_t position = piece.from;
  for (const auto& entry : piece.entries) {
    out.varint(entry.position - position);
    position = entry.position;
    out.byte(flags_of(entry));
    out.varint(log_of(entry, logs));
    out.varint(entry.address.seq);
    if (entry.op) write_record(out, *entry.op, commitment_of(entry, logs, writing));
  }
}

// False: it cannot stand in columns.
bool write_entry_columns(FieldWriter& out, const FeedPiece& piece, const Logs& logs,
                         const FeedWriting& writing) {
  std::vector<std::uint64_t> steps, flags, which, seqs;
  std::vector<RecordToWrite> records;
  std::uint64_t position = piece.from;
  for (const auto& entry : piece.entries) {
    steps.push_back(entry.position - position);
    position = entry.position;
    flags.push_back(flags_of(entry));
    which.push_back(log_of(entry, logs));
    seqs.push_back(entry.address.seq);
    if (entry.op) records.push_back({&*entry.op, commitment_of(entry, logs, writing)});
  }
  for (const auto* column : {&steps, &flags, &which, &seqs}) write_numbers(out, *column);
  return records.empty() ||
         (records.size() <= kOpsInFrameMax && write_record_columns(out, records));
}

// Everything of the payload up to the county's head; nothing where this layout cannot say it.
std::optional<Bytes> encode_inside(const FeedPiece& piece, const FeedWriting& writing,
                                   std::uint8_t layout) {
  Logs logs{logs_of(piece), {}};
  FieldWriter out;
  out.byte(layout);
  out.varint(piece.from);
  out.varint(piece.to);
  out.id(piece.tail);
  out.varint(logs.ids.size());
  for (const auto& id : logs.ids) {
    logs.suites.push_back(writing.suite_of(id));
    out.id(id);
    const bool county = writing.is_county && writing.is_county(id);
    out.byte(static_cast<std::uint8_t>(logs.suites.back() | (county ? kCountyLog : 0)));
  }
  out.varint(piece.entries.size());
  if (layout == kByRecord) {
    write_entries(out, piece, logs, writing);
  } else if (!write_entry_columns(out, piece, logs, writing)) {
    return std::nullopt;
  }
  return out.take();
}

// By column where that is shorter, which for many entries it always is.
Bytes shortest_inside(const FeedPiece& piece, const FeedWriting& writing) {
  constexpr std::size_t kFew = 8;
  auto columns = encode_inside(piece, writing, kByColumn);
  if (columns && piece.entries.size() > kFew) return *std::move(columns);
  Bytes records = *encode_inside(piece, writing, kByRecord);
  if (!columns || shortest_size(records) <= shortest_size(*columns)) return records;
  return *std::move(columns);
}

struct Inside {
  FeedPiece piece;
  std::vector<Record> records;       // one for each entry with an op
  std::vector<std::uint8_t> suites;  // of each record's author; 0 = the county did not know
};

using ReadLogs = std::vector<std::pair<base::IncarnationId, std::uint8_t>>;

// One entry from its four numbers, without its op.
store::FeedEntry make_entry(FieldReader& in, const FeedPiece& piece, const ReadLogs& logs,
                            std::uint64_t step, std::uint64_t flags, std::uint64_t log,
                            std::uint64_t seq) {
  store::FeedEntry entry;
  const std::uint64_t before = piece.entries.empty() ? piece.from : piece.entries.back().position;
  if (step == 0 || step > piece.to - before) in.fail("an entry out of order");
  if (flags & ~std::uint64_t{kWithOp | kSuperseded}) in.fail("unknown flags on an entry");
  if (log >= logs.size()) in.fail("an entry names a log that is not in the list");
  if (seq == 0) in.fail("seq counts from 1");
  if (in.failed()) return entry;
  entry.position = before + step;
  entry.superseded = flags & kSuperseded;
  entry.address = {logs[static_cast<std::size_t>(log)].first, seq};
  return entry;
}

void take_record(Inside& out, store::FeedEntry& entry, Record record, std::uint8_t suite) {
  record.op.address = entry.address;
  record.op.county_position = entry.position;
  entry.op.emplace();  // filled once the commitments are settled
  out.records.push_back(std::move(record));
  out.suites.push_back(suite);
}

void read_entries(FieldReader& in, std::uint64_t count, const ReadLogs& logs, Inside& out) {
  for (; count > 0 && !in.failed(); --count) {
    const std::uint64_t step = in.varint();
    const std::uint8_t flags = in.byte();
    const std::uint64_t log = in.varint();
    const std::uint64_t seq = in.varint();
    auto entry = make_entry(in, out.piece, logs, step, flags, log, seq);
    if (in.failed()) return;
    if (flags & kWithOp) {
      take_record(out, entry, read_record(in), logs[static_cast<std::size_t>(log)].second);
    }
    out.piece.entries.push_back(std::move(entry));
  }
}

void read_entry_columns(FieldReader& in, std::size_t count, const ReadLogs& logs, Inside& out) {
  const auto steps = read_numbers(in, count);
  const auto flags = read_numbers(in, count);
  const auto which = read_numbers(in, count);
  const auto seqs = read_numbers(in, count);
  const auto with_op = static_cast<std::size_t>(std::count_if(
      flags.begin(), flags.end(), [](std::uint64_t flag) { return (flag & kWithOp) != 0; }));
  if (with_op > kOpsInFrameMax) in.fail("too many ops in a frame");
  if (in.failed()) return;
  std::vector<Record> records;
  if (with_op > 0) records = read_record_columns(in, with_op);
  for (std::size_t i = 0, next = 0; i < count && !in.failed(); ++i) {
    auto entry = make_entry(in, out.piece, logs, steps[i], flags[i], which[i], seqs[i]);
    if (in.failed()) return;
    if (flags[i] & kWithOp) {
      take_record(out, entry, std::move(records[next++]),
                  logs[static_cast<std::size_t>(which[i])].second);
    }
    out.piece.entries.push_back(std::move(entry));
  }
}

Inside read_inside(FieldReader& in) {
  Inside out;
  const std::uint8_t layout = in.byte();
  if (layout > kByColumn) in.fail("an unknown layout of a feed");
  out.piece.from = in.varint();
  out.piece.to = in.varint();
  if (out.piece.to < out.piece.from) in.fail("the cursor goes backwards");
  out.piece.tail = in.id<HashCheck>();
  ReadLogs logs;
  for (auto left = in.varint(kIncarnationsMax); left > 0 && !in.failed(); --left) {
    const auto id = in.id<base::IncarnationId>();
    const std::uint8_t suite = in.byte();
    logs.emplace_back(id, suite & ~kCountyLog);
    if (suite & kCountyLog) out.piece.county_logs.push_back(logs.back());
  }
  const std::uint64_t count = in.varint(kEntriesInFrameMax);
  if (layout == kByRecord) {
    read_entries(in, count, logs, out);
  } else if (!in.failed()) {
    read_entry_columns(in, static_cast<std::size_t>(count), logs, out);
  }
  return out;
}

}  // namespace

std::size_t feed_entries_that_fit(std::span<const store::FeedEntry> entries) {
  std::size_t bytes = 0;
  std::size_t ops = 0;
  std::size_t count = 0;
  while (count < entries.size() && count < kEntriesInFrameMax) {
    bytes += cost_of(entries[count]);
    if (entries[count].op && ++ops > kOpsInFrameMax) break;
    if (count > 0 && bytes > kOpsPackedTarget) break;
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
  std::uint64_t before = piece.from;
  for (const auto& entry : piece.entries) {
    Assert(entry.position > before && entry.position <= piece.to);
    before = entry.position;
  }
  out.raw(shortest_inside(piece, writing));
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
