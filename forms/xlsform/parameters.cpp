#include "forms/xlsform/parameters.h"

#include <algorithm>
#include <charconv>

#include "forms/xlsform/workbook.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool parts_pairs(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';';
}

// Words and equals signs, in their order.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  bool in_word = false;
  for (const char c : text) {
    if (parts_pairs(c)) {
      in_word = false;
    } else if (c == '=') {
      out.emplace_back("=");
      in_word = false;
    } else {
      if (!in_word) out.emplace_back();
      out.back() += c;
      in_word = true;
    }
  }
  return out;
}

bool names_something(std::string_view key) {
  return key == "reference-geometry" || key == "label" || key == "value" || key == "seed" ||
         key == "tick_labelset" || key == "app";
}

}  // namespace

std::optional<Parameters> parse_parameters(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() % 3 != 0) return std::nullopt;
  Parameters out;
  for (std::size_t i = 0; i < words.size(); i += 3) {
    if (words[i] == "=" || words[i + 1] != "=" || words[i + 2] == "=") return std::nullopt;
    const std::string key = lower_case(words[i]);
    out[key] = names_something(key) ? words[i + 2] : lower_case(words[i + 2]);
  }
  return out;
}

bool accept_parameters(const Parameters& parameters, const std::vector<std::string>& accepted,
                       const Place& place, Findings& findings) {
  bool all = true;
  for (const auto& [key, value] : parameters) {
    if (std::find(accepted.begin(), accepted.end(), key) != accepted.end()) continue;
    all = false;
    std::string list;
    for (const auto& each : accepted) list += (list.empty() ? "" : ", ") + each;
    const std::string meant = nearest(key, accepted);
    std::string suggestion;
    if (!meant.empty()) {
      suggestion = did_you_mean(meant);
    } else if (!list.empty()) {
      suggestion = format(_t("It has these: {0}."), list);
    }
    findings.error(place, "parameters.unknown",
                   format(_t("This type has no parameter \"{0}\"."), key), suggestion);
  }
  return all;
}

bool is_whole_number(std::string_view text) {
  long value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool is_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace jiujin::forms::xlsform
