#include "sync/wire/file_queue.h"

#include <algorithm>
#include <cstdlib>

#include "sync/bundle/limits.h"
#include "sync/wire/citations.h"

namespace jiujin::sync::wire {

namespace {

using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;

constexpr std::string_view kSend = "wire/send/";
constexpr std::string_view kWant = "wire/want/";
constexpr const char* kTail = "wire/tail";
constexpr const char* kUnderway = "wire/underway";
constexpr std::size_t kSearchBytes = 1024 * 1024;

std::string scanned_key(const base::IncarnationId& log) {
  return "wire/scanned/" + log.hex();
}
std::string key_of(std::string_view prefix, const base::ContentHash& hash) {
  return std::string(prefix) + hash.hex();
}

// "12 345 image/jpeg" -> the numbers in front and the text behind them.
struct RowFields {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::string rest;
};
RowFields read_fields(const std::string& value, int numbers) {
  RowFields out;
  const char* at = value.c_str();
  char* end = nullptr;
  out.first = std::strtoull(at, &end, 10);
  if (numbers > 1) out.second = std::strtoull(end, &end, 10);
  if (*end == ' ') ++end;
  out.rest = end;
  return out;
}

std::optional<base::ContentHash> hash_in(const std::string& key, std::string_view prefix) {
  auto hash = base::ContentHash::from_hex(std::string_view(key).substr(prefix.size()));
  return hash ? std::optional<base::ContentHash>(*hash) : std::nullopt;
}

}  // namespace

Result<std::vector<base::IncarnationId>> FileQueue::own_logs() {
  auto logs = m_store.incarnations();
  if (!logs) return logs.error();
  std::vector<base::IncarnationId> own;
  for (const auto& log : *logs) {
    if (log.owner == m_station) own.push_back(log.id);
  }
  return own;
}

Result<void> FileQueue::search_own_ops() {
  auto logs = own_logs();
  if (!logs) return logs.error();
  for (const auto& log : *logs) {
    auto mark = m_store.row(scanned_key(log));
    if (!mark) return mark.error();
    std::uint64_t searched = *mark ? std::strtoull((*mark)->c_str(), nullptr, 10) : 0;
    for (;;) {
      auto ops = m_store.ops_after(log, searched, kSearchBytes);
      if (!ops) return ops.error();
      if (ops->empty()) break;
      Rows rows;
      for (const auto& op : *ops) {
        searched = op.address.seq;
        for (const CitedFile& file : cited_files(op.body)) {
          const std::string key = key_of(kSend, file.hash);
          auto known = m_store.row(key);
          if (!known) return known.error();
          if (*known) continue;
          rows.emplace_back(key, std::to_string(searched) + " " + std::to_string(file.size) + " " +
                                     file.media_type);
        }
      }
      rows.emplace_back(scanned_key(log), std::to_string(searched));
      auto written = m_store.write_rows(rows);
      if (!written) return written.error();
    }
  }
  return {};
}

Result<std::vector<engine::FileToSend>> FileQueue::to_send() {
  auto rows = m_store.rows(kSend);
  if (!rows) return rows.error();
  std::vector<std::pair<std::uint64_t, engine::FileToSend>> waiting;
  Rows done;
  for (const auto& [key, value] : *rows) {
    const auto hash = hash_in(key, kSend);
    if (!hash) continue;
    auto info = m_store.file_info(*hash);
    auto held = m_store.file_acknowledged(*hash);
    if (!info) return info.error();
    // Cited and not here: it came from another station, or was lost; the county's affair now.
    if (!*info || !(*info)->complete) continue;
    const std::uint64_t acknowledged = held ? *held : 0;
    if ((*info)->size > 0 && acknowledged >= (*info)->size) {
      done.emplace_back(key, std::nullopt);
      continue;
    }
    const RowFields fields = read_fields(value, 2);
    waiting.push_back({fields.first, {*hash, (*info)->size, (*info)->media_type, acknowledged}});
  }
  if (!done.empty()) {
    auto written = m_store.write_rows(done);
    if (!written) return written.error();
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<engine::FileToSend> out;
  for (auto& [seq, file] : waiting) out.push_back(std::move(file));
  return out;
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
  auto before = m_store.file_acknowledged(file.hash);
  const std::uint64_t known = before ? *before : 0;
  if (file.held == known) {
    // An empty file is whole as soon as it was sent: there is nothing of it to count.
    auto info = m_store.file_info(file.hash);
    if (!info) return info.error();
    if (!*info || (*info)->size > 0) return false;
  }
  auto set = m_store.set_file_acknowledged(file.hash, file.held);
  if (!set) return set.error();
  auto info = m_store.file_info(file.hash);
  if (!info) return info.error();
  if (*info && file.held >= (*info)->size) {
    const Rows done{{key_of(kSend, file.hash), std::nullopt}};
    auto written = m_store.write_rows(done);
    if (!written) return written.error();
  }
  return file.held > known;
}

Result<void> FileQueue::feed_comes(const bundle::FeedPiece& piece,
                                   const base::IncarnationId& county) {
  if (piece.entries.empty()) return {};
  Rows rows;
  for (const auto& entry : piece.entries) {
    if (!entry.op || entry.address.incarnation != county) continue;
    for (const CitedFile& file : cited_files(entry.op->body)) {
      auto info = m_store.file_info(file.hash);
      if (!info) return info.error();
      if (*info && (*info)->complete) continue;
      rows.emplace_back(key_of(kWant, file.hash),
                        std::to_string(file.size) + " " + file.media_type);
    }
  }
  const auto& last = piece.entries.back();
  rows.emplace_back(kTail, std::to_string(last.position) + " " + last.address.incarnation.hex() +
                               ":" + std::to_string(last.address.seq));
  return m_store.write_rows(rows);
}

Result<std::optional<FeedTail>> FileQueue::tail() {
  auto row = m_store.row(kTail);
  if (!row) return row.error();
  if (!*row) return std::optional<FeedTail>();
  const RowFields fields = read_fields(**row, 1);
  auto log = base::IncarnationId::from_hex(std::string_view(fields.rest).substr(0, 32));
  if (!log || fields.rest.size() < 34) return std::optional<FeedTail>();
  const std::uint64_t seq = std::strtoull(fields.rest.c_str() + 33, nullptr, 10);
  return std::optional<FeedTail>(FeedTail{fields.first, {*log, seq}});
}

Result<void> FileQueue::forget_tail() {
  const Rows rows{{kTail, std::nullopt}};
  return m_store.write_rows(rows);
}

Result<bool> FileQueue::is_underway() {
  auto row = m_store.row(kUnderway);
  if (!row) return row.error();
  return row->has_value();
}

Result<void> FileQueue::set_underway(bool underway) {
  const Rows rows{{kUnderway, underway ? std::optional<base::Bytes>("1") : std::nullopt}};
  return m_store.write_rows(rows);
}

Result<void> FileQueue::doubt_everything() {
  auto logs = own_logs();
  if (!logs) return logs.error();
  Rows rows;
  for (const auto& log : *logs) {
    for (std::uint64_t after = 0;;) {
      auto ops = m_store.ops_after(log, after, kSearchBytes);
      if (!ops) return ops.error();
      if (ops->empty()) break;
      for (const auto& op : *ops) {
        for (const CitedFile& file : cited_files(op.body)) {
          auto info = m_store.file_info(file.hash);
          if (!info) return info.error();
          if (!*info) continue;
          auto set = m_store.set_file_acknowledged(file.hash, 0);
          if (!set) return set.error();
        }
      }
      after = ops->back().address.seq;
    }
    rows.emplace_back(scanned_key(log), std::nullopt);
  }
  rows.emplace_back(kUnderway, "1");
  return m_store.write_rows(rows);
}

}  // namespace jiujin::sync::wire
