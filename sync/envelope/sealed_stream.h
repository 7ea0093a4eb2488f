// A sealed stream: bytes of any length that only the holder of one private key can read.
//
// What a bundle on a stick lies in (PROTOCOL 10.1). Made and read piece by piece: memory does not
// grow with the content. Layout:
//   header   "JJEN" · version 1 byte (= 1) · suite 1 byte · mark 8 (first bytes of the SHA-256 of
//   the
//            receiver's public key) · label counted (UTF-8, at most 128 bytes: whose it is) ·
//            capsule counted
//   segments mark 4 bytes big-endian (bit 31: the last one; the rest: plain bytes, at most 65,536)
//   ·
//            ciphertext · tag 16
// The capsule hides 32 random bytes for the receiver; key of all segments = HKDF of them with
// the header's hash as its salt. Nonce of a segment = 7 zero bytes · its number from 0, 4 bytes
// big-endian · 1 for the last one, else 0. Associated data = the header. Every stream has a key of
// its own and no caller can choose a nonce.
// Valid when: 1. magic, version and suite are known; 2. mark, label and capsule have their lengths;
// 3. every segment opens; 4. the last one is marked so and nothing follows it. What was cut can be
// read up to the last whole segment, and the reader says kTruncated there. Who sealed it is not
// known here: whoever needs to know lets the sealer sign header_hash(), which only he could have
// made. Thread rule: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sync/base/identity.h"
#include "sync/envelope/sealing.h"

namespace jiujin::sync::envelope {

inline constexpr std::size_t kSegmentBytes = 64 * 1024;
inline constexpr std::size_t kLabelBytesMax = 128;
inline constexpr std::size_t kCapsuleBytesMax = 512;  // SM2: about 140; X25519: 32

// Takes all of it or fails.
using ByteSink = std::function<Result<void>(BytesView bytes)>;
// Fills up to `size` bytes, at least one; 0 is the end.
using ByteSource = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;
// So many bytes of it. Errors: kTruncated (with `noun` as the place), those of `source`.
Result<Bytes> read_exactly(const ByteSource& source, std::size_t size, std::string_view noun);

struct OpeningKey {  // a public one, with its suite
  std::uint8_t suite = 1;
  Bytes public_key;  // SubjectPublicKeyInfo DER
  bool operator==(const OpeningKey&) const = default;
};

class SealedWriter {
 public:
  // Writes the header at once. `label` is cut to kLabelBytesMax; it is for everybody to read.
  // Errors: kInvalidData (key), kUnsupported (suite), those of `sink`.
  static Result<std::unique_ptr<SealedWriter>> create(const OpeningKey& receiver,
                                                      std::string_view label,
                                                      const base::RandomSource& random,
                                                      ByteSink sink);
  Result<void> write(BytesView bytes);
  Result<void> finish();  // the last segment; nothing may be written after it
  const base::Digest& header_hash() const { return m_header_hash; }

 private:
  explicit SealedWriter(ByteSink sink) : m_sink(std::move(sink)) {}
  Result<void> write_segment(BytesView plain, bool last);

  ByteSink m_sink;
  Bytes m_header, m_pending, m_segment_bytes;
  std::unique_ptr<SegmentCipher> m_cipher;
  base::Digest m_header_hash;
  std::uint32_t m_segment = 0;
};

// What stands outside a sealed stream, for everybody to read; nobody vouches for it.
struct SealedHeader {
  std::uint8_t suite = 0;
  base::FixedId<8, struct KeyMarkTag> mark;
  std::string label;  // as written: may be another's lie; printable and valid UTF-8, else empty
  Bytes capsule;
  Bytes bytes;  // all of it
};
using KeyMark = decltype(SealedHeader::mark);
KeyMark key_mark(BytesView public_key);
// Errors: kProtocol (not a sealed stream), kTruncated, kUnsupported (version), those of `source`.
Result<SealedHeader> read_sealed_header(const ByteSource& source);

class SealedReader {
 public:
  // `source` goes on behind `header`. Errors: kForbidden (sealed for another key), kCorrupt
  // (the capsule was altered), kUnsupported (suite).
  static Result<std::unique_ptr<SealedReader>> open(const SealedHeader& header,
                                                    const KeyPair& receiver, ByteSource source);
  // Up to `size` plain bytes, at least one; 0 is the end that the sealer meant. Errors stay:
  // kTruncated (ends too early), kCorrupt (a segment does not open, or bytes behind the last one),
  // with "segment N, byte M" as the place, M counted from the stream's beginning.
  Result<std::size_t> read(char* buffer, std::size_t size);
  const base::Digest& header_hash() const { return m_header_hash; }

 private:
  explicit SealedReader(ByteSource source) : m_source(std::move(source)) {}
  Result<void> next_segment();
  Error broken(ErrorCode code, const char* cause);
  Result<std::size_t> fill(Bytes& bytes, std::size_t size);

  ByteSource m_source;
  Bytes m_header, m_plain;
  std::unique_ptr<SegmentCipher> m_cipher;
  base::Digest m_header_hash;
  std::size_t m_read = 0;  // of m_plain
  std::uint32_t m_segment = 0;
  std::uint64_t m_offset = 0;  // of the segment that comes next
  bool m_last_seen = false;
  std::optional<Error> m_error;
};

}  // namespace jiujin::sync::envelope
