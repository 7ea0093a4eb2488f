// Which files wait to be sent to the county or fetched from it, kept as local rows of the store.
//
//   wire/scanned/<incarnation>   seq up to which own ops were searched for cited files
//   wire/send/<hash>             "seq size media-type" of a file to send, first cited at seq
//   wire/want/<hash>             "size media-type" of a file to fetch
//   wire/tail                    "position incarnation:seq", the last feed entry seen
//   wire/underway                present while files travel: what was sent last is not certain
// A send row and the mark that its op was searched are written together. A want row is written
// before the feed that cites it is applied: after a crash it may be superfluous, never missing.
// Thread rule: belongs to the thread of its store.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/messages.h"
#include "sync/engine/station_exchange.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::wire {

struct FeedTail {
  std::uint64_t position = 0;
  base::OpAddress address;
};

class FileQueue {
 public:
  FileQueue(store::LogStore& store, const base::StationId& station)
      : m_store(store), m_station(station) {}

  // Searches own ops that were not searched yet.
  Result<void> search_own_ops();
  // Held here, not acknowledged whole, by the seq that cites them first. Rows of files that the
  // county holds are removed.
  Result<std::vector<engine::FileToSend>> to_send();
  // Questions "send me the rest"; rows of files that are complete are removed.
  Result<std::vector<bundle::Asked>> to_fetch();
  Result<bool> is_wanted(const base::ContentHash& hash);

  // The county holds so much of a file of ours. True when it has become more than before.
  Result<bool> acknowledged(const bundle::FileHeld& file);
  // Before a piece of feed is applied: notes what the county's ops cite and where the feed stands.
  Result<void> feed_comes(const bundle::FeedPiece& piece, const base::IncarnationId& county);
  Result<std::optional<FeedTail>> tail();
  Result<void> forget_tail();

  Result<bool> is_underway();
  Result<void> set_underway(bool underway);
  // The county lost what it had acknowledged: every file we cite is asked about again.
  Result<void> doubt_everything();

 private:
  Result<std::vector<base::IncarnationId>> own_logs();
  Result<std::uint64_t> held_here(const base::ContentHash& hash);

  store::LogStore& m_store;
  base::StationId m_station;
};

}  // namespace jiujin::sync::wire
