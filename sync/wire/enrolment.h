// Enrolment: a one-time code becomes an identity (PROTOCOL section 8.3).
//
// The shapes of the JSON both ends speak, and the station's call. The county's handler uses the
// same shapes: parse_enrolment_request, to_json(EnrolmentAnswer). Knows no store: who keeps what is
// the caller's affair. Thread rule: values and free functions; enrol() blocks its thread until
// answered or timed out.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sync/base/identity.h"
#include "sync/wire/enrolment_staff.h"
#include "sync/wire/http_transport.h"

namespace jiujin::sync::wire {

inline constexpr const char* kEnrolPath = "/sync/v1/enrol";

struct EnrolmentRequest {
  std::string code;  // one-time, from the county; blanks and hyphens are dropped, upper case
  std::string station_name;  // may be empty: the county knows the station by its code
  base::Bytes public_key;    // SubjectPublicKeyInfo DER; base64 in the JSON
  std::uint8_t suite = 1;
  base::IncarnationId incarnation;
};

struct EnrolmentAnswer {
  base::StationId station;
  base::IncarnationId incarnation;  // the one asked for
  std::uint32_t number_block = 0;   // 1..9999
  std::string station_name;
  std::string division;  // 12-digit code
  std::string scope;     // division code whose tree the station may see
  base::IncarnationId county_incarnation;
  base::Bytes county_public_key;  // SubjectPublicKeyInfo DER; base64 in the JSON
  std::uint8_t county_suite = 1;
  std::string county_name;
  std::uint64_t catalogue_version = 0;  // 0: none published yet
  base::ContentHash catalogue;          // the file of that version; zero: none
  std::vector<EnrolmentStaff> staff;    // who may open the station
  envelope::OpeningKey county_opening_key;  // no bytes: the county has said none
};

nlohmann::json to_json(const EnrolmentRequest& request);
nlohmann::json to_json(const EnrolmentAnswer& answer);
// Errors: kInvalidData with the member as the place.
Result<EnrolmentRequest> parse_enrolment_request(std::string_view json);
Result<EnrolmentAnswer> parse_enrolment_answer(std::string_view json);

// Asks the county at `options.url`. Errors: kUnauthenticated (code unknown or used), kConflict
// (incarnation already taken), kNetwork, kTimeout, kProtocol (not a Jiujin county).
Result<EnrolmentAnswer> enrol(const HttpOptions& options, const EnrolmentRequest& request);

}  // namespace jiujin::sync::wire
