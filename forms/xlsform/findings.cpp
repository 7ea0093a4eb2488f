#include "forms/xlsform/findings.h"

#include <algorithm>

#include "forms/xlsform/limits.h"
#include "forms/xlsform/workbook.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

std::string Finding::where() const {
  if (place.sheet.empty()) return {};
  return place.row > 0 ? place.sheet + ":" + std::to_string(place.row) : place.sheet;
}

std::string Finding::words() const {
  std::string out;
  if (place.column >= 0 && place.row > 0) {
    out = column_letters(static_cast<std::size_t>(place.column)) + std::to_string(place.row);
  }
  if (!place.header.empty()) out += out.empty() ? place.header : " (" + place.header + ")";
  if (!out.empty()) out += ": ";
  out += message;
  if (!suggestion.empty()) out += " " + suggestion;
  return out;
}

void Findings::add(Severity severity, const Place& place, std::string_view rule,
                   std::string message, std::string suggestion) {
  m_errors += severity == Severity::kError ? 1 : 0;
  if (m_all.size() >= kFindingsMax && (severity != Severity::kError || m_errors > 1)) return;
  m_all.push_back({severity, std::string(rule), place, std::move(message), std::move(suggestion)});
}

void Findings::error(const Place& place, std::string_view rule, std::string message,
                     std::string suggestion) {
  add(Severity::kError, place, rule, std::move(message), std::move(suggestion));
}

void Findings::warn(const Place& place, std::string_view rule, std::string message,
                    std::string suggestion) {
  add(Severity::kWarning, place, rule, std::move(message), std::move(suggestion));
}

void Findings::hint(const Place& place, std::string_view rule, std::string message,
                    std::string suggestion) {
  add(Severity::kHint, place, rule, std::move(message), std::move(suggestion));
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t swap_cost) {
  std::vector<std::size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + swap_cost);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& known,
                    std::size_t distance_max) {
  constexpr std::size_t kWordMax = 64;  // nobody mistypes a sentence
  if (word.empty() || word.size() > kWordMax) return {};
  std::string best;
  std::size_t best_distance = std::min(distance_max, std::max<std::size_t>(1, word.size() / 3)) + 1;
  for (const auto& each : known) {
    const std::size_t longer = std::max(each.size(), word.size());
    const std::size_t shorter = std::min(each.size(), word.size());
    if (longer - shorter >= best_distance || each.size() > kWordMax) continue;
    const std::size_t distance = edit_distance(word, each);
    if (distance < best_distance) {
      best = each;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word) {
  return word.empty() ? std::string() : format(_t("Did you mean \"{0}\"?"), word);
}

}  // namespace jiujin::forms::xlsform
