// Dates, times, amounts and sizes as people write them, and names and numbers as strangers may see
// them. No hidden clock: `now` and the zone are arguments, the language is a Translator.
// Thread rule: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "localization/text.h"
#include "localization/working_days.h"

namespace jiujin::localization {

using Instant = std::chrono::sys_seconds;

// A place's fixed distance from UTC; enough for China, which has had no summer time since 1991.
struct Zone {
  std::chrono::minutes offset;
};
inline constexpr Zone kShanghai{std::chrono::minutes{8 * 60}};

Date local_date(Instant at, Zone zone = kShanghai);
// Minute of the day, 0 to 1439.
int local_minute(Instant at, Zone zone = kShanghai);

// 今天 10:32 · 昨天 16:40 · 明天 09:00 · 11月20日 周五 · 2025年11月20日.
std::string format_moment(Instant at, Instant now, Zone zone, const Translator& words);
// The same without the time: 今天 · 昨天 · 明天 · 11月20日 周五 · 2025年11月20日.
std::string format_day(Date day, Date today, const Translator& words);
// For papers: 2026年11月22日 / 22 November 2026.
std::string format_full_date(Date day, const Translator& words);
// 10:32
std::string format_time(Instant at, Zone zone);
// 2026-11-22 10:32
std::string format_timestamp(Instant at, Zone zone);
// 周五 / Fri
std::string format_weekday(Date day, const Translator& words);
// 45 秒 · 3 分钟 · 2 小时 5 分钟 · 3 天; for "time left".
std::string format_duration(std::chrono::seconds length, const Translator& words);

// ¥1,234.50 from fen (1/100 yuan).
std::string format_amount(std::int64_t fen);
// 壹仟贰佰叁拾肆元伍角整, as on receipts and bills (People's Bank of China, Payment and Settlement
// Measures 1997, annex 1). Negative amounts begin with 负. |fen| < 10^18.
std::string uppercase_amount(std::int64_t fen);
// 1,234,567
std::string format_count(std::int64_t count);
// 912 B · 1.8 MB, in steps of 1024.
std::string format_bytes(std::uint64_t bytes);

// Masks, for screens that others see and for public notices.
std::string mask_name(std::string_view name);         // 张* · 李*敏 · 欧**国 · 彭·***丽
std::string mask_id_number(std::string_view number);  // first 6, last 4: 430190********0022
std::string mask_phone(std::string_view number);      // 138****5678
std::string mask_account(std::string_view number);    // last 4: ***************5690
// For public notices, where a number's beginning tells too much: last 4 only.
std::string last_four(std::string_view number);

}  // namespace jiujin::localization
