#include "client/presenters/choice_search.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::client::presenters;

namespace {

ChoiceSearch townships() {
  ChoiceSearch search;
  search.set({{"430190101", "石桥镇", false}, {"430190102", "青山镇", false},
              {"430190103", "Baisha Town", false}});
  return search;
}
using Places = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(choice_search_tests)

BOOST_AUTO_TEST_CASE(a_choice_is_found_by_word_code_pinyin_and_initials) {
  const auto search = townships();
  BOOST_TEST((search.find("桥", 9) == Places{0}));
  BOOST_TEST((search.find("430190102", 9) == Places{1}));
  BOOST_TEST((search.find("qsz", 9) == Places{1}));
  BOOST_TEST((search.find("Shi qiao", 9) == Places{0}));
  BOOST_TEST((search.find("baisha t", 9) == Places{2}));
  BOOST_TEST((search.find("镇江", 9) == Places{}));
}

BOOST_AUTO_TEST_CASE(without_words_all_are_there_up_to_the_limit) {
  const auto search = townships();
  BOOST_TEST((search.find("", 9) == Places{0, 1, 2}));
  BOOST_TEST((search.find("  ", 2) == Places{0, 1}));
}

BOOST_AUTO_TEST_SUITE_END()
