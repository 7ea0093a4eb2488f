// The county's certificates on its disk: its own authority, and what its server shows.
//
// FOLDER/tls/authority.pem and .key, server.pem (with the authority behind it) and server.key;
// only the owner may read them. Stations trust the authority alone, so that a server's certificate
// can be replaced without them; a county may instead serve a certificate of its own choice
// (jiujin-county --certificate), which stations check against their system's authorities.
//
// next.pem and .key: the authority that is to follow, told to the stations before it signs. While
// FOLDER/tls/switching stands it takes the place of the other, key first; whoever comes next
// finishes what was cut off.
// Thread rule: free functions; two writers of one folder both succeed, the last one stays.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::county {

inline constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
inline constexpr std::int64_t kAuthorityMs = 3650 * kDayMs;
inline constexpr std::int64_t kServerCertificateMs = 397 * kDayMs;  // browsers take no longer one
inline constexpr std::int64_t kRenewBeforeMs = 60 * kDayMs;

struct ServerCertificate {
  std::string certificate, key;  // paths of the PEM files
  std::vector<std::string> hosts;
  std::int64_t until_ms = 0;
};

// By which names a county on this machine is reached when nobody says: loopback and the host name.
std::vector<std::string> usual_hosts();

// An authority of the county's own and a first certificate signed by it. An authority that stands
// already is kept. Errors: kInvalidArgument (a host), kIo, kDiskFull.
Result<void> begin_certificates(const std::string& folder, const std::string& county_name,
                                std::span<const std::string> hosts, std::int64_t now_ms,
                                const base::RandomSource& random);

// A fresh key and certificate for the server, for these hosts or, with none, for the same as
// before. Errors: kNotFound (no authority here), kInvalidArgument, kInvalidData, kIo, kDiskFull.
Result<ServerCertificate> renew_server_certificate(const std::string& folder,
                                                   std::span<const std::string> hosts,
                                                   std::int64_t now_ms,
                                                   const base::RandomSource& random);

// What the server shows; renewed by itself when it ends within kRenewBeforeMs. nullopt: this county
// has no authority of its own. Errors: kCorrupt, kIo, kDiskFull.
Result<std::optional<ServerCertificate>> server_certificate(const std::string& folder,
                                                            std::int64_t now_ms,
                                                            const base::RandomSource& random);

// PEM of the county's authority; "" where it has none. Errors: kIo.
Result<std::string> own_authority(const std::string& folder);

// PEM of the authority that is to follow; "" where there is none. Errors: kIo.
Result<std::string> next_authority(const std::string& folder);
// The same, made where there is none. Errors: kNotFound (no authority here), kIo, kDiskFull.
Result<std::string> begin_next_authority(const std::string& folder, const std::string& county_name,
                                         std::int64_t now_ms, const base::RandomSource& random);
// It takes the place of the other, whose key is gone then, and signs a certificate for the same
// hosts. Errors: kNotFound (there is none), kBusy (another program does it), kIo, kDiskFull.
Result<ServerCertificate> switch_authority(const std::string& folder, std::int64_t now_ms,
                                           const base::RandomSource& random);
// Finishes what was cut off on the way. Errors: kBusy, kIo, kDiskFull.
Result<void> finish_switch(const std::string& folder, std::int64_t now_ms,
                           const base::RandomSource& random);

// Copies all of it, for backups. Nothing to copy is no error.
Result<void> copy_certificates(const std::string& from, const std::string& to);

}  // namespace jiujin::sync::county
