#include "client/control/trusted_authorities.h"

#include <algorithm>

#include "client/control/recovery_copy.h"
#include "client/control/transport_key.h"
#include "sync/casework/draft.h"
#include "sync/envelope/certificates.h"

namespace jiujin::client::control {
namespace {

using namespace sync;

constexpr const char* kAuthoritiesRow = "station/authorities";
constexpr const char* kToldRow = "station/authorities-told";
constexpr std::size_t kCertificateBytesMax = 16 * 1024;

// The name of what may be trusted; nothing: it is no authority that this version could use.
std::optional<std::string> usable(const std::string& pem) {
  if (pem.size() > kCertificateBytesMax) return std::nullopt;
  const auto one = envelope::split_certificates(pem);
  if (one.size() != 1) return std::nullopt;
  const auto facts = envelope::read_certificate(one.front());
  const auto name = envelope::certificate_name(one.front());
  if (!facts.ok() || !facts->authority || !name.ok()) return std::nullopt;
  return *name;
}

struct Named {
  std::string name, certificate;
};

std::vector<Named> named(const std::string& pem) {
  std::vector<Named> all;
  for (auto& certificate : envelope::split_certificates(pem))
    if (auto name = envelope::certificate_name(certificate); name.ok())
      all.push_back({*std::move(name), std::move(certificate)});
  return all;
}

// Announced, usable, and not ended.
std::vector<Named> standing(const casework::CountyRegister& county) {
  std::vector<Named> all;
  for (const auto& one : county.authorities()) {
    const auto name = usable(one.certificate);
    if (!name || county.ended_authorities().contains(*name)) continue;
    all.push_back({*name, envelope::split_certificates(one.certificate).front()});
  }
  return all;
}

// What to trust instead of `pem`, which names at least one authority.
std::string followed(const std::string& pem, const casework::CountyRegister& county) {
  auto trusted = named(pem);
  for (auto& one : standing(county)) {
    const auto same = [&](const Named& other) { return other.name == one.name; };
    if (std::none_of(trusted.begin(), trusted.end(), same)) trusted.push_back(std::move(one));
  }
  std::string left;
  for (const auto& one : trusted)
    if (!county.ended_authorities().contains(one.name)) left += one.certificate;
  return left.empty() ? pem : left;
}

}  // namespace

Result<std::optional<std::string>> kept_authorities(store::LogStore& store) {
  return store.row(kAuthoritiesRow);
}

std::vector<std::pair<std::string, std::optional<base::Bytes>>> rows_of_trust(
    const std::string& authority) {
  return {{kAuthoritiesRow, authority.empty() ? std::nullopt : std::optional(authority)},
          {kToldRow, std::nullopt}};
}

Result<bool> follow_authorities(SessionState& state) {
  if (state.locked || state.options.practice || !state.identity || !state.county) return false;
  const auto& county = *state.county;
  if (county.authorities().empty()) return false;
  auto identity = read_identity(*state.store);
  if (!identity.ok()) return identity.error();
  auto kept = kept_authorities(*state.store);
  if (!kept.ok()) return kept.error();
  auto told = state.store->row(kToldRow);
  if (!told.ok()) return told.error();
  store::AppendBatch batch;
  std::string all = told->value_or("");
  for (const auto& one : standing(county)) {
    if (all.find(one.name) != std::string::npos) continue;
    all += one.name + "\n";
    batch.ops.push_back(casework::draft_op({}, 0, "", casework::AuthorityTrusted{one.name}));
  }
  const auto& now = (*identity)->authority;
  const auto next = named(now).empty() ? now : followed(now, county);
  if (batch.ops.empty() && next == now) return false;
  batch.rows.emplace_back(kToldRow, all);
  batch.expected_rows.emplace_back(kToldRow, *told);
  if (next != now) batch.rows.emplace_back(kAuthoritiesRow, next);
  batch.expected_rows.emplace_back(kAuthoritiesRow, *kept);
  batch.time = state.time();
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  auto written = state.store->append(*own, batch);
  // Another program has done the same.
  if (!written.ok() && written.error().code != ErrorCode::kConflict) return written.error();
  auto again = read_identity(*state.store);
  if (!again.ok()) return again.error();
  state.identity = *again;
  // A locked station knows its county by the same ones.
  if (auto file = ensure_transport_key(state); !file.ok()) return file.error();
  return written.ok() && !batch.ops.empty();
}

Result<bool> follow_county(SessionState& state) {
  const auto left = ensure_recovery_copy(state);
  if (!left.ok()) return left;
  const auto heard = follow_authorities(state);
  if (!heard.ok()) return heard;
  return *left || *heard;
}

}  // namespace jiujin::client::control
