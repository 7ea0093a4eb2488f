#include "localization/divisions.h"

#include <algorithm>

#include "localization/divisions_tsv.h"  // written by the build from divisions/*.tsv
#include "localization/pinyin.h"

namespace jiujin::localization {
namespace {

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = line.find(separator);
    parts.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

// Digits of a code that mean something at each level.
std::size_t significant_digits(DivisionLevel level) {
  switch (level) {
    case DivisionLevel::kProvince:
      return 2;
    case DivisionLevel::kPrefecture:
      return 4;
    case DivisionLevel::kCounty:
      return 6;
    case DivisionLevel::kTown:
      return 9;
    case DivisionLevel::kVillage:
      return 12;
  }
  return 12;
}

Result<Division> read_row(std::string_view line, const std::string& place) {
  const auto columns = split(line, '\t');
  const auto column = [&](std::size_t i) {
    return i < columns.size() ? columns[i] : std::string();
  };
  Division division;
  division.code = full_division_code(column(0));
  division.name = column(1);
  division.urban_rural = column(2);
  division.valid_from = column(3);
  division.valid_to = column(4);
  division.successor = full_division_code(column(5));
  if (division.code.empty()) {
    return Error{ErrorCode::kInvalidData, place, "not a division code: " + column(0)};
  }
  if (division.name.empty()) return Error{ErrorCode::kInvalidData, place, "no name"};
  for (const auto& date : {division.valid_from, division.valid_to}) {
    if (!date.empty() && !parse_date(date).ok()) {
      return Error{ErrorCode::kInvalidData, place, "not a date: " + date};
    }
  }
  if (division.successor.empty() && !column(5).empty()) {
    return Error{ErrorCode::kInvalidData, place, "not a division code: " + column(5)};
  }
  division.level = division_level(division.code);
  return division;
}

}  // namespace

std::string full_division_code(std::string_view code) {
  const bool size_fits = code.size() == 2 || code.size() == 4 || code.size() == 6 ||
                         code.size() == 9 || code.size() == 12;
  if (!size_fits || !all_digits(code) || code.starts_with("00")) return "";
  return std::string(code) + std::string(12 - code.size(), '0');
}

DivisionLevel division_level(std::string_view code12) {
  Assert(code12.size() == 12);
  if (code12.substr(9) != "000") return DivisionLevel::kVillage;
  if (code12.substr(6, 3) != "000") return DivisionLevel::kTown;
  if (code12.substr(4, 2) != "00") return DivisionLevel::kCounty;
  if (code12.substr(2, 2) != "00") return DivisionLevel::kPrefecture;
  return DivisionLevel::kProvince;
}

bool Division::valid_on(std::string_view iso_day) const {
  return (valid_from.empty() || valid_from <= iso_day) && (valid_to.empty() || iso_day < valid_to);
}

const Divisions& Divisions::built_in() {
  static const Divisions table = [] {
    Divisions divisions;
    const auto nation = divisions.load_tsv(kProvincesAndHunanTsv, "provinces_and_hunan.tsv");
    const auto county = divisions.load_tsv(kDemoCountyTsv, "demo_county.tsv");
    Assert(nation.ok() && county.ok());
    return divisions;
  }();
  return table;
}

Result<void> Divisions::load_tsv(std::string_view text, std::string_view place) {
  auto table = m_by_code;
  std::vector<std::pair<std::string, std::string>> added;  // code and its place
  int number = 0;
  for (const auto& line : split(text, '\n')) {
    ++number;
    const std::string_view row =
        std::string_view(line).substr(0, line.ends_with('\r') ? line.size() - 1 : line.size());
    if (row.empty() || row.starts_with('#')) continue;
    const std::string row_place = std::string(place) + ":" + std::to_string(number);
    auto division = read_row(row, row_place);
    if (!division.ok()) return division.error();
    added.emplace_back(division->code, row_place);
    table.insert_or_assign(division->code, *std::move(division));
  }
  for (const auto& [code, row_place] : added) {
    auto& division = table.at(code);
    // The nearest level above that exists; municipalities have no prefecture between.
    for (int level = static_cast<int>(division.level) - 1; level >= 2; --level) {
      const auto digits = significant_digits(static_cast<DivisionLevel>(level));
      const auto above = full_division_code(std::string_view(code).substr(0, digits));
      const bool skippable = division.level == DivisionLevel::kCounty;
      if (table.contains(above) && above != code) {
        division.parent = above;
        break;
      }
      if (!skippable) break;
    }
    if (division.parent.empty() && division.level != DivisionLevel::kProvince) {
      return Error{ErrorCode::kInvalidData, row_place, "no division above " + code};
    }
  }
  m_by_code = std::move(table);
  m_children.clear();
  for (const auto& [code, division] : m_by_code) m_children[division.parent].push_back(code);
  return {};
}

const Division* Divisions::find(std::string_view code) const {
  const auto found = m_by_code.find(full_division_code(code));
  return found == m_by_code.end() ? nullptr : &found->second;
}

std::vector<const Division*> Divisions::children(std::string_view code,
                                                 std::string_view iso_day) const {
  std::vector<const Division*> result;
  const std::string key = full_division_code(code);
  if (key.empty() && !code.empty()) return result;
  const auto found = m_children.find(key);
  if (found == m_children.end()) return result;
  for (const auto& child : found->second) {
    const auto& division = m_by_code.find(child)->second;
    if (iso_day.empty() || division.valid_on(iso_day)) result.push_back(&division);
  }
  return result;
}

std::vector<const Division*> Divisions::path(std::string_view code) const {
  std::vector<const Division*> result;
  for (const Division* at = find(code); at; at = at->parent.empty() ? nullptr : find(at->parent)) {
    result.push_back(at);
  }
  std::ranges::reverse(result);
  return result;
}

std::string Divisions::full_name(std::string_view code, DivisionLevel from) const {
  std::string name;
  for (const Division* division : path(code)) {
    if (division->level >= from) name += division->name;
  }
  return name;
}

std::vector<const Division*> Divisions::search(std::string_view query, std::string_view within,
                                               std::size_t limit) const {
  const std::string scope = full_division_code(within);
  if (scope.empty() && !within.empty()) return {};
  const std::string_view prefix =
      scope.empty() ? std::string_view()
                    : std::string_view(scope).substr(0, significant_digits(division_level(scope)));
  std::vector<std::pair<MatchRank, const Division*>> hits;
  for (const auto& [code, division] : m_by_code) {
    if (!std::string_view(code).starts_with(prefix) || !division.valid_to.empty()) continue;
    if (const auto rank = match(query, pinyin_keys(division.name))) {
      hits.emplace_back(*rank, &division);
    }
  }
  std::ranges::stable_sort(hits, {}, [](const auto& hit) { return hit.first; });
  std::vector<const Division*> result;
  for (const auto& hit : hits) {
    if (result.size() == limit) break;
    result.push_back(hit.second);
  }
  return result;
}

}  // namespace jiujin::localization
