// Does the crypto library, as it is installed, do what the standards say?
#include <botan/aead.h>
#include <botan/ec_group.h>
#include <botan/pubkey.h>
#include <botan/sm2.h>
#include <botan/x509_key.h>
#include <boost/test/unit_test.hpp>

#include "sync/base/hex.h"
#include "sync/envelope/botan_random.h"
#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;
using base::from_hex;

BOOST_AUTO_TEST_SUITE(library_vectors_tests)

// GB/T 32905-2016 appendix A, examples 1 and 2.
BOOST_AUTO_TEST_CASE(sm3_examples_of_the_standard) {
  const auto& suite = **envelope::find_suite(1);
  BOOST_CHECK_EQUAL(suite.hash({"abc"}).hex(),
                    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string text;
  for (int i = 0; i < 16; ++i) text += "abcd";
  BOOST_CHECK_EQUAL(suite.hash({text}).hex(),
                    "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// FIPS 180-4, the NIST example "abc".
BOOST_AUTO_TEST_CASE(sha256_example_of_the_standard) {
  const char* expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  BOOST_CHECK_EQUAL((*envelope::find_suite(2))->hash({"a", "", "bc"}).hex(), expected);
  BOOST_CHECK_EQUAL(envelope::content_hash("abc").hex(), expected);
}

// RFC 8998 appendix A.1.
BOOST_AUTO_TEST_CASE(sm4_gcm_example_of_the_rfc) {
  const auto hex = [](const char* digits) {
    const auto bytes = *from_hex(digits);
    return Botan::secure_vector<std::uint8_t>(bytes.begin(), bytes.end());
  };
  auto text =
      hex("AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
          "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA");
  auto cipher = Botan::AEAD_Mode::create_or_throw("SM4/GCM", Botan::ENCRYPTION);
  cipher->set_key(hex("0123456789ABCDEFFEDCBA9876543210"));
  cipher->set_ad(hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"));
  const auto nonce = hex("00001234567800000000ABCD");
  cipher->start(nonce);
  cipher->finish(text);
  const auto expected =
      hex("17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
          "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
          "83DE3541E4C2B58177E065A9BF7B62EC");
  BOOST_CHECK(text == expected);
}

// GB/T 32918.5-2017 appendix A.2: signature over "message digest" with the default user id.
BOOST_AUTO_TEST_CASE(sm2_signature_of_the_standard_verifies) {
  const Botan::EC_Group group("sm2p256v1");
  const Botan::BigInt x("0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020");
  const Botan::BigInt y("0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
  const Botan::SM2_PublicKey key(group, group.point(x, y));
  const auto der = Botan::X509::BER_encode(key);
  const std::string public_key(der.begin(), der.end());
  // DER: SEQUENCE of two INTEGERs, both with a leading zero since their top bit is set.
  const auto signature = *from_hex(
      "3046022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
      "022100B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
  const auto& suite = **envelope::find_suite(1);
  BOOST_CHECK(suite.verify(public_key, "message digest", signature).ok());
  BOOST_CHECK(suite.verify(public_key, "message digests", signature).error().code ==
              ErrorCode::kCorrupt);
}

// GB/T 32918.5-2017 appendix C.2: encryption of "encryption standard", written as GM/T 0009 has it.
BOOST_AUTO_TEST_CASE(sm2_ciphertext_of_the_standard_opens_and_a_wrong_point_does_not) {
  const Botan::EC_Group group("sm2p256v1");
  const auto random = envelope::system_random();
  envelope::BotanRandom rng(random);
  const Botan::SM2_PrivateKey key(
      rng, group,
      Botan::BigInt("0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"));
  const Botan::PK_Decryptor_EME decryptor(key, rng, "SM3");
  auto sealed = *from_hex(
      "307C022004EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
      "022100E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
      "042059983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
      "041321886CA989CA9C7D58087307CA93092D651EFA");
  const auto plain = decryptor.decrypt(envelope::octets(sealed), sealed.size());
  BOOST_CHECK(std::string(plain.begin(), plain.end()) == "encryption standard");
  sealed[35] = static_cast<char>(sealed[35] ^ 1);  // of x1: not on the curve any more
  BOOST_CHECK_THROW(decryptor.decrypt(envelope::octets(sealed), sealed.size()), std::exception);
}

// RFC 8032 section 7.1, test 2.
BOOST_AUTO_TEST_CASE(ed25519_signature_of_the_rfc_verifies) {
  const auto raw = *from_hex(
      "302a300506032b6570032100"
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto signature = *from_hex(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  const auto& suite = **envelope::find_suite(2);
  BOOST_CHECK(suite.verify(raw, "\x72", signature).ok());
  BOOST_CHECK(!suite.verify(raw, "\x73", signature).ok());
}

BOOST_AUTO_TEST_SUITE_END()
