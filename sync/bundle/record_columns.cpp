#include "sync/bundle/record_columns.h"

#include <algorithm>
#include <unordered_map>

#include "sync/bundle/body_shape.h"
#include "sync/bundle/columns.h"
#include "sync/bundle/limits.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::bundle {

namespace {

using oplog::OpHeader;
using Numbers = std::vector<std::uint64_t>;

constexpr std::uint8_t kCommitmentWritten = 1;
constexpr std::uint8_t kBodyDestroyed = 2;
constexpr std::uint8_t kWithOrigin = 4;
constexpr std::size_t kCommitmentBytes = 32;

// A column of ids: each once, in order of appearance, then which one stands where.
class IdColumn {
 public:
  void add(BytesView id) {
    const auto [place, fresh] = m_known.try_emplace(id, m_known.size());
    if (fresh) m_list += id;
    m_which.push_back(place->second);
  }
  void write(FieldWriter& out) const {
    if (m_which.empty()) return;
    out.varint(m_known.size());
    out.raw(m_list);
    write_numbers(out, m_which);
  }

 private:
  std::unordered_map<BytesView, std::uint64_t> m_known;
  Bytes m_list;
  Numbers m_which;
};

template <typename Id>
std::vector<Id> read_ids(FieldReader& in, std::size_t count) {
  std::vector<Id> list, out;
  if (count == 0) return out;
  for (auto left = in.varint(count); left > 0 && !in.failed(); --left) {
    list.push_back(in.id<Id>());
  }
  for (const std::uint64_t which : read_numbers(in, count)) {
    if (which >= list.size()) in.fail("an id that is not in the list");
    out.push_back(in.failed() ? Id{} : list[static_cast<std::size_t>(which)]);
  }
  return out;
}

template <typename Of>
void write_column(FieldWriter& out, const std::vector<OpHeader>& headers, Of of) {
  Numbers numbers;
  numbers.reserve(headers.size());
  for (const OpHeader& header : headers) numbers.push_back(of(header));
  write_numbers(out, numbers);
}

// Both clocks run alike, so that what differs between them is nearly always the same.
std::uint64_t mono_less_wall(const OpHeader& header) {
  return header.time.mono_ms - static_cast<std::uint64_t>(header.time.wall_ms);
}

void write_headers(FieldWriter& out, const std::vector<OpHeader>& headers) {
  write_column(out, headers, [](const OpHeader& h) { return h.type; });
  IdColumn cases, boots;
  for (const OpHeader& header : headers) {
    cases.add(header.case_id.view());
    boots.add(header.time.boot.view());
  }
  cases.write(out);
  boots.write(out);
  write_column(out, headers, [](const OpHeader& h) { return base::zigzag(h.time.wall_ms); });
  write_column(out, headers, mono_less_wall);
  write_column(out, headers, [](const OpHeader& h) { return h.time.county_ms; });
  write_column(out, headers, [](const OpHeader& h) { return h.base; });
  std::vector<BytesView> actors;
  for (const OpHeader& header : headers) actors.push_back(header.actor);
  write_texts(out, actors);
  IdColumn origins;
  Numbers seqs;
  Bytes hashes;
  for (const OpHeader& header : headers) {
    if (!header.origin) continue;
    origins.add(header.origin->address.incarnation.view());
    seqs.push_back(header.origin->address.seq);
    hashes += header.origin->hash.view();
  }
  origins.write(out);
  write_numbers(out, seqs);
  out.raw(hashes);
}

void read_origins(FieldReader& in, const Numbers& flags, std::vector<OpHeader>& headers) {
  const auto count = static_cast<std::size_t>(std::count_if(
      flags.begin(), flags.end(), [](std::uint64_t f) { return (f & kWithOrigin) != 0; }));
  const auto logs = read_ids<base::IncarnationId>(in, count);
  const auto seqs = read_numbers(in, count);
  for (std::size_t i = 0, next = 0; i < headers.size() && !in.failed(); ++i) {
    if (!(flags[i] & kWithOrigin)) continue;
    if (seqs[next] == 0) in.fail("the seq of an origin counts from 1");
    headers[i].origin = oplog::Origin{{logs[next], seqs[next]}, in.id<base::Digest>()};
    ++next;
  }
}

std::vector<OpHeader> read_headers(FieldReader& in, const Numbers& flags) {
  const std::size_t count = flags.size();
  const auto types = read_numbers(in, count);
  const auto cases = read_ids<base::CaseId>(in, count);
  const auto boots = read_ids<base::BootId>(in, count);
  const auto walls = read_numbers(in, count);
  const auto monos = read_numbers(in, count);
  const auto counties = read_numbers(in, count);
  const auto bases = read_numbers(in, count);
  TextArena arena;
  const auto actors = read_texts(in, count, arena);
  std::vector<OpHeader> out(in.failed() ? 0 : count);
  for (std::size_t i = 0; i < out.size(); ++i) {
    OpHeader& header = out[i];
    if (types[i] == 0 || types[i] > UINT32_MAX) in.fail("an op type is out of its range");
    header.type = static_cast<oplog::OpTypeCode>(types[i]);
    header.case_id = cases[i];
    header.time.boot = boots[i];
    header.time.wall_ms = base::unzigzag(walls[i]);
    header.time.mono_ms = monos[i] + static_cast<std::uint64_t>(header.time.wall_ms);
    header.time.county_ms = counties[i];
    header.base = bases[i];
    const BytesView actor = arena.at(actors[i]);
    if (!oplog::is_actor(actor)) in.fail("an actor is not UTF-8 of at most 64 bytes");
    header.actor = std::string(actor.substr(0, oplog::kActorBytesMax));
  }
  read_origins(in, flags, out);
  return out;
}

// --- bodies ---

class BodyWriter {
 public:
  // False: it cannot stand in columns.
  bool add(BytesView body) {
    m_values.clear();
    if (!split_body(body, m_shape, m_values)) return false;
    auto found = m_known.find(m_shape);
    if (found == m_known.end()) {
      if (m_known.size() == kShapesMax) return false;
      found = m_known.emplace(m_shape, m_columns.size()).first;
      m_shapes.push_back(&found->first);
      m_columns.emplace_back(m_values.size());
    }
    m_which.push_back(found->second);
    auto& columns = m_columns[found->second];
    for (std::size_t i = 0; i < m_values.size(); ++i) columns[i].push_back(m_values[i]);
    m_count += m_values.size();
    return m_count <= kColumnValuesMax;
  }
  void write(FieldWriter& out) const {
    if (m_which.empty()) return;
    out.varint(m_shapes.size());
    for (const Bytes* shape : m_shapes) out.counted(*shape);
    write_numbers(out, m_which);
    for (const auto& columns : m_columns) {
      for (const auto& column : columns) write_texts(out, column);
    }
  }

 private:
  std::unordered_map<Bytes, std::size_t> m_known;
  std::vector<const Bytes*> m_shapes;
  std::vector<std::vector<std::vector<BytesView>>> m_columns;  // of each shape, of each value
  Numbers m_which;
  std::size_t m_count = 0;
  Bytes m_shape;
  std::vector<BytesView> m_values;
};

struct Shape {
  std::vector<BytesView> pieces;  // one more than columns
  std::vector<std::vector<TextArena::Place>> columns;
  std::size_t used = 0;  // by how many bodies
  std::size_t next = 0;
};

std::vector<Shape> read_shapes(FieldReader& in) {
  std::vector<Shape> out;
  for (auto left = in.varint(kShapesMax); left > 0 && !in.failed(); --left) {
    BytesView text = in.counted(kInflatedMax);
    Shape& shape = out.emplace_back();
    for (std::size_t zero; (zero = text.find('\0')) != BytesView::npos;) {
      shape.pieces.push_back(text.substr(0, zero));
      text.remove_prefix(zero + 1);
    }
    shape.pieces.push_back(text);
  }
  return out;
}

std::vector<Bytes> read_bodies(FieldReader& in, std::size_t count) {
  std::vector<Bytes> out;
  if (count == 0) return out;
  std::vector<Shape> shapes = read_shapes(in);
  const Numbers which = read_numbers(in, count);
  for (const std::uint64_t shape : which) {
    if (shape >= shapes.size()) in.fail("a shape that is not in the list");
    if (in.failed()) return out;
    ++shapes[static_cast<std::size_t>(shape)].used;
  }
  TextArena arena;
  std::size_t values = 0;
  for (Shape& shape : shapes) {
    values += (shape.pieces.size() - 1) * shape.used;
    if (values > kColumnValuesMax) in.fail("too many values in columns");
    if (shape.used == 0) continue;
    for (std::size_t i = 1; i < shape.pieces.size() && !in.failed(); ++i) {
      shape.columns.push_back(read_texts(in, shape.used, arena));
    }
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    Shape& shape = shapes[static_cast<std::size_t>(which[i])];
    std::size_t size = 0;
    for (const BytesView piece : shape.pieces) size += piece.size();
    for (const auto& column : shape.columns) size += column[shape.next].size;
    bytes += size;
    if (size > oplog::kOpBodyBytesMax || bytes > kUnpackedMax) {
      in.fail("a body is longer than an op may be, or all of them than a frame may say");
      break;
    }
    Bytes body;
    body.reserve(size);
    for (std::size_t k = 0; k < shape.columns.size(); ++k) {
      body += shape.pieces[k];
      body += arena.at(shape.columns[k][shape.next]);
    }
    body += shape.pieces.back();
    ++shape.next;
    out.push_back(std::move(body));
  }
  return out;
}

}  // namespace

bool write_record_columns(FieldWriter& out, std::span<const RecordToWrite> records) {
  Assert(!records.empty() && records.size() <= kOpsInFrameMax);
  std::vector<OpHeader> headers;
  Numbers flags, lengths;  // of destroyed bodies: nothing else tells them
  Bytes commitments;
  BodyWriter bodies;
  std::size_t bytes = 0;
  for (const auto& [op, commitment] : records) {
    auto header = oplog::decode_header(op->header);
    Assert(header.ok());  // it lies in our own store, which checked it
    const bool omit = commitment == Commitment::kOmit && !op->body_destroyed;
    bytes += op->body.size();
    if (bytes > kUnpackedMax) return false;
    if (!op->body_destroyed && !bodies.add(op->body)) return false;
    if (header->actor.find('\0') != std::string::npos) return false;
    if (op->body_destroyed) lengths.push_back(header->body_length);
    if (!omit) commitments += header->commitment.view();
    flags.push_back((omit ? 0u : kCommitmentWritten) | (op->body_destroyed ? kBodyDestroyed : 0u) |
                    (header->origin ? kWithOrigin : 0u));
    headers.push_back(std::move(*header));
  }
  write_numbers(out, flags);
  write_headers(out, headers);
  write_numbers(out, lengths);
  out.raw(commitments);
  bodies.write(out);
  return true;
}

std::vector<Record> read_record_columns(FieldReader& in, std::size_t count) {
  std::vector<Record> out;
  const Numbers flags = read_numbers(in, count);
  std::size_t destroyed = 0;
  for (const std::uint64_t flag : flags) {
    if (flag > (kCommitmentWritten | kBodyDestroyed | kWithOrigin)) in.fail("unknown flags");
    if (flag & kBodyDestroyed) ++destroyed;
    if ((flag & (kBodyDestroyed | kCommitmentWritten)) == kBodyDestroyed) {
      in.fail("a destroyed body needs its commitment");
    }
  }
  if (in.failed()) return out;
  std::vector<OpHeader> headers = read_headers(in, flags);
  const Numbers lengths = read_numbers(in, destroyed);
  for (std::size_t i = 0; i < headers.size() && !in.failed(); ++i) {
    if (flags[i] & kCommitmentWritten) headers[i].commitment = in.id<base::Digest>();
  }
  std::vector<Bytes> bodies = read_bodies(in, count - destroyed);
  for (std::size_t i = 0, body = 0, length = 0; i < headers.size() && !in.failed(); ++i) {
    Record record;
    record.header = std::move(headers[i]);
    record.op.body_destroyed = flags[i] & kBodyDestroyed;
    record.commitment_omitted = !(flags[i] & kCommitmentWritten);
    if (!record.op.body_destroyed) record.op.body = std::move(bodies[body++]);
    record.header.body_length =
        record.op.body_destroyed ? lengths[length++] : record.op.body.size();
    if (record.header.body_length > oplog::kOpBodyBytesMax) {
      in.fail("a body is longer than an op may be");
      break;
    }
    record.op.header = oplog::encode_header(record.header);
    record.commitment_at = record.op.header.size() - kCommitmentBytes;
    if (record.header.origin) {
      record.commitment_at -= 16 + base::varint_size(record.header.origin->address.seq) + 32;
    }
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace jiujin::sync::bundle
