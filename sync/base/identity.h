// The names of things that travel: incarnations, cases, op addresses, content hashes.
//
// Fixed-size values, compared byte by byte, written as lower-case hexadecimal. This file does not
// know where the bytes come from: random ones are handed in by the caller (see RandomSource).
// Thread rule: values; no shared state.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::sync::base {

using Bytes = std::string;           // raw bytes; std::string for its small-buffer and literals
using BytesView = std::string_view;  // never null-terminated by contract

// Fills `out` with random bytes. Programs hand in the operating system's; tests a seeded one.
using RandomSource = std::function<void(std::span<std::uint8_t> out)>;

template <std::size_t N, typename Tag>
struct FixedId {
  std::array<std::uint8_t, N> bytes{};
  auto operator<=>(const FixedId&) const = default;
  bool is_zero() const {
    for (auto b : bytes)
      if (b) return false;
    return true;
  }
  BytesView view() const { return {reinterpret_cast<const char*>(bytes.data()), N}; }
  std::string hex() const;
  static Result<FixedId> from_hex(std::string_view hex);    // exactly 2N digits
  static Result<FixedId> from_bytes(BytesView raw);         // exactly N bytes
  static FixedId random(const RandomSource& random);
};

using IncarnationId = FixedId<16, struct IncarnationTag>;  // one life of one log; random
using CaseId = FixedId<16, struct CaseTag>;                // internal; zero = "about no case"
using StationId = FixedId<16, struct StationTag>;          // given at enrolment
using Digest = FixedId<32, struct DigestTag>;              // a suite's 256-bit hash
using ContentHash = FixedId<32, struct ContentTag>;        // SHA-256 of plain bytes (PROTOCOL 2.4)
using CaseKey = FixedId<32, struct CaseKeyTag>;            // salts the bodies' commitments
using BootId = FixedId<8, struct BootTag>;                 // one run of one computer

// An op's name: which log, which line in it (1, 2, 3 ... without gaps).
struct OpAddress {
  IncarnationId incarnation;
  std::uint64_t seq = 0;
  auto operator<=>(const OpAddress&) const = default;
};

}  // namespace jiujin::sync::base
