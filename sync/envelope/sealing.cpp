// The sealing halves of the two suites over Botan 2.19. Every exception of the library ends here.
#include "sync/envelope/sealing.h"

#include <botan/aead.h>
#include <botan/curve25519.h>
#include <botan/data_src.h>
#include <botan/ec_group.h>
#include <botan/hash.h>
#include <botan/kdf.h>
#include <botan/pkcs8.h>
#include <botan/pubkey.h>
#include <botan/sm2.h>
#include <botan/x509_key.h>

#include "sync/base/varint.h"
#include "sync/envelope/botan_random.h"
#include "sync/envelope/data_key.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kTagBytes = 16;
constexpr std::string_view kPurpose = "jiujin-envelope-1";

// What tells the suites apart; the rest is one code.
struct Ingredients {
  SuiteId id;
  const char* hash;
  const char* key_derivation;
  const char* cipher;
  std::size_t cipher_key_bytes;
  const char* key_algorithm;
};

template <typename Container>
Bytes to_bytes(const Container& bytes) {
  return {bytes.begin(), bytes.end()};
}

Error broken_key(const char* what) {
  return {ErrorCode::kInvalidData, what, "not an opening key of this suite"};
}
Error foreign_capsule() {
  return {ErrorCode::kCorrupt, "capsule", "altered, or made for another key"};
}

class BotanSegmentCipher final : public SegmentCipher {
 public:
  explicit BotanSegmentCipher(std::unique_ptr<Botan::AEAD_Mode> mode) : m_mode(std::move(mode)) {}

  void seal(bool last, BytesView associated, BytesView plain, Bytes& out) override {
    begin(last, associated);
    const std::size_t at = out.size();
    out += plain;
    finish(out, at, plain.size());
  }

  Result<void> open(bool last, BytesView associated, Bytes& bytes) override {
    const Error altered{ErrorCode::kCorrupt, "segment", "altered"};
    try {
      if (bytes.size() >= kTagBytes) {
        begin(last, associated);
        finish(bytes, 0, bytes.size() - kTagBytes);
        return {};
      }
    } catch (const std::exception&) {
      m_mode->reset();
    }
    bytes.clear();
    return altered;
  }

 private:
  void begin(bool last, BytesView associated) {
    Assert(!m_over && m_number != UINT32_MAX);
    Bytes nonce(7, '\0');
    base::append_big_endian_32(nonce, m_number++);
    nonce.push_back(last ? '\1' : '\0');
    m_over = last;
    m_mode->set_associated_data(octets(associated), associated.size());
    m_mode->start(octets(nonce), nonce.size());
  }
  // In place as far as the mode takes whole steps; `whole` bytes may be taken before the end.
  void finish(Bytes& bytes, std::size_t at, std::size_t whole) {
    const std::size_t steps = whole - whole % m_mode->update_granularity();
    auto* const from = reinterpret_cast<std::uint8_t*>(bytes.data()) + at;
    if (steps > 0) m_mode->process(from, steps);
    m_rest.assign(from + steps, from + (bytes.size() - at));
    m_mode->finish(m_rest);
    bytes.resize(at + steps);
    bytes.append(reinterpret_cast<const char*>(m_rest.data()), m_rest.size());
  }

  std::unique_ptr<Botan::AEAD_Mode> m_mode;
  Botan::secure_vector<std::uint8_t> m_rest;
  std::uint32_t m_number = 0;  // of the next segment
  bool m_over = false;         // the last one was begun
};

class BotanSealing : public Sealing {
 public:
  explicit BotanSealing(const Ingredients& ingredients) : m_with(ingredients) {}

  SuiteId id() const override { return m_with.id; }

  Bytes derive_key(BytesView secret, BytesView salt) const override {
    const auto kdf = Botan::KDF::create_or_throw(m_with.key_derivation);
    return to_bytes(kdf->derive_key(m_with.cipher_key_bytes, octets(secret), secret.size(),
                                    octets(salt), salt.size(), octets(kPurpose), kPurpose.size()));
  }

  Bytes seal_once(Bytes&& key, BytesView associated, BytesView plain) const override {
    Bytes sealed;
    cipher(key, Way::kSeal)->seal(false, associated, plain, sealed);
    wipe(key);
    return sealed;
  }

  Result<Bytes> open_once(Bytes&& key, BytesView associated, BytesView sealed) const override {
    Bytes bytes(sealed);
    auto opened = cipher(key, Way::kOpen)->open(false, associated, bytes);
    wipe(key);
    if (!opened) return opened.error();
    return bytes;
  }

  std::unique_ptr<SegmentCipher> cipher(BytesView key, Way way) const override {
    auto mode = Botan::AEAD_Mode::create_or_throw(
        m_with.cipher, way == Way::kSeal ? Botan::ENCRYPTION : Botan::DECRYPTION);
    mode->set_key(octets(key), key.size());
    return std::make_unique<BotanSegmentCipher>(std::move(mode));
  }

  base::Digest hash(BytesView bytes) const override {
    const auto hash = Botan::HashFunction::create_or_throw(m_with.hash);
    hash->update(octets(bytes), bytes.size());
    base::Digest digest;
    hash->final(digest.bytes.data());
    return digest;
  }

 protected:
  Result<std::unique_ptr<Botan::Public_Key>> load_public(BytesView der) const {
    std::unique_ptr<Botan::Public_Key> key;
    try {
      key.reset(Botan::X509::load_key(std::vector<std::uint8_t>(der.begin(), der.end())));
    } catch (const std::exception&) {
    }
    if (!key || key->algo_name() != m_with.key_algorithm) return broken_key("public key");
    return key;
  }

  Result<std::unique_ptr<Botan::Private_Key>> load_private(BytesView der) const {
    std::unique_ptr<Botan::Private_Key> key;
    try {
      Botan::DataSource_Memory source(octets(der), der.size());
      key = Botan::PKCS8::load_key(source);
    } catch (const std::exception&) {  // its words might quote key material
    }
    if (!key || key->algo_name() != m_with.key_algorithm) return broken_key("private key");
    return key;
  }

 private:
  Ingredients m_with;
};

KeyPair encode_pair(const Botan::Private_Key& key) {
  return {to_bytes(Botan::PKCS8::BER_encode(key)), to_bytes(Botan::X509::BER_encode(key))};
}

// The library verifies that a ciphertext's point lies on the curve, and its C3.
class SmSealing final : public BotanSealing {
 public:
  SmSealing() : BotanSealing({SuiteId::kSm, "SM3", "HKDF(SM3)", "SM4/GCM", 16, "SM2"}) {}

  KeyPair generate_opening_key(const base::RandomSource& random) const override {
    BotanRandom rng(random);
    return encode_pair(Botan::SM2_PrivateKey(rng, Botan::EC_Group("sm2p256v1")));
  }

  Result<Capsule> hide_secret(BytesView public_key,
                              const base::RandomSource& random) const override {
    auto key = load_public(public_key);
    if (!key) return key.error();
    Capsule capsule{{}, Bytes(kSecretBytes, '\0')};
    random({reinterpret_cast<std::uint8_t*>(capsule.secret.data()), kSecretBytes});
    try {
      BotanRandom rng(random);
      const Botan::PK_Encryptor_EME encryptor(**key, rng, "SM3");
      capsule.bytes = to_bytes(encryptor.encrypt(octets(capsule.secret), kSecretBytes, rng));
    } catch (const std::exception&) {
      return broken_key("public key");
    }
    return capsule;
  }

  Result<Bytes> find_secret(BytesView private_key, BytesView, BytesView capsule) const override {
    auto key = load_private(private_key);
    if (!key) return key.error();
    try {
      // Blinding needs no secrets of ours: any randomness serves.
      const auto random = system_random();
      BotanRandom rng(random);
      const Botan::PK_Decryptor_EME decryptor(**key, rng, "SM3");
      const auto secret = decryptor.decrypt(octets(capsule), capsule.size());
      if (secret.size() == kSecretBytes) return to_bytes(secret);
    } catch (const std::exception&) {
    }
    return foreign_capsule();
  }
};

// The capsule is the sealer's public point; the secret is what both ends agree on. Both points go
// into the stream's key: the sealer's through the header's hash, the receiver's here.
class NistSealing final : public BotanSealing {
 public:
  NistSealing()
      : BotanSealing(
            {SuiteId::kNist, "SHA-256", "HKDF(SHA-256)", "AES-256/GCM", 32, "Curve25519"}) {}

  KeyPair generate_opening_key(const base::RandomSource& random) const override {
    BotanRandom rng(random);
    return encode_pair(Botan::Curve25519_PrivateKey(rng));
  }

  Result<Capsule> hide_secret(BytesView public_key,
                              const base::RandomSource& random) const override {
    auto key = load_public(public_key);
    if (!key) return key.error();
    const auto* receiver = dynamic_cast<const Botan::Curve25519_PublicKey*>(key->get());
    if (!receiver) return broken_key("public key");
    BotanRandom rng(random);
    const Botan::Curve25519_PrivateKey own(rng);
    auto secret = agree(own, to_bytes(receiver->public_value()), to_bytes(own.public_value()),
                        to_bytes(receiver->public_value()));
    if (!secret) return broken_key("public key");
    return Capsule{to_bytes(own.public_value()), std::move(*secret)};
  }

  Result<Bytes> find_secret(BytesView private_key, BytesView, BytesView capsule) const override {
    auto key = load_private(private_key);
    if (!key) return key.error();
    const auto* own = dynamic_cast<const Botan::Curve25519_PrivateKey*>(key->get());
    if (!own) return broken_key("private key");
    return agree(*own, Bytes(capsule), Bytes(capsule), to_bytes(own->public_value()));
  }

 private:
  static Result<Bytes> agree(const Botan::Curve25519_PrivateKey& own, const Bytes& other,
                             const Bytes& capsule, const Bytes& receiver) {
    try {
      const auto random = system_random();
      BotanRandom rng(random);
      const Botan::PK_Key_Agreement agreement(own, rng, "Raw");
      const auto shared = agreement.derive_key(0, octets(other), other.size()).bits_of();
      // A point of small order gives zeros: a secret that anybody knows.
      if (std::all_of(shared.begin(), shared.end(), [](auto byte) { return byte == 0; }))
        return foreign_capsule();
      const auto kdf = Botan::KDF::create_or_throw("HKDF(SHA-256)");
      const Bytes both = capsule + receiver;
      return to_bytes(kdf->derive_key(kSecretBytes, shared.data(), shared.size(), octets(both),
                                      both.size(), octets("jiujin-capsule-1"), 16));
    } catch (const std::exception&) {
      return foreign_capsule();
    }
  }
};

}  // namespace

Result<const Sealing*> find_sealing(std::uint8_t suite) {
  static const SmSealing sm;
  static const NistSealing nist;
  if (suite == static_cast<std::uint8_t>(SuiteId::kSm)) return &sm;
  if (suite == static_cast<std::uint8_t>(SuiteId::kNist)) return &nist;
#ifdef JIUJIN_PLANTED
  if (g_planted_sealing && suite == static_cast<std::uint8_t>(g_planted_sealing->id()))
    return g_planted_sealing;
#endif
  return Error{ErrorCode::kUnsupported, "suite " + std::to_string(suite), "not known here"};
}

}  // namespace jiujin::sync::envelope
