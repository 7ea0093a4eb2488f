#include "forms/xpath/domain_functions.h"

#include <cmath>

#include "forms/identifiers/citizen_id.h"
#include "forms/identifiers/contact_numbers.h"
#include "forms/identifiers/organisation_code.h"
#include "forms/xpath/dates.h"

namespace jiujin::forms::xpath {

namespace {

using identifiers::Check;
using identifiers::Verdict;
using std::chrono::sys_days;
using std::chrono::year_month_day;

Value verdict_of(const Check& check) {
  return check.verdict == Verdict::kOk ? "ok" : check.verdict == Verdict::kWarn ? "warn" : "error";
}

Check citizen(Call& call) {
  return identifiers::check_citizen_id(call.text(0), year_month_day(call.environment().today()));
}

std::string iso(year_month_day date) {
  Environment utc;
  utc.offset_at = [](std::chrono::sys_seconds) { return std::chrono::minutes(0); };
  return day_text(local_midnight(sys_days(date), utc), utc);
}

// The calendar day that a date or date-time falls on where the form is filled in.
std::optional<year_month_day> day_of(const Value& value, const Environment& environment) {
  const double days = to_number(value, environment);
  if (!std::isfinite(days) || std::abs(days) > 2'900'000) return std::nullopt;
  const CivilTime time = civil_time(days, environment);
  return std::chrono::year(time.year) / std::chrono::month(time.month) / std::chrono::day(time.day);
}

Value sex(Call& call) {
  const auto sex = citizen(call).sex;
  return sex == identifiers::Sex::kMale ? "1" : sex == identifiers::Sex::kFemale ? "2" : "0";
}

Value age(Call& call) {
  const auto on = day_of(call.value(1), call.environment());
  auto birth = citizen(call).birth_date;
  const Value given = call.value(0);
  if (!birth && to_string(given).find('-') != std::string::npos) {
    birth = day_of(given, call.environment());
  }
  if (!on || !birth) return std::nan("");
  return static_cast<double>(identifiers::age_at(*birth, *on));
}

Value add_working_days(Call& call) {
  const auto from = day_of(call.value(0), call.environment());
  const double count = call.number(1);
  const auto& calendar = call.environment().add_working_days;
  if (!calendar) return call.fail("jj:add-working-days() needs a calendar");
  if (!from || !(std::abs(count) <= 3660)) return std::string();
  const auto result = calendar(sys_days(*from), static_cast<int>(count));
  return result ? iso(year_month_day(*result)) : std::string();
}

Value add_months(Call& call) {
  const auto from = day_of(call.value(0), call.environment());
  const double count = call.number(1);
  if (!from || !(std::abs(count) <= 12'000)) return std::string();
  const auto month = std::chrono::year_month(from->year(), from->month()) +
                     std::chrono::months(static_cast<int>(count));
  year_month_day result = month / from->day();
  if (!result.ok()) result = year_month_day(month / std::chrono::last);
  return iso(result);
}

Value months_between(Call& call) {
  const auto a = day_of(call.value(0), call.environment());
  const auto b = day_of(call.value(1), call.environment());
  if (!a || !b) return std::nan("");
  const auto full = [](year_month_day from, year_month_day to) {
    const int months = (int(to.year()) - int(from.year())) * 12 +
                       static_cast<int>(unsigned(to.month())) -
                       static_cast<int>(unsigned(from.month()));
    return to.day() < from.day() ? months - 1 : months;
  };
  const bool backwards = sys_days(*b) < sys_days(*a);
  return static_cast<double>(backwards ? -full(*b, *a) : full(*a, *b));
}

// GB/T 2260 and its twelve-digit continuation: trailing zeros say how far down a code goes.
Value division_level(Call& call) {
  std::string code = identifiers::normalise_compact(call.text(0));
  if (!identifiers::all_digits(code) || code.size() > 12 || code.size() < 2) return 0.0;
  code.resize(12, '0');
  if (code.substr(9) != "000") return 5.0;
  if (code.substr(6, 3) != "000") return 4.0;
  if (code.substr(4, 2) != "00") return 3.0;
  if (code.substr(2, 2) != "00") return 2.0;
  return code.substr(0, 2) == "00" ? 0.0 : 1.0;
}

}  // namespace

void add_domain_functions(FunctionLibrary& library) {
  const auto add = [&](const char* name, std::size_t arity, std::function<Value(Call&)> run) {
    library.add({.name = name, .least = arity, .most = arity, .run = std::move(run)});
  };
  add("jj:id-check", 1,
      [](Call& c) { return c.text(0).empty() ? Value("") : verdict_of(citizen(c)); });
  add("jj:id-reason", 1, [](Call& c) -> Value {
    return c.text(0).empty() ? std::string() : identifiers::describe_reason(citizen(c));
  });
  add("jj:birth-date", 1, [](Call& c) -> Value {
    const auto birth = citizen(c).birth_date;
    return birth ? iso(*birth) : std::string();
  });
  add("jj:sex", 1, sex);
  add("jj:age", 2, age);
  add("jj:division", 1, [](Call& c) -> Value { return citizen(c).division; });
  add("jj:uscc-check", 1, [](Call& c) { return verdict_of(identifiers::check_uscc(c.text(0))); });
  add("jj:mobile-check", 1,
      [](Call& c) { return verdict_of(identifiers::check_mobile(c.text(0))); });
  add("jj:bank-card-check", 1,
      [](Call& c) { return verdict_of(identifiers::check_bank_card(c.text(0))); });
  add("jj:luhn", 1, [](Call& c) -> Value {
    return identifiers::luhn_valid(identifiers::normalise_compact(c.text(0)));
  });
  add("jj:add-working-days", 2, add_working_days);
  add("jj:add-months", 2, add_months);
  add("jj:months-between", 2, months_between);
  add("jj:division-level", 1, division_level);
}

const FunctionLibrary& domain_library() {
  static const FunctionLibrary library = [] {
    FunctionLibrary result = FunctionLibrary::standard();
    add_domain_functions(result);
    return result;
  }();
  return library;
}

}  // namespace jiujin::forms::xpath
