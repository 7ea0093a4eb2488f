#include <botan/argon2.h>

#include "sync/envelope/botan_random.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

std::string hash_password(std::string_view password, const base::RandomSource& random,
                          std::size_t memory_kib, std::size_t passes) {
  constexpr std::size_t kLanes = 1;
  constexpr std::uint8_t kArgon2id = 2;
  BotanRandom rng(random);
  return Botan::argon2_generate_pwhash(password.data(), password.size(), rng, kLanes, memory_kib,
                                       passes, kArgon2id);
}

bool check_password(std::string_view password, std::string_view verifier) {
  if (!verifier.starts_with("$argon2id$")) return false;
  try {
    return Botan::argon2_check_pwhash(password.data(), password.size(), std::string(verifier));
  } catch (const std::exception&) {  // a verifier that is none lets nobody in
    return false;
  }
}

}  // namespace jiujin::sync::envelope
