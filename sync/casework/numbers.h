// Printed numbers of a case (PROTOCOL 4): allotted from a station's own block, unique without
// contact.
//
// The caller brings block, serial (LogStore::next_serial of receipt_counter(block)), today, the
// last date this log has printed, and randomness. This file keeps nothing. Thread rule: pure
// functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "localization/error.h"
#include "sync/base/identity.h"

namespace jiujin::sync::casework {

inline constexpr unsigned kBlockMax = 9999;
inline constexpr std::uint64_t kReceiptSerialMax = 99999;  // then the county gives another block

struct NumberRequest {
  std::string implement_code;      // of the item, 31 characters
  unsigned block = 0;              // 1..9999
  std::uint64_t serial = 0;        // 1..99999, never resets
  std::chrono::sys_days today;     // by the station's wall clock
  std::chrono::sys_days last_day;  // last date printed by this log; the epoch = none yet
};

struct PrintedNumbers {
  std::string number;      // 46 characters
  std::string receipt;     // 10 digits
  std::string query_code;  // 6 digits
  std::string date;        // YYYY-MM-DD: the later of today and last_day
};

// Errors: kInvalidArgument (implement code, block), kRefused (block exhausted).
Result<PrintedNumbers> allot_numbers(const NumberRequest& request,
                                     const base::RandomSource& random);

// Names of the durable counters and of the row that keeps the last printed date.
std::string receipt_counter(unsigned block);
std::string document_counter(std::string_view kind, int year, unsigned block);
inline constexpr std::string_view kLastPrintedDateRow = "numbers/last_date";

// 受理文书编号, at most 30 characters (GB/T 39046): place's short name + kind word +〔year〕+ block
// and serial, one series for each kind and block: 青溪受通〔2026〕0012-3号. Errors:
// kInvalidArgument.
Result<std::string> document_number(std::string_view place_short, std::string_view kind_word,
                                    int year, unsigned block, std::uint64_t serial);

// What the QR code on a receipt says: receipt number and query code, nothing personal.
// With an address: "https://.../q?r=...&c=..."; without one: "JIUJIN r=... c=...".
std::string query_qr_text(std::string_view receipt, std::string_view query_code,
                          std::string_view query_address = "");

}  // namespace jiujin::sync::casework
