// A secret in shares: so many people each hold one, so many of them together have it back, fewer
// learn nothing of it.
//
// Threshold secret sharing as the crypto library makes it (RTSS, draft-mcgrew-tss-03, with SHA-256
// over the secret, so that shares which do not belong together are noticed). It refuses to know
// what the secret is and how a share is kept. Thread rule: free functions, callable from any
// thread.
#pragma once

#include <span>
#include <vector>

#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

inline constexpr int kSharesMin = 2;
inline constexpr int kSharesMax = 20;  // more people than that hold no ceremony

// `people` shares, of which any `needed` give the secret. Errors: kInvalidArgument (not
// kSharesMin <= needed <= people <= kSharesMax, or an empty secret).
Result<std::vector<Bytes>> split_secret(BytesView secret, int needed, int people,
                                        const base::RandomSource& random);
// A secret of the caller's from now on. Errors: kCorrupt (too few, altered, of different secrets).
Result<Bytes> join_shares(std::span<const Bytes> shares);

// An opening key pair from its private half (PKCS#8 DER) alone. Error: kInvalidData.
Result<KeyPair> opening_pair_of(Bytes private_key);

}  // namespace jiujin::sync::envelope
