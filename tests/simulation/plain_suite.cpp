#include "tests/simulation/plain_suite.h"

#include <cstring>

namespace jiujin::tests::simulation {

namespace {

using namespace sync;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// As if they came one by one.
std::uint64_t eight_bytes(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return __builtin_bswap64(word);
}

class PlainSuite final : public envelope::Suite {
 public:
  envelope::SuiteId id() const override { return envelope::SuiteId{kPlainSuite}; }

  base::Digest hash(std::initializer_list<base::BytesView> parts) const override {
    std::uint64_t lanes[4] = {0x243f6a8885a308d3ull, 0x13198a2e03707344ull, 0xa4093822299f31d0ull,
                              0x082efa98ec4e6c89ull};
    std::uint64_t total = 0;
    std::uint64_t word = 0;
    const auto absorb = [&] {
      for (int i = 0; i < 4; ++i)
        lanes[i] = mix(lanes[i] ^ word, 0x9e3779b97f4a7c15ull + 2 * static_cast<unsigned>(i)) +
                   lanes[(i + 1) & 3];
      word = 0;
    };
    for (const base::BytesView part : parts) {
      std::size_t at = 0;
      while (at < part.size()) {
        if (total % 8 == 0 && part.size() - at >= 8) {
          word = eight_bytes(part.data() + at);
          at += 8;
          total += 8;
          absorb();
          continue;
        }
        word = (word << 8) | static_cast<std::uint8_t>(part[at++]);
        if (++total % 8 == 0) absorb();
      }
    }
    absorb();
    word = total;
    absorb();
    absorb();
    base::Digest digest;
    std::memcpy(digest.bytes.data(), lanes, sizeof lanes);
    return digest;
  }

  envelope::KeyPair generate_signing_key(const base::RandomSource& random) const override {
    const auto key = base::Digest::random(random);
    return {base::Bytes(key.view()), base::Bytes(key.view())};
  }

  Result<base::Bytes> sign(base::BytesView key, base::BytesView message,
                           const base::RandomSource&) const override {
    return base::Bytes(hash({"sign", key, message}).view());
  }

  Result<void> verify(base::BytesView key, base::BytesView message,
                      base::BytesView signature) const override {
    if (hash({"sign", key, message}).view() == signature) return {};
    return Error{ErrorCode::kCorrupt, "signature", "is not right"};
  }

  base::Bytes seal(base::BytesView, base::BytesView plain, base::BytesView,
                   const base::RandomSource&) const override {
    return base::Bytes(plain);
  }
  Result<base::Bytes> open(base::BytesView, base::BytesView sealed,
                           base::BytesView) const override {
    return base::Bytes(sealed);
  }
};

}  // namespace

void install_plain_suite() {
  static const PlainSuite suite;
  envelope::g_planted_suite = &suite;
}

}  // namespace jiujin::tests::simulation
