#include "forms/xforms/stored_form.h"

#include <cmath>

#include "forms/xpath/characters.h"
#include "forms/xpath/value.h"

namespace jiujin::forms::xforms {

namespace {

// "38 115 50 5" is written "38.0 115.0 50.0 5.0"; what is no point stays as it is.
std::string point_form(std::string_view text, bool& sound) {
  std::string result;
  for (const std::string& word : xpath::words(text)) {
    const double number = xpath::number_from_text(word);
    if (std::isnan(number)) sound = false;
    std::string written = xpath::number_to_text(number);
    if (written.find('.') == std::string::npos) written += ".0";
    result += (result.empty() ? "" : " ") + written;
  }
  return result;
}

std::string points_form(std::string_view value) {
  std::string result;
  bool sound = true;
  for (std::size_t at = 0; at < value.size();) {
    const auto end = std::min(value.find(';', at), value.size());
    const std::string point = point_form(value.substr(at, end - at), sound);
    if (!point.empty()) result += (result.empty() ? "" : ";") + point;
    at = end + 1;
  }
  return sound ? result : std::string(value);
}

// "5.5" computed for a whole number is 5: the fraction is cut off, not rounded.
std::string whole_form(std::string_view value) {
  if (value.find('.') == std::string_view::npos) return std::string(value);
  const double number = xpath::number_from_text(value);
  return std::isfinite(number) ? xpath::number_to_text(std::trunc(number)) : std::string(value);
}

}  // namespace

std::string stored_form(DataType type, ValueSource source, std::string_view value) {
  if (value.empty()) return {};
  switch (type) {
    case DataType::kGeopoint:
    case DataType::kGeotrace:
    case DataType::kGeoshape:
      return points_form(value);
    case DataType::kInt:
      return source == ValueSource::kPerson ? std::string(value) : whole_form(value);
    case DataType::kDate:
      if (source == ValueSource::kPerson || value.size() < 11 || value[10] != 'T') break;
      return std::string(value.substr(0, 10));
    default:
      break;
  }
  return std::string(value);
}

}  // namespace jiujin::forms::xforms
