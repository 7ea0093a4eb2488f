#include "sync/county/server_certificate.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/envelope/certificates.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPemBytesMax = 64 * 1024;
constexpr std::int64_t kClockSkewMs = kDayMs;  // stations' clocks may be behind
constexpr const char* kFiles[] = {"authority.pem", "authority.key", "server.pem", "server.key"};

std::string path_of(const std::string& folder, const std::string& file) {
  return folder + "/tls/" + file;
}

Result<std::string> read_pem(const std::string& folder, const std::string& file) {
  return base::read_whole_file(path_of(folder, file), kPemBytesMax);
}

Result<void> make_folder(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder + "/tls", failure);
  if (failure) return Error{ErrorCode::kIo, folder + "/tls", failure.message()};
  fs::permissions(folder + "/tls", fs::perms::owner_all, failure);
  return {};
}

// The key first: a certificate without its key would be served and fail.
Result<void> write_pair(const std::string& folder, const std::string& name,
                        const envelope::Certified& pair) {
  if (auto kept = base::write_file_atomically(path_of(folder, name + ".key"), pair.private_key);
      !kept.ok()) {
    return kept.error();
  }
  return base::write_file_atomically(path_of(folder, name + ".pem"), pair.certificate);
}

Result<ServerCertificate> describe(const std::string& folder, const std::string& pem) {
  const auto facts = envelope::read_certificate(pem);
  const std::string path = path_of(folder, "server.pem");
  if (!facts.ok()) return Error{ErrorCode::kCorrupt, path, facts.error().cause};
  return ServerCertificate{path, path_of(folder, "server.key"), facts->hosts,
                           facts->validity.until_ms};
}

bool has_authority(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(path_of(folder, "authority.key"), ignored) &&
         fs::exists(path_of(folder, "authority.pem"), ignored);
}

}  // namespace

std::vector<std::string> usual_hosts() {
  std::vector<std::string> hosts = {"127.0.0.1", "localhost"};
  char name[256] = "";
  if (::gethostname(name, sizeof name - 1) == 0 && *name) hosts.emplace_back(name);
  return hosts;
}

Result<void> begin_certificates(const std::string& folder, const std::string& county_name,
                                std::span<const std::string> hosts, std::int64_t now_ms,
                                const base::RandomSource& random) {
  if (auto made = make_folder(folder); !made.ok()) return made.error();
  if (!has_authority(folder)) {
    const auto authority = envelope::make_authority(
        county_name, {now_ms - kClockSkewMs, now_ms + kAuthorityMs}, random);
    if (!authority.ok()) return authority.error();
    if (auto kept = write_pair(folder, "authority", *authority); !kept.ok()) return kept.error();
  }
  const auto usual = usual_hosts();
  const auto issued = renew_server_certificate(
      folder, hosts.empty() ? std::span<const std::string>(usual) : hosts, now_ms, random);
  if (!issued.ok()) return issued.error();
  return {};
}

Result<ServerCertificate> renew_server_certificate(const std::string& folder,
                                                   std::span<const std::string> hosts,
                                                   std::int64_t now_ms,
                                                   const base::RandomSource& random) {
  if (!has_authority(folder)) {
    return Error{ErrorCode::kNotFound, folder + "/tls", "this county has no authority of its own"};
  }
  const auto certificate = read_pem(folder, "authority.pem");
  if (!certificate.ok()) return certificate.error();
  const auto key = read_pem(folder, "authority.key");
  if (!key.ok()) return key.error();
  std::vector<std::string> names(hosts.begin(), hosts.end());
  if (names.empty()) {
    const auto before = read_pem(folder, "server.pem");
    const auto facts = before.ok() ? envelope::read_certificate(*before) : before.error();
    names = facts.ok() && !facts->hosts.empty() ? facts->hosts : usual_hosts();
  }
  const auto issued = envelope::issue_server_certificate(
      {*certificate, *key}, names, {now_ms - kClockSkewMs, now_ms + kServerCertificateMs}, random);
  if (!issued.ok()) return issued.error();
  if (auto kept = write_pair(folder, "server", *issued); !kept.ok()) return kept.error();
  return describe(folder, issued->certificate);
}

Result<std::optional<ServerCertificate>> server_certificate(const std::string& folder,
                                                            std::int64_t now_ms,
                                                            const base::RandomSource& random) {
  if (!has_authority(folder)) return std::optional<ServerCertificate>();
  const auto pem = read_pem(folder, "server.pem");
  if (pem.ok()) {
    auto standing = describe(folder, *pem);
    if (!standing.ok()) return standing.error();
    if (standing->until_ms - now_ms > kRenewBeforeMs) {
      return std::optional<ServerCertificate>(std::move(*standing));
    }
  } else if (pem.error().code != ErrorCode::kNotFound) {
    return pem.error();
  }
  auto renewed = renew_server_certificate(folder, {}, now_ms, random);
  if (!renewed.ok()) return renewed.error();
  return std::optional<ServerCertificate>(std::move(*renewed));
}

Result<std::string> own_authority(const std::string& folder) {
  if (!has_authority(folder)) return std::string();
  return read_pem(folder, "authority.pem");
}

Result<void> copy_certificates(const std::string& from, const std::string& to) {
  if (!has_authority(from)) return {};
  if (auto made = make_folder(to); !made.ok()) return made.error();
  for (const char* file : kFiles) {
    const auto bytes = read_pem(from, file);
    if (!bytes.ok() && bytes.error().code == ErrorCode::kNotFound) continue;
    if (!bytes.ok()) return bytes.error();
    if (auto kept = base::write_file_atomically(path_of(to, file), *bytes); !kept.ok()) {
      return kept.error();
    }
  }
  return {};
}

}  // namespace jiujin::sync::county
