#include "forms/xpath/value.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace jiujin::forms::xpath {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string to_string(const Value& value) {
  if (value.is_string()) return std::get<std::string>(value.data);
  if (value.is_number()) return number_to_text(std::get<double>(value.data));
  if (value.is_boolean()) return std::get<bool>(value.data) ? "true" : "false";
  return value.nodes().empty() ? std::string() : string_value(*value.nodes().front());
}

double to_plain_number(const Value& value) {
  if (value.is_number()) return std::get<double>(value.data);
  if (value.is_boolean()) return std::get<bool>(value.data) ? 1 : 0;
  return number_from_text(to_string(value));
}

bool to_boolean(const Value& value) {
  if (value.is_boolean()) return std::get<bool>(value.data);
  if (value.is_string()) return !std::get<std::string>(value.data).empty();
  if (value.is_nodes()) return !value.nodes().empty();
  const double number = std::get<double>(value.data);
  return number != 0 && !std::isnan(number);
}

double number_from_text(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  bool digits = false;
  int points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9') {
      digits = true;
    } else if (text[i] == '.') {
      ++points;
    } else if (text[i] != '-' || i != 0) {
      return kNaN;
    }
  }
  if (!digits || points > 1) return kNaN;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    return text[0] == '-' ? -std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::infinity();
  }
  return error == std::errc() ? number : kNaN;
}

std::string number_to_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0) return "0";
  char buffer[400];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof(buffer), number, std::chars_format::fixed);
  return std::string(buffer, end);
}

}  // namespace jiujin::forms::xpath
