// The key pair with which one end opens what was sealed for it: made once, kept as a local row.
//
//   wire/opening-key   JSON: suite, public_key, private_key (hexadecimal)
// It never signs; the keys of logs do that. Thread rule: with the thread of the store.
#pragma once

#include <optional>

#include "sync/envelope/sealed_stream.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

// Without it a fresh pair is made when the next one is asked for.
inline constexpr const char* kOpeningPairRow = "wire/opening-key";

struct OpeningPair {
  std::uint8_t suite = 1;
  envelope::KeyPair keys;
  envelope::OpeningKey key() const { return {suite, keys.public_key}; }
};

// Nothing: none was made yet.
Result<std::optional<OpeningPair>> opening_pair(store::LogStore& store);
// The one that is kept, or a fresh one, kept from now on whoever else asks at the same time.
Result<OpeningPair> keep_opening_pair(store::LogStore& store, std::uint8_t suite,
                                      const base::RandomSource& random);

}  // namespace jiujin::sync::wire
