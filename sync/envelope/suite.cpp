// The two suites over Botan 2.19. Every exception of the library ends in this file.
#include "sync/envelope/suite.h"

#include <botan/aead.h>
#include <botan/data_src.h>
#include <botan/ec_group.h>
#include <botan/ed25519.h>
#include <botan/hash.h>
#include <botan/kdf.h>
#include <botan/pkcs8.h>
#include <botan/pubkey.h>
#include <botan/sm2.h>
#include <botan/x509_key.h>

#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kNonceBytes = 12;

// What tells the suites apart; the rest is one code.
struct Ingredients {
  SuiteId id;
  const char* hash;
  const char* key_derivation;
  const char* cipher;
  std::size_t cipher_key_bytes;
  const char* padding;  // Botan's word for what surrounds the signed message
  const char* key_algorithm;
  Botan::Signature_Format signature_format;
};

Bytes to_bytes(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

class BotanSuite : public Suite {
 public:
  explicit BotanSuite(const Ingredients& ingredients) : m_with(ingredients) {}

  SuiteId id() const override { return m_with.id; }

  base::Digest hash(std::initializer_list<BytesView> parts) const override {
    Botan::HashFunction& hash = hash_of_thread();
    for (const BytesView part : parts) hash.update(octets(part), part.size());
    base::Digest digest;
    hash.final(digest.bytes.data());  // and begins anew
    return digest;
  }

  KeyPair generate_signing_key(const base::RandomSource& random) const override {
    BotanRandom rng(random);
    std::unique_ptr<Botan::Private_Key> key;
    if (m_with.id == SuiteId::kSm)
      key = std::make_unique<Botan::SM2_PrivateKey>(rng, Botan::EC_Group("sm2p256v1"));
    else
      key = std::make_unique<Botan::Ed25519_PrivateKey>(rng);
    const auto der = Botan::PKCS8::BER_encode(*key);
    return {Bytes(der.begin(), der.end()), to_bytes(Botan::X509::BER_encode(*key))};
  }

  Result<Bytes> sign(BytesView private_key, BytesView message,
                     const base::RandomSource& random) const override {
    try {
      BotanRandom rng(random);
      Botan::DataSource_Memory source(octets(private_key), private_key.size());
      const auto key = Botan::PKCS8::load_key(source);
      if (key->algo_name() != m_with.key_algorithm) return broken_key("private key");
      Botan::PK_Signer signer(*key, rng, m_with.padding, m_with.signature_format);
      return to_bytes(signer.sign_message(octets(message), message.size(), rng));
    } catch (const std::exception&) {  // its words might quote key material
      return broken_key("private key");
    }
  }

  Result<void> verify(BytesView public_key, BytesView message, BytesView signature) const override {
    std::unique_ptr<Botan::Public_Key> key;
    try {
      key.reset(
          Botan::X509::load_key(std::vector<std::uint8_t>(public_key.begin(), public_key.end())));
    } catch (const std::exception&) {
    }
    if (!key || key->algo_name() != m_with.key_algorithm) return broken_key("public key");
    bool right = false;
    try {
      Botan::PK_Verifier verifier(*key, m_with.padding, m_with.signature_format);
      right = verifier.verify_message(octets(message), message.size(), octets(signature),
                                      signature.size());
    } catch (const std::exception&) {  // a signature that is not even well-formed
    }
    if (!right) return Error{ErrorCode::kCorrupt, "signature", "does not match"};
    return {};
  }

  Bytes seal(BytesView key32, BytesView plain, BytesView associated,
             const base::RandomSource& random) const override {
    Assert(key32.size() == 32);
    Bytes sealed(1, static_cast<char>(m_with.id));
    sealed.resize(1 + kSaltBytes);
    random({reinterpret_cast<std::uint8_t*>(sealed.data()) + 1, kSaltBytes});
    Botan::secure_vector<std::uint8_t> text(octets(plain), octets(plain) + plain.size());
    const auto cipher = start(Botan::ENCRYPTION, key32, BytesView(sealed).substr(1), associated);
    cipher->finish(text);
    sealed.append(text.begin(), text.end());
    return sealed;
  }

  Result<Bytes> open(BytesView key32, BytesView sealed, BytesView associated) const override {
    if (key32.size() != 32) return broken_key("key");
    if (sealed.size() < 1 + kSaltBytes + kTagBytes)
      return Error{ErrorCode::kTruncated, "sealed object", "too short"};
    if (static_cast<std::uint8_t>(sealed[0]) != static_cast<std::uint8_t>(m_with.id))
      return Error{ErrorCode::kUnsupported, "sealed object", "sealed by another suite"};
    const BytesView text = sealed.substr(1 + kSaltBytes);
    Botan::secure_vector<std::uint8_t> plain(octets(text), octets(text) + text.size());
    try {
      start(Botan::DECRYPTION, key32, sealed.substr(1, kSaltBytes), associated)->finish(plain);
    } catch (const std::exception&) {
      return Error{ErrorCode::kCorrupt, "sealed object", "altered, or the wrong key"};
    }
    return Bytes(plain.begin(), plain.end());
  }

 private:
  // Looking an algorithm up by name costs more than hashing an op's header.
  Botan::HashFunction& hash_of_thread() const {
    thread_local std::unique_ptr<Botan::HashFunction> sm, nist;
    auto& hash = m_with.id == SuiteId::kSm ? sm : nist;
    if (!hash) hash = Botan::HashFunction::create_or_throw(m_with.hash);
    return *hash;
  }

  static Error broken_key(const char* what) {
    return {ErrorCode::kInvalidData, what, "not a key of this suite"};
  }

  // A cipher under the subkey and nonce that belong to this salt. Associated data begin with the
  // suite's byte, so that one suite's object cannot be passed off as another's.
  std::unique_ptr<Botan::AEAD_Mode> start(Botan::Cipher_Dir direction, BytesView key32,
                                          BytesView salt, BytesView associated) const {
    const auto kdf = Botan::KDF::create_or_throw(m_with.key_derivation);
    const auto derived =
        kdf->derive_key(m_with.cipher_key_bytes + kNonceBytes, octets(key32), key32.size(),
                        octets(salt), salt.size(), octets("jiujin-seal-1"), 13);
    auto cipher = Botan::AEAD_Mode::create_or_throw(m_with.cipher, direction);
    cipher->set_key(derived.data(), m_with.cipher_key_bytes);
    Bytes bound(1, static_cast<char>(m_with.id));
    bound += associated;
    cipher->set_associated_data(octets(bound), bound.size());
    cipher->start(derived.data() + m_with.cipher_key_bytes, kNonceBytes);
    return cipher;
  }

  Ingredients m_with;
};

const BotanSuite& sm_suite() {
  static const BotanSuite suite({SuiteId::kSm, "SM3", "HKDF(SM3)", "SM4/GCM", 16,
                                 "1234567812345678,SM3", "SM2", Botan::DER_SEQUENCE});
  return suite;
}

const BotanSuite& nist_suite() {
  static const BotanSuite suite({SuiteId::kNist, "SHA-256", "HKDF(SHA-256)", "AES-256/GCM", 32,
                                 "Pure", "Ed25519", Botan::IEEE_1363});
  return suite;
}

}  // namespace

Result<const Suite*> find_suite(std::uint8_t id) {
  if (id == static_cast<std::uint8_t>(SuiteId::kSm)) return &sm_suite();
  if (id == static_cast<std::uint8_t>(SuiteId::kNist)) return &nist_suite();
#ifdef JIUJIN_PLANTED
  if (g_planted_suite && id == static_cast<std::uint8_t>(g_planted_suite->id()))
    return g_planted_suite;
#endif
  return Error{ErrorCode::kUnsupported, "suite " + std::to_string(id), "not known here"};
}

const Suite& default_suite() {
  return sm_suite();
}

}  // namespace jiujin::sync::envelope
