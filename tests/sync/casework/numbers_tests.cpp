#include <boost/test/unit_test.hpp>

#include "localization/working_days.h"
#include "sync/casework/numbers.h"

using namespace jiujin;
using namespace jiujin::sync::casework;

BOOST_AUTO_TEST_SUITE(numbers_tests)

const sync::base::RandomSource kZeros = [](std::span<std::uint8_t> out) {
  for (auto& b : out) b = 0;
};

NumberRequest request() {
  return {.implement_code = "114301900068B117565432090001000",
          .block = 37,
          .serial = 12,
          .today = localization::make_date(2026, 3, 2),
          .last_day = {}};
}

BOOST_AUTO_TEST_CASE(a_case_number_is_code_date_block_and_serial) {
  const auto numbers = allot_numbers(request(), kZeros);
  BOOST_REQUIRE(numbers.ok());
  // 37 in base 36 is 011.
  BOOST_CHECK_EQUAL(numbers->number, "114301900068B117565432090001000" "20260302" "011" "0012");
  BOOST_CHECK_EQUAL(numbers->number.size(), 46u);
  BOOST_CHECK_EQUAL(numbers->receipt.substr(0, 9), "003700012");
  BOOST_CHECK_EQUAL(numbers->receipt.size(), 10u);
  BOOST_CHECK_EQUAL(numbers->query_code, "000000");
}

BOOST_AUTO_TEST_CASE(no_number_carries_a_date_before_the_last_one) {
  NumberRequest r = request();
  r.today = localization::make_date(2008, 1, 1);  // the clock's battery is dead
  r.last_day = localization::make_date(2026, 3, 2);
  BOOST_CHECK_EQUAL(allot_numbers(r, kZeros)->date, "2026-03-02");
}

BOOST_AUTO_TEST_CASE(an_exhausted_block_asks_for_another) {
  NumberRequest r = request();
  r.serial = 99999;
  BOOST_CHECK(allot_numbers(r, kZeros).ok());
  r.serial = 100000;
  BOOST_CHECK(allot_numbers(r, kZeros).error().code == ErrorCode::kRefused);
  r = request();
  r.block = 0;
  BOOST_CHECK(allot_numbers(r, kZeros).error().code == ErrorCode::kInvalidArgument);
}

BOOST_AUTO_TEST_CASE(query_codes_are_even_draws) {
  // 0xFFFFFFFF lies past the last whole million and is thrown again.
  int calls = 0;
  const sync::base::RandomSource source = [&](std::span<std::uint8_t> out) {
    for (auto& b : out) b = calls == 0 ? 0xFF : 0;
    out.back() = calls == 0 ? 0xFF : 7;
    ++calls;
  };
  BOOST_CHECK_EQUAL(allot_numbers(request(), source)->query_code, "000007");
  BOOST_CHECK_EQUAL(calls, 2);
}

BOOST_AUTO_TEST_CASE(document_numbers_have_at_most_thirty_characters) {
  BOOST_CHECK_EQUAL(*document_number("青溪", "受通", 2026, 12, 3), "青溪受通〔2026〕0012-3号");
  BOOST_CHECK(!document_number("一二三四五六七八九十一二三四五六七八", "受通", 2026, 1, 1).ok());
}

BOOST_AUTO_TEST_CASE(the_code_on_a_receipt_says_nothing_personal) {
  BOOST_CHECK_EQUAL(query_qr_text("0037000123", "000007"), "JIUJIN r=0037000123 c=000007");
  BOOST_CHECK_EQUAL(query_qr_text("1", "2", "https://q.example/q"), "https://q.example/q?r=1&c=2");
}

BOOST_AUTO_TEST_SUITE_END()
