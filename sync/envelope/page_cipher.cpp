#include "sync/envelope/page_cipher.h"

#include <botan/aead.h>
#include <botan/kdf.h>

#include <algorithm>

#include "sync/envelope/botan_random.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

}  // namespace

struct PageCipher::State {
  std::unique_ptr<Botan::AEAD_Mode> sealing, opening;
  base::RandomSource random;
  Botan::secure_vector<std::uint8_t> work;
};

Result<std::unique_ptr<PageCipher>> PageCipher::create(std::uint8_t suite, base::BytesView key32,
                                                       base::BytesView salt,
                                                       base::RandomSource random) {
  if (key32.size() != 32) return Error{ErrorCode::kInvalidData, "page key", "not 32 bytes"};
  if (auto known = find_suite(suite); !known.ok()) return known.error();
  const bool sm = suite == static_cast<std::uint8_t>(SuiteId::kSm);
  const char* cipher = sm ? "SM4/GCM" : "AES-256/GCM";
  const auto kdf = Botan::KDF::create_or_throw(sm ? "HKDF(SM3)" : "HKDF(SHA-256)");
  const auto key = kdf->derive_key(sm ? 16 : 32, octets(key32), key32.size(), octets(salt),
                                   salt.size(), octets("jiujin-page-1"), 13);
  auto state = std::make_unique<State>();
  state->sealing = Botan::AEAD_Mode::create_or_throw(cipher, Botan::ENCRYPTION);
  state->opening = Botan::AEAD_Mode::create_or_throw(cipher, Botan::DECRYPTION);
  state->sealing->set_key(key);
  state->opening->set_key(key);
  state->random = std::move(random);
  return std::unique_ptr<PageCipher>(new PageCipher(std::move(state)));
}

PageCipher::PageCipher(std::unique_ptr<State> state) : m_state(std::move(state)) {}
PageCipher::~PageCipher() = default;

void PageCipher::seal(std::span<std::uint8_t> bytes, base::BytesView associated,
                      std::span<std::uint8_t, kTrailerBytes> trailer) {
  auto& work = m_state->work;
  m_state->random(trailer.first<kNonceBytes>());
  work.assign(bytes.begin(), bytes.end());
  m_state->sealing->set_associated_data(octets(associated), associated.size());
  m_state->sealing->start(trailer.data(), kNonceBytes);
  m_state->sealing->finish(work);
  std::copy_n(work.begin(), bytes.size(), bytes.begin());
  std::copy_n(work.begin() + static_cast<std::ptrdiff_t>(bytes.size()), kTagBytes,
              trailer.begin() + kNonceBytes);
}

bool PageCipher::open(std::span<std::uint8_t> bytes, base::BytesView associated,
                      std::span<const std::uint8_t, kTrailerBytes> trailer) {
  auto& work = m_state->work;
  work.assign(bytes.begin(), bytes.end());
  work.insert(work.end(), trailer.begin() + kNonceBytes, trailer.end());
  try {
    m_state->opening->set_associated_data(octets(associated), associated.size());
    m_state->opening->start(trailer.data(), kNonceBytes);
    m_state->opening->finish(work);
  } catch (const std::exception&) {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    return false;
  }
  std::copy(work.begin(), work.end(), bytes.begin());
  return true;
}

}  // namespace jiujin::sync::envelope
