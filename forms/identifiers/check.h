// Check: what examining one number says about it, in one shape for all kinds of numbers.
//
// A check looks at the digits alone. It does not know whether a number was ever issued, whose it
// is, or what today is (callers pass `today` where a rule needs it).
// Thread rule: pure functions and values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace jiujin::forms::identifiers {

enum class Verdict {
  kOk,
  kWarn,   // take it in, but say so: real numbers exist that look like this
  kError,  // cannot be such a number
};

enum class Sex { kUnknown, kMale, kFemale };

struct Check {
  Verdict verdict = Verdict::kOk;
  // Stable code of what is wrong, empty for kOk: "empty", "length", "characters", "check_digit",
  // "birth_date", "birth_in_future", "birth_too_old", "division", "division_unknown",
  // "legacy_15", "form", "registrar", "level", "item_type", "basic_code", "reserved".
  std::string reason;
  std::string normalised;  // as it is to be stored: half-width, trimmed, upper case, 15 made 18
  // What the number itself tells; empty where it tells nothing.
  std::string kind;  // "citizen", "hk_macao_resident", "taiwan_resident", "foreign_resident" ...
  std::string division;  // first six digits of a citizen number or of a USCC's division part
  std::optional<std::chrono::year_month_day> birth_date;
  Sex sex = Sex::kUnknown;

  bool ok() const { return verdict == Verdict::kOk; }
  bool acceptable() const { return verdict != Verdict::kError; }
};

Check refused(std::string reason, std::string normalised);
Check warned(std::string reason, std::string normalised);

// The reason in a sentence for the person at the window, in the current language; "" for kOk.
std::string describe_reason(const Check& check);

// Full-width ASCII variants (U+FF01..U+FF5E, U+3000) to half-width, outer white space off, inner
// spaces and hyphens kept, letters to upper case. What NFKC does to digits and letters on cards.
std::string normalise(std::string_view text);

// The same, with every space and hyphen inside taken out: "6222 0200-..." as people write it.
std::string normalise_compact(std::string_view text);

bool all_digits(std::string_view text);  // false for ""

// "YYYYMMDD" to a date that exists in the Gregorian calendar.
std::optional<std::chrono::year_month_day> parse_compact_date(std::string_view yyyymmdd);

}  // namespace jiujin::forms::identifiers
