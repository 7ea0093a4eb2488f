// PageCipher: authenticated encryption of fixed-size pages that cannot grow, for the storage seam.
//
// SM4-GCM (suite 1) or AES-256-GCM (suite 2) with a fresh random 96-bit nonce for each sealing; the
// nonce and the tag go where the caller keeps room for them. The key is derived from the caller's
// and the salt of the file, so that one key may serve many files.
// Thread rule: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

class PageCipher {
 public:
  static constexpr std::size_t kTrailerBytes = 28;  // nonce 12 · tag 16

  // Errors: kInvalidData (key not 32 bytes), kUnsupported (suite).
  static Result<std::unique_ptr<PageCipher>> create(std::uint8_t suite, base::BytesView key32,
                                                    base::BytesView salt,
                                                    base::RandomSource random);
  ~PageCipher();

  // Encrypts `bytes` in place and writes nonce and tag to `trailer`.
  void seal(std::span<std::uint8_t> bytes, base::BytesView associated,
            std::span<std::uint8_t, kTrailerBytes> trailer);
  // Decrypts in place; false, and `bytes` all zero, when anything was altered.
  bool open(std::span<std::uint8_t> bytes, base::BytesView associated,
            std::span<const std::uint8_t, kTrailerBytes> trailer);

 private:
  struct State;
  explicit PageCipher(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::sync::envelope
