#include "sync/bundle/chunker.h"

#include <algorithm>
#include <array>

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kStream = "stream";
constexpr BytesView kEnd = "end";
constexpr std::size_t kHashBytes = 64;  // what a 64-bit gear hash remembers
constexpr std::size_t kSegmentsMax = 64;

// Any 256 numbers with well mixed bits will do: splitmix64 from 0.
constexpr std::array<std::uint64_t, 256> make_gear() {
  std::array<std::uint64_t, 256> gear{};
  std::uint64_t state = 0;
  for (auto& number : gear) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    number = z ^ (z >> 31);
  }
  return gear;
}
constexpr auto kGear = make_gear();

}  // namespace

Chunker::Chunker(const ReadFileAt& read, std::uint64_t size, std::size_t average)
    : m_window(read, size, average * 16), m_average(average) {
  Assert(average >= 256 && average <= 32 * 1024 && (average & (average - 1)) == 0);
}

Result<std::optional<Chunk>> Chunker::next() {
  if (m_at == m_window.size()) return std::optional<Chunk>();
  auto ahead = m_window.from(m_at, m_average * 4);
  if (!ahead) return ahead.error();
  if (m_at == m_content_at) note_segments(*ahead);
  const BytesView most = ahead->substr(0, joint_in(ahead->substr(0, m_average * 4)));
  const Chunk chunk{m_at, most.substr(0, cut_of(most))};
  m_at = chunk.end();
  return std::optional(chunk);
}

// Where the next joint stands in `ahead`, which begins at m_at; its length if there is none.
std::size_t Chunker::joint_in(BytesView ahead) {
  while (!m_joints.empty() && m_joints.front() <= m_at) m_joints.pop_front();
  const std::uint64_t end = m_at + ahead.size();
  while (m_joints.empty() && m_searched < end) {
    const std::size_t skip = m_searched > m_at ? static_cast<std::size_t>(m_searched - m_at) : 0;
    const std::size_t from = ahead.find(kStream, skip);
    if (from == BytesView::npos) {
      // The word may lie across the end: it is found on the next look.
      m_searched = std::max(m_searched, end - std::min(ahead.size(), kStream.size() - 1));
      break;
    }
    m_searched = m_at + from + kStream.size();
    const bool ends = from >= kEnd.size() && ahead.substr(from - kEnd.size(), 3) == kEnd;
    std::size_t joint = ends ? from - kEnd.size() : from + kStream.size();
    if (!ends && ahead.substr(joint, 1) == "\r") ++joint;
    if (!ends && ahead.substr(joint, 1) == "\n") ++joint;
    if (joint == 0) continue;
    m_joints.push_back(m_at + joint);
    if (!ends) m_content_at = m_at + joint;
  }
  if (m_joints.empty() || m_joints.front() >= end) return ahead.size();
  return static_cast<std::size_t>(m_joints.front() - m_at);
}

// ITU-T T.81 annex B: markers FFxx with a length, until the entropy-coded data of the first scan.
void Chunker::note_segments(BytesView ahead) {
  if (ahead.substr(0, 3) != "\xff\xd8\xff") return;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(ahead[i]); };
  std::deque<std::uint64_t> segments;
  std::size_t at = 2;
  while (at + 4 <= ahead.size() && byte(at) == 0xff && segments.size() < kSegmentsMax) {
    const bool scan = byte(at + 1) == 0xda;
    at += 2 + (std::size_t{byte(at + 2)} << 8 | byte(at + 3));
    segments.push_back(m_at + at);
    if (scan) break;
  }
  m_joints = std::move(segments);
}

std::size_t Chunker::cut_of(BytesView chunk) const {
  const std::size_t least = m_average / 4;
  if (chunk.size() <= least) return chunk.size();
  const std::uint64_t mask = std::uint64_t{m_average - 1} << 40;  // where 40 bytes and more meet
  std::uint64_t hash = 0;
  std::size_t at = least - std::min(least, kHashBytes);
  for (; at < least; ++at) hash = (hash << 1) + kGear[static_cast<std::uint8_t>(chunk[at])];
  for (; at < chunk.size(); ++at) {
    hash = (hash << 1) + kGear[static_cast<std::uint8_t>(chunk[at])];
    if ((hash & mask) == 0) return at + 1;
  }
  return chunk.size();
}

}  // namespace jiujin::sync::bundle
