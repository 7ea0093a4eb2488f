#include "forms/xpath/digest.h"

#include <botan/base64.h>
#include <botan/ed25519.h>
#include <botan/hash.h>
#include <botan/hex.h>
#include <botan/pubkey.h>

#include <cctype>

namespace jiujin::forms::xpath {

namespace {

// "SHA384", "sha-384" and "SHA-384" are one method.
std::string method_name(std::string_view written) {
  std::string plain;
  for (const char c : written) {
    if (c != '-') plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (plain == "SHA1") return "SHA-1";
  if (plain.starts_with("SHA") && plain.size() == 6) return "SHA-" + plain.substr(3);
  return plain;
}

bool means_hex(std::string_view encoding) {
  return encoding == "hex" || encoding == "HEX" || encoding == "Hex";
}

}  // namespace

Result<std::string> digest(std::string_view text, std::string_view method,
                           std::string_view encoding) {
  try {
    auto hash = Botan::HashFunction::create(method_name(method));
    if (hash == nullptr) {
      return Error{ErrorCode::kInvalidData, {}, "unknown digest " + std::string(method)};
    }
    hash->update(std::string(text));
    const auto bytes = hash->final();
    return means_hex(encoding) ? Botan::hex_encode(bytes.data(), bytes.size(), false)
                               : Botan::base64_encode(bytes.data(), bytes.size());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalidData, {}, failure.what()};
  }
}

std::string base64_encode(std::string_view bytes) {
  return Botan::base64_encode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string base64_decode(std::string_view text) {
  try {
    const auto bytes = Botan::base64_decode(std::string(text));
    return std::string(bytes.begin(), bytes.end());
  } catch (const std::exception&) {
    return {};
  }
}

std::string signed_text(std::string_view contents, std::string_view public_key) {
  constexpr std::size_t kSignatureBytes = 64, kKeyBytes = 32;
  try {
    const auto bytes = Botan::base64_decode(std::string(contents));
    const auto key_bytes = Botan::base64_decode(std::string(public_key));
    if (bytes.size() < kSignatureBytes || key_bytes.size() != kKeyBytes) return {};
    const Botan::Ed25519_PublicKey key(key_bytes.data(), key_bytes.size());
    Botan::PK_Verifier verifier(key, "Pure");
    const std::string text(bytes.begin() + kSignatureBytes, bytes.end());
    verifier.update(text);
    return verifier.check_signature(bytes.data(), kSignatureBytes) ? text : std::string();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace jiujin::forms::xpath
