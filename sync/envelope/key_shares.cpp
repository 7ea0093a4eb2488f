#include "sync/envelope/key_shares.h"

#include <botan/data_src.h>
#include <botan/pkcs8.h>
#include <botan/tss.h>
#include <botan/x509_key.h>

#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::size_t kIdentifierBytes = 16;
constexpr std::size_t kSecretBytesMax = 4096;
constexpr const char* kHash = "SHA-256";

}  // namespace

Result<std::vector<Bytes>> split_secret(BytesView secret, int needed, int people,
                                        const base::RandomSource& random) {
  if (needed < kSharesMin || people < needed || people > kSharesMax) {
    return Error{ErrorCode::kInvalidArgument, "shares",
                 "2 or more are needed, of at least as many people, at most 20"};
  }
  if (secret.empty() || secret.size() > kSecretBytesMax)
    return Error{ErrorCode::kInvalidArgument, "shares", "no secret to share"};
  std::vector<std::uint8_t> identifier(kIdentifierBytes);
  random(identifier);
  std::vector<Bytes> shares;
  try {
    BotanRandom rng(random);
    const auto split = Botan::RTSS_Share::split(
        static_cast<std::uint8_t>(needed), static_cast<std::uint8_t>(people), octets(secret),
        static_cast<std::uint16_t>(secret.size()), identifier, kHash, rng);
    for (const auto& share : split) shares.emplace_back(share.data().begin(), share.data().end());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kUnsupported, "shares", failure.what()};
  }
  return shares;
}

Result<Bytes> join_shares(std::span<const Bytes> shares) {
  try {
    std::vector<Botan::RTSS_Share> joined;
    for (const auto& share : shares) joined.emplace_back(octets(share), share.size());
    const auto secret = Botan::RTSS_Share::reconstruct(joined);
    return Bytes(secret.begin(), secret.end());
  } catch (const std::exception&) {  // its words might quote key material
    return Error{ErrorCode::kCorrupt, "shares",
                 "they do not belong together, or there are too few of them"};
  }
}

Result<KeyPair> opening_pair_of(Bytes private_key) {
  try {
    Botan::DataSource_Memory source(octets(private_key), private_key.size());
    const auto key = Botan::PKCS8::load_key(source);
    const auto encoded = Botan::X509::BER_encode(*key);
    return KeyPair{std::move(private_key), Bytes(encoded.begin(), encoded.end())};
  } catch (const std::exception&) {
    return Error{ErrorCode::kInvalidData, "private key", "not an opening key"};
  }
}

}  // namespace jiujin::sync::envelope
