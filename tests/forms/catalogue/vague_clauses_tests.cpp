#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "forms/catalogue/vague_clauses.h"

using namespace jiujin::forms::catalogue;

BOOST_AUTO_TEST_SUITE(vague_clauses_tests)

// Sentences as offices write them, with what a reviewer says of each: a code, nothing, or "?" for
// what may stand if somebody in charge gives a reason.
BOOST_AUTO_TEST_CASE(every_sample_is_judged_as_a_reviewer_judges_it) {
  std::ifstream file(std::string(JIUJIN_TEST_SOURCE_DIR) + "/vague_clauses.json");
  const auto samples = nlohmann::json::parse(file);
  BOOST_TEST(samples.size() == 31U);
  for (const auto& sample : samples) {
    const std::string text = sample["text"];
    const std::string expect = sample["expect"];
    const auto found = find_vague_clauses(text);
    BOOST_TEST_CONTEXT(text) {
      if (expect.empty()) {
        BOOST_TEST(found.empty());
      } else if (expect == "?") {
        BOOST_REQUIRE(!found.empty());
        BOOST_TEST(found.front().warning);
      } else {
        BOOST_REQUIRE(!found.empty());
        BOOST_TEST(found.front().code == expect);
        BOOST_TEST(!found.front().warning);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_words_themselves_are_told) {
  const auto found = find_vague_clauses("请带户口簿等材料");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].matched == "等材料");
}

BOOST_AUTO_TEST_SUITE_END()
