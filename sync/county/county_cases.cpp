#include "sync/casework/numbers.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/deadline_sweep.h"

namespace jiujin::sync::county {

Result<casework::CaseList> CountyService::list_cases(const casework::CaseFilter& filter) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  return (*registry)->list(filter, m_desk->registry_day);
}

Result<casework::Case> CountyService::load_case(const base::CaseId& id) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  return (*registry)->load(id, m_desk->registry_day);
}

Result<std::vector<oplog::StoredOp>> CountyService::case_ops(const base::CaseId& id) {
  const std::lock_guard lock(m_mutex);
  return m_desk->store->ops_of_case(id);
}

Result<std::optional<base::CaseId>> CountyService::find_case(std::string_view number_or_receipt,
                                                             std::string_view query_code) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  if (auto current = (*registry)->catch_up(m_desk->registry_day); !current.ok()) {
    return current.error();
  }
  return (*registry)->find(number_or_receipt, query_code);
}

Result<bool> CountyService::append(std::vector<oplog::OpDraft> ops, const std::string& once) {
  const std::lock_guard lock(m_mutex);
  store::AppendBatch batch;
  if (!once.empty()) {
    const std::string key = std::string(kOncePrefix) + once;
    auto done = m_desk->store->row(key);
    if (!done.ok()) return done.error();
    if (*done) return false;
    batch.rows.emplace_back(key, std::to_string(now_ms()));
    batch.expected_rows.emplace_back(key, std::nullopt);
  }
  batch.ops = std::move(ops);
  const auto written = append_locked(std::move(batch));
  // Another process was quicker with the same form.
  if (!written.ok() && written.error().code == ErrorCode::kConflict && !once.empty()) return false;
  if (!written.ok()) return written.error();
  return true;
}

Result<bool> CountyService::was_done(const std::string& once) {
  const std::lock_guard lock(m_mutex);
  auto done = m_desk->store->row(std::string(kOncePrefix) + once);
  if (!done.ok()) return done.error();
  return done->has_value();
}

Result<void> CountyService::record(const std::string& kind, const std::string& line) {
  // Zero-padded milliseconds sort by time; the serial keeps two in one millisecond apart.
  const std::lock_guard lock(m_mutex);
  auto serial = m_desk->store->next_serial("record");
  if (!serial.ok()) return serial.error();
  const std::pair<std::string, std::optional<base::Bytes>> row{
      "county/record/" + kind + "/" + std::to_string(now_ms()) + "-" + std::to_string(*serial),
      line};
  return m_desk->store->write_rows({&row, 1});
}

Result<std::string> CountyService::next_document_number(const std::string& kind_word) {
  const std::chrono::year_month_day day{today()};
  const int year = static_cast<int>(day.year());
  std::string place = m_info.name;
  for (const std::string_view suffix : {"县", "区", "市"}) {
    if (place.size() > suffix.size() && place.ends_with(suffix)) {
      place.resize(place.size() - suffix.size());
      break;
    }
  }
  const std::lock_guard lock(m_mutex);
  auto serial = m_desk->store->next_serial(casework::document_counter(kind_word, year, 0));
  if (!serial.ok()) return serial.error();
  return casework::document_number(place, kind_word, year, 0, *serial);
}

Result<store::FileInfo> CountyService::put_file(base::BytesView bytes,
                                                std::string_view media_type) {
  const std::lock_guard lock(m_mutex);
  return m_desk->store->put_file(bytes, media_type);
}

Result<std::optional<FileState>> CountyService::file_state(const base::ContentHash& hash) {
  const std::lock_guard lock(m_mutex);
  auto info = m_desk->store->file_info(hash);
  if (!info.ok()) return info.error();
  if (!*info) return std::optional<FileState>{};
  FileState state{**info, (*info)->complete ? (*info)->size : 0};
  if (!state.info.complete) {
    auto unfinished = m_desk->store->incomplete_files();
    if (!unfinished.ok()) return unfinished.error();
    for (const auto& file : *unfinished) {
      if (file.hash == hash) state.held = file.held;
    }
  }
  return std::optional(state);
}

Result<base::Bytes> CountyService::read_file(const base::ContentHash& hash, std::uint64_t offset,
                                             std::size_t bytes_max) {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto bytes = (*store)->read_file(hash, offset, bytes_max);
  return_store(std::move(store).value());
  return bytes;
}

Result<std::size_t> CountyService::sweep_deadlines() {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  const auto day = m_desk->registry_day;
  auto list = (*registry)->list({}, day);
  if (!list.ok()) return list.error();
  std::size_t said = 0;
  for (const auto& line : list->lines) {
    if (!may_have_passed(line, day)) continue;
    auto id = base::CaseId::from_hex(line.id);
    if (!id.ok()) continue;
    auto current = (*registry)->load(*id, day);
    if (!current.ok()) return current.error();
    auto ops = m_desk->store->ops_of_case(*id);
    if (!ops.ok()) return ops.error();
    store::AppendBatch batch;
    for (const auto& passed : passed_deadlines(*current, *ops, day)) {
      batch.ops.push_back(casework::draft_op(*id, current->county_ops, "", passed));
    }
    if (batch.ops.empty()) continue;
    const auto count = batch.ops.size();
    batch.expected_case = {*id, ops->size()};
    const auto done = append_locked(std::move(batch));
    // It grew meanwhile, perhaps by another process's sweep: the next sweep looks again.
    if (!done.ok() && done.error().code == ErrorCode::kConflict) continue;
    if (!done.ok()) return done.error();
    said += count;
  }
  return said;
}

}  // namespace jiujin::sync::county
