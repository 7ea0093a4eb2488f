// Divisions: the administrative divisions from the provinces down to the villages.
//
// A code has 12 digits: province 2, prefecture 2, county 2 (GB/T 2260), township 3, village 3
// (statistical division codes). The table keeps abolished divisions with their dates, because a
// case keeps the code of its day. It refuses to know who serves a place.
// Thread rule: built once, then read by any number of threads.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"
#include "localization/working_days.h"

namespace jiujin::localization {

// Do not renumber: stored with cases.
enum class DivisionLevel { kProvince = 2, kPrefecture = 3, kCounty = 4, kTown = 5, kVillage = 6 };

struct Division {
  std::string code;    // 12 digits
  std::string parent;  // 12 digits; "" for a province
  DivisionLevel level = DivisionLevel::kProvince;
  std::string name;         // 枫林村
  std::string urban_rural;  // villages: 111 112 121 122 123 210 220; else ""
  std::string valid_from;   // YYYY-MM-DD or "": since always
  std::string valid_to;     // first day on which it is gone, or "": still there
  std::string successor;    // code of the division it became, or ""

  bool valid_on(std::string_view iso_day) const;
};

class Divisions {
 public:
  // All provinces, the prefectures and counties of Hunan, and the fictional county 430190 青溪县
  // with its towns and villages, on which the demonstration data live.
  static const Divisions& built_in();

  // Adds or replaces rows from tab-separated text, a `#` line is a comment:
  //   code  name  urban_rural  valid_from  valid_to  successor
  // The code has 2 to 12 digits, short ones are filled with zeros; columns after the name may be
  // missing. Level and parent follow from the code. All or nothing. Errors: kInvalidData with the
  // line (bad code, no name, no parent in the table, bad date).
  Result<void> load_tsv(std::string_view text, std::string_view place = "divisions");

  // Accepts 2, 4, 6, 9 or 12 digits. Null when unknown.
  const Division* find(std::string_view code) const;
  // Children valid on `iso_day` ("": all), in the order of their codes; children("") = provinces.
  // A county right under its province (a municipality's) is a child of the province.
  std::vector<const Division*> children(std::string_view code, std::string_view iso_day = "") const;
  // From the province down to the division itself; empty when unknown.
  std::vector<const Division*> path(std::string_view code) const;
  // 湖南省长沙市青溪县石桥镇枫林村, "" when unknown. `from` leaves out the levels above it.
  std::string full_name(std::string_view code, DivisionLevel from = DivisionLevel::kProvince) const;
  // Name, part of a name, pinyin or initials ("flc"), best first, at most `limit`; only divisions
  // under `within` ("" = everywhere) that still exist.
  std::vector<const Division*> search(std::string_view query, std::string_view within = "",
                                      std::size_t limit = 20) const;

  std::size_t size() const { return m_by_code.size(); }

 private:
  std::map<std::string, Division, std::less<>> m_by_code;
  std::map<std::string, std::vector<std::string>, std::less<>> m_children;
};

// 12 digits from 2, 4, 6, 9 or 12; "" when the text is none of these.
std::string full_division_code(std::string_view code);
// Level of a 12-digit code. Asserts 12 digits.
DivisionLevel division_level(std::string_view code12);

}  // namespace jiujin::localization
