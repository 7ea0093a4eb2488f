// The local rows of a county (LogStore rows): their keys and their JSON, in one place.
//
// Local rows never travel: who the county is, verifiers of its own staff, open enrolment codes,
// suspended stations and which of them are to be wiped, tokens of forms that were sent, browsers
// that were signed in before, wrong tries to sign in that are not written down yet.
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/county/county_service.h"

namespace jiujin::sync::county {

inline constexpr std::string_view kInfoRow = "county/info";
inline constexpr std::string_view kCodePrefix = "county/code/";       // + SHA-256 of the code
inline constexpr std::string_view kVerifierPrefix = "county/verifier/";  // + staff id
inline constexpr std::string_view kSuspendedPrefix = "county/suspended/";  // + station hex
inline constexpr std::string_view kWipePrefix = "county/wipe/";            // + station hex
inline constexpr std::string_view kContactPrefix = "county/contact/";  // + station hex
inline constexpr std::string_view kOncePrefix = "county/once/";        // + token
inline constexpr std::string_view kBrowserPrefix = "county/browser/";  // + hash of its token
inline constexpr const char* kFailedSignInsRow = "county/failed-sign-ins";  // failed_sign_ins.h
inline constexpr std::string_view kOpeningKeyRow = "county/opening-key";  // there: it was said
inline constexpr std::string_view kEscrowRow = "county/escrow";        // body of the newest such op
inline constexpr std::string_view kCatalogueRow = "county/catalogue";  // newest version, as text

// What a row of an enrolment code holds.
struct CodeRow {
  base::StationId station;
  StationEntry entry;
  std::int64_t expires_ms = 0;
  base::IncarnationId used_by;  // zero: still open
  unsigned number_block = 0;
};

// A suspended station that is to be wiped; Unix ms, 0 = not yet.
struct WipeRow {
  bundle::WipeId id;
  std::int64_t ordered_ms = 0;
  std::int64_t handed_out_ms = 0;  // the first time
  std::int64_t confirmed_ms = 0;   // by the station's last word
};

base::Bytes encode_info(const CountyInfo& info);
Result<CountyInfo> decode_info(base::BytesView json);
base::Bytes encode_code(const CodeRow& row);
Result<CodeRow> decode_code(base::BytesView json);
base::Bytes encode_wipe(const WipeRow& row);
Result<WipeRow> decode_wipe(base::BytesView json);
// Nothing: it is not to be wiped.
Result<std::optional<WipeRow>> wipe_row(store::LogStore& store, const base::StationId& station);

// Blanks and hyphens dropped, upper case; "" when a character cannot stand in a code.
std::string normalised_code(std::string_view typed);
std::string code_key(std::string_view normalised);
// 12 characters without 0 O 1 I L in three groups: 31^12, about 59 bits.
std::string random_code(const base::RandomSource& random);

}  // namespace jiujin::sync::county
