#include "forms/xpath/digest.h"

#include <botan/base64.h>
#include <botan/hash.h>
#include <botan/hex.h>

namespace jiujin::forms::xpath {

Result<std::string> digest(std::string_view text, std::string_view method,
                           std::string_view encoding) {
  try {
    auto hash = Botan::HashFunction::create(std::string(method));
    if (hash == nullptr) {
      return Error{ErrorCode::kInvalidData, {}, "unknown digest " + std::string(method)};
    }
    hash->update(std::string(text));
    const auto bytes = hash->final();
    return encoding == "hex" ? Botan::hex_encode(bytes.data(), bytes.size(), false)
                             : Botan::base64_encode(bytes.data(), bytes.size());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInvalidData, {}, failure.what()};
  }
}

std::string base64_decode(std::string_view text) {
  try {
    const auto bytes = Botan::base64_decode(std::string(text));
    return std::string(bytes.begin(), bytes.end());
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace jiujin::forms::xpath
