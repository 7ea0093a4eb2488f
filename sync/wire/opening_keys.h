// The key pair with which one end opens what was sealed for it: made once, kept as a local row.
//
//   wire/opening-key               JSON: suite, public_key, private_key (hexadecimal)
//   wire/former-opening-key/MARK   the same of one that another has followed: what was sealed for
//                                  it can still be opened
// It never signs; the keys of logs do that. Thread rule: with the thread of the store.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/envelope/sealed_stream.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

// Without it a fresh pair is made when the next one is asked for.
inline constexpr const char* kOpeningPairRow = "wire/opening-key";

struct OpeningPair {
  std::uint8_t suite = 1;
  envelope::KeyPair keys;
  envelope::OpeningKey key() const { return {suite, keys.public_key}; }
  std::string id() const;  // its mark, in hexadecimal
};

// Nothing: none was made yet.
Result<std::optional<OpeningPair>> opening_pair(store::LogStore& store);
// The one that is kept, or a fresh one, kept from now on whoever else asks at the same time.
Result<OpeningPair> keep_opening_pair(store::LogStore& store, std::uint8_t suite,
                                      const base::RandomSource& random);

// A fresh pair in the place of the one that is kept. Nothing is written yet: these rows, with
// whatever tells the others.
struct OpeningPairChange {
  OpeningPair fresh;
  std::vector<std::pair<std::string, std::optional<base::Bytes>>> rows, expected_rows;
};
// kNotFound: none is kept.
Result<OpeningPairChange> change_opening_pair(store::LogStore& store, std::uint8_t suite,
                                              const base::RandomSource& random);
// Those that another has followed, in the order of their marks.
Result<std::vector<OpeningPair>> former_opening_pairs(store::LogStore& store);
// Takes its private half off the disk. kNotFound: no former one of this name.
Result<void> forget_former_pair(store::LogStore& store, const std::string& id);

}  // namespace jiujin::sync::wire
