#include "sync/bundle/delta.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "sync/bundle/chunker.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

// Together these hold memory to: index 2 MiB, matches and pieces 4 MiB, windows 1.7 MiB.
constexpr std::size_t kIndexSlotsMin = std::size_t{1} << 10;
constexpr std::size_t kIndexSlotsMax = std::size_t{1} << 17;
constexpr std::size_t kMatchesMax = 32 * 1024;
constexpr std::size_t kWindow = 64 * 1024;
constexpr std::size_t kAverageMin = 1024;
constexpr std::size_t kAverageMax = 32 * 1024;
constexpr std::size_t kChunksWanted = 64 * 1024;
// Shorter chunks are boilerplate ("endobj"): they match everywhere and say nothing.
constexpr std::size_t kChunkTelling = 24;
// A cite of a piece and the split of the bytes around it cost up to this.
constexpr std::uint64_t kCopyWorth = 24;
// How far behind the end of a match its files are expected to go on alike.
constexpr std::size_t kLookBehind = 256;
// How far a longer match may take bytes back from those before it: bounds the work per chunk.
constexpr std::uint64_t kTakeBackMax = 4096;

std::uint64_t hash_of(BytesView bytes) {
  std::uint64_t hash = bytes.size() * 0x9e3779b97f4a7c15;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0xd6e8feb86659fd93;
    hash ^= hash >> 32;
  };
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    mix(word);
    bytes.remove_prefix(8);
  }
  std::uint64_t word = 0;
  for (char c : bytes) word = word << 8 | static_cast<std::uint8_t>(c);
  mix(word);
  return hash | 1;  // 0 marks an empty slot
}

// Where chunks stand in the sources: the first place of each content.
class ChunkIndex {
 public:
  struct Place {
    std::size_t source;
    std::uint64_t offset;
  };
  // `chunks`: how many are expected; further ones are not kept.
  explicit ChunkIndex(std::uint64_t chunks)
      : m_slots(
            std::bit_ceil(std::clamp<std::uint64_t>(2 * chunks, kIndexSlotsMin, kIndexSlotsMax))) {}
  void add(std::uint64_t hash, Place place) {
    if (m_used == m_slots.size() / 4 * 3) return;
    Slot& slot = m_slots[find_slot(hash)];
    if (slot.hash == hash) return;
    slot = {hash, std::uint64_t{place.source} << 48 | place.offset};
    ++m_used;
  }
  std::optional<Place> find(std::uint64_t hash) const {
    const Slot& slot = m_slots[find_slot(hash)];
    if (slot.hash != hash) return std::nullopt;
    return Place{static_cast<std::size_t>(slot.place >> 48),
                 slot.place & ((std::uint64_t{1} << 48) - 1)};
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint64_t place = 0;  // source in the upper 16 bits
  };
  std::size_t find_slot(std::uint64_t hash) const {
    std::size_t at = (hash >> 40) % m_slots.size();
    while (m_slots[at].hash != 0 && m_slots[at].hash != hash) at = (at + 1) % m_slots.size();
    return at;
  }
  std::vector<Slot> m_slots;
  std::size_t m_used = 0;
};

struct Match {
  std::uint64_t at = 0;  // in the target
  std::size_t source = 0;
  std::uint64_t from = 0;  // in the source
  std::uint64_t length = 0;
  std::uint64_t end() const { return at + length; }
};

// How many bytes at the beginning (or at the end) of two views are equal.
std::size_t common_front(BytesView a, BytesView b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + most, b.begin()).first -
                                  a.begin());
}
std::size_t common_back(BytesView a, BytesView b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::mismatch(a.rbegin(), a.rbegin() + most, b.rbegin()).first -
                                  a.rbegin());
}

std::uint64_t size_of(std::span<const DeltaSource> sources) {
  std::uint64_t sum = 0;
  for (const auto& source : sources) sum += source.size;
  return sum;
}

std::size_t average_for(std::span<const DeltaSource> sources) {
  return std::bit_ceil(static_cast<std::size_t>(
      std::clamp<std::uint64_t>(size_of(sources) / kChunksWanted, kAverageMin, kAverageMax)));
}

class DeltaFinder {
 public:
  DeltaFinder(std::span<const DeltaSource> sources, std::uint64_t size, const ReadFileAt& target)
      : m_sources(sources),
        m_target(target, size, kWindow),
        m_read_target(target),
        m_average(average_for(sources)),
        m_index(size_of(sources) / (m_average / 2)) {
    for (const auto& source : sources) m_windows.emplace_back(source.read, source.size, kWindow);
  }

  Result<void> find() {
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
      auto indexed = index(i);
      if (!indexed) return indexed;
    }
    Chunker chunks(m_read_target, m_target.size(), m_average);
    while (m_matches.size() < kMatchesMax) {
      auto chunk = chunks.next();
      if (!chunk) return chunk.error();
      if (!*chunk) break;
      if ((*chunk)->end() <= covered() || (*chunk)->bytes.size() < kChunkTelling) continue;
      const auto place = m_index.find(hash_of((*chunk)->bytes));
      if (!place) continue;
      auto grown = grow({(*chunk)->offset, place->source, place->offset, 0});
      if (!grown) return grown;
    }
    return {};
  }

  Delta delta() const;

 private:
  std::uint64_t covered() const { return m_matches.empty() ? 0 : m_matches.back().end(); }
  Result<void> index(std::size_t source);
  Result<void> grow(Match match);
  Result<void> grow_forwards(Match& match);
  Result<void> grow_backwards(Match& match);
  Result<Match> behind(const Match& match);
  void take_in(const Match& fresh);

  std::span<const DeltaSource> m_sources;
  FileWindow m_target;
  const ReadFileAt& m_read_target;
  std::vector<FileWindow> m_windows;  // of the sources
  std::size_t m_average;
  ChunkIndex m_index;
  std::vector<Match> m_matches;  // ascending in the target, without overlaps
};

Result<void> DeltaFinder::index(std::size_t source) {
  Chunker chunks(m_sources[source].read, m_sources[source].size, m_average);
  for (;;) {
    auto chunk = chunks.next();
    if (!chunk) return chunk.error();
    if (!*chunk) return {};
    if ((*chunk)->bytes.size() < kChunkTelling) continue;
    m_index.add(hash_of((*chunk)->bytes), {source, (*chunk)->offset});
  }
}

// Compares from where the chunks begin, forwards and then backwards, and keeps what is equal; then
// goes on behind single changed bytes, which move nothing.
Result<void> DeltaFinder::grow(Match match) {
  auto grown = grow_forwards(match);
  if (!grown || match.length < kCopyWorth) return grown;  // another content of the same hash
  grown = grow_backwards(match);
  while (grown && match.length > 0 && m_matches.size() < kMatchesMax) {
    take_in(match);
    auto next = behind(match);
    if (!next) return next.error();
    match = *next;
    if (match.length > 0) grown = grow_forwards(match);
  }
  return grown;
}

Result<void> DeltaFinder::grow_forwards(Match& match) {
  FileWindow& source = m_windows[match.source];
  while (match.end() < m_target.size() && match.from + match.length < source.size()) {
    auto here = m_target.from(match.end());
    if (!here) return here.error();
    auto there = source.from(match.from + match.length);
    if (!there) return there.error();
    const std::size_t equal = common_front(*here, *there);
    match.length += equal;
    if (equal < std::min(here->size(), there->size())) break;
  }
  return {};
}

Result<void> DeltaFinder::grow_backwards(Match& match) {
  FileWindow& source = m_windows[match.source];
  const std::uint64_t floor = covered() - std::min(covered(), kTakeBackMax);
  while (match.at > floor && match.from > 0) {
    auto here = m_target.before(match.at);
    if (!here) return here.error();
    auto there = source.before(match.from);
    if (!there) return there.error();
    const std::size_t most =
        std::min({here->size(), there->size(), static_cast<std::size_t>(match.at - floor)});
    const std::size_t equal = std::min(common_back(*here, *there), most);
    match.at -= equal;
    match.from -= equal;
    match.length += equal;
    if (equal < most) break;
  }
  return {};
}

// The next stretch in which both files go on alike at the same distance; length 0: none near.
Result<Match> DeltaFinder::behind(const Match& match) {
  auto here = m_target.from(match.end(), kLookBehind);
  if (!here) return here.error();
  auto there = m_windows[match.source].from(match.from + match.length, kLookBehind);
  if (!there) return there.error();
  const std::size_t most = std::min({here->size(), there->size(), kLookBehind});
  std::size_t run = 0;
  for (std::size_t i = 0; i < most; ++i) {
    run = (*here)[i] == (*there)[i] ? run + 1 : 0;
    if (run < kCopyWorth) continue;
    const std::uint64_t skip = match.length + i + 1 - run;
    return Match{match.at + skip, match.source, match.from + skip, run};
  }
  return Match{};
}

// A new match ends behind all others; what it shares with them is its own from now on.
void DeltaFinder::take_in(const Match& fresh) {
  if (fresh.end() <= covered()) return;
  while (!m_matches.empty() && m_matches.back().end() > fresh.at) {
    Match& last = m_matches.back();
    if (last.at >= fresh.at) {
      m_matches.pop_back();
      continue;
    }
    last.length = fresh.at - last.at;
    if (last.length < kCopyWorth) m_matches.pop_back();
  }
  m_matches.push_back(fresh);
}

Delta DeltaFinder::delta() const {
  Delta out;
  std::uint64_t at = 0;
  const auto new_bytes_until = [&](std::uint64_t end) {
    if (end > at) out.pieces.push_back({std::nullopt, at, end - at});
    at = end;
  };
  for (const Match& match : m_matches) {
    new_bytes_until(match.at);
    out.pieces.push_back({match.source, match.from, match.length});
    out.copied += match.length;
    at = match.end();
  }
  new_bytes_until(m_target.size());
  return out;
}

}  // namespace

Result<Delta> find_delta(std::span<const DeltaSource> sources, std::uint64_t target_size,
                         const ReadFileAt& target) {
  const auto few = sources.first(std::min(sources.size(), kCopySourcesMax));
  if (target_size < kCopyWorth) {
    Delta all;
    if (target_size > 0) all.pieces.push_back({std::nullopt, 0, target_size});
    return all;
  }
  DeltaFinder finder(few, target_size, target);
  auto found = finder.find();
  if (!found) return found.error();
  return finder.delta();
}

}  // namespace jiujin::sync::bundle
