#include "sync/wire/heard.h"

#include <algorithm>
#include <cstdint>

#include "sync/wire/countersignatures.h"
#include "sync/wire/delta_sender.h"
#include "sync/wire/rebirth.h"

namespace jiujin::sync::wire {

Result<bool> Heard::fits(const bundle::LogHeld& held) {
  if (held.committed_seq == 0) return true;
  auto op = m_store.find_op({held.incarnation, held.committed_seq});
  if (!op) return op.error();
  return *op && bundle::check_of((*op)->hash) == held.check;
}

Result<void> Heard::believe_less(const store::Acknowledgement& told) {
  auto cursor = m_store.feed_cursor();
  if (!cursor) return cursor.error();
  auto doubted = m_files.doubt_everything();
  if (!doubted) return doubted;
  return m_store.rewind(*cursor, {&told, 1});
}

Result<bool> Heard::take_countersignature(const base::IncarnationId& log,
                                          const bundle::Countersignature& word) {
  return keep_countersignature(m_store, {m_identity.station, m_identity.county}, log, word);
}

// As far as this reader can tell: the piece names the same ops at the positions up to `cursor`,
// which lies inside of it.
Result<bool> Heard::is_of_our_feed(const bundle::FeedPiece& piece, std::uint64_t cursor) {
  auto ours = m_store.feed_after(
      piece.from, SIZE_MAX,
      [cursor](const oplog::StoredOp& op) { return op.county_position <= cursor; }, nullptr);
  if (!ours) return ours.error();
  const auto end = std::find_if(piece.entries.begin(), piece.entries.end(),
                                [cursor](const auto& one) { return one.position > cursor; });
  return std::equal(piece.entries.begin(), end, ours->begin(), ours->end(),
                    [](const store::FeedEntry& one, const store::FeedEntry& other) {
                      return one.position == other.position && one.address == other.address;
                    });
}

Result<void> Heard::take_feed(const bundle::FeedPiece& piece) {
  auto cursor = m_store.feed_cursor();
  if (!cursor) return cursor.error();
  if (piece.to <= *cursor) return {};
  if (piece.from < *cursor) {
    auto ours = is_of_our_feed(piece, *cursor);
    if (!ours) return ours.error();
    if (!*ours) return Error{ErrorCode::kBusy, "feed", "another exchange has read another one"};
  }
  for (const auto& [id, suite] : piece.county_logs) {
    auto known = m_store.add_incarnation({id, {}, suite, m_identity.county.public_key, 0});
    if (!known) return known;
  }
  auto noted = m_files.feed_comes(piece);
  if (!noted) return noted;
  return m_store.apply_feed(piece.entries, piece.to);
}

Result<void> Heard::forget_feed() {
  auto logs = m_store.incarnations();
  if (!logs) return logs.error();
  std::vector<store::Acknowledgement> told = m_named;
  for (const auto& log : *logs) {
    // A log of ours that the county does not even name any more.
    const bool named = std::any_of(m_named.begin(), m_named.end(),
                                   [&](const auto& one) { return one.incarnation == log.id; });
    if (log.owner == m_identity.station && !named) told.push_back({log.id, 0, 0});
  }
  auto rewound = m_store.rewind(0, told);
  if (!rewound) return rewound;
  auto doubted = m_files.doubt_everything();
  if (!doubted) return doubted;
  return m_files.forget_tail();
}

Result<void> Heard::heal_ended_logs() {
  auto rescued = rescue_forgotten(m_store, m_identity, true);
  if (!rescued) return rescued;
  auto rewound = m_store.rewind(0, {});
  if (!rewound) return rewound;
  return m_files.forget_tail();
}

Result<std::optional<store::FileProgress>> Heard::take_part(const bundle::FilePart& part) {
  using Taken = std::optional<store::FileProgress>;
  auto wanted = m_files.is_wanted(part.hash);
  if (!wanted) return wanted.error();
  if (!*wanted) return Taken();  // held already, or nothing that we know cites it
  auto held = m_store.put_file_part(part.hash, part.size, part.media_type, part.offset, part.bytes);
  if (held) return Taken(*held);
  switch (held.error().code) {
    case ErrorCode::kCorrupt:          // thrown away; asked for again
    case ErrorCode::kConflict:         // another size than known
    case ErrorCode::kInvalidArgument:  // a gap: part of an earlier question
      return Taken();
    default:
      return held.error();
  }
}

Result<std::optional<store::FileProgress>> Heard::take_copy(const bundle::Copy& copy) {
  auto bytes = assemble_copy(m_store, copy);
  if (bytes) return take_part({copy.hash, copy.size, copy.media_type, copy.offset, *bytes});
  if (bytes.error().code != ErrorCode::kNotFound) return bytes.error();
  return std::optional<store::FileProgress>();
}

}  // namespace jiujin::sync::wire
