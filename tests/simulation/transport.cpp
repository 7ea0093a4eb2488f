#include <algorithm>
#include <utility>

#include "tests/simulation/line.h"

namespace jiujin::tests::simulation {

using namespace sync;
using Piece = wire::Conversation::Piece;

namespace {

// What lies unread in a line before its writer has to wait, as in a socket's buffer.
constexpr std::size_t kBufferBytes = 128 * 1024;
// The most that is written at once.
constexpr std::size_t kSendBytes = 70'000;

}  // namespace

SimTransport::~SimTransport() {
  for (const Talk& talk : m_talks)
    if (talk.line) talk.line->broken = true;
}

void SimTransport::begin(wire::Conversation& conversation) {
  m_talks.push_back({&conversation, nullptr, m_fibers.now_ms(), false});
}

void SimTransport::end(Talk& talk, const Result<void>& how) {
  if (!how.ok() && talk.line) talk.line->broken = true;
  std::exchange(talk.conversation, nullptr)->ended(how);
}

bool SimTransport::call(Talk& talk) {
  bool portal = false;
  talk.line = m_connect(&portal);
  talk.moved_at = m_fibers.now_ms();
  if (talk.line)
    talk.conversation->opened();
  else if (portal)
    end(talk, Error{ErrorCode::kProtocol, "answer", "a page, not the county"});
  else
    end(talk, Error{ErrorCode::kNetwork, "line", "nobody answers"});
  return true;
}

bool SimTransport::send(Talk& talk) {
  Way& way = talk.line->up;
  if (way.ended || way.waiting.size() >= kBufferBytes) return false;
  if (!m_buffer) m_buffer = std::make_unique_for_overwrite<char[]>(kSendBytes);
  const std::size_t room = 1 + m_dice.below(kSendBytes);
  auto piece = talk.conversation->fill(m_buffer.get(), room);
  if (!piece) {
    end(talk, piece.error());
    return true;
  }
  talk.waits = piece->state == Piece::State::kNothingYet;
  if (talk.waits) return false;
  if (piece->state == Piece::State::kEnd)
    way.ended = true;
  else
    (void)put_bytes(*talk.line, way, {m_buffer.get(), piece->size});
  return true;
}

bool SimTransport::receive(Talk& talk) {
  Connection& line = *talk.line;
  if (line.buffered && !line.up.ended && !line.broken) return false;
  if (!line.down.waiting.empty()) {
    const Bytes part = std::exchange(line.down.waiting, {});
    if (auto taken = talk.conversation->take(part); !taken) end(talk, taken);
    return true;
  }
  if (line.broken) {
    end(talk, Error{ErrorCode::kNetwork, "line", "broken"});
    return true;
  }
  if (line.down.ended) {
    end(talk, {});
    return true;
  }
  return false;
}

void SimTransport::step(std::chrono::milliseconds wait_max) {
  bool moved = false;
  for (std::size_t i = 0; i < m_talks.size(); ++i) {
    Talk talk = m_talks[i];  // calls may begin another one
    bool this_moved = false;
    if (m_cancelled) {
      end(talk, Error{ErrorCode::kCancelled, "line", "cancelled"});
    } else if (!talk.line) {
      this_moved = call(talk);
    } else {
      this_moved = receive(talk);
      if (talk.conversation && !talk.line->broken) this_moved = send(talk) || this_moved;
    }
    if (this_moved) talk.moved_at = m_fibers.now_ms();
    if (talk.conversation && m_fibers.now_ms() - talk.moved_at > kIdleMs)
      end(talk, Error{ErrorCode::kTimeout, "line", "silent"});
    moved = moved || this_moved;
    m_talks[i] = std::move(talk);
  }
  m_cancelled = false;
  std::erase_if(m_talks, [](const Talk& talk) { return talk.conversation == nullptr; });
  if (m_talks.empty()) return;
  if (moved) return m_fibers.pause();
  const auto stirs = [this] {
    return std::any_of(m_talks.begin(), m_talks.end(), [](const Talk& talk) {
      if (!talk.line || talk.line->broken) return true;
      const bool held_back = talk.line->buffered && !talk.line->up.ended;
      const bool can_send =
          !talk.waits && !talk.line->up.ended && talk.line->up.waiting.size() < kBufferBytes;
      const bool can_hear = !talk.line->down.waiting.empty() || talk.line->down.ended;
      return can_send || (!held_back && can_hear);
    });
  };
  m_fibers.wait(stirs, static_cast<std::uint64_t>(std::max<std::int64_t>(1, wait_max.count())));
}

}  // namespace jiujin::tests::simulation
