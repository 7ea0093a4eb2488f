#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "forms/catalogue/published.h"
#include "tests/forms/catalogue/demo.h"
#include "tests/forms/catalogue/spoilt_folder.h"

using namespace jiujin;
using namespace jiujin::forms::catalogue;
using test::SpoiltFolder;

namespace {

constexpr const char* kFile = "items/QX-014.json";

// Keys with their rows in table 4 of GB/T 39046-2020, those that must be filled in.
const std::map<std::string, int> kMandatory = {{"name", 1},
                                               {"basic_code", 3},
                                               {"implement_code", 4},
                                               {"handle_code", 5},
                                               {"item_type", 6},
                                               {"state", 8},
                                               {"version", 9},
                                               {"effective_date", 10},
                                               {"legal_basis", 12},
                                               {"levels", 14},
                                               {"power_source", 17},
                                               {"authority", 18},
                                               {"service_objects", 24},
                                               {"statutory", 27},
                                               {"promised", 30},
                                               {"case_type", 33},
                                               {"conditions", 34},
                                               {"process", 35},
                                               {"onsite_visits", 38},
                                               {"online_depth", 40},
                                               {"service_modes", 43},
                                               {"cross_scope", 44},
                                               {"reservation", 45},
                                               {"courier", 47},
                                               {"fee", 49},
                                               {"handle_place", 55},
                                               {"handle_time", 56},
                                               {"consult_phone", 57},
                                               {"supervise_phone", 58},
                                               {"result", 61},
                                               {"remedy", 69},
                                               {"materials", 73},
                                               {"fields", 74},
                                               {"prechecks", 75}};

// Members of those: each of them is an element of its own.
const std::map<std::string, int> kMandatoryMembers = {
    {"/levels/accept", 14},      {"/levels/review", 14},  {"/levels/decide", 14},
    {"/statutory/unit", 28},     {"/promised/value", 30}, {"/promised/unit", 31},
    {"/fee/charged", 49},        {"/fee/online_pay", 46}, {"/courier/materials_in", 47},
    {"/courier/result_out", 47}, {"/result/name", 61},    {"/result/type", 62},
    {"/result/sample", 63}};

const std::set<std::string> kOptional = {"alias",          "guide_authority", "intermediary",
                                         "quantity_limit", "agent_rule",      "seasonal_peak"};

Error refusal(const SpoiltFolder& folder) {
  auto published = build_published(folder.path(), 1, "2026-11-22");
  BOOST_REQUIRE(!published.ok());
  return published.error();
}

std::string dotted(std::string pointer) {
  pointer.erase(0, 1);
  pointer.replace(pointer.find('/'), 1, ".");
  return pointer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(required_elements_tests)

// Nobody has to think of a new key here: one that is in neither list fails.
BOOST_AUTO_TEST_CASE(every_key_of_an_item_is_mandatory_or_optional) {
  SpoiltFolder folder;
  folder.change(kFile, [](nlohmann::json& item) {
    for (const auto& [key, value] : item.items()) {
      const bool own = key == "code" || key == "special_procedures" || key == "questions";
      BOOST_TEST((own || kMandatory.contains(key) || kOptional.contains(key)), key);
    }
  });
}

BOOST_AUTO_TEST_CASE(an_item_without_a_mandatory_key_is_refused_by_that_key) {
  SpoiltFolder folder;
  for (const auto& [key, row] : kMandatory) {
    BOOST_TEST_CONTEXT(key) {
      folder.change(kFile, [&](nlohmann::json& item) { item.erase(key); });
      const Error error = refusal(folder);
      BOOST_TEST(error.place == std::string(kFile) + ": " + key);
      BOOST_TEST(error.cause ==
                 "is missing: element " + std::to_string(row) + " of the implementation list");
      folder.mend(kFile);
    }
  }
  folder.change(kFile, [](nlohmann::json& item) { item.erase("code"); });
  BOOST_TEST(refusal(folder).place == std::string(kFile) + ": code");
}

BOOST_AUTO_TEST_CASE(an_item_without_a_mandatory_member_is_refused_by_that_member) {
  SpoiltFolder folder;
  for (const auto& [pointer, row] : kMandatoryMembers) {
    BOOST_TEST_CONTEXT(pointer) {
      const nlohmann::json::json_pointer at(pointer);
      folder.change(kFile,
                    [&](nlohmann::json& item) { item.at(at.parent_pointer()).erase(at.back()); });
      const Error error = refusal(folder);
      BOOST_TEST(error.place == std::string(kFile) + ": " + dotted(pointer));
      BOOST_TEST(error.cause.find("element " + std::to_string(row) + " ") != std::string::npos);
      folder.mend(kFile);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_empty_mandatory_element_is_as_good_as_none) {
  SpoiltFolder folder;
  const std::map<std::string, nlohmann::json> empty = {{"cross_scope", ""},
                                                       {"remedy", ""},
                                                       {"service_objects", nlohmann::json::array()},
                                                       {"materials", nlohmann::json::array()},
                                                       {"fields", nlohmann::json::array()},
                                                       {"prechecks", nlohmann::json::array()},
                                                       {"courier", nlohmann::json::object()},
                                                       {"fee", nullptr}};
  for (const auto& [key, value] : empty) {
    folder.change(kFile, [&](nlohmann::json& item) { item[key] = value; });
    BOOST_TEST(refusal(folder).place == std::string(kFile) + ": " + key);
    folder.mend(kFile);
  }
}

BOOST_AUTO_TEST_CASE(an_item_without_the_optional_keys_is_published) {
  SpoiltFolder folder;
  folder.change(kFile, [](nlohmann::json& item) {
    for (const std::string& key : kOptional) item.erase(key);
  });
  const auto published = build_published(folder.path(), 1, "2026-11-22");
  BOOST_REQUIRE_MESSAGE(published.ok(), (published.ok() ? "" : published.error().line()));
}

BOOST_AUTO_TEST_SUITE_END()
