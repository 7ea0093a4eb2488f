// New keys for a station whose keys may have been copied, and for a folder from before that.
#include <iterator>

#include "client/control/recovery_copy.h"
#include "client/control/session_sync.h"
#include "client/control/transport_key.h"
#include "client/control/trusted_authorities.h"
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

namespace {

// Another log of the same station; nothing of it is written here yet.
Result<EnrolmentAnswer> ask_with_code(const HttpOptions& line, const EnrolmentCode& code,
                                      const NewLog& next, const StationIdentity& now) {
  EnrolmentRequest request;
  request.code = code.secret;
  request.public_key = next.keys.public_key;
  request.suite = next.suite;
  request.incarnation = next.id;
  auto answer = sync::wire::enrol(line, request);
  if (!answer.ok()) return answer;
  if (answer->station == now.station && answer->county_incarnation == now.county_incarnation)
    return answer;
  return Error{ErrorCode::kRefused, answer->station_name, "the code is another station's"};
}

// What waits is written again in the new log, under new keys, with the authority of the code.
Result<void> go_on_in(SessionState& state, const NewLog& next, const EnrolmentAnswer& answer,
                      const std::string& authority) {
  auto identity = wire_identity(*state.store, *state.identity, state.options.random);
  if (!identity.ok()) return identity.error();
  identity->reborn = [as_ever = identity->reborn, &authority](
                         const sync::store::Incarnation& fresh,
                         sync::base::BytesView private_key) -> Result<RebornRows> {
    auto rows = as_ever(fresh, private_key);
    if (!rows.ok()) return rows;
    auto trust = rows_of_trust(authority);
    std::move(trust.begin(), trust.end(), std::back_inserter(rows->rows));
    rows->rows.push_back(row_of_no_copy());
    return rows;
  };
  const sync::bundle::Bound bound{next.id, answer.number_block, 0, {}};
  auto living = live_on(*state.store, *identity, next, bound, state.options.random);
  return living.ok() ? Result<void>() : living.error();
}

Result<void> rejoin_locked(SessionState& state, const std::string& typed) {
  auto lock = sync::base::FileLock::acquire(state.options.folder + "/sync.lock");
  if (!lock.ok()) return lock.error();
  auto kept = read_identity(*state.store);
  if (!kept.ok()) return kept.error();
  state.identity = *kept;
  const auto& now = *state.identity;
  const auto code = read_code(typed);
  auto line = reach_county(now.server_url, code, code.fingerprint.empty() ? now.authority : "");
  if (!line.ok()) return line.error();
  auto begun = next_life(*state.store);
  if (!begun.ok()) return begun.error();
  // It is kept before it is told: where the answer is lost the same code gets the same one again.
  const auto suite = static_cast<std::uint8_t>(sync::envelope::default_suite().id());
  auto next = begin_next_life(*state.store, suite, state.options.random, RebornReason::kNewKeys);
  if (!next.ok()) return next.error();
  const auto answer = ask_with_code(*line, code, *next, now);
  if (answer.ok()) return go_on_in(state, *next, *answer, line->authority);
  const auto why = answer.error().code;
  const bool lost = why == ErrorCode::kRefused || why == ErrorCode::kConflict;
  if (lost || (why == ErrorCode::kUnauthenticated && !*begun)) {
    if (auto gone = forget_next_life(*state.store); !gone.ok()) return gone;
  }
  return answer.error();
}

}  // namespace

Result<sync::base::IncarnationId> rejoin(SessionState& state, const std::string& code) {
  if (state.options.practice)
    return Error{ErrorCode::kRefused, "practice", "practice data is never enrolled"};
  if (!state.identity)
    return Error{ErrorCode::kNotFound, state.options.folder, "the station is not enrolled"};
  if (auto done = rejoin_locked(state, code); !done.ok()) return done.error();
  const auto now = log_now(state);
  if (!now.ok()) return now;
  if (auto kept = ensure_transport_key(state); !kept.ok()) return kept.error();
  if (auto told = exchange(state); !told.ok()) return told.error();
  return now;
}

}  // namespace jiujin::client::control
