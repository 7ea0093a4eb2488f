// The caller's random source in the shape that Botan asks for. Inside sync/envelope only.
// Thread rule: belongs to one thread.
#pragma once

#include <botan/rng.h>

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

class BotanRandom : public Botan::RandomNumberGenerator {
 public:
  explicit BotanRandom(const base::RandomSource& source) : m_source(source) {}
  void randomize(std::uint8_t out[], std::size_t size) override { m_source({out, size}); }
  bool accepts_input() const override { return false; }
  void add_entropy(const std::uint8_t[], std::size_t) override {}
  std::string name() const override { return "handed in"; }
  void clear() override {}
  bool is_seeded() const override { return true; }

 private:
  const base::RandomSource& m_source;
};

inline const std::uint8_t* octets(base::BytesView bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace jiujin::sync::envelope
