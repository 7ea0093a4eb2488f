#include "sync/envelope/staff_keys.h"

#include <botan/pwdhash.h>

#include "sync/base/varint.h"
#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMemoryKibMin = 8;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kKeyBytes = 32;
constexpr BytesView kPurpose = "jiujin-staff-key-1";

// What stands before the sealed object, taken apart.
struct Wrapping {
  PasswordCost cost;
  BytesView salt, head, sealed;
};

bool within_bounds(const PasswordCost& cost) {
  return cost.memory_kib >= kMemoryKibMin && cost.memory_kib <= kPasswordMemoryKibMax &&
         cost.passes >= 1 && cost.passes <= kPasswordPassesMax;
}

Error damaged(const char* cause) {
  return {ErrorCode::kCorrupt, "wrapped key", cause};
}

Result<Wrapping> take_apart(BytesView wrapped) {
  if (wrapped.size() > kWrappedBytesMax) return damaged("too long");
  base::ByteReader in(wrapped, "wrapped key");
  auto version = in.byte();
  if (!version) return damaged("empty");
  if (*version != kVersion)
    return Error{ErrorCode::kUnsupported, "wrapped key", "written by a newer version"};
  auto memory = in.varint();
  auto passes = memory ? in.varint() : memory;
  if (!passes) return damaged("ends too early");
  Wrapping out;
  if (*memory > kPasswordMemoryKibMax || *passes > kPasswordPassesMax)
    return damaged("asks for too much");
  out.cost = {static_cast<std::size_t>(*memory), static_cast<std::size_t>(*passes)};
  if (!within_bounds(out.cost)) return damaged("asks for too little");
  auto salt = in.take(kSaltBytes);
  if (!salt) return damaged("ends too early");
  out.salt = *salt;
  out.head = wrapped.substr(0, in.position());
  out.sealed = wrapped.substr(in.position());
  return out;
}

Bytes bound_to(std::string_view staff_id, BytesView public_key) {
  Bytes bound(kPurpose);
  for (const BytesView part : {BytesView(staff_id), public_key}) {
    base::append_varint(bound, part.size());
    bound += part;
  }
  return bound;
}

Bytes stretch(std::string_view password, const PasswordCost& cost, BytesView salt) {
  const auto family = Botan::PasswordHashFamily::create_or_throw("Argon2id");
  const auto hash = family->from_params(cost.memory_kib, cost.passes, 1);
  Bytes key(kKeyBytes, '\0');
  hash->derive_key(reinterpret_cast<std::uint8_t*>(key.data()), key.size(), password.data(),
                   password.size(), octets(salt), salt.size());
  return key;
}

}  // namespace

Result<Bytes> seal_under_password(std::uint8_t suite, std::string_view password, BytesView plain,
                                  BytesView associated, const base::RandomSource& random,
                                  PasswordCost cost) {
  if (!within_bounds(cost))
    return Error{ErrorCode::kInvalidArgument, "password cost", "out of bounds"};
  auto objects = find_suite(suite);
  if (!objects) return objects.error();
  Bytes head(1, static_cast<char>(kVersion));
  base::append_varint(head, cost.memory_kib);
  base::append_varint(head, cost.passes);
  const std::size_t salt_at = head.size();
  head.resize(salt_at + kSaltBytes);
  random({reinterpret_cast<std::uint8_t*>(head.data()) + salt_at, kSaltBytes});
  Bytes key = stretch(password, cost, BytesView(head).substr(salt_at));
  Bytes sealed = head + (*objects)->seal(key, plain, Bytes(associated) + head, random);
  wipe(key);
  return sealed;
}

Result<Bytes> open_under_password(std::uint8_t suite, std::string_view password, BytesView sealed,
                                  BytesView associated) {
  auto objects = find_suite(suite);
  if (!objects) return objects.error();
  const auto parts = take_apart(sealed);
  if (!parts) return parts.error();
  if (parts->sealed.empty() || static_cast<std::uint8_t>(parts->sealed[0]) != suite)
    return damaged("sealed by another suite");
  Bytes key = stretch(password, parts->cost, parts->salt);
  auto opened = (*objects)->open(key, parts->sealed, Bytes(associated) + Bytes(parts->head));
  wipe(key);
  if (!opened) return Error{ErrorCode::kUnauthenticated, "password", "it does not fit"};
  return opened;
}

Result<StaffKeys> make_staff_keys(std::uint8_t suite, std::string_view staff_id,
                                  std::string_view password, const base::RandomSource& random,
                                  PasswordCost cost) {
  auto sealing = find_sealing(suite);
  if (!sealing) return sealing.error();
  KeyPair pair = (*sealing)->generate_opening_key(random);
  auto wrapped = seal_under_password(suite, password, pair.private_key,
                                     bound_to(staff_id, pair.public_key), random, cost);
  wipe(pair.private_key);
  if (!wrapped) return wrapped.error();
  return StaffKeys{suite, std::move(pair.public_key), *std::move(wrapped)};
}

Result<KeyPair> open_staff_keys(const StaffKeys& keys, std::string_view staff_id,
                                std::string_view password) {
  if (auto fine = check_staff_keys(keys); !fine) return fine.error();
  auto opened =
      open_under_password(keys.suite, password, keys.wrapped, bound_to(staff_id, keys.public_key));
  if (opened) return KeyPair{*std::move(opened), keys.public_key};
  if (opened.error().code != ErrorCode::kUnauthenticated) return opened.error();
  return Error{ErrorCode::kUnauthenticated, std::string(staff_id), "name and password do not fit"};
}

Result<StaffKeys> wrap_staff_keys_anew(const StaffKeys& keys, std::string_view staff_id,
                                       std::string_view password, std::string_view new_password,
                                       const base::RandomSource& random, PasswordCost cost) {
  auto pair = open_staff_keys(keys, staff_id, password);
  if (!pair) return pair.error();
  auto wrapped = seal_under_password(keys.suite, new_password, pair->private_key,
                                     bound_to(staff_id, keys.public_key), random, cost);
  wipe(pair->private_key);
  if (!wrapped) return wrapped.error();
  return StaffKeys{keys.suite, keys.public_key, *std::move(wrapped)};
}

Result<void> check_staff_keys(const StaffKeys& keys) {
  if (auto known = find_suite(keys.suite); !known) return known.error();
  if (keys.public_key.empty() || keys.public_key.size() > kPublicKeyBytesMax)
    return damaged("the public key has a wrong size");
  auto wrapping = take_apart(keys.wrapped);
  if (!wrapping) return wrapping.error();
  constexpr std::size_t kSealedBytesMin = 1 + 32 + 16 + 1;
  if (wrapping->sealed.size() < kSealedBytesMin) return damaged("ends too early");
  if (static_cast<std::uint8_t>(wrapping->sealed[0]) != keys.suite)
    return damaged("sealed by another suite");
  return {};
}

}  // namespace jiujin::sync::envelope
