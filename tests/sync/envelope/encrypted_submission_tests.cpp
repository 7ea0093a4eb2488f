// That another program can open what is made here is shown in tests/ctl.
#include "sync/envelope/encrypted_submission.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin;
using namespace jiujin::sync::envelope;

namespace {

// openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 | openssl pkey -pubout -outform DER
constexpr const char* kShortKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCy34DZ+el8srqk0/O0Xf/mBRTOoih6ew7w+k2SsR"
    "6c5Vl9dRRz9wzSKA9F6NVVdY1wXIC7SSRHVaHsLDh01bnn7UOn+f03ddEn7+rTs/KbujTh3Bgtq9bI"
    "pGe/UJ8S2DCD5NEsgkqzsV49i4WoTo/H0cAK8OYQzbr5AzXkCY1AQQIDAQAB";
constexpr const char* kKey =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0WBh62TJNJ5uUNvwCrIZq1g/UifKiYrBZ1"
    "E1adRF8azWq1iiRQYJXQRaoMi7xeCOAmNZVhgR7JrvnCTlGwb9IYslOdi9s73hx4Q5gjcF0glXBMJo"
    "vhjaVmbrh4B6OzsDM3rW3bAn2lbSzNLyNLE3foXRRCxO2WZA646Aa5TQcc2H0bs8UabT8oxE58zFqm"
    "J/3KD3H1xas1o1/IhDaF6dpACf/fbDeALAsmTdsS1DaB+bWwsGnL1YelN1dGx8EsOB+Eb7GC54aayx"
    "weVkCQHFFCjYU86dLEAZ1iTdd1kZyplrMxsmgL6gejj0CBCGNaCtKi4Kw9WNyuvD5ER1CrmEQwIDAQ"
    "AB";

FilledForm filled() {
  FilledForm form;
  form.form_id = "a&b";
  form.version = "2";
  form.instance_id = "uuid:1";
  form.public_key = kKey;
  form.xml = "<data/>";
  return form;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encrypted_submission_tests)

BOOST_AUTO_TEST_CASE(a_manifest_names_the_form_and_each_file) {
  auto form = filled();
  form.media = {{"p<1>.jpg", "pixels"}};
  const auto made = encrypt_submission(form, system_random());
  BOOST_REQUIRE(made.ok());
  BOOST_TEST(made->manifest.find("id=\"a&amp;b\" encrypted=\"yes\" version=\"2\"") !=
             std::string::npos);
  BOOST_TEST(made->manifest.find("<file>p&lt;1&gt;.jpg.enc</file>") != std::string::npos);
  BOOST_REQUIRE(made->files.size() == 2u);
  BOOST_TEST(made->files[1].name == "submission.xml.enc");
  BOOST_TEST(made->files[0].content.size() == 16u);
  BOOST_TEST(made->files[0].content.find("pixels") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_same_answers_are_never_encrypted_alike) {
  const auto one = encrypt_submission(filled(), system_random());
  const auto two = encrypt_submission(filled(), system_random());
  BOOST_REQUIRE((one.ok() && two.ok()));
  BOOST_TEST(one->files[0].content != two->files[0].content);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_opened_again_or_hides_nothing_is_refused) {
  const auto refusal = [](const FilledForm& form) {
    const auto made = encrypt_submission(form, system_random());
    BOOST_REQUIRE(!made.ok());
    return made.error().line();
  };
  auto form = filled();
  form.public_key = kShortKey;
  BOOST_TEST(refusal(form).find("fewer than 2048 bits") != std::string::npos);
  form.public_key = "AAAA";
  BOOST_TEST(refusal(form).find("not an RSA public key") != std::string::npos);
  form = filled();
  form.instance_id.clear();
  BOOST_TEST(refusal(form).find("instanceID") != std::string::npos);
  form = filled();
  form.form_id.clear();
  BOOST_TEST(refusal(form).find("no id") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
