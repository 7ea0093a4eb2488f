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
inline constexpr const char* kAuthorityPath = "/sync/v1/authority";

// What the county's people hand over: the one-time code and, where the county has an authority of
// its own, that authority's fingerprint. "k7qm-2xhd-9rta-u73d-bfvf-snpn-ycej".
struct EnrolmentCode {
  std::string secret;       // 12 letters and digits; goes to the county
  std::string fingerprint;  // 16, or "": the system's authorities judge the county
};
// Blanks and hyphens are dropped, letters are upper case, and in the fingerprint 0 and 1 are read
// as O and I, which look like them. A text of another length is all secret.
EnrolmentCode read_code(std::string_view typed);

// How to reach the county at `url` for the first time, and from then on: https with the authority
// that is given (PEM), else with the one that the code's fingerprint names, else with the system's.
// Plain http is taken on loopback alone, where nobody listens.
// Errors: kInvalidArgument (no http or https address, or plain http to elsewhere), and those of
// ask_authority.
Result<HttpOptions> reach_county(const std::string& url, const EnrolmentCode& code,
                                 const std::string& authority);

// The county's authority (PEM), asked of the server itself and believed only with that fingerprint.
// Errors: kUnauthenticated (another one answers there), kNotFound (it has none of its own),
// kNetwork, kTimeout, kProtocol.
Result<std::string> ask_authority(const HttpOptions& options, const std::string& fingerprint);

struct EnrolmentRequest {
  std::string code;  // EnrolmentCode::secret
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
