// Who this station is: its names, its keys, its county. One local row, written once at enrolment;
// which authorities it trusts since then stands beside it (trusted_authorities.h).
//
// Row "station/identity", JSON version 1. The private key stands only inside the store, below the
// storage seam.
// Thread rule: values and free functions.
#pragma once

#include <optional>
#include <string>

#include "localization/error.h"
#include "sync/base/identity.h"
#include "sync/store/log_store.h"
#include "sync/wire/enrolment.h"
#include "sync/wire/new_log.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::control {

struct Enrol;
struct SessionOptions;

struct StationIdentity {
  sync::base::StationId station;
  sync::base::IncarnationId incarnation;
  sync::base::IncarnationId county_incarnation;
  std::string private_key;  // PKCS#8 DER
  std::string name, division, scope, county_name, server_url;
  std::string authority;  // PEM that the county's server must be signed by; "" = the system's
  int level() const;      // 6 village, 5 town, 4 county, from the division code
};

Result<std::optional<StationIdentity>> read_identity(sync::store::LogStore& store);
Result<void> write_identity(sync::store::LogStore& store, const StationIdentity& identity);

// What the county has said to a log that asked.
struct Enrolled {
  sync::wire::EnrolmentAnswer answer;
  std::string server_url;
  std::string authority;  // PEM, by which the county was reached
};
Result<Enrolled> ask_county(const sync::wire::NewLog& log, const Enrol& command);
// Writes the incarnations and the identity into the station's store.
Result<StationIdentity> write_enrolled(sync::store::LogStore& store, const sync::wire::NewLog& log,
                                       const Enrolled& enrolled);

// Asks the county, then writes both. `command.authority`: PEM; "": found by the code's fingerprint
// (wire/enrolment.h). kAlreadyExists when enrolled already.
Result<StationIdentity> enrol_station(sync::store::LogStore& store, const SessionOptions& options,
                                      const Enrol& command);

// For the sync runner. kNotFound when a log is missing in the store.
Result<sync::wire::StationIdentity> wire_identity(sync::store::LogStore& store,
                                                  const StationIdentity& identity,
                                                  const sync::base::RandomSource& random);

}  // namespace jiujin::client::control
