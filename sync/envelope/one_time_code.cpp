#include "sync/envelope/one_time_code.h"

#include <botan/base32.h>
#include <botan/mem_ops.h>
#include <botan/otp.h>

#include <array>
#include <cstdio>

#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kSecretBytesMin = 10, kSecretBytesMax = 64;

Result<Botan::secure_vector<std::uint8_t>> bytes_of(std::string_view secret) {
  std::string padded;
  for (const char c : secret) {
    if (c == ' ' || c == '-' || c == '=') continue;  // as apps show it
    padded += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  while (padded.size() % 8 != 0) padded += '=';
  try {
    auto bytes = Botan::base32_decode(padded.data(), padded.size(), false);
    if (bytes.size() >= kSecretBytesMin && bytes.size() <= kSecretBytesMax) return bytes;
  } catch (const std::exception&) {
    // said below
  }
  return Error{ErrorCode::kInvalidData, "secret", "10 to 64 bytes in base32 are wanted"};
}

std::string digits_of(Botan::TOTP& generator, std::int64_t step) {
  char text[16];
  const auto at = static_cast<std::uint64_t>(step * kCodeStepSeconds);
  std::snprintf(text, sizeof text, "%06u", generator.generate_totp(at));
  return text;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", c);
    out += plain ? std::string(1, static_cast<char>(c)) : std::string(escaped);
  }
  return out;
}

}  // namespace

std::string fresh_code_secret(const base::RandomSource& random) {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  random(bytes);
  return Botan::base32_encode(bytes.data(), bytes.size());  // 20 bytes need no padding
}

Result<std::string> code_at(std::string_view secret, std::int64_t unix_seconds) {
  const auto bytes = bytes_of(secret);
  if (!bytes.ok()) return bytes.error();
  Botan::TOTP generator(bytes->data(), bytes->size());
  return digits_of(generator, unix_seconds / kCodeStepSeconds);
}

Result<std::optional<std::int64_t>> step_of_code(std::string_view secret, std::string_view code,
                                                 std::int64_t unix_seconds) {
  const auto bytes = bytes_of(secret);
  if (!bytes.ok()) return bytes.error();
  std::optional<std::int64_t> found;
  if (code.size() != kCodeDigits) return found;
  Botan::TOTP generator(bytes->data(), bytes->size());
  const std::int64_t now = unix_seconds / kCodeStepSeconds;
  for (const std::int64_t step : {now - 1, now, now + 1}) {
    const std::string wanted = digits_of(generator, step);
    const bool same = Botan::constant_time_compare(
        reinterpret_cast<const std::uint8_t*>(wanted.data()), octets(code), kCodeDigits);
    if (same) found = step;
  }
  return found;
}

std::string code_address(std::string_view secret, std::string_view issuer, std::string_view name) {
  return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(name) +
         "?secret=" + std::string(secret) + "&issuer=" + percent_encoded(issuer);
}

}  // namespace jiujin::sync::envelope
