// The vocabulary of public service for expressions: namespace urn:jiujin:functions, prefix jj.
//
//   jj:id-check(s)             "ok", "warn" or "error" of a citizen number (GB 11643)
//   jj:id-reason(s)            its reason in words, "" when it is in order
//   jj:birth-date(s)           "YYYY-MM-DD" from a citizen number, "" if there is none in it
//   jj:sex(s)                  GB/T 2261.1: "1" male, "2" female, "0" unknown
//   jj:age(s, date)            full years at date; s is a citizen number or a date of birth
//   jj:division(s)             six-digit place code in a citizen number
//   jj:uscc-check(s)           "ok", "warn" or "error" of a unified social credit code (GB 32100)
//   jj:mobile-check(s)         likewise of a mobile number
//   jj:bank-card-check(s)      likewise of a bank card
//   jj:luhn(s)                 true if the digits satisfy Luhn
//   jj:add-working-days(d, n)  the n-th working day after d, "" beyond the calendar
//   jj:add-months(d, n)        the same day n months on; a day that month lacks is its last
//   jj:months-between(a, b)    full months from date a to date b, negative backwards
//   jj:division-level(code)    1 province, 2 city, 3 county, 4 township, 5 village, 0 none
// Thread rule: as FunctionLibrary.
#pragma once

#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

inline constexpr std::string_view kDomainNamespace = "urn:jiujin:functions";

void add_domain_functions(FunctionLibrary& library);
// standard() with the domain functions: what forms are compiled with.
const FunctionLibrary& domain_library();

}  // namespace jiujin::forms::xpath
