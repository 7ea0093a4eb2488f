#include "sync/wire/opening_keys.h"

#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

namespace jiujin::sync::wire {

Result<std::optional<OpeningPair>> opening_pair(store::LogStore& store) {
  auto row = store.row(kOpeningPairRow);
  if (!row) return row.error();
  if (!*row) return std::optional<OpeningPair>();
  const Error broken{ErrorCode::kCorrupt, kOpeningPairRow, "this is no key"};
  const auto json = nlohmann::json::parse(**row, nullptr, false);
  if (!json.is_object()) return broken;
  auto secret = base::from_hex(json.value("private_key", ""));
  auto open = base::from_hex(json.value("public_key", ""));
  if (!secret || !open || secret->empty() || open->empty()) return broken;
  return std::optional(
      OpeningPair{static_cast<std::uint8_t>(json.value("suite", 0)), {*secret, *open}});
}

Result<OpeningPair> keep_opening_pair(store::LogStore& store, std::uint8_t suite,
                                      const base::RandomSource& random) {
  auto kept = opening_pair(store);
  if (!kept) return kept.error();
  if (*kept) return **kept;
  auto sealing = envelope::find_sealing(suite);
  if (!sealing) return sealing.error();
  OpeningPair fresh{suite, (*sealing)->generate_opening_key(random)};
  // Another program may make one at this moment: the first one stays.
  const store::GroupGuard guard(store);
  if (auto begun = store.begin_group(); !begun) return begun.error();
  kept = opening_pair(store);
  if (!kept) return kept.error();
  if (*kept) return **kept;
  const std::pair<std::string, std::optional<base::Bytes>> row{
      kOpeningPairRow, nlohmann::json{{"suite", suite},
                           {"public_key", base::to_hex(fresh.keys.public_key)},
                           {"private_key", base::to_hex(fresh.keys.private_key)}}
                .dump()};
  if (auto written = store.write_rows({&row, 1}); !written) return written.error();
  if (auto committed = store.commit_group(); !committed) return committed.error();
  return fresh;
}

}  // namespace jiujin::sync::wire
