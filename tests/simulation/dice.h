// The only source of chance in a simulated world: one seed, one sequence, on every machine.
#pragma once

#include <cstdint>
#include <span>

namespace jiujin::tests::simulation {

// splitmix64 (Steele, Lea, Flood 2014): passes BigCrush, one word of state.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  // Uniform in 0 .. below-1; 0 for 0.
  std::uint64_t below(std::uint64_t below) { return below == 0 ? 0 : next() % below; }
  // True `per_thousand` times in a thousand.
  bool hits(std::uint64_t per_thousand) { return below(1000) < per_thousand; }
  void fill(std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(next());
  }

 private:
  std::uint64_t m_state;
};

}  // namespace jiujin::tests::simulation
