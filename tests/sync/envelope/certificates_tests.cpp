#include "sync/envelope/certificates.h"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace jiujin;
using namespace jiujin::sync;

namespace {

constexpr std::int64_t kNow = 1795312800000;  // 2026-11-22 02:00 UTC
constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000;

base::RandomSource dice() {
  return [engine = std::make_shared<std::mt19937>(11)](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((*engine)());
  };
}

// Made with OpenSSL 3.0; its SHA-256 fingerprint by the same tool begins A7F63096A5935EDC0889,
// which is U73DBFVFSNPNYCEJ in base32.
constexpr const char* kVector = R"(-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUEswRXkU3P/9SzbqEDaXTDBIHC3QwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGVmVjdG9yMB4XDTI2MTEyMjE0MDQwMVoXDTQ2MTExNzE0MDQw
MVowETEPMA0GA1UEAwwGVmVjdG9yMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
tt3DXTahkibCYuedClPtvTNm16DXBeRPy4/YNHjg+s4X6ZSgZoQRcbbV/btCFdMj
6kN1cBk8pLsu7OKFSn/Z6qNTMFEwHQYDVR0OBBYEFJDjywHuMKfbyxlAd1MuTJ8V
ssvYMB8GA1UdIwQYMBaAFJDjywHuMKfbyxlAd1MuTJ8VssvYMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAOb9bXe53rGqBPfIWSeiN5EzM1s4gOdr
v52675BP4UNHAiEAj5iDhhJ95Fkq3/C7mUVKhpkFrVqC19RsvtMUic2gMVM=
-----END CERTIFICATE-----
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(certificates_tests)

BOOST_AUTO_TEST_CASE(fingerprint_is_the_first_80_bits_in_base32) {
  BOOST_TEST(envelope::fingerprint_of(kVector).value() == "U73DBFVFSNPNYCEJ");
  BOOST_TEST(!envelope::fingerprint_of("no certificate").ok());
}

BOOST_AUTO_TEST_CASE(a_server_is_signed_for_its_hosts_and_times) {
  const auto authority =
      envelope::make_authority("青溪县", {kNow - kDay, kNow + 3650 * kDay}, dice());
  BOOST_REQUIRE(authority.ok());
  const std::string hosts[] = {"county.example", "127.0.0.1"};
  const auto server = envelope::issue_server_certificate(*authority, hosts,
                                                         {kNow - kDay, kNow + 397 * kDay}, dice());
  BOOST_REQUIRE(server.ok());
  const auto facts = envelope::read_certificate(server->certificate);
  BOOST_REQUIRE(facts.ok());
  BOOST_TEST(!facts->authority);
  BOOST_TEST(facts->hosts == (std::vector<std::string>{"127.0.0.1", "county.example"}),
             boost::test_tools::per_element());
  BOOST_TEST(facts->validity.from_ms == kNow - kDay);
  BOOST_TEST(facts->validity.until_ms == kNow + 397 * kDay);
  BOOST_TEST(envelope::read_certificate(authority->certificate)->authority);
}

BOOST_AUTO_TEST_CASE(what_is_no_host_or_no_authority_is_refused) {
  const auto authority = envelope::make_authority("县", {kNow, kNow + kDay}, dice());
  BOOST_REQUIRE(authority.ok());
  for (const char* bad : {"", "a b", "*.example", "a..b", "-a", "县.example"}) {
    const std::string hosts[] = {bad};
    const auto refused =
        envelope::issue_server_certificate(*authority, hosts, {kNow, kNow + kDay}, dice());
    BOOST_TEST((refused.error().code == ErrorCode::kInvalidArgument), bad);
  }
  const std::string hosts[] = {"localhost"};
  const envelope::Certified broken{"-----BEGIN CERTIFICATE-----", "x"};
  BOOST_TEST((
      envelope::issue_server_certificate(broken, hosts, {kNow, kNow + kDay}, dice()).error().code ==
      ErrorCode::kInvalidData));
  BOOST_TEST(!envelope::make_authority("县", {kNow, kNow}, dice()).ok());
  BOOST_TEST(!envelope::make_authority("", {kNow, kNow + kDay}, dice()).ok());
}

BOOST_AUTO_TEST_SUITE_END()
