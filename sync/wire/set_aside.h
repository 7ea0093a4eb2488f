// Files of ours that cannot travel as they are: set aside with their reason, so that all others do.
//
//   wire/aside/<hash>   JSON: reason, cause, since_ms, tries
// An item is taken up again by itself: one that was at fault here as soon as its bytes are right
// again, one that the county refused a day later, and any as soon as the county holds it whole.
// Thread rule: free functions; with the thread of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

enum class AsideReason {
  kUnreadable,  // the storage gives an error for it
  kMissing,     // an op cites it, and it is not (wholly) here any more
  kDamaged,     // its bytes are not those of its address any more
  kRefused,     // the county did not take it, twice; its bytes are right
};
std::string_view aside_reason_name(AsideReason reason);  // "unreadable" ...; stable

struct SetAside {
  base::ContentHash hash;
  AsideReason reason = AsideReason::kDamaged;
  std::string cause;  // English, for people who mend things
  std::int64_t since_ms = 0;
  std::uint32_t tries = 1;
  // A first refusal may be another exchange's doing: it is tried once more.
  bool holds() const { return reason != AsideReason::kRefused || tries >= kRefusalsMin; }
  static constexpr std::uint32_t kRefusalsMin = 2;
};

// All that is set aside now, by hash.
Result<std::vector<SetAside>> set_aside(store::LogStore& store);
Result<bool> is_set_aside(store::LogStore& store, const base::ContentHash& hash);
Result<void> put_aside(store::LogStore& store, const base::ContentHash& hash, AsideReason reason,
                       const std::string& cause, std::int64_t now_ms);
Result<void> take_up(store::LogStore& store, const base::ContentHash& hash);
// Before a run: takes up what may travel again.
Result<void> take_up_again(store::LogStore& store, std::int64_t now_ms);

// Reads the file to its end. Nothing: its bytes are there and right.
Result<std::optional<AsideReason>> fault_of(store::LogStore& store, const base::ContentHash& hash);
// Whether an error of the store is about this file rather than about all of it.
bool is_of_one_file(const Error& error);

}  // namespace jiujin::sync::wire
