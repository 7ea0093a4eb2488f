#include "sync/wire/file_queue.h"

#include <algorithm>

#include "sync/base/hex.h"
#include "sync/base/planted.h"
#include "sync/bundle/limits.h"
#include "sync/wire/citations.h"
#include "sync/wire/queue_rows.h"

namespace jiujin::sync::wire {

using namespace queue_rows;

namespace {

constexpr std::string_view kWant = "wire/want/";
constexpr const char* kTail = "wire/tail";
constexpr const char* kUnderway = "wire/underway";
constexpr const char* kOpsUnderway = "wire/underway-ops";
constexpr const char* kLine = "wire/line";
// Files are written down as under way some at a time: so many seconds of the line, so many files.
constexpr std::uint64_t kUnderwaySeconds = 4;
constexpr std::uint64_t kUnmeasuredRate = 128 * 1024;
constexpr std::size_t kUnderwayFiles = 64;

std::optional<base::ContentHash> hash_in(const std::string& key, std::string_view prefix) {
  auto hash = base::ContentHash::from_hex(std::string_view(key).substr(prefix.size()));
  return hash ? std::optional<base::ContentHash>(*hash) : std::nullopt;
}

}  // namespace

std::int64_t FileQueue::rank_of(const base::CaseId& case_id) {
  if (!m_rank) return 0;
  const auto known = m_ranks.find(case_id);
  if (known != m_ranks.end()) return known->second;
  return m_ranks[case_id] = m_rank(case_id);
}

Result<bool> FileQueue::is_there(const base::ContentHash& hash) {
  auto info = m_store.file_info(hash);
  auto held = m_store.file_acknowledged(hash);
  if (!info) return info.error();
  return *info && (*info)->size > 0 && held && *held >= (*info)->size;
}

Result<void> FileQueue::forget_previews_of(const base::ContentHash& scan) {
  Rows rows;
  for (auto one = m_waiting.begin(); one != m_waiting.end();) {
    const auto& [hash, waiting] = *one;
    if (waiting.preview_of == 0 || waiting.scan != scan || waiting.taken) {
      ++one;
      continue;
    }
    rows.emplace_back(key_of(kSend, hash), std::nullopt);
    m_uncertain.erase(hash);
    one = m_waiting.erase(one);
  }
  return rows.empty() ? Result<void>() : m_store.write_rows(rows);
}

// Looked at once more together with the writing: another run may have begun to doubt.
Result<void> FileQueue::forget_done(const std::vector<Done>& done) {
  if (done.empty()) return {};
  auto begun = m_store.begin_group();
  if (!begun) return begun;
  const store::GroupGuard guard(m_store);
  Rows rows;
  for (const Done& one : done) {
    auto there = is_there(one.whole);
    if (!there) return there.error();
    if (*there) rows.emplace_back(key_of(kSend, one.file), std::nullopt);
  }
  auto written = m_store.write_rows(rows);
  return written ? m_store.commit_group() : written;
}

Result<void> FileQueue::read_waiting() {
  auto rows = m_store.rows(kSend);
  if (!rows) return rows.error();
  std::vector<Done> done;
  for (const auto& [key, value] : *rows) {
    const auto hash = hash_in(key, kSend);
    if (!hash) continue;
    const auto known = m_waiting.find(*hash);
    const bool now_a_scan = known != m_waiting.end() && known->second.preview_of > 0 &&
                            !known->second.taken && RowWords(value).number_at(1) == 0;
    if (now_a_scan)
      m_waiting.erase(known);  // it was cited as a preview first
    else if (known != m_waiting.end())
      continue;
    auto aside = is_set_aside(m_store, *hash);
    if (!aside) return aside.error();
    if (*aside) continue;
    auto info = m_store.file_info(*hash);
    auto held = m_store.file_acknowledged(*hash);
    if (!info) return info.error();
    // Cited and not here: it came from another station, or was lost; the county's affair now.
    if (!*info || !(*info)->complete) continue;
    const std::uint64_t acknowledged = held ? *held : 0;
    if ((*info)->size > 0 && acknowledged >= (*info)->size) {
      done.push_back({*hash, *hash});
      continue;
    }
    RowWords words(value);
    Waiting waiting{.file = {*hash, (*info)->size, (*info)->media_type, acknowledged}};
    waiting.seq = words.number();
    waiting.preview_of = words.number();
    if (auto id = base::CaseId::from_hex(words.word())) waiting.case_id = *id;
    words.word();  // the media type: the store knows it
    if (auto scan = base::ContentHash::from_hex(words.rest())) waiting.scan = *scan;
    if (waiting.preview_of > 0) {
      auto there = is_there(waiting.scan);
      if (!there) return there.error();
      if (*there) {
        done.push_back({*hash, waiting.scan});
        continue;
      }
    }
    waiting.rank = rank_of(waiting.case_id);
    m_waiting.emplace(*hash, std::move(waiting));
  }
  return forget_done(done);
}

Result<void> FileQueue::refresh() {
  if (!m_underway_read) {
    auto row = m_store.row(kUnderway);
    if (!row) return row.error();
    const base::BytesView bytes = *row ? base::BytesView(**row) : base::BytesView();
    for (std::size_t at = 0; at + 32 <= bytes.size(); at += 32) {
      m_underway.insert(*base::ContentHash::from_bytes(bytes.substr(at, 32)));
    }
    m_uncertain = m_underway;
    m_underway_read = true;
    auto ops = m_store.row(kOpsUnderway);
    if (!ops) return ops.error();
    m_ops_uncertain = m_ops_travel = ops->has_value();
  }
  auto searched = search_own_ops();
  if (!searched) return searched;
  return read_waiting();
}

namespace {

// While scans are held back.
bool stays(const FileQueue::Waiting& one) {
  return one.preview_of == 0 && one.file.size > FileQueue::kSmallBytes;
}

}  // namespace

FileQueue::Waiting* FileQueue::best(std::uint64_t bytes_per_second, std::uint64_t cited_to) {
  const std::uint64_t rate = bytes_per_second > 0 ? bytes_per_second : kUnmeasuredRate;
  const bool held = scans_held();
  const auto goes_first = [&](const Waiting& one) {
    return held ? one.preview_of > 0 : one.preview_of / kPreviewSeconds > rate;
  };
  const auto before = [&](const Waiting& a, const Waiting& b) {
    const bool a_first = goes_first(a), b_first = goes_first(b);
    if (a_first != b_first) return a_first;
    if (a.rank != b.rank) return a.rank < b.rank;
    return a.seq < b.seq;
  };
  Waiting* found = nullptr;
  for (auto& [hash, one] : m_waiting) {
    if (one.taken || one.seq > cited_to || m_uncertain.contains(hash)) continue;
    if (one.preview_of > 0 && !goes_first(one)) continue;
    if (held && stays(one)) continue;
    if (!found || before(one, *found)) found = &one;
  }
  return found;
}

// The next ones are written down before the first byte of any of them travels.
Result<void> FileQueue::mark_underway(std::uint64_t bytes_per_second, std::uint64_t cited_to) {
  const std::uint64_t rate = bytes_per_second > 0 ? bytes_per_second : kUnmeasuredRate;
  std::vector<Waiting*> chosen;
  std::uint64_t bytes = 0;
  while (bytes < rate * kUnderwaySeconds && chosen.size() < kUnderwayFiles) {
    Waiting* const next = best(bytes_per_second, cited_to);
    if (!next) break;
    next->taken = true;  // for this choice only
    chosen.push_back(next);
    bytes += next->file.size - next->file.offset;
    m_underway.insert(next->file.hash);
  }
  for (Waiting* const one : chosen) one->taken = false;
  return write_underway();
}

Result<void> FileQueue::write_underway() {
  base::Bytes bytes;
  for (const auto& hash : m_underway) bytes += hash.view();
  const auto value = bytes.empty() ? std::nullopt : std::optional<base::Bytes>(std::move(bytes));
  const Rows rows{{kUnderway, value}};
  return m_store.write_rows(rows);
}

Result<std::optional<engine::FileToSend>> FileQueue::take_next(std::uint64_t bytes_per_second,
                                                               std::uint64_t cited_to) {
  Waiting* const next = best(bytes_per_second, cited_to);
  if (!next) return std::optional<engine::FileToSend>();
  if (!m_underway.contains(next->file.hash)) {
    auto marked = mark_underway(bytes_per_second, cited_to);
    if (!marked) return marked.error();
  }
  next->taken = true;
  return std::optional<engine::FileToSend>(next->file);
}

const FileQueue::Waiting* FileQueue::find(const base::ContentHash& hash) const {
  const auto found = m_waiting.find(hash);
  return found == m_waiting.end() ? nullptr : &found->second;
}

std::uint64_t FileQueue::bytes_waiting() const {
  const bool held = scans_held();
  std::uint64_t bytes = 0;
  for (const auto& [hash, one] : m_waiting) {
    const bool travels = held ? !stays(one) : one.preview_of == 0;
    if (!one.taken && travels) bytes += one.file.size - one.file.offset;
  }
  return bytes;
}

std::size_t FileQueue::files_waiting() const {
  return static_cast<std::size_t>(
      std::count_if(m_waiting.begin(), m_waiting.end(),
                    [](const auto& each) { return each.second.preview_of == 0; }));
}

std::uint64_t FileQueue::bytes_unacknowledged() const {
  std::uint64_t bytes = 0;
  for (const auto& [hash, one] : m_waiting) {
    if (one.preview_of == 0) bytes += one.file.size - one.file.offset;
  }
  return bytes;
}

std::vector<base::ContentHash> FileQueue::uncertain(std::size_t max) const {
  std::vector<base::ContentHash> out;
  for (const auto& hash : m_uncertain) {
    if (out.size() >= max) break;
    if (m_waiting.contains(hash)) out.push_back(hash);
  }
  return out;
}

Result<void> FileQueue::ops_travel() {
  if (std::exchange(m_ops_travel, true)) return {};
  const Rows rows{{kOpsUnderway, "1"}};
  return m_store.write_rows(rows);
}

Result<void> FileQueue::ops_settled() {
  m_ops_uncertain = false;
  if (!std::exchange(m_ops_travel, false)) return {};
  const Rows rows{{kOpsUnderway, std::nullopt}};
  return m_store.write_rows(rows);
}

Result<void> FileQueue::settle(const std::vector<base::ContentHash>& sent, bool broke) {
  for (const auto& hash : sent) {
    const auto waiting = m_waiting.find(hash);
    if (waiting == m_waiting.end()) continue;
    waiting->second.taken = false;
    if (planted(base::Planted::kTrustSentFiles)) {
      const auto& file = waiting->second.file;
      auto trusted = acknowledged({file.hash, file.size});
      if (!trusted) return trusted.error();
      continue;
    }
    if (broke) m_uncertain.insert(hash);
  }
  std::set<base::ContentHash> underway = m_uncertain;
  for (const auto& [hash, one] : m_waiting) {
    if (one.taken) underway.insert(hash);  // by another lane
  }
  if (underway == m_underway) return {};
  m_underway = std::move(underway);
  return write_underway();
}

Result<std::uint64_t> FileQueue::held_here(const base::ContentHash& hash) {
  auto partial = m_store.incomplete_files();
  if (!partial) return partial.error();
  for (const auto& file : *partial) {
    if (file.hash == hash) return file.held;
  }
  return std::uint64_t{0};
}

Result<std::vector<bundle::Asked>> FileQueue::to_fetch() {
  auto rows = m_store.rows(kWant);
  if (!rows) return rows.error();
  std::vector<bundle::Asked> asked;
  Rows done;
  for (const auto& [key, value] : *rows) {
    const auto hash = hash_in(key, kWant);
    if (!hash) continue;
    auto info = m_store.file_info(*hash);
    if (!info) return info.error();
    if (*info && (*info)->complete) {
      done.emplace_back(key, std::nullopt);
      continue;
    }
    auto held = held_here(*hash);
    if (!held) return held.error();
    if (asked.size() < bundle::kAskedMax / 2) {
      asked.push_back({bundle::AskKind::kSend, *hash, *held});
    }
  }
  if (!done.empty()) {
    auto written = m_store.write_rows(done);
    if (!written) return written.error();
  }
  return asked;
}

Result<bool> FileQueue::is_wanted(const base::ContentHash& hash) {
  auto row = m_store.row(key_of(kWant, hash));
  if (!row) return row.error();
  auto info = m_store.file_info(hash);
  if (!info) return info.error();
  return row->has_value() && !(*info && (*info)->complete);
}

Result<bool> FileQueue::acknowledged(const bundle::FileHeld& file) {
  m_uncertain.erase(file.hash);
  auto before = m_store.file_acknowledged(file.hash);
  const std::uint64_t known = before ? *before : 0;
  auto info = m_store.file_info(file.hash);
  if (!info) return info.error();
  // An empty file is whole as soon as it was sent: there is nothing of it to count.
  if (file.held == known && (!*info || (*info)->size > 0)) return false;
  auto set = m_store.set_file_acknowledged(file.hash, file.held);
  if (!set) return set.error();
  const auto waiting = m_waiting.find(file.hash);
  if (waiting != m_waiting.end()) {
    waiting->second.file.offset = std::min(file.held, waiting->second.file.size);
  }
  if (*info && file.held >= (*info)->size) {
    if (auto taken = take_up(m_store, file.hash); !taken) return taken.error();
    const Rows done{{key_of(kSend, file.hash), std::nullopt}};
    auto written = m_store.write_rows(done);
    if (!written) return written.error();
    if (waiting != m_waiting.end()) m_waiting.erase(waiting);
    auto forgotten = forget_previews_of(file.hash);
    if (!forgotten) return forgotten.error();
  }
  return file.held > known;
}

Result<void> FileQueue::feed_comes(const bundle::FeedPiece& piece) {
  if (piece.to == piece.from) return {};
  auto own = own_logs();
  if (!own) return own.error();
  // What the county says, and what we said ourselves and have lost (a restored or cloned disk).
  std::set<base::IncarnationId> ours(own->begin(), own->end());
  for (const auto& [id, suite] : piece.county_logs) ours.insert(id);
  Rows rows;
  for (const auto& entry : piece.entries) {
    if (!entry.op || !ours.contains(entry.address.incarnation)) continue;
    for (const CitedFile& file : cited_files(entry.op->body)) {
      if (file.preview_of_bytes > 0) continue;  // the county may have been sent none
      auto info = m_store.file_info(file.hash);
      if (!info) return info.error();
      if (*info && (*info)->complete) continue;
      rows.emplace_back(key_of(kWant, file.hash),
                        std::to_string(file.size) + " " + file.media_type);
    }
  }
  rows.emplace_back(kTail, std::to_string(piece.to) + " " + base::to_hex(piece.tail.view()));
  return m_store.write_rows(rows);
}

Result<std::optional<FeedTail>> FileQueue::tail() {
  auto row = m_store.row(kTail);
  if (!row) return row.error();
  if (!*row) return std::optional<FeedTail>();
  RowWords words(**row);
  const std::uint64_t position = words.number();
  FeedTail tail{position, {}};
  auto check = base::from_hex(words.word());
  if (!check || check->size() != tail.check.bytes.size()) return std::optional<FeedTail>();
  std::copy(check->begin(), check->end(), tail.check.bytes.begin());
  return std::optional<FeedTail>(tail);
}

Result<void> FileQueue::forget_tail() {
  const Rows rows{{kTail, std::nullopt}};
  return m_store.write_rows(rows);
}

Result<LineMemory> FileQueue::line() {
  auto row = m_store.row(kLine);
  if (!row) return row.error();
  LineMemory line;
  if (*row) {
    RowWords words(**row);
    line.bytes_per_second = words.number();
    line.buffers_for = static_cast<std::uint32_t>(words.number());
  }
  return line;
}

Result<void> FileQueue::remember_line(const LineMemory& line) {
  const Rows rows{
      {kLine, std::to_string(line.bytes_per_second) + " " + std::to_string(line.buffers_for)}};
  return m_store.write_rows(rows);
}

}  // namespace jiujin::sync::wire
