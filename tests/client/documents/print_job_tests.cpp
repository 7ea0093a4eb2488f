#include "client/documents/print_job.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin;
using namespace jiujin::client::documents;

BOOST_AUTO_TEST_SUITE(print_job_tests)

BOOST_AUTO_TEST_CASE(a_missing_print_system_is_said_so) {
  PrintOptions options;
  options.program = "jiujin-no-such-program";
  auto printed = print_pdf("/dev/null", options);
  BOOST_REQUIRE(!printed.ok());
  BOOST_TEST((printed.error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(what_the_print_system_says_is_handed_on) {
  PrintOptions options;
  options.program = "echo";
  auto printed = print_pdf("paper.pdf", options);
  BOOST_REQUIRE(printed.ok());
  BOOST_TEST(printed->find("paper.pdf") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_print_system_is_an_error) {
  PrintOptions options;
  options.program = "false";
  BOOST_TEST(!print_pdf("paper.pdf", options).ok());
}

BOOST_AUTO_TEST_SUITE_END()
