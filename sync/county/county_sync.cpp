#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sync/base/atomic_file.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/scope_policy.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

// A row for each contact would write at every exchange; once a minute is enough to be shown.
constexpr std::int64_t kContactRowEveryMs = 60'000;

}  // namespace

Result<wire::ServeReport> CountyService::exchange(const wire::ServeLine& line,
                                                  std::optional<std::chrono::seconds> retry_after) {
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
  const auto bind = [this](const base::StationId& station, const bundle::Reborn& reborn) {
    return bind_reborn(station, reborn);
  };
  ScopePolicy policy(**store, *snapshot, heard, bind);
  wire::CountyIdentity identity;
  identity.incarnation = {m_info.incarnation, base::StationId{}, m_info.suite, m_public_key, 0};
  identity.sign = [this](base::BytesView message) -> Result<base::Bytes> {
    auto suite = envelope::find_suite(m_info.suite);
    if (!suite.ok()) return suite.error();
    return (*suite)->sign(m_private_key, message, m_random);
  };
  wire::ServeOptions options;
  options.now_ms = static_cast<std::uint64_t>(now_ms());
  options.retry_after = retry_after;
  // For groups of commits and looks at the feed; nothing that is said depends on it.
  options.mono = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  };
  auto report = wire::serve_exchange(**store, policy, identity, options, line);
  return_store(std::move(store).value());
  return report;
}

Result<ImportReport> CountyService::import_folder(const std::string& folder) {
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".jjb") files.push_back(entry.path());
  }
  if (failure) return Error{ErrorCode::kIo, folder, failure.message()};
  std::sort(files.begin(), files.end());
  ImportReport total;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::string answer;
    auto report = exchange({.read = [&in](char* buffer, std::size_t size) -> Result<std::size_t> {
                              in.read(buffer, static_cast<std::streamsize>(size));
                              return static_cast<std::size_t>(in.gcount());
                            },
                            .write = [&answer](base::BytesView bytes) -> Result<void> {
                              answer += bytes;
                              return {};
                            }});
    if (!report.ok()) return report.error();
    ++total.bundles;
    total.ops += report->ops_committed;
    total.file_bytes += report->file_bytes_committed;
    const std::string name = file.filename().string();
    if (report->fault) total.faults.push_back(name + ": " + report->fault->cause);
    if (!report->notice.empty()) total.faults.push_back(name + ": " + report->notice);
    auto written = base::write_file_atomically(file.string() + ".answer", answer);
    if (!written.ok()) return written.error();
  }
  return total;
}

}  // namespace jiujin::sync::county
