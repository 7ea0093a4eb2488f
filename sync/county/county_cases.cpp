#include <algorithm>
#include <tuple>

#include "sync/casework/numbers.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/deadline_sweep.h"

namespace jiujin::sync::county {
namespace {

// More than a person hands in for one purpose; bounds the work of one page.
constexpr std::size_t kEarlierCasesMax = 50;
constexpr std::int64_t kFormLifetimeMs = 48LL * 3600 * 1000;  // a session lives 12 hours

}  // namespace

Result<casework::CaseList> CountyService::list_cases(const casework::CaseFilter& filter) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  return (*registry)->list(filter, m_desk->registry_day);
}

Result<casework::CaseRegistry*> CountyService::queue_locked() {
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  if (auto current = (*registry)->catch_up(m_desk->registry_day); !current.ok()) {
    return current.error();
  }
  const auto changes = (*registry)->take_changes();
  if (changes.all) {
    m_desk->queue.clear();
    (*registry)->each_line([this](const auto& line) { m_desk->queue.put(line); });
  }
  for (const auto& id : changes.ids) {
    if (const auto* line = (*registry)->line(id)) m_desk->queue.put(*line);
  }
  return *registry;
}

Result<QueuePage> CountyService::queue_page(const QueueQuery& query, const std::string& text) {
  const std::lock_guard lock(m_mutex);
  auto found = queue_locked();
  if (!found.ok()) return found.error();
  auto* registry = *found;
  const auto line = [&](const std::string& id) {
    ++m_desk->lines_read;
    return registry->line(id);
  };
  CaseQueue::Fits fits;
  casework::CaseSearch search(text);
  if (!text.empty()) {
    fits = [&](const casework::CaseSummary& each) { return registry->matches(each.id, search); };
  }
  return m_desk->queue.page(query, m_desk->world->calendar, m_desk->registry_day, line, fits);
}

Result<CaseQueue::Neighbours> CountyService::queue_neighbours(const base::CaseId& id, QueueTab tab,
                                                              const std::string& scope) {
  const std::lock_guard lock(m_mutex);
  auto registry = queue_locked();
  if (!registry.ok()) return registry.error();
  const auto* line = (*registry)->line(id.hex());
  return line ? m_desk->queue.neighbours(*line, tab, scope) : CaseQueue::Neighbours{};
}

Result<DeskWork> CountyService::desk_work() {
  const std::lock_guard lock(m_mutex);
  DeskWork work;
  work.cases = m_desk->queue.size();
  work.folds = m_desk->registry ? m_desk->registry->folds() : 0;
  work.lines_read = m_desk->lines_read;
  return work;
}

Result<casework::Case> CountyService::load_case(const base::CaseId& id) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  return (*registry)->load(id, m_desk->registry_day);
}

Result<HeldFacts> CountyService::held_facts(const casework::Case& c) {
  HeldFacts held;
  {
    const std::lock_guard lock(m_mutex);
    auto registry = queue_locked();
    if (!registry.ok()) return registry.error();
    const auto* own = (*registry)->line(c.id.hex());
    std::vector<const casework::CaseSummary*> lines;
    for (const auto& id : (*registry)->same_applicant(c.applicant)) {
      const auto* line = (*registry)->line(id);
      const bool earlier = own && line != own && !line->submitted_on.empty() &&
                           std::tie(line->started_ms, line->id) <
                               std::tie(own->started_ms, own->id);
      if (earlier) lines.push_back(line);
    }
    const auto newest_first = [](const auto* a, const auto* b) {
      return a->started_ms > b->started_ms;
    };
    std::sort(lines.begin(), lines.end(), newest_first);
    if (lines.size() > kEarlierCasesMax) lines.resize(kEarlierCasesMax);
    for (const auto* line : lines) {
      auto folded = (*registry)->load(*base::CaseId::from_hex(line->id), m_desk->registry_day);
      if (!folded.ok()) return folded.error();
      if (folded->applicant.id_no != c.applicant.id_no) continue;  // only the same last digits
      held.earlier_cases.push_back(earlier_case(*folded));
    }
  }
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto photos = photos_of(**store, c);
  return_store(std::move(store).value());
  if (!photos.ok()) return photos.error();
  held.photos = std::move(*photos);
  return held;
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

Result<std::vector<base::CaseId>> CountyService::sweep_candidates() {
  const std::lock_guard lock(m_mutex);
  auto registry = queue_locked();
  if (!registry.ok()) return registry.error();
  const auto day = m_desk->registry_day;
  if (m_desk->swept_day != day) m_desk->swept.clear();
  m_desk->swept_day = day;
  std::vector<base::CaseId> ids;
  (*registry)->each_line([&](const casework::CaseSummary& line) {
    if (!may_have_passed(line, day)) return;
    // Looked at today and not grown since: it would say the same.
    const auto seen = m_desk->swept.find(line.id);
    if (seen != m_desk->swept.end() && seen->second == line.ops) return;
    if (const auto id = base::CaseId::from_hex(line.id); id.ok()) ids.push_back(*id);
  });
  return ids;
}

Result<std::size_t> CountyService::sweep_case(const base::CaseId& id) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  const auto day = m_desk->registry_day;
  auto current = (*registry)->load(id, day);
  if (!current.ok()) return current.error();
  auto ops = m_desk->store->ops_of_case(id);
  if (!ops.ok()) return ops.error();
  store::AppendBatch batch;
  for (const auto& passed : passed_deadlines(*current, *ops, day)) {
    batch.ops.push_back(casework::draft_op(id, current->county_ops, "", passed));
  }
  const auto count = batch.ops.size();
  if (count > 0) {
    batch.expected_case = {id, ops->size()};
    const auto done = append_locked(std::move(batch));
    // It grew meanwhile, perhaps by another process's sweep: the next sweep looks again.
    if (!done.ok() && done.error().code == ErrorCode::kConflict) return std::size_t{0};
    if (!done.ok()) return done.error();
  }
  m_desk->swept[id.hex()] = current->ops + count;
  return count;
}

Result<std::size_t> CountyService::sweep_deadlines() {
  auto ids = sweep_candidates();
  if (!ids.ok()) return ids.error();
  std::size_t said = 0;
  for (const auto& id : *ids) {  // the lock is free between two cases: the desk does not wait
    auto count = sweep_case(id);
    if (!count.ok()) return count.error();
    said += *count;
  }
  return said;
}

// A form is at most as old as the session it was shown in: what is older cannot come again.
Result<std::size_t> CountyService::forget_old_forms() {
  const std::lock_guard lock(m_mutex);
  auto rows = m_desk->store->rows(kOncePrefix);
  if (!rows.ok()) return rows.error();
  std::vector<std::pair<std::string, std::optional<base::Bytes>>> gone;
  for (const auto& [key, written] : *rows) {
    const auto age_ms = now_ms() - std::atoll(written.c_str());
    if (age_ms > kFormLifetimeMs) gone.emplace_back(key, std::nullopt);
  }
  if (gone.empty()) return std::size_t{0};
  if (auto done = m_desk->store->write_rows(gone); !done.ok()) return done.error();
  return gone.size();
}

}  // namespace jiujin::sync::county
