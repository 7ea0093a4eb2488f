// The crypto seam: one interface over the crypto library, suites chosen by identifier.
//
// Suite 1 (default): SM3, SM2, SM4-GCM. Suite 2: SHA-256, Ed25519, AES-256-GCM. The identifier
// stands in every envelope and incarnation, so a suite can be replaced without touching a caller.
// No home-made primitive: everything is a composition of the library's own interfaces.
// Thread rule: const methods may be called from any thread; incremental objects belong to one.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

enum class SuiteId : std::uint8_t { kSm = 1, kNist = 2 };  // on disk and wire: do not renumber

using base::Bytes;
using base::BytesView;

struct KeyPair {
  Bytes private_key;  // PKCS#8 DER
  Bytes public_key;   // X.509 SubjectPublicKeyInfo DER
};

class Suite {
 public:
  virtual ~Suite() = default;
  virtual SuiteId id() const = 0;
  // Hash of the concatenation of parts (SM3 or SHA-256).
  virtual base::Digest hash(std::initializer_list<BytesView> parts) const = 0;
  virtual KeyPair generate_signing_key(const base::RandomSource& random) const = 0;
  // SM2: DER sequence, SM3, default user id 1234567812345678. Ed25519: 64 raw bytes.
  virtual Result<Bytes> sign(BytesView private_key, BytesView message,
                             const base::RandomSource& random) const = 0;
  // ok() only when the signature is right; kCorrupt when not, kInvalidData for a broken key.
  virtual Result<void> verify(BytesView public_key, BytesView message,
                              BytesView signature) const = 0;
  // Authenticated encryption; each call derives its own subkey from a random 256-bit salt, so that
  // a cloned machine cannot repeat a nonce. Sealed = suite 1 · salt 32 · ciphertext · tag 16.
  virtual Bytes seal(BytesView key32, BytesView plain, BytesView associated,
                     const base::RandomSource& random) const = 0;
  virtual Result<Bytes> open(BytesView key32, BytesView sealed, BytesView associated) const = 0;
};

// The suite with this identifier; kUnsupported for one that this build does not have.
Result<const Suite*> find_suite(std::uint8_t id);
const Suite& default_suite();
#ifdef JIUJIN_PLANTED
// The simulator's own suite, found by its id as the others are (base/planted.h). Test-only build.
inline const Suite* g_planted_suite = nullptr;
#endif

// SHA-256 of plain bytes: the address of files and chunks (PROTOCOL 2.4), the same in every suite.
base::ContentHash content_hash(BytesView bytes);
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  void update(BytesView bytes);
  base::ContentHash finish();  // and starts anew

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

// The operating system's random source.
base::RandomSource system_random();

// Argon2id verifier of a password for staff log-in: "$argon2id$..." text. `memory_kib` and
// `passes` are stored inside the text, so that they can be raised later.
std::string hash_password(std::string_view password, const base::RandomSource& random,
                          std::size_t memory_kib = 65536, std::size_t passes = 2);
bool check_password(std::string_view password, std::string_view verifier);

}  // namespace jiujin::sync::envelope
