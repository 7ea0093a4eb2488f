// One-time codes of a second factor: TOTP (RFC 6238) as every authenticator app and token shows
// them: HMAC-SHA-1, six digits, steps of 30 seconds.
//
// Knows no person and no clock. That a code counts only once is the caller's to keep: each has a
// step, and the caller remembers the last one taken.
// Thread rule: free functions, callable from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

inline constexpr std::size_t kCodeDigits = 6;
inline constexpr std::int64_t kCodeStepSeconds = 30;

// 160 random bits in base32 (RFC 4648) without padding: 32 letters and digits.
std::string fresh_code_secret(const base::RandomSource& random);

// The code of the step in which this Unix time lies. Error: kInvalidData (not base32, or under 80
// or over 512 bits).
Result<std::string> code_at(std::string_view secret, std::int64_t unix_seconds);

// The step whose code this is: the present one, the one before it or the one after it, because
// clocks differ; nullopt when it is none of theirs. Takes the same time for every wrong code.
// Error: as code_at.
Result<std::optional<std::int64_t>> step_of_code(std::string_view secret, std::string_view code,
                                                 std::int64_t unix_seconds);

// What an app reads from a picture: "otpauth://totp/ISSUER:NAME?secret=...&issuer=ISSUER", with the
// names percent-encoded.
std::string code_address(std::string_view secret, std::string_view issuer, std::string_view name);

}  // namespace jiujin::sync::envelope
