#include "sync/county/server_certificate.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/envelope/certificates.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPemBytesMax = 64 * 1024;
constexpr std::int64_t kClockSkewMs = kDayMs;  // stations' clocks may be behind
constexpr const char* kFiles[] = {"authority.pem", "authority.key", "server.pem",
                                  "server.key",    "next.pem",      "next.key"};
constexpr const char* kSwitching = "switching";

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

bool exists(const std::string& folder, const std::string& file) {
  std::error_code ignored;
  return fs::exists(path_of(folder, file), ignored);
}

bool has_authority(const std::string& folder) {
  return exists(folder, "authority.key") && exists(folder, "authority.pem");
}

bool has_next(const std::string& folder) {
  return exists(folder, "next.key") && exists(folder, "next.pem");
}

Result<ServerCertificate> issue(const std::string& folder, std::span<const std::string> hosts,
                                std::int64_t now_ms, const base::RandomSource& random) {
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

Result<base::FileLock> lock_switch(const std::string& folder) {
  return base::FileLock::acquire(path_of(folder, "switch.lock"));
}

// The lock is held, and `switching` stands. Every step may be done again.
Result<void> take_the_place(const std::string& folder, std::int64_t now_ms,
                            const base::RandomSource& random) {
  if (has_next(folder)) {
    for (const char* ending : {".key", ".pem"}) {
      const auto bytes = read_pem(folder, std::string("next") + ending);
      if (!bytes.ok()) return bytes.error();
      auto kept =
          base::write_file_atomically(path_of(folder, std::string("authority") + ending), *bytes);
      if (!kept.ok()) return kept.error();
    }
    if (auto issued = issue(folder, {}, now_ms, random); !issued.ok()) return issued.error();
  }
  for (const char* done : {"next.key", "next.pem", kSwitching})
    unlink(path_of(folder, done).c_str());
  return {};
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
  if (auto done = finish_switch(folder, now_ms, random); !done.ok()) return done.error();
  return issue(folder, hosts, now_ms, random);
}

Result<std::optional<ServerCertificate>> server_certificate(const std::string& folder,
                                                            std::int64_t now_ms,
                                                            const base::RandomSource& random) {
  if (!has_authority(folder)) return std::optional<ServerCertificate>();
  if (auto done = finish_switch(folder, now_ms, random); !done.ok()) return done.error();
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

Result<std::string> next_authority(const std::string& folder) {
  if (!has_next(folder)) return std::string();
  return read_pem(folder, "next.pem");
}

Result<std::string> begin_next_authority(const std::string& folder, const std::string& county_name,
                                         std::int64_t now_ms, const base::RandomSource& random) {
  if (!has_authority(folder)) {
    return Error{ErrorCode::kNotFound, folder + "/tls", "this county has no authority of its own"};
  }
  const auto lock = lock_switch(folder);
  if (!lock.ok()) return lock.error();
  if (has_next(folder)) return read_pem(folder, "next.pem");
  const auto made =
      envelope::make_authority(county_name, {now_ms - kClockSkewMs, now_ms + kAuthorityMs}, random);
  if (!made.ok()) return made.error();
  if (auto kept = write_pair(folder, "next", *made); !kept.ok()) return kept.error();
  return made->certificate;
}

Result<ServerCertificate> switch_authority(const std::string& folder, std::int64_t now_ms,
                                           const base::RandomSource& random) {
  {
    const auto lock = lock_switch(folder);
    if (!lock.ok()) return lock.error();
    if (!has_next(folder)) {
      return Error{ErrorCode::kNotFound, folder + "/tls", "no authority is to follow"};
    }
    if (auto begun = base::write_file_atomically(path_of(folder, kSwitching), ""); !begun.ok())
      return begun.error();
    if (auto done = take_the_place(folder, now_ms, random); !done.ok()) return done.error();
  }
  const auto pem = read_pem(folder, "server.pem");
  if (!pem.ok()) return pem.error();
  return describe(folder, *pem);
}

Result<void> finish_switch(const std::string& folder, std::int64_t now_ms,
                           const base::RandomSource& random) {
  if (!exists(folder, kSwitching)) return {};
  const auto lock = lock_switch(folder);
  if (!lock.ok()) return lock.error();
  return exists(folder, kSwitching) ? take_the_place(folder, now_ms, random) : Result<void>();
}

Result<void> copy_certificates(const std::string& from, const std::string& to) {
  if (!has_authority(from)) return {};
  const auto lock = lock_switch(from);
  if (!lock.ok()) return lock.error();
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
