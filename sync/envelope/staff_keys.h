// What only a password opens; and a member of staff's opening key pair: the public half for
// everybody, the private half under the password. Any station can seal a data key to a member
// without knowing the password.
//
// Under a password, version 1: version 1 byte (= 1) · memory KiB varint (8..262,144) · passes
// varint (1..10) · salt 16 · sealed object (PROTOCOL 2.5) under Argon2id(password, salt; memory,
// passes, one lane; 32 bytes), whose associated data are the caller's and everything before the
// sealed object. `wrapped` is so the private key (PKCS#8 DER), with "jiujin-staff-key-1" · staff id
// counted · public key counted. The cost stands inside, so that it can be raised later; it is
// bounded, so that a stranger's file cannot make us fill the memory. A wrong password and altered
// bytes look alike: who keeps them knows by another check that they are what was written. It
// refuses to know stations and files. Thread rule: free functions, callable from any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "sync/envelope/data_key.h"
#include "sync/envelope/sealing.h"

namespace jiujin::sync::envelope {

struct PasswordCost {
  std::size_t memory_kib = 65536;
  std::size_t passes = 2;  // 64 MiB twice: 0.15 s here, about half a second on an old PC
};
inline constexpr std::size_t kPasswordMemoryKibMax = 262144;
inline constexpr std::size_t kPasswordPassesMax = 10;
inline constexpr std::size_t kWrappedBytesMax = 1024;
inline constexpr std::size_t kPublicKeyBytesMax = 512;

// `plain` at most some hundred bytes. Errors: kUnsupported (suite), kInvalidArgument (cost).
Result<Bytes> seal_under_password(std::uint8_t suite, std::string_view password, BytesView plain,
                                  BytesView associated, const base::RandomSource& random,
                                  PasswordCost cost = {});
// A secret of the caller's from now on. Errors: kUnauthenticated (not this password), kCorrupt (not
// such bytes), kUnsupported (version, suite).
Result<Bytes> open_under_password(std::uint8_t suite, std::string_view password, BytesView sealed,
                                  BytesView associated);

struct StaffKeys {
  std::uint8_t suite = 1;
  Bytes public_key;  // SubjectPublicKeyInfo DER
  Bytes wrapped;
  bool operator==(const StaffKeys&) const = default;
};

// Errors as seal_under_password.
Result<StaffKeys> make_staff_keys(std::uint8_t suite, std::string_view staff_id,
                                  std::string_view password, const base::RandomSource& random,
                                  PasswordCost cost = {});
// The pair. Errors as open_under_password.
Result<KeyPair> open_staff_keys(const StaffKeys& keys, std::string_view staff_id,
                                std::string_view password);
// The same pair under another password: what was sealed to it opens as before. Errors as
// open_staff_keys and seal_under_password.
Result<StaffKeys> wrap_staff_keys_anew(const StaffKeys& keys, std::string_view staff_id,
                                       std::string_view password, std::string_view new_password,
                                       const base::RandomSource& random, PasswordCost cost = {});
// kCorrupt or kUnsupported: could never open, whatever the password.
Result<void> check_staff_keys(const StaffKeys& keys);

}  // namespace jiujin::sync::envelope
