#include "sync/bundle/messages.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/scope_policy.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

// A row for each contact would write at every exchange; once a minute is enough to be shown.
constexpr std::int64_t kContactRowEveryMs = 60'000;

}  // namespace

wire::CountyIdentity CountyService::identity() const {
  wire::CountyIdentity identity;
  identity.incarnation = {m_info.incarnation, base::StationId{}, m_info.suite, m_public_key, 0};
  identity.sign = [this](base::BytesView message) -> Result<base::Bytes> {
    auto suite = envelope::find_suite(m_info.suite);
    if (!suite.ok()) return suite.error();
    return (*suite)->sign(m_private_key, message, m_random);
  };
  return identity;
}

Result<wire::ServeReport> CountyService::exchange(const wire::ServeLine& line,
                                                  std::optional<std::chrono::seconds> retry_after) {
  wire::ServeOptions options;
  options.retry_after = retry_after;
  return serve(line, std::move(options));
}

Result<wire::ServeReport> CountyService::serve(const wire::ServeLine& line,
                                               wire::ServeOptions options) {
  auto snapshot = world();
  if (!snapshot.ok()) return snapshot.error();
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  const auto heard = [this](const base::StationId& station) {
    const std::lock_guard lock(m_mutex);
    auto& last = m_desk->contacts[station];
    const auto now = now_ms();
    if (now - last < kContactRowEveryMs) return;
    last = now;
    const std::pair<std::string, std::optional<base::Bytes>> row{
        std::string(kContactPrefix) + station.hex(), std::to_string(now)};
    (void)m_desk->store->write_rows({&row, 1}).ok();  // only shown; not worth a failed exchange
  };
  const auto bind = [this](const base::StationId& station, const base::IncarnationId& speaker,
                           const bundle::Reborn& reborn) {
    return bind_reborn(station, speaker, reborn);
  };
  ScopePolicy policy(**store, *snapshot, heard, bind);
  options.now_ms = static_cast<std::uint64_t>(now_ms());
  // For groups of commits and looks at the feed; nothing that is said depends on it.
  options.mono = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  };
  auto report = wire::serve_exchange(**store, policy, identity(), options, line);
  return_store(std::move(store).value());
  const auto suspended = bundle::notice_name(bundle::NoticeCode::kSuspended);
  if (report.ok() && report->notice == suspended && !options.by_stick)
    note_wipe_handed_out(report->station);
  return report;
}

}  // namespace jiujin::sync::county
