#include "sync/county/failed_sign_ins.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"

namespace jiujin::sync::county {
namespace {

using nlohmann::json;

constexpr std::size_t kAddressBytesMax = 64;

bool same(const SignInSeries& series, const std::string& who, const std::string& from,
          const std::string& what) {
  return series.who == who && series.from == from && series.what == what;
}

oplog::OpDraft entry_of(const SignInSeries& series) {
  casework::SignInsRefused body;
  body.who = series.who;
  body.from = series.from;
  body.what = series.what;
  body.count = series.count;
  body.since_ms = static_cast<std::uint64_t>(series.since_ms);
  body.until_ms = static_cast<std::uint64_t>(series.until_ms);
  return casework::draft_op({}, 0, "", body);
}

}  // namespace

FailedSignIns FailedSignIns::read(std::string_view row) {
  FailedSignIns read;
  const auto list = json::parse(row, nullptr, false);
  if (!list.is_array()) return read;
  try {
    for (const auto& one : list) {
      read.m_series.push_back({one.at("who"), one.at("from"), one.at("what"), one.at("since"),
                               one.at("until"), one.at("count")});
    }
  } catch (const json::exception&) {
    read.m_series.clear();
  }
  return read;
}

std::string FailedSignIns::row() const {
  if (m_series.empty()) return "";
  json list = json::array();
  for (const auto& one : m_series) {
    list.push_back({{"who", one.who},
                    {"from", one.from},
                    {"what", one.what},
                    {"since", one.since_ms},
                    {"until", one.until_ms},
                    {"count", one.count}});
  }
  return list.dump();
}

void FailedSignIns::note(const std::string& who, const std::string& from, const std::string& what,
                         std::int64_t now_ms) {
  const auto find = [&](const std::string& a, const std::string& b, const std::string& c) {
    return std::find_if(m_series.begin(), m_series.end(),
                        [&](const SignInSeries& one) { return same(one, a, b, c); });
  };
  auto series = find(who, from, what);
  if (series == m_series.end() && m_series.size() + 1 >= kSeriesMax) {
    series = find("", "", "");
    if (series == m_series.end())
      series = m_series.insert(m_series.end(), {"", "", "", now_ms, now_ms, 0});
  }
  if (series == m_series.end())
    series = m_series.insert(m_series.end(), {who, from, what, now_ms, now_ms, 0});
  series->until_ms = std::max(series->until_ms, now_ms);
  ++series->count;
}

std::vector<SignInSeries> FailedSignIns::take(
    std::int64_t now_ms, const std::function<bool(const SignInSeries&)>& wanted) {
  std::vector<SignInSeries> taken;
  std::erase_if(m_series, [&](const SignInSeries& one) {
    const bool over = now_ms - one.since_ms >= kSeriesMs || now_ms < one.since_ms;
    if (over || wanted(one)) taken.push_back(one);
    return over || wanted(one);
  });
  return taken;
}

// The row is written with every wrong try: a count that stood in memory alone would be gone with
// the program.
Result<void> CountyService::note_failed_sign_in(const std::string& id, const std::string& from,
                                                const std::string& what) {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto* member = (*world)->registry.staff().find(id);
  const auto kept = m_desk->store->row(kFailedSignInsRow);
  if (!kept.ok()) return kept.error();
  auto failed = FailedSignIns::read(kept->value_or(""));
  failed.note(member ? member->id : "", from.substr(0, kAddressBytesMax), what, now_ms());
  const std::pair<std::string, std::optional<base::Bytes>> row{kFailedSignInsRow, failed.row()};
  return m_desk->store->write_rows({&row, 1});
}

Result<std::size_t> CountyService::record_failed_sign_ins(
    const std::function<bool(const SignInSeries&)>& wanted) {
  const std::lock_guard lock(m_mutex);
  const auto kept = m_desk->store->row(kFailedSignInsRow);
  if (!kept.ok()) return kept.error();
  if (!*kept) return std::size_t{0};
  auto failed = FailedSignIns::read(**kept);
  const auto over = failed.take(now_ms(), wanted);
  if (over.empty()) return std::size_t{0};
  store::AppendBatch batch;
  for (const auto& series : over) batch.ops.push_back(entry_of(series));
  const auto left = failed.row();
  batch.rows.emplace_back(kFailedSignInsRow, left.empty() ? std::nullopt : std::optional(left));
  batch.expected_rows.emplace_back(kFailedSignInsRow, *kept);
  if (auto written = append_locked(std::move(batch)); !written.ok()) return written.error();
  return over.size();
}

}  // namespace jiujin::sync::county
