#include "sync/envelope/one_time_code.h"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace jiujin;
using namespace jiujin::sync;

namespace {

// RFC 6238, appendix B: the secret "12345678901234567890"; the last six of its eight digits.
constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

}  // namespace

BOOST_AUTO_TEST_SUITE(one_time_code_tests)

BOOST_AUTO_TEST_CASE(codes_are_those_of_rfc_6238) {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [at, code] : vectors) {
    BOOST_TEST(envelope::code_at(kSecret, at).value() == code);
  }
}

BOOST_AUTO_TEST_CASE(a_code_counts_in_its_step_and_beside_it) {
  const std::int64_t step = 1111111111 / 30;
  const std::string code = "050471";
  for (const std::int64_t off : {-30, 0, 30}) {
    const auto found = envelope::step_of_code(kSecret, code, 1111111111 + off);
    BOOST_REQUIRE(found.ok() && found->has_value());
    BOOST_TEST(**found == step);
  }
  BOOST_TEST(!envelope::step_of_code(kSecret, code, 1111111111 + 60)->has_value());
  BOOST_TEST(!envelope::step_of_code(kSecret, code, 1111111111 - 60)->has_value());
  for (const char* wrong : {"", "05047", "0504711", "050472", "O50471"}) {
    BOOST_TEST(!envelope::step_of_code(kSecret, wrong, 1111111111)->has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_secret_is_read_as_apps_show_it) {
  BOOST_TEST(envelope::code_at("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", 59).value() == "287082");
  for (const char* bad : {"", "GEZDGNBV", "GEZDGNBVGY3TQOJ1", "****************"}) {
    BOOST_TEST(!envelope::code_at(bad, 59).ok(), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_fresh_secret_has_160_bits_and_its_address_is_escaped) {
  std::mt19937 engine(3);
  const auto secret = envelope::fresh_code_secret([&](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
  });
  BOOST_TEST(secret.size() == 32u);
  BOOST_TEST(envelope::code_at(secret, 59).ok());
  BOOST_TEST(envelope::code_address("ABC", "青溪 县", "a&b") ==
             "otpauth://totp/%E9%9D%92%E6%BA%AA%20%E5%8E%BF:a%26b?secret=ABC&issuer="
             "%E9%9D%92%E6%BA%AA%20%E5%8E%BF");
}

BOOST_AUTO_TEST_SUITE_END()
