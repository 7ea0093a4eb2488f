#include "sync/envelope/certificates.h"

#include <botan/base32.h>
#include <botan/data_src.h>
#include <botan/ecdsa.h>
#include <botan/hash.h>
#include <botan/pkcs10.h>
#include <botan/pkcs8.h>
#include <botan/x509_ca.h>
#include <botan/x509_ext.h>
#include <botan/x509cert.h>
#include <botan/x509self.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "sync/base/hex.h"
#include "sync/envelope/botan_random.h"

namespace jiujin::sync::envelope {
namespace {

constexpr const char* kCurve = "secp256r1";
constexpr const char* kHash = "SHA-256";
constexpr std::size_t kHostBytesMax = 253;     // RFC 1035, section 2.3.4
constexpr std::size_t kFingerprintBytes = 10;  // 80 bits

Botan::X509_Time time_of(std::int64_t ms) {
  return Botan::X509_Time(std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

std::int64_t ms_of(const Botan::X509_Time& time) {
  return static_cast<std::int64_t>(time.time_since_epoch()) * 1000;
}

bool is_ipv4(const std::string& host) {
  int parts = 1, value = -1;
  for (const char c : host) {
    if (c == '.') {
      if (value < 0) return false;
      ++parts;
      value = -1;
    } else if (c >= '0' && c <= '9') {
      value = std::max(value, 0) * 10 + (c - '0');
      if (value > 255) return false;
    } else {
      return false;
    }
  }
  return parts == 4 && value >= 0;
}

bool is_host_name(const std::string& host) {
  const auto fits = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  return !host.empty() && host.size() <= kHostBytesMax && host.front() != '.' &&
         host.front() != '-' && host.find("..") == std::string::npos &&
         std::all_of(host.begin(), host.end(), fits);
}

Error bad(const char* place, std::string cause) {
  return {ErrorCode::kInvalidArgument, place, std::move(cause)};
}

std::unique_ptr<Botan::Private_Key> read_key(const std::string& pem) {
  Botan::DataSource_Memory source(pem);
  return Botan::PKCS8::load_key(source);
}

Botan::X509_Certificate read_pem(const std::string& pem) {
  Botan::DataSource_Memory source(pem);
  return Botan::X509_Certificate(source);
}

}  // namespace

Result<Certified> make_authority(const std::string& name, const Validity& validity,
                                 const base::RandomSource& random) {
  if (name.empty()) return bad("authority", "an authority needs a name");
  if (validity.from_ms >= validity.until_ms) return bad("validity", "ends before it begins");
  BotanRandom rng(random);
  const Botan::ECDSA_PrivateKey key(rng, Botan::EC_Group(kCurve));
  Botan::X509_Cert_Options options;
  options.common_name = name.substr(0, 64);  // RFC 5280, upper bound of a common name
  while (!options.common_name.empty() && options.common_name.size() < name.size() &&
         (static_cast<unsigned char>(name[options.common_name.size()]) & 0xC0) == 0x80) {
    options.common_name.pop_back();  // no half of a character
  }
  options.start = time_of(validity.from_ms);
  options.end = time_of(validity.until_ms);
  options.CA_key(0);
  const auto certificate = Botan::X509::create_self_signed_cert(options, key, kHash, rng);
  return Certified{certificate.PEM_encode(), Botan::PKCS8::PEM_encode(key)};
}

Result<Certified> issue_server_certificate(const Certified& authority,
                                           std::span<const std::string> hosts,
                                           const Validity& validity,
                                           const base::RandomSource& random) {
  if (hosts.empty()) return bad("hosts", "a server needs a name by which it is reached");
  if (validity.from_ms >= validity.until_ms) return bad("validity", "ends before it begins");
  Botan::AlternativeName names;
  for (const std::string& host : hosts) {
    if (!is_ipv4(host) && !is_host_name(host)) {
      return bad("hosts", host.substr(0, 80) + " is no host name or IPv4 address");
    }
    names.add_attribute(is_ipv4(host) ? "IP" : "DNS", host);
  }
  BotanRandom rng(random);
  try {
    const auto signer = read_pem(authority.certificate);
    const auto signer_key = read_key(authority.private_key);
    const Botan::X509_CA office(signer, *signer_key, kHash, rng);
    const Botan::ECDSA_PrivateKey key(rng, Botan::EC_Group(kCurve));
    Botan::X509_Cert_Options options;
    options.common_name = hosts.front().substr(0, 64);
    options.constraints = Botan::Key_Constraints(Botan::DIGITAL_SIGNATURE);
    options.add_ex_constraint("PKIX.ServerAuth");
    options.extensions.add(
        std::make_unique<Botan::Cert_Extension::Subject_Alternative_Name>(names).release());
    const auto request = Botan::X509::create_cert_req(options, key, kHash, rng);
    const auto certificate =
        office.sign_request(request, rng, time_of(validity.from_ms), time_of(validity.until_ms));
    return Certified{certificate.PEM_encode() + signer.PEM_encode(), Botan::PKCS8::PEM_encode(key)};
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInvalidData, "authority", e.what()};
  }
}

Result<CertificateFacts> read_certificate(const std::string& pem) {
  try {
    const auto certificate = read_pem(pem);
    CertificateFacts facts;
    facts.authority = certificate.is_CA_cert();
    facts.validity = {ms_of(certificate.not_before()), ms_of(certificate.not_after())};
    const auto names = certificate.subject_alt_name().get_attributes();
    for (const auto& [kind, name] : names) {
      if (kind == "DNS" || kind == "IP") facts.hosts.push_back(name);
    }
    std::ranges::sort(facts.hosts);
    return facts;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInvalidData, "certificate", e.what()};
  }
}

namespace {

Result<std::string> digest_of(const std::string& certificate) {
  try {
    const auto der = read_pem(certificate).BER_encode();
    const auto digest = Botan::HashFunction::create_or_throw(kHash)->process(der);
    return std::string(digest.begin(), digest.end());
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInvalidData, "certificate", e.what()};
  }
}

}  // namespace

Result<std::string> fingerprint_of(const std::string& certificate) {
  const auto digest = digest_of(certificate);
  if (!digest.ok()) return digest.error();
  return Botan::base32_encode(reinterpret_cast<const std::uint8_t*>(digest->data()),
                              kFingerprintBytes);
}

Result<std::string> certificate_name(const std::string& certificate) {
  const auto digest = digest_of(certificate);
  return digest.ok() ? Result<std::string>(base::to_hex(*digest)) : digest.error();
}

std::vector<std::string> split_certificates(const std::string& pem) {
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  std::vector<std::string> certificates;
  for (std::size_t at = 0; at < pem.size();) {
    const auto begin = pem.find("-----BEGIN CERTIFICATE-----", at);
    const auto end = begin == std::string::npos ? begin : pem.find(kEnd, begin);
    if (end == std::string::npos) break;
    at = end + kEnd.size();
    certificates.push_back(pem.substr(begin, at - begin) + "\n");
  }
  return certificates;
}

}  // namespace jiujin::sync::envelope
