#include "client/control/recovery_copy.h"

#include "client/control/session_stick.h"
#include "sync/base/hex.h"
#include "sync/casework/draft.h"
#include "sync/envelope/key_slots.h"

namespace jiujin::client::control {
namespace {

constexpr const char* kSealedToRow = "station/recovery-key";

}  // namespace

Result<sync::store::AppendBatch> recovery_copy(const sync::envelope::DataKey& key,
                                               const sync::envelope::OpeningKey& county,
                                               const sync::base::StationId& station,
                                               const std::string& actor,
                                               const SessionOptions& options) {
  using sync::base::to_hex;
  auto sealed = sync::envelope::seal_data_key(key, county, station, "", options.random);
  if (!sealed.ok()) return sealed.error();
  sync::store::AppendBatch batch;
  batch.ops.push_back(sync::casework::draft_op(
      {}, 0, actor,
      sync::casework::RecoverySealed{county.suite, to_hex(county.public_key),
                                     to_hex(sealed->capsule), to_hex(sealed->sealed)}));
  batch.time = options.time();
  batch.rows.push_back(row_of_copy(county));
  return batch;
}

std::pair<std::string, std::optional<sync::base::Bytes>> row_of_copy(
    const sync::envelope::OpeningKey& county) {
  return {kSealedToRow, sync::base::to_hex(county.public_key)};
}

std::pair<std::string, std::optional<sync::base::Bytes>> row_of_no_copy() {
  return {kSealedToRow, std::nullopt};
}

Result<bool> ensure_recovery_copy(SessionState& state) {
  if (!state.sealed || state.locked || state.options.practice || !state.identity) return false;
  const auto key = state.options.key->copy();
  auto county = county_opening_key(state);
  if (!county.ok() && county.error().code == ErrorCode::kNotFound) return false;
  if (!county.ok()) return county.error();
  auto last = state.store->row(kSealedToRow);
  if (!last.ok()) return last.error();
  if (!key || *last == sync::base::to_hex(county->public_key)) return false;
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  auto batch = recovery_copy(*key, *county, state.identity->station, "", state.options);
  if (!batch.ok()) return batch.error();
  batch->time = state.time();
  batch->expected_rows.emplace_back(kSealedToRow, *last);
  auto written = state.store->append(*own, *batch);
  // Another program has done the same.
  if (!written.ok() && written.error().code != ErrorCode::kConflict) return written.error();
  return written.ok();
}

}  // namespace jiujin::client::control
