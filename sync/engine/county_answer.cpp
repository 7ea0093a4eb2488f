// What the county says, while the request still travels and behind it.
#include <algorithm>

#include "sync/bundle/limits.h"
#include "sync/engine/county_exchange.h"

namespace jiujin::sync::engine {

using bundle::FrameType;
using bundle::NoticeCode;
using bundle::Squeeze;

namespace {

// Standings of files kept at hand in one exchange.
constexpr std::size_t kFilesRemembered = 4096;

}  // namespace

// --- while the request travels ---

bool CountyExchange::may_hear_feed() const {
  return m_speaker && !m_notice && !m_fault && !m_hello->side_lane && !m_hello->reborn;
}

bool CountyExchange::begin_aside() {
  if (!m_speaker || m_aside != Aside::kNone || m_phase != Phase::kReading) return false;
  if (m_pending_part || m_pending_copy || m_pending_ops || !m_asked_held.empty()) return false;
  if (m_early_due || m_files_untold >= bundle::kAcknowledgedMax) {
    m_early_due = false;
    m_aside = Aside::kSaving;
  } else if (may_hear_feed() && m_now >= m_next_look) {
    m_aside = Aside::kLook;
  } else {
    return false;
  }
  m_next_look = m_now + kFeedLookEvery;
  m_aside_bytes = 0;
  return true;
}

void CountyExchange::advance_aside() {
  switch (m_aside) {
    case Aside::kLook:
      return ask(LookFeed{m_cursor});
    case Aside::kSaving:
      if (m_undurable) return ask(MakeDurable{});
      m_aside = Aside::kAcknowledging;
      return;
    case Aside::kAcknowledging:
      return ask(NeedAcknowledgements{});
    case Aside::kFeed:
      if (may_hear_feed() && m_aside_bytes < kEarlyFeedBytes && room_in_answer()) {
        return ask(NeedFeed{m_cursor, bundle::kOpsBytesTarget, m_hello->head_seq});
      }
      m_aside = Aside::kNone;
      return;
    case Aside::kNone:
      return;
  }
}

void CountyExchange::feed_news(bool any) {
  m_waiting = false;
  m_aside = any ? Aside::kSaving : Aside::kNone;
}

void CountyExchange::durable(Result<void> done) {
  m_waiting = false;
  m_undurable = false;
  if (!done) failed(done.error());
}

// --- the answer ---

void CountyExchange::want(const base::ContentHash& hash, std::uint64_t offset) {
  if (m_wanted.size() >= bundle::kAskedMax) return;  // the rest is asked for when it is missed
  for (const Wanted& one : m_wanted) {
    if (one.hash == hash) return;
  }
  m_wanted.push_back({hash, offset});
}

void CountyExchange::advance_answer() {
  switch (m_phase) {
    case Phase::kSaving:
      if (m_undurable) return ask(MakeDurable{});
      m_phase = m_line_broke ? Phase::kOver : Phase::kAcknowledging;
      if (m_line_broke) ask(Served{m_fault, m_own_fault, m_notice, m_gap});
      return;
    case Phase::kAcknowledging:
      return may_hear_acknowledgements() ? ask(NeedAcknowledgements{}) : acknowledgements({});
    case Phase::kCountersigning:
      return ask(FindHash{m_speaker->held_seq});
    case Phase::kFeed:
      if (room_in_answer()) {
        return ask(NeedFeed{m_cursor, bundle::kOpsPackedTarget, m_hello->head_seq});
      }
      m_more = true;
      m_phase = Phase::kEnding;
      return;
    case Phase::kFiles:
      if (m_wanted.empty()) {
        m_phase = Phase::kEnding;
      } else if (room_in_answer()) {
        ask(NeedFile{m_wanted.front().hash, m_wanted.front().offset, bundle::kFilePartTarget});
      } else {
        m_more = true;
        m_phase = Phase::kEnding;
      }
      return;
    case Phase::kEnding:
      if (m_own_fault && !m_notice_written) {
        m_out += bundle::encode_frame(FrameType::kNotice, bundle::encode_notice(*m_notice));
      }
      m_out += bundle::encode_frame(FrameType::kEnd, bundle::encode_end({m_more}));
      ask(Served{m_fault, m_own_fault, m_notice, m_gap});
      m_phase = Phase::kOver;
      return;
    case Phase::kReading:
    case Phase::kOver:
      return;
  }
}

// Somebody who has not proved who he is, or may not speak, learns nothing, not even what is held.
bool CountyExchange::may_hear_acknowledgements() const {
  if (!m_speaker || m_own_fault || m_hello->reborn) return false;
  return !m_speaker->ended &&
         (!m_notice || (m_notice->code != NoticeCode::kSuspended &&
                        m_notice->code != NoticeCode::kWrongCounty));
}

void CountyExchange::acknowledgements(std::vector<bundle::LogHeld> logs) {
  m_waiting = false;
  write_acks(std::move(logs));
  if (m_phase == Phase::kReading) {
    m_aside = Aside::kFeed;
    return;
  }
  if (m_notice) {
    m_out += bundle::encode_frame(FrameType::kNotice, bundle::encode_notice(*m_notice));
    m_notice_written = true;
    if (m_notice->code == NoticeCode::kSuspended) write_wipe_order();
  }
  if (m_bound) {
    m_out += bundle::encode_frame(FrameType::kBound, bundle::encode_bound(*m_bound));
  }
  const bool goes_on = m_speaker && !m_notice && !m_fault && !m_hello->reborn;
  m_phase = !goes_on              ? Phase::kEnding
            : is_to_countersign() ? Phase::kCountersigning
            : m_hello->side_lane  ? Phase::kFiles
                                  : Phase::kFeed;
}

// A stick's HELLO was written long ago: an order answers only who asks just now.
void CountyExchange::write_wipe_order() {
  if (!m_speaker || !m_speaker->wipe || m_summary.may_be_old) return;
  const auto& station = m_speaker->station;
  const auto contact = bundle::wipe_contact(
      bundle::hello_message(*m_hello, m_summary.county.id, station), m_hello->signature);
  auto signature =
      m_sign(bundle::wipe_message(*m_speaker->wipe, m_summary.county.id, station, contact));
  if (!signature) return failed(signature.error());
  m_out += bundle::encode_frame(FrameType::kWipe,
                                bundle::encode_wipe_order({*m_speaker->wipe, *signature}));
}

// Once for what is new, and again for who has not heard it.
bool CountyExchange::is_to_countersign() const {
  return (m_ops_taken || m_countersign_asked) && m_speaker->held_seq > 0 &&
         !m_hello->side_lane && m_hello->protocol_max >= bundle::kProtocolOfCountersignatures;
}

// Behind the ACK: what it says is durable is what is signed.
void CountyExchange::countersign(const base::Digest& head) {
  bundle::Countersignature word{m_speaker->held_seq, m_summary.now_ms, {}};
  const bundle::CountersignedLog log{m_summary.county.id, m_speaker->station, m_speaker->log.id};
  auto signature = m_sign(bundle::countersigned_message(word, log, head));
  if (!signature) return failed(signature.error());
  word.signature = std::move(*signature);
  m_out += bundle::encode_frame(FrameType::kCountersigned, bundle::encode_countersignature(word));
  m_phase = Phase::kFeed;
}

// What has changed since the last time, in as many frames as it takes.
void CountyExchange::write_acks(std::vector<bundle::LogHeld> logs) {
  if (!m_preamble_written) m_out += bundle::encode_preamble(bundle::Direction::kDown);
  m_preamble_written = m_ack_written = true;
  bundle::Ack ack;
  ack.protocol = std::min(bundle::kProtocolMax, m_hello ? m_hello->protocol_max : UINT32_MAX);
  ack.county_ms = m_summary.now_ms;
  ack.logs = std::move(logs);
  const auto write = [&] {
    // Ids and hashes: nothing that deflating would shorten.
    m_out += bundle::encode_frame(FrameType::kAck, bundle::encode_ack(ack));
    ack.logs.clear();
    ack.files.clear();
  };
  for (auto& [hash, known] : m_files) {
    if (known.told) continue;
    known.told = true;
    ack.files.push_back({hash, known.held});
    if (ack.files.size() == bundle::kAcknowledgedMax) write();
  }
  if (!ack.files.empty() || !ack.logs.empty() || m_files_untold == 0) write();
  m_files_untold = 0;
  // What is whole and told need not be remembered; should a part of it come, it is looked up again.
  if (m_files.size() < kFilesRemembered) return;
  std::erase_if(m_files, [](const auto& one) { return one.second.held == one.second.size; });
}

void CountyExchange::feed(FeedPage page) {
  m_waiting = false;
  for (auto& entry : page.entries) {
    if (entry.address.incarnation == m_speaker->log.id && entry.address.seq <= m_hello->head_seq) {
      entry.op.reset();
    }
  }
  for (const auto& hash : page.files) want(hash, 0);
  if (page.scanned > m_cursor) write_feed(page);
  if (m_phase == Phase::kFeed && !page.more) m_phase = Phase::kFiles;
  if (m_aside == Aside::kFeed && !page.more) m_aside = Aside::kNone;
}

// The first `count` of what is left of a page.
Result<std::optional<Bytes>> CountyExchange::feed_frame(const FeedPage& page,
                                                        std::span<const store::FeedEntry> left,
                                                        std::size_t count) {
  const bool last = count == left.size();
  bundle::FeedPiece piece;
  piece.from = m_cursor;
  piece.to = last ? page.scanned : left[count - 1].position;
  piece.tail = last ? page.tail : bundle::tail_check(left[count - 1].address, page.county_log);
  piece.entries.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
  piece.county_head = page.county_head;
  auto payload =
      bundle::encode_feed_frame(piece, m_summary.county, m_speaker->station, m_writing, m_sign);
  if (!payload) return payload.error();
  return bundle::try_encode_frame(FrameType::kFeed, *payload, Squeeze::kTry);
}

void CountyExchange::write_feed(const FeedPage& page) {
  std::span<const store::FeedEntry> left(page.entries);
  do {
    std::size_t count = bundle::feed_entries_that_fit(left);
    auto frame = feed_frame(page, left, count);
    while (frame && !*frame) {
      Assert(count > 1);  // one op always fits (kOpBodyBytesMax)
      count = (count + 1) / 2;
      frame = feed_frame(page, left, count);
    }
    if (!frame) return failed(frame.error());
    m_cursor = count == left.size() ? page.scanned : left[count - 1].position;
    m_out += **frame;
    m_answered += (*frame)->size();
    m_aside_bytes += (*frame)->size();
    left = left.subspan(count);
  } while (!left.empty());
}

void CountyExchange::file_bytes(std::optional<FileBytes> file) {
  m_waiting = false;
  Wanted& wanted = m_wanted.front();
  if (!file || (file->bytes.empty() && file->size > 0)) {
    m_wanted.pop_front();
    return;
  }
  bundle::FilePart part{wanted.hash, file->size, file->media_type, wanted.offset,
                        std::move(file->bytes)};
  const Bytes frame =
      bundle::encode_frame(FrameType::kFile, bundle::encode_file_part(part), Squeeze::kTry);
  m_out += frame;
  m_answered += frame.size();
  wanted.offset += part.bytes.size();
  if (wanted.offset >= part.size) m_wanted.pop_front();
}

}  // namespace jiujin::sync::engine
