#include "client/control/transport_key.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/control/session_outbox.h"
#include "client/control/session_sync.h"
#include "client/control/station_wipe.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/casework/op_bodies.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

constexpr int kFileVersion = 1;
constexpr std::size_t kFileBytesMax = 64 * 1024;
// The public key, in hexadecimal, that our log has named last.
constexpr const char* kNamedRow = "station/transport-key";
// Stands as long as the file's key is one that is to be replaced.
constexpr const char* kReplaceRow = "station/replace-transport-key";

std::string path_of(const std::string& folder) {
  return folder + "/transport.key";
}

Result<void> write_file(const std::string& folder, const TransportFile& file) {
  auto text = nlohmann::json{{"version", kFileVersion},
                             {"station", file.key.station.hex()},
                             {"county", file.key.county.hex()},
                             {"suite", file.key.suite},
                             {"public_key", sync::base::to_hex(file.key.keys.public_key)},
                             {"private_key", sync::base::to_hex(file.key.keys.private_key)},
                             {"county_suite", file.key.county_suite},
                             {"county_key", sync::base::to_hex(file.key.county_key)},
                             {"server_url", file.line.url},
                             {"authority", file.line.authority},
                             {"bytes_per_second_max", file.line.bytes_per_second_max},
                             {"scans", sync::engine::to_text(file.scans)}}
                  .dump();
  auto written = sync::base::write_file_atomically(path_of(folder), text);
  sync::envelope::wipe(text);
  return written;
}

bool speaks_for(const TransportFile& file, const StationIdentity& identity) {
  return file.key.station == identity.station && file.key.county == identity.county_incarnation;
}

// The file as it has to be now; a key that is there stays, unless it is to be replaced.
Result<TransportFile> keep_file(SessionState& state, bool replace) {
  const auto& identity = *state.identity;
  const auto& folder = state.options.folder;
  auto kept = read_transport_file(folder);
  if (!kept.ok() && kept.error().code == ErrorCode::kUnsupported) return kept.error();
  auto settings = sync_settings(state);
  if (!settings.ok()) return settings.error();
  const auto limit = settings->line.bytes_per_second_max;
  const auto& scans = settings->line.scans;
  auto logs = state.store->incarnations();
  if (!logs.ok()) return logs.error();
  const auto county = std::find_if(logs->begin(), logs->end(), [&](const auto& log) {
    return log.id == identity.county_incarnation;
  });
  if (county == logs->end())
    return Error{ErrorCode::kNotFound, "incarnations", "the county's log is missing"};
  TransportFile file;
  if (!replace && kept.ok() && speaks_for(*kept, identity)) {
    file = *std::move(kept);
    if (file.line.url == identity.server_url && file.line.authority == identity.authority &&
        file.line.bytes_per_second_max == limit && file.scans == scans &&
        file.key.county_key == county->public_key)
      return file;
  } else {
    const auto& suite = sync::envelope::default_suite();
    file.key = {identity.station, identity.county_incarnation,
                static_cast<std::uint8_t>(suite.id()),
                suite.generate_signing_key(state.options.random)};
  }
  file.key.county_suite = county->suite;
  file.key.county_key = county->public_key;
  file.line.url = identity.server_url;
  file.line.authority = identity.authority;
  file.line.bytes_per_second_max = limit;
  file.scans = scans;
  if (auto written = write_file(folder, file); !written.ok()) return written.error();
  return file;
}

}  // namespace

Result<TransportFile> read_transport_file(const std::string& folder) {
  const auto path = path_of(folder);
  auto text = sync::base::read_whole_file(path, kFileBytesMax);
  if (!text.ok()) return text.error();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  const Error broken{ErrorCode::kCorrupt, path, "this is no transport key"};
  if (!json.is_object()) return broken;
  try {
    if (json.at("version").get<int>() > kFileVersion)
      return Error{ErrorCode::kUnsupported, path, "written by a newer version"};
    auto station = sync::base::StationId::from_hex(json.at("station").get<std::string>());
    auto county = sync::base::IncarnationId::from_hex(json.at("county").get<std::string>());
    auto open = sync::base::from_hex(json.at("public_key").get<std::string>());
    auto secret = sync::base::from_hex(json.at("private_key").get<std::string>());
    if (!station.ok() || !county.ok() || !open.ok() || !secret.ok()) return broken;
    TransportFile file;
    file.key = {*station, *county, json.at("suite").get<std::uint8_t>(), {*secret, *open}};
    file.key.county_suite = json.value("county_suite", std::uint8_t{1});
    auto county_key = sync::base::from_hex(json.value("county_key", ""));
    if (!county_key.ok()) return broken;
    file.key.county_key = *std::move(county_key);
    file.line.url = json.at("server_url").get<std::string>();
    file.line.authority = json.at("authority").get<std::string>();
    file.line.bytes_per_second_max = json.value("bytes_per_second_max", std::uint64_t{0});
    auto scans = sync::engine::read_scan_times(json.value("scans", std::string("any")));
    if (!scans.ok()) return broken;
    file.scans = *scans;
    return file;
  } catch (const nlohmann::json::exception&) {
    return broken;
  }
}

std::vector<LocalRow> rows_of_new_keys() {
  return {{kReplaceRow, "1"}};
}

Result<void> ensure_transport_key(SessionState& state) {
  if (!state.sealed || state.locked || state.options.practice || !state.identity) return {};
  auto lock = sync::base::FileLock::acquire(state.options.folder + "/keys.lock");
  if (!lock.ok()) return {};                      // another program does the same now
  if (is_wiped(state.options.folder)) return {};  // by another program; it stays destroyed
  auto replace = state.store->row(kReplaceRow);
  if (!replace.ok()) return replace.error();
  // What was left for the old one to carry, the old log has signed: nobody takes it any more.
  if (*replace) empty_outbox(state);
  auto file = keep_file(state, replace->has_value());
  if (!file.ok()) return file.error();
  const auto key = sync::base::to_hex(file->key.keys.public_key);
  auto named = state.store->row(kNamedRow);
  if (!named.ok()) return named.error();
  if (*named == key) return {};
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  sync::store::AppendBatch batch;
  batch.ops.push_back(
      sync::casework::draft_op({}, 0, "", sync::casework::TransportKeyBound{file->key.suite, key}));
  batch.time = state.time();
  batch.rows.emplace_back(kNamedRow, key);
  batch.rows.emplace_back(kReplaceRow, std::nullopt);
  auto written = state.store->append(*own, batch);
  return written.ok() ? Result<void>() : written.error();
}

}  // namespace jiujin::client::control
