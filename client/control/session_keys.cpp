// New keys for a station whose keys may have been copied.
#include "client/control/session_sync.h"
#include "client/control/transport_key.h"
#include "sync/envelope/suite.h"
#include "sync/wire/rebirth.h"

namespace jiujin::client::control {
namespace {

using namespace sync::wire;
using sync::bundle::RebornReason;

Result<sync::base::IncarnationId> log_now(SessionState& state) {
  auto kept = read_identity(*state.store);
  if (!kept.ok()) return kept.error();
  state.identity = *kept;
  return own_log(state);
}

Result<void> exchange(SessionState& state) {
  const auto report = run_sync(state, {}, {});
  if (!report.ok()) return report.error();
  if (report->outcome == SyncOutcome::kUpToDate) return {};
  return Error{ErrorCode::kRefused, "county",
               report->notice.empty() ? "it takes nothing from this station now" : report->notice};
}

}  // namespace

Result<sync::base::IncarnationId> renew_keys(SessionState& state) {
  auto begun = next_life(*state.store);
  if (!begun.ok()) return begun.error();
  const bool asked =
      *begun && (*begun)->reason == static_cast<std::uint32_t>(RebornReason::kNewKeys);
  // A fork is healed before, and what can be sent is sent under the name that it has.
  if (!asked)
    if (auto told = exchange(state); !told.ok()) return told.error();
  const auto before = log_now(state);
  if (!before.ok()) return before;
  if (!asked) {
    const auto suite = static_cast<std::uint8_t>(sync::envelope::default_suite().id());
    auto next = begin_next_life(*state.store, suite, state.options.random, RebornReason::kNewKeys);
    if (!next.ok()) return next.error();
  }
  if (auto told = exchange(state); !told.ok()) return told.error();
  const auto now = log_now(state);
  if (!now.ok()) return now;
  if (*now == *before)
    return Error{ErrorCode::kBusy, "county", "it has not answered with the new log yet"};
  if (auto kept = ensure_transport_key(state); !kept.ok()) return kept.error();
  if (auto told = exchange(state); !told.ok()) return told.error();
  return now;
}

}  // namespace jiujin::client::control
