#include "sync/wire/set_aside.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "sync/envelope/suite.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::string_view kPrefix = "wire/aside/";
constexpr std::size_t kReadBytes = 1024 * 1024;
constexpr std::int64_t kRefusedForMs = std::int64_t{24} * 3600 * 1000;
constexpr AsideReason kReasons[] = {AsideReason::kUnreadable, AsideReason::kMissing,
                                    AsideReason::kDamaged, AsideReason::kRefused};

std::string key_of(const base::ContentHash& hash) {
  return std::string(kPrefix) + hash.hex();
}

std::optional<SetAside> decode(const std::string& key, const base::Bytes& value) {
  auto hash = base::ContentHash::from_hex(std::string_view(key).substr(kPrefix.size()));
  const auto json = nlohmann::json::parse(value, nullptr, false);
  if (!hash || !json.is_object()) return std::nullopt;
  SetAside item{.hash = *hash, .cause = json.value("cause", "")};
  const std::string reason = json.value("reason", "");
  const auto found = std::find_if(std::begin(kReasons), std::end(kReasons), [&](AsideReason one) {
    return aside_reason_name(one) == reason;
  });
  if (found == std::end(kReasons)) return std::nullopt;
  item.reason = *found;
  item.since_ms = json.value("since_ms", std::int64_t{0});
  item.tries = json.value("tries", 1u);
  return item;
}

Result<std::vector<SetAside>> all_rows(store::LogStore& store) {
  auto rows = store.rows(kPrefix);
  if (!rows) return rows.error();
  std::vector<SetAside> items;
  for (const auto& [key, value] : *rows)
    if (auto item = decode(key, value)) items.push_back(std::move(*item));
  return items;
}

}  // namespace

std::string_view aside_reason_name(AsideReason reason) {
  switch (reason) {
    case AsideReason::kUnreadable:
      return "unreadable";
    case AsideReason::kMissing:
      return "missing";
    case AsideReason::kDamaged:
      return "damaged";
    case AsideReason::kRefused:
      return "refused";
  }
  return "";
}

Result<std::vector<SetAside>> set_aside(store::LogStore& store) {
  auto items = all_rows(store);
  if (items) std::erase_if(*items, [](const SetAside& item) { return !item.holds(); });
  return items;
}

Result<bool> is_set_aside(store::LogStore& store, const base::ContentHash& hash) {
  const std::string key = key_of(hash);
  auto row = store.row(key);
  if (!row) return row.error();
  const auto item = *row ? decode(key, **row) : std::nullopt;
  return item && item->holds();
}

Result<void> put_aside(store::LogStore& store, const base::ContentHash& hash, AsideReason reason,
                       const std::string& cause, std::int64_t now_ms) {
  const std::string key = key_of(hash);
  auto row = store.row(key);
  if (!row) return row.error();
  const auto before = *row ? decode(key, **row) : std::nullopt;
  const bool again = before && before->reason == reason;
  const std::pair<std::string, std::optional<base::Bytes>> written{
      key, nlohmann::json{{"reason", aside_reason_name(reason)},
                          {"cause", cause},
                          {"since_ms", again && before->holds() ? before->since_ms : now_ms},
                          {"tries", again ? before->tries + 1 : 1}}
               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
  return store.write_rows({&written, 1});
}

Result<void> take_up(store::LogStore& store, const base::ContentHash& hash) {
  auto row = store.row(key_of(hash));
  if (!row) return row.error();
  if (!*row) return {};
  const std::pair<std::string, std::optional<base::Bytes>> gone{key_of(hash), std::nullopt};
  return store.write_rows({&gone, 1});
}

Result<void> take_up_again(store::LogStore& store, std::int64_t now_ms) {
  auto items = set_aside(store);
  if (!items) return items.error();
  for (const SetAside& item : *items) {
    if (item.reason == AsideReason::kRefused) {
      // A clock that was turned back counts as a day.
      const bool due = now_ms - item.since_ms >= kRefusedForMs || now_ms < item.since_ms;
      if (!due) continue;
    } else {
      auto fault = fault_of(store, item.hash);
      if (!fault) return fault.error();
      if (*fault) continue;
    }
    if (auto taken = take_up(store, item.hash); !taken) return taken;
  }
  return {};
}

bool is_of_one_file(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kNotFound;
}

Result<std::optional<AsideReason>> fault_of(store::LogStore& store, const base::ContentHash& hash) {
  auto info = store.file_info(hash);
  if (!info) return info.error();
  if (!*info || !(*info)->complete) return std::optional(AsideReason::kMissing);
  envelope::ContentHasher hasher;
  for (std::uint64_t at = 0; at < (*info)->size;) {
    auto bytes = store.read_file(hash, at, kReadBytes);
    if (!bytes && is_of_one_file(bytes.error())) return std::optional(AsideReason::kUnreadable);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return std::optional(AsideReason::kMissing);
    hasher.update(*bytes);
    at += bytes->size();
  }
  return hasher.finish() == hash ? std::optional<AsideReason>()
                                 : std::optional(AsideReason::kDamaged);
}

}  // namespace jiujin::sync::wire
