#include "client/control/station_identity.h"

#include <nlohmann/json.hpp>

#include "client/control/station_session.h"
#include "client/control/transport_key.h"
#include "client/control/trusted_authorities.h"
#include "localization/divisions.h"
#include "sync/base/hex.h"
#include "sync/envelope/suite.h"
#include "sync/wire/opening_keys.h"
#include "sync/wire/rebirth.h"

namespace jiujin::client::control {
namespace {

constexpr const char* kIdentityRow = "station/identity";
constexpr const char* kEnrollingRow = "station/enrolling";
constexpr int kIdentityVersion = 1;

// The log with which the county was or will be asked. It is kept before it is sent: when the answer
// is lost, the county gives it again to the same key and to no other.
Result<sync::wire::NewLog> begin_enrolling(sync::store::LogStore& store,
                                           const sync::envelope::Suite& suite,
                                           const sync::base::RandomSource& random) {
  auto row = store.row(kEnrollingRow);
  if (!row.ok()) return row.error();
  const auto kept = *row ? sync::wire::decode_new_log(**row) : std::optional<sync::wire::NewLog>();
  if (kept && kept->suite == static_cast<std::uint8_t>(suite.id())) return *kept;
  auto fresh = sync::wire::make_new_log(suite, random);
  const std::pair<std::string, std::optional<sync::base::Bytes>> keeping{
      kEnrollingRow, sync::wire::encode_new_log(fresh)};
  if (auto written = store.write_rows({&keeping, 1}); !written.ok()) return written.error();
  return fresh;
}

Error broken(const std::string& cause) {
  return {ErrorCode::kCorrupt, kIdentityRow, cause};
}

}  // namespace

int StationIdentity::level() const {
  const auto full = localization::full_division_code(division);
  return full.empty() ? 6 : static_cast<int>(localization::division_level(full));
}

Result<std::optional<StationIdentity>> read_identity(sync::store::LogStore& store) {
  auto row = store.row(kIdentityRow);
  if (!row.ok()) return row.error();
  if (!*row) return std::optional<StationIdentity>{};
  const auto json = nlohmann::json::parse(**row, nullptr, false);
  if (!json.is_object()) return broken("not an object");
  try {
    if (json.at("version").get<int>() > kIdentityVersion)
      return Error{ErrorCode::kUnsupported, kIdentityRow, "written by a newer version"};
    StationIdentity identity;
    auto station = sync::base::StationId::from_hex(json.at("station").get<std::string>());
    auto own = sync::base::IncarnationId::from_hex(json.at("incarnation").get<std::string>());
    auto county = sync::base::IncarnationId::from_hex(json.at("county").get<std::string>());
    auto key = sync::base::from_hex(json.at("private_key").get<std::string>());
    if (!station.ok() || !own.ok() || !county.ok() || !key.ok()) return broken("bad identifier");
    identity.station = *station;
    identity.incarnation = *own;
    identity.county_incarnation = *county;
    identity.private_key = *key;
    identity.name = json.value("name", "");
    identity.division = json.value("division", "");
    identity.scope = json.value("scope", "");
    identity.county_name = json.value("county_name", "");
    identity.server_url = json.value("server_url", "");
    identity.authority = json.value("authority", "");
    auto since = kept_authorities(store);
    if (!since.ok()) return since.error();
    if (*since) identity.authority = *std::move(*since);
    return std::optional<StationIdentity>(std::move(identity));
  } catch (const nlohmann::json::exception& failed) {
    return broken(failed.what());
  }
}

namespace {

std::string identity_row(const StationIdentity& identity) {
  return nlohmann::json{{"version", kIdentityVersion},
                        {"station", identity.station.hex()},
                        {"incarnation", identity.incarnation.hex()},
                        {"county", identity.county_incarnation.hex()},
                        {"private_key", sync::base::to_hex(identity.private_key)},
                        {"name", identity.name},
                        {"division", identity.division},
                        {"scope", identity.scope},
                        {"county_name", identity.county_name},
                        {"server_url", identity.server_url},
                        {"authority", identity.authority}}
      .dump();
}

}  // namespace

Result<void> write_identity(sync::store::LogStore& store, const StationIdentity& identity) {
  const std::pair<std::string, std::optional<sync::base::Bytes>> rows[] = {
      {kIdentityRow, identity_row(identity)}, {kEnrollingRow, std::nullopt}};
  return store.write_rows(rows);
}

Result<Enrolled> ask_county(const sync::wire::NewLog& log, const Enrol& command) {
  sync::wire::EnrolmentRequest request;
  const auto told = sync::wire::read_code(command.code);
  request.code = told.secret;
  request.public_key = log.keys.public_key;
  request.suite = log.suite;
  request.incarnation = log.id;
  auto line = sync::wire::reach_county(command.server_url, told, command.authority);
  if (!line.ok()) return line.error();
  auto answer = sync::wire::enrol(*line, request);
  if (!answer.ok()) return answer.error();
  return Enrolled{*std::move(answer), command.server_url, line->authority};
}

Result<StationIdentity> write_enrolled(sync::store::LogStore& store, const sync::wire::NewLog& log,
                                       const Enrolled& enrolled) {
  const auto& answer = enrolled.answer;
  StationIdentity identity;
  identity.station = answer.station;
  identity.incarnation = answer.incarnation;
  identity.county_incarnation = answer.county_incarnation;
  identity.private_key = log.keys.private_key;
  identity.name = answer.station_name;
  identity.division = answer.division;
  identity.scope = answer.scope;
  identity.county_name = answer.county_name;
  identity.server_url = enrolled.server_url;
  identity.authority = enrolled.authority;
  const sync::store::Incarnation own{answer.incarnation, answer.station, log.suite,
                                     log.keys.public_key, answer.number_block};
  if (auto added = store.add_incarnation(own); !added.ok()) return added.error();
  const sync::store::Incarnation county{
      answer.county_incarnation, {}, answer.county_suite, answer.county_public_key, 0};
  if (auto added = store.add_incarnation(county); !added.ok()) return added.error();
  if (auto written = write_identity(store, identity); !written.ok()) return written.error();
  return identity;
}

Result<StationIdentity> enrol_station(sync::store::LogStore& store, const SessionOptions& options,
                                      const Enrol& command) {
  auto known = read_identity(store);
  if (!known.ok()) return known.error();
  if (*known) return Error{ErrorCode::kAlreadyExists, (*known)->name, "enrolled already"};
  auto begun = begin_enrolling(store, sync::envelope::default_suite(), options.random);
  if (!begun.ok()) return begun.error();
  auto enrolled = ask_county(*begun, command);
  if (enrolled.ok()) return write_enrolled(store, *begun, *enrolled);
  // Enrolled under another name after all: with these keys nothing more can be begun.
  if (enrolled.error().code == ErrorCode::kConflict) {
    const std::pair<std::string, std::optional<sync::base::Bytes>> gone{kEnrollingRow, {}};
    if (auto written = store.write_rows({&gone, 1}); !written.ok()) return written.error();
  }
  return enrolled.error();
}

Result<sync::wire::StationIdentity> wire_identity(sync::store::LogStore& store,
                                                  const StationIdentity& identity,
                                                  const sync::base::RandomSource& random) {
  auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  sync::wire::StationIdentity wire;
  wire.station = identity.station;
  bool own = false, county = false;
  for (const auto& log : *logs) {
    if (log.id == identity.incarnation) {
      wire.incarnation = log;
      own = true;
    } else if (log.id == identity.county_incarnation) {
      wire.county = log;
      county = true;
    }
  }
  if (!own || !county) return Error{ErrorCode::kNotFound, "incarnations", "a log is missing"};
  auto suite = sync::envelope::find_suite(wire.incarnation.suite);
  if (!suite.ok()) return suite.error();
  wire.sign = [suite = *suite, key = identity.private_key, random](sync::base::BytesView message) {
    return suite->sign(key, message, random);
  };
  wire.reborn = [identity, &store](
                    const sync::store::Incarnation& fresh,
                    sync::base::BytesView private_key) -> Result<sync::wire::RebornRows> {
    auto row = store.row(kIdentityRow);
    if (!row.ok()) return row.error();
    StationIdentity next = identity;
    next.incarnation = fresh.id;
    next.private_key = std::string(private_key);
    sync::wire::RebornRows rows;
    auto life = sync::wire::next_life(store);
    if (!life.ok()) return life.error();
    using sync::bundle::RebornReason;
    if (*life && (*life)->reason == static_cast<std::uint32_t>(RebornReason::kNewKeys)) {
      rows.rows = rows_of_new_keys();
      rows.rows.emplace_back(sync::wire::kOpeningPairRow, std::nullopt);
    }
    rows.rows.emplace_back(kIdentityRow, identity_row(next));
    rows.expected.emplace_back(kIdentityRow, *row);
    return rows;
  };
  return wire;
}

}  // namespace jiujin::client::control
