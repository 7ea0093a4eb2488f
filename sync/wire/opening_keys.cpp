#include "sync/wire/opening_keys.h"

#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

namespace jiujin::sync::wire {

namespace {

constexpr const char* kFormerPrefix = "wire/former-opening-key/";

Result<OpeningPair> decode_pair(const std::string& place, base::BytesView row) {
  const Error broken{ErrorCode::kCorrupt, place, "this is no key"};
  const auto json = nlohmann::json::parse(row, nullptr, false);
  if (!json.is_object()) return broken;
  auto secret = base::from_hex(json.value("private_key", ""));
  auto open = base::from_hex(json.value("public_key", ""));
  if (!secret || !open || secret->empty() || open->empty()) return broken;
  return OpeningPair{static_cast<std::uint8_t>(json.value("suite", 0)), {*secret, *open}};
}

base::Bytes encode_pair(const OpeningPair& pair) {
  return nlohmann::json{{"suite", pair.suite},
                        {"public_key", base::to_hex(pair.keys.public_key)},
                        {"private_key", base::to_hex(pair.keys.private_key)}}
      .dump();
}

}  // namespace

Result<std::optional<OpeningPair>> opening_pair(store::LogStore& store) {
  auto row = store.row(kOpeningPairRow);
  if (!row) return row.error();
  if (!*row) return std::optional<OpeningPair>();
  auto pair = decode_pair(kOpeningPairRow, **row);
  if (!pair) return pair.error();
  return std::optional(*std::move(pair));
}

Result<OpeningPairChange> change_opening_pair(store::LogStore& store, std::uint8_t suite,
                                              const base::RandomSource& random) {
  auto row = store.row(kOpeningPairRow);
  if (!row) return row.error();
  if (!*row) return Error{ErrorCode::kNotFound, kOpeningPairRow, "there is none yet"};
  auto now = decode_pair(kOpeningPairRow, **row);
  if (!now) return now.error();
  auto sealing = envelope::find_sealing(suite);
  if (!sealing) return sealing.error();
  OpeningPairChange change;
  change.fresh = {suite, (*sealing)->generate_opening_key(random)};
  change.rows.emplace_back(kFormerPrefix + now->id(), **row);
  change.rows.emplace_back(kOpeningPairRow, encode_pair(change.fresh));
  change.expected_rows.emplace_back(kOpeningPairRow, **row);
  return change;
}

std::string OpeningPair::id() const {
  return base::to_hex(envelope::key_mark(keys.public_key).view());
}

Result<void> forget_former_pair(store::LogStore& store, const std::string& id) {
  const std::pair<std::string, std::optional<base::Bytes>> row{kFormerPrefix + id, std::nullopt};
  auto kept = store.row(row.first);
  if (!kept) return kept.error();
  if (!*kept) return Error{ErrorCode::kNotFound, id, "no former key of this name"};
  return store.write_rows({&row, 1});
}

Result<std::vector<OpeningPair>> former_opening_pairs(store::LogStore& store) {
  auto rows = store.rows(kFormerPrefix);
  if (!rows) return rows.error();
  std::vector<OpeningPair> pairs;
  for (const auto& [key, row] : *rows) {
    auto pair = decode_pair(key, row);
    if (!pair) return pair.error();
    pairs.push_back(*std::move(pair));
  }
  return pairs;
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
  const std::pair<std::string, std::optional<base::Bytes>> row{kOpeningPairRow, encode_pair(fresh)};
  if (auto written = store.write_rows({&row, 1}); !written) return written.error();
  if (auto committed = store.commit_group(); !committed) return committed.error();
  return fresh;
}

}  // namespace jiujin::sync::wire
