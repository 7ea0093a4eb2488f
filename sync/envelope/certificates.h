// Certificates of the line: the county's own authority, and what its server shows.
//
// ECDSA on P-256 with SHA-256, because every browser and TLS library of the last ten years takes
// it; nothing of ours but the line rests on these keys (what is signed for good has suites,
// suite.h). Knows no file, socket and clock: times are arguments.
// Thread rule: free functions, callable from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

struct Certified {
  std::string certificate;  // PEM; a server's is followed by its authority's
  std::string private_key;  // PEM, PKCS#8
};

struct Validity {
  std::int64_t from_ms = 0, until_ms = 0;  // Unix time; whole seconds are kept
};

// A self-signed authority that may sign servers and no further authority. `name`: of the county,
// for people. Error: kInvalidArgument (the name is empty, or the times are out of order).
Result<Certified> make_authority(const std::string& name, const Validity& validity,
                                 const base::RandomSource& random);

// For a server that is reached by these names: host names or IPv4 addresses, at least one.
// Errors: kInvalidArgument (no name, or one that is none), kInvalidData (the authority is none).
Result<Certified> issue_server_certificate(const Certified& authority,
                                           std::span<const std::string> hosts,
                                           const Validity& validity,
                                           const base::RandomSource& random);

// What a PEM certificate says of itself. Error: kInvalidData.
struct CertificateFacts {
  bool authority = false;
  Validity validity;
  std::vector<std::string> hosts;  // host names and IPv4 addresses, sorted
};
Result<CertificateFacts> read_certificate(const std::string& pem);

// By which a person's hands carry an authority to a station: 16 letters and digits, the first 80
// bits of the SHA-256 of the certificate (DER) in base32 (RFC 4648). Error: kInvalidData.
inline constexpr std::size_t kFingerprintLetters = 16;
Result<std::string> fingerprint_of(const std::string& certificate);
// All of that hash, in hexadecimal: by which programs name an authority. Error: kInvalidData.
Result<std::string> certificate_name(const std::string& certificate);
// The certificates of a PEM text, one behind the other; what is none is left out.
std::vector<std::string> split_certificates(const std::string& pem);

}  // namespace jiujin::sync::envelope
