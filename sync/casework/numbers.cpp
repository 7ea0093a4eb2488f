#include "sync/casework/numbers.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "forms/identifiers/item_codes.h"
#include "localization/working_days.h"

namespace jiujin::sync::casework {
namespace {

// A case number's serial has four digits and belongs to a block and a day.
constexpr std::uint64_t kDaySerialMax = 9999;

// GB/T 39046 table 5: numbers of papers have at most 30 characters.
constexpr std::size_t kDocumentNumberMax = 30;

// Six digits without bias: values past the last whole million of 32 bits are thrown again.
std::string query_code(const base::RandomSource& random) {
  constexpr std::uint32_t kLimit = UINT32_MAX / 1'000'000 * 1'000'000;
  std::uint32_t value = kLimit;
  while (value >= kLimit) {
    std::array<std::uint8_t, 4> bytes{};
    random(bytes);
    value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  }
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%06u", value % 1'000'000);
  return text.data();
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

Result<PrintedNumbers> allot_numbers(const NumberRequest& request,
                                     const base::RandomSource& random) {
  if (request.block < 1 || request.block > kBlockMax)
    return Error{ErrorCode::kInvalidArgument, "number block", "must be 1 to 9999"};
  if (request.serial < 1) return Error{ErrorCode::kInvalidArgument, "serial", "begins with 1"};
  if (request.serial > kReceiptSerialMax)
    return Error{ErrorCode::kRefused, "number block " + std::to_string(request.block),
                 "exhausted; the county has to give another"};
  const auto day = std::max(request.today, request.last_day);
  forms::identifiers::CaseNumberParts parts;
  parts.implement_code = request.implement_code;
  parts.date = std::chrono::year_month_day(day);
  parts.block = request.block;
  parts.serial = static_cast<unsigned>((request.serial - 1) % kDaySerialMax + 1);
  auto number = forms::identifiers::compose_case_number(parts);
  if (!number) return number.error();
  auto receipt = forms::identifiers::compose_receipt_number(request.block,
                                                            static_cast<unsigned>(request.serial));
  if (!receipt) return receipt.error();
  return PrintedNumbers{*number, *receipt, query_code(random), localization::iso_date(day)};
}

std::string receipt_counter(unsigned block) {
  return "receipt/" + std::to_string(block);
}

std::string document_counter(std::string_view kind, int year, unsigned block) {
  return "document/" + std::string(kind) + "/" + std::to_string(year) + "/" + std::to_string(block);
}

Result<std::string> document_number(std::string_view place_short, std::string_view kind_word,
                                    int year, unsigned block, std::uint64_t serial) {
  if (place_short.empty() || kind_word.empty() || serial == 0)
    return Error{ErrorCode::kInvalidArgument, "document number", "place, kind and serial needed"};
  std::array<char, 16> series{};
  std::snprintf(series.data(), series.size(), "%04u", block);
  std::string number = std::string(place_short) + std::string(kind_word) + "〔" +
                       std::to_string(year) + "〕" + series.data() + "-" + std::to_string(serial) +
                       "号";
  if (characters(number) > kDocumentNumberMax)
    return Error{ErrorCode::kInvalidArgument, number, "longer than 30 characters"};
  return number;
}

std::string query_qr_text(std::string_view receipt, std::string_view query_code,
                          std::string_view query_address) {
  const std::string r(receipt), c(query_code);
  if (query_address.empty()) return "JIUJIN r=" + r + " c=" + c;
  const char joint = query_address.find('?') == std::string_view::npos ? '?' : '&';
  return std::string(query_address) + joint + "r=" + r + "&c=" + c;
}

}  // namespace jiujin::sync::casework
