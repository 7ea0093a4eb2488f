#include "client/control/session_stick.h"

#include <nlohmann/json.hpp>

#include "client/control/session_sync.h"
#include "client/control/station_keys.h"
#include "client/control/trusted_authorities.h"
#include "sync/base/hex.h"

namespace jiujin::client::control {
namespace {

using namespace sync::wire;

Result<sync::wire::StationIdentity> identity_now(SessionState& state) {
  if (state.options.practice)
    return Error{ErrorCode::kRefused, "practice", "practice data never travels"};
  // Another program may have healed a fork since we read it.
  auto kept = read_identity(*state.store);
  if (!kept.ok()) return kept.error();
  if (!*kept)
    return Error{ErrorCode::kNotFound, state.options.folder, "the station is not enrolled"};
  state.identity = *kept;
  return wire_identity(*state.store, *state.identity, state.options.random);
}

RunnerClocks clocks_of(const SessionState& state) {
  return {[&state] { return state.now_ms(); },
          [&state] { return std::chrono::milliseconds(state.options.time().mono_ms); }};
}

// What came by stick is a contact, too: of the time at which the county wrote it.
Result<void> note_answers(SessionState& state, const AnswersReport& report) {
  if (report.county_ms == 0) return {};
  state.county_ms = std::max(state.county_ms, report.county_ms);
  state.last_contact_ms =
      std::max(last_contact(state), static_cast<std::int64_t>(report.county_ms));
  const nlohmann::json json{{"contact_ms", state.last_contact_ms}, {"county_ms", state.county_ms}};
  const std::pair<std::string, std::optional<sync::base::Bytes>> row{"sync/contact", json.dump()};
  return state.store->write_rows({&row, 1});
}

}  // namespace

Result<sync::envelope::OpeningKey> county_opening_key(SessionState& state) {
  if (auto read = read_world_if_changed(state); !read.ok()) return read.error();
  const auto& said = state.county->opening_key();
  if (!said)
    return Error{ErrorCode::kNotFound, "opening key",
                 "the county has not told its opening key yet: exchange once over the line"};
  auto key = sync::base::from_hex(said->key);
  if (!key.ok()) return key.error();
  return sync::envelope::OpeningKey{static_cast<std::uint8_t>(said->suite), *key};
}

Result<ExportReport> write_exports(SessionState& state, const ExportOptions& options,
                                   const StickWatch& watch) {
  auto identity = identity_now(state);
  if (!identity.ok()) return identity.error();
  auto lock = sync::base::FileLock::acquire(state.options.folder + "/stick.lock");
  if (!lock.ok()) return lock.error();
  return sync::wire::export_to_stick(*state.store, *identity, clocks_of(state),
                                     state.options.random, options, watch);
}

Result<ExportReport> export_to_stick(SessionState& state, const std::string& folder,
                                     std::uint64_t file_bytes_max, const StickWatch& watch) {
  if (auto known = identity_now(state); !known.ok()) return known.error();
  auto key = county_opening_key(state);
  if (!key.ok()) return key.error();
  ExportOptions options;
  options.folder = folder;
  options.station_name = state.identity->name;
  options.county_name = state.identity->county_name;
  options.county_key = std::move(*key);
  options.file_bytes_max = file_bytes_max;
  options.rank = promise_rank(state);
  return write_exports(state, options, watch);
}

Result<AnswersReport> take_answers(SessionState& state, const std::string& folder,
                                   const StickWatch& watch) {
  auto lock = sync::base::FileLock::acquire(state.options.folder + "/stick.lock");
  if (!lock.ok()) return lock.error();
  auto identity = identity_now(state);
  if (!identity.ok()) return identity.error();
  auto report = sync::wire::import_from_stick(*state.store, *identity, clocks_of(state),
                                              state.options.random, folder, watch);
  if (!report.ok()) return report;
  if (auto noted = note_answers(state, *report); !noted.ok()) return noted.error();
  if (auto read = read_world_if_changed(state); !read.ok()) return read.error();
  if (auto kept = refresh_key_slots(state); !kept.ok()) return kept.error();
  if (auto followed = follow_county(state); !followed.ok()) return followed.error();
  return report;
}

Result<AnswersReport> import_from_stick(SessionState& state, const std::string& folder,
                                        const StickWatch& watch) {
  auto line = sync::base::FileLock::acquire(state.options.folder + "/sync.lock");
  if (!line.ok()) return line.error();
  return take_answers(state, folder, watch);
}

}  // namespace jiujin::client::control
