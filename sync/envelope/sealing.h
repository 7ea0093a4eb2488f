// The half of a suite that seals to a public key: what a sealed stream is made of.
//
// An opening key is a pair of its own and never signs: what is sealed and what is signed stay
// apart, and either can be replaced without the other. Nobody but sealed_stream.cpp needs this
// header's pieces; others hold key pairs. No home-made primitive: compositions of the library's
// interfaces. Thread rule: const methods may be called from any thread.
#pragma once

#include <memory>

#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

// One key at work on segment after segment: set up once, without copies of its own. The cipher
// counts them itself, so that nobody can seal under a nonce twice: nonce = 7 zero bytes · number
// from 0, 4 bytes big-endian · 1 for the last segment, else 0. Nothing may come behind the last one
// (Assert). Thread rule: belongs to one stream.
class SegmentCipher {
 public:
  virtual ~SegmentCipher() = default;
  // Appends ciphertext and tag of the next segment to `out`.
  virtual void seal(bool last, BytesView associated, BytesView plain, Bytes& out) = 0;
  // Puts the plain bytes of the next segment in place of `bytes`: ciphertext and tag. kCorrupt:
  // does not open, and `bytes` are empty.
  virtual Result<void> open(bool last, BytesView associated, Bytes& bytes) = 0;
};

// The half of a suite that seals to a public key. Suite 1: SM2 encryption (GB/T 32918.4, ciphertext
// as GM/T 0009 writes it) and SM4-GCM; suite 2: X25519 and AES-256-GCM.
class Sealing {
 public:
  struct Capsule {
    Bytes bytes;   // travels
    Bytes secret;  // 32 bytes
  };
  virtual ~Sealing() = default;
  virtual SuiteId id() const = 0;
  virtual KeyPair generate_opening_key(const base::RandomSource& random) const = 0;
  // kInvalidData: not a public key of this suite.
  virtual Result<Capsule> hide_secret(BytesView public_key,
                                      const base::RandomSource& random) const = 0;
  // kCorrupt: not made for this key, or altered.
  virtual Result<Bytes> find_secret(BytesView private_key, BytesView public_key,
                                    BytesView capsule) const = 0;
  // The key of a stream's segments. `salt`: the header's hash.
  virtual Bytes derive_key(BytesView secret, BytesView salt) const = 0;
  // Under a key that was derived for this one object (derive_key, from a fresh secret) and seals
  // nothing else: its nonce is zeros. The tag stands behind the ciphertext; the key is wiped.
  virtual Bytes seal_once(Bytes&& key, BytesView associated, BytesView plain) const = 0;
  // kCorrupt: does not open. The key is wiped.
  virtual Result<Bytes> open_once(Bytes&& key, BytesView associated, BytesView sealed) const = 0;
  enum class Way { kSeal, kOpen };
  virtual std::unique_ptr<SegmentCipher> cipher(BytesView key, Way way) const = 0;
  virtual base::Digest hash(BytesView bytes) const = 0;
};

// kUnsupported for a suite that this build does not have.
Result<const Sealing*> find_sealing(std::uint8_t suite);
#ifdef JIUJIN_PLANTED
// The simulator's own, found by its id as the others are. Test-only build.
inline const Sealing* g_planted_sealing = nullptr;
#endif

}  // namespace jiujin::sync::envelope
