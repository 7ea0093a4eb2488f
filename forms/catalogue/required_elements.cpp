#include "forms/catalogue/required_elements.h"

#include <algorithm>

namespace jiujin::forms::catalogue {

using nlohmann::json;

namespace {

constexpr RequiredElement kElements[] = {
    {"code", 0},
    {"version", 9},
    {"name", 1},
    {"state", 8},
    {"effective_date", 10},
    {"basic_code", 3},
    {"implement_code", 4},
    {"handle_code", 5},
    {"item_type", 6},
    {"authority", 18},
    {"levels", 14},
    {"levels.accept", 14},
    {"levels.review", 14},
    {"levels.decide", 14},
    {"power_source", 17},
    {"case_type", 33},
    {"statutory", 27},
    {"statutory.unit", 28},
    {"promised", 30},
    {"promised.value", 30},
    {"promised.unit", 31},
    {"onsite_visits", 38},
    {"service_modes", 43},
    {"service_objects", 24},
    {"cross_scope", 44},
    {"online_depth", 40},
    {"reservation", 45},
    {"courier", 47},
    {"courier.materials_in", 47},
    {"courier.result_out", 47},
    {"fee", 49},
    {"fee.charged", 49},
    {"fee.online_pay", 46},
    {"legal_basis", 12},
    {"conditions", 34},
    {"process", 35},
    {"handle_place", 55},
    {"handle_time", 56},
    {"consult_phone", 57},
    {"supervise_phone", 58},
    {"remedy", 69},
    {"result", 61},
    {"result.name", 61},
    {"result.type", 62},
    {"result.sample", 63},
    {"materials", 73},
    {"fields", 74},
    {"prechecks", 75},
};

std::string because_of(int row) {
  if (row == 0) return {};
  return ": element " + std::to_string(row) + " of the implementation list";
}

bool is_empty(const json& value) {
  return (value.is_string() && value.get_ref<const std::string&>().empty()) ||
         (value.is_structured() && value.empty());
}

}  // namespace

std::span<const RequiredElement> required_elements() {
  return kElements;
}

void expect_elements(const JsonReader& item) {
  if (!item.json().is_object()) item.fail("", "must be an object");
  for (const RequiredElement& element : kElements) {
    const std::string_view key = element.key;
    std::string pointer = "/" + std::string(key);
    std::ranges::replace(pointer, '.', '/');
    const json::json_pointer at(pointer);
    // A parent that is no object is told by whoever reads it.
    const auto dot = key.find('.');
    if (dot != key.npos && !item.json().at(std::string(key.substr(0, dot))).is_object()) continue;
    const bool there = item.json().contains(at) && !item.json().at(at).is_null();
    if (!there) item.fail(key, "is missing" + because_of(element.row));
    if (is_empty(item.json().at(at))) {
      item.fail(key, "must not be empty" + because_of(element.row));
    }
  }
}

}  // namespace jiujin::forms::catalogue
